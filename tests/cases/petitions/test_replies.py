"""What petitioners are told: in approved wording, in time, once more if taken back; a linked case learns that they have their reply."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.petitions.desk import LATER, arrived, crowd, file_of
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.petitions import crowd_operations, operations, queries, reply_codes, reply_operations, wording_operations
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


@pytest.fixture
def number(people: dict[str, int]) -> str:
    return arrived(people, persons=2, way="letter")


def tell(people: dict[str, int], number: str, wording: str, **more: object) -> int:
    given = {"number": number, "wording": wording, "officer_id": people["east"], "at": LATER} | more
    return reply_operations.tell(**given)  # type: ignore[arg-type]


def petition_case(people: dict[str, int]) -> str:
    return case_operations.open_case(
        case_type="petition", title="投资人信访", region_code="330302", subject_type="other", subject_id="", subject_name="某投资公司",
        proposed_by=people["east"], officer_id=people["head"], at=AT,
    )  # fmt: skip


def test_periods_run_from_the_arrival_and_from_the_acceptance_and_end_on_working_days(people: dict[str, int], number: str) -> None:
    file = file_of(people, number)
    assert file.one.tell_by == date(2026, 11, 17)  # 15 days
    tell(people, number, "accepted")
    file = file_of(people, number)
    assert (file.row.stage, file.one.told_on, file.one.reply_by) == ("accepted", TODAY, date(2027, 1, 4))  # 60 days: 1 January is a holiday
    reply_operations.ask_longer(number=number, reason="资金往来复杂", officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        reply_operations.decide_longer(number=number, agreed=True, decision="", officer_id=people["east"], at=LATER)
    ends = reply_operations.decide_longer(number=number, agreed=True, decision="", officer_id=people["head"], at=LATER)
    assert ends == date(2027, 2, 3)
    assert [due.kind for due in file_of(people, number).row.dues] == ["reply", "extended"]
    tell(people, number, "extended")
    assert "资金往来复杂" in file_of(people, number).replies[-1].zh
    assert [due.kind for due in file_of(people, number).row.dues] == ["reply"]
    with pytest.raises(NotAllowed):
        reply_operations.ask_longer(number=number, reason="还要", officer_id=people["east"], at=LATER)


def test_a_reply_is_reported_to_the_case_and_taken_back_from_it(people: dict[str, int], number: str) -> None:
    case = petition_case(people)
    tell(people, number, "accepted")
    with pytest.raises(NotAllowed):
        tell(people, number, "handled")  # its wording names a case
    operations.link_case(number=number, case_number=case, officer_id=people["east"], at=LATER)
    case_operations.advance(number=case, to="accepted", reason="", officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        case_operations.advance(number=case, to="answered", reason="", officer_id=people["east"], at=LATER)
    reply = tell(people, number, "handled")
    assert case in file_of(people, number).replies[-1].zh
    assert case_queries.milestones(number=case)["reply_given"][0] == number
    reply_operations.take_back(number=number, reply_id=reply, reason="写错案号", officer_id=people["east"], at=LATER)
    assert "reply_given" not in case_queries.milestones(number=case)
    tell(people, number, "handled")
    case_operations.advance(number=case, to="answered", reason="", officer_id=people["east"], at=LATER)
    operations.unlink_case(number=number, reason="关联错了", officer_id=people["east"], at=LATER)
    assert "reply_given" not in case_queries.milestones(number=case)
    assert {"petition_linked", "petition_unlinked"} <= {event.kind for event in case_queries.events(number=case)}


def test_not_accepted_is_a_reply_too_and_a_link_made_later_reports_it(people: dict[str, int], number: str) -> None:
    tell(people, number, "in_court")
    assert file_of(people, number).one.replied_on == TODAY
    case = petition_case(people)
    operations.link_case(number=number, case_number=case, officer_id=people["east"], at=LATER)
    assert "reply_given" in case_queries.milestones(number=case)


def test_what_does_not_fit_where_it_stands_is_refused(people: dict[str, int], number: str) -> None:
    for wording in ("mediated", "extended", "handled", "no_such_wording"):
        with pytest.raises(NotAllowed):
            tell(people, number, wording)
    with pytest.raises(NotAllowed):
        tell(people, number, "under_investigation")  # it names the day of the reply, which there is not yet
    first = tell(people, number, "accepted")
    with pytest.raises(NotAllowed):
        tell(people, number, "in_court")
    tell(people, number, "mediated")
    with pytest.raises(NotAllowed):
        reply_operations.take_back(number=number, reply_id=first, reason="早先的", officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        tell(people, number, "accepted", version=1)


def test_all_read_what_all_are_told_and_one_alone_what_is_for_one(people: dict[str, int], number: str) -> None:
    crowd(people, number, 2)
    slips = crowd_operations.issue_codes(number=number, officer_id=people["east"], at=LATER)
    tell(people, number, "accepted")
    tell(people, number, "under_investigation", serial=2)
    taken = tell(people, number, "under_investigation")
    reply_operations.take_back(number=number, reply_id=taken, reason="重复", officer_id=people["east"], at=LATER)
    told = []
    for slip in slips:
        found, mark = reply_codes.open_code(code=slip.code, address_hash="a", at=LATER)
        seen = reply_codes.petition_of(petitioner_id=found, mark=mark, at=LATER)
        assert seen is not None
        told.append([(one.kind.en, one.to_one) for one in seen.told])
    assert told == [[("acceptance", False)], [("acceptance", False), ("progress", True)]]
    assert file_of(people, number).seen == 2


def test_a_wording_counts_once_a_second_person_has_approved_it(people: dict[str, int], number: str) -> None:
    said = {
        "kind": "accepted",
        "title": "受理（新）",
        "zh": "已受理（{number}），{reply_by}前答复",
        "en": "",
        "valid_from": TODAY,
        "at": LATER,
    }
    with pytest.raises(NotAllowed):
        wording_operations.propose(slug="accepted", officer_id=people["east"], **(said | {"zh": "找{boss}"}))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        wording_operations.propose(slug="accepted", officer_id=people["east"], **(said | {"kind": "final"}))  # type: ignore[arg-type]
    made = wording_operations.propose(slug="accepted", officer_id=people["head"], **said)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        wording_operations.decide(wording_id=made, agreed=True, reason="", officer_id=people["head"], at=LATER)
    wording_operations.decide(wording_id=made, agreed=False, reason="重写", officer_id=head2(), at=LATER)
    mine = wording_operations.propose(slug="accepted", officer_id=people["east"], **said)  # type: ignore[arg-type]
    assert not next(one for one in file_of(people, number).wordings if one.slug == "accepted").title.zh.endswith("（新）")
    wording_operations.decide(wording_id=mine, agreed=True, reason="", officer_id=people["head"], at=LATER)
    tell(people, number, "accepted")
    assert file_of(people, number).replies[-1].zh == f"已受理（{number}），2027年1月4日前答复"
    assert queries.wordings_in_force(officer_id=people["west"], on=TODAY)[0].shipped, "another district's wording is not ours"
    wording_operations.end(wording_id=mine, reason="改用新文", officer_id=people["head"], at=LATER)
    assert "accepted" not in {one.slug for one in file_of(people, number).wordings}


def head2() -> int:
    from lookthrough.offices import operations as offices
    from lookthrough.offices.models import Officer
    from lookthrough.offices.roles import Role

    offices.appoint_officer(username="head2", name="h", office="市局", role=Role.HEAD, password="long enough for a test")
    return Officer.objects.get(username="head2").pk


def test_late_ones_stand_first_and_a_settled_letter_ends_and_is_taken_up_again(people: dict[str, int], number: str) -> None:
    other = arrived(people, persons=1, way="letter", at=AT + timedelta(minutes=5))
    tell(people, number, "accepted")
    dues = queries.dues(officer_id=people["head"], now=AT + timedelta(days=20))
    assert [(due.number, due.kind, due.late) for due in dues] == [(other, "tell", True), (number, "reply", False)]
    version = file_of(people, number).one.version
    with pytest.raises(NotAllowed):
        operations.end(number=number, version=version, officer_id=people["east"], at=LATER)
    tell(people, number, "mediated")
    operations.end(number=number, version=version + 1, officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        tell(people, number, "under_investigation")
    operations.reopen(number=number, reason="补充答复", officer_id=people["east"], at=LATER)
    assert file_of(people, number).row.state == "open"


def test_a_lead_is_opened_from_what_they_say(people: dict[str, int], number: str) -> None:
    lead = operations.open_lead(number=number, officer_id=people["east"], at=LATER)
    assert file_of(people, number).one.lead_number == lead
    with pytest.raises(NotAllowed):
        operations.open_lead(number=number, officer_id=people["east"], at=LATER)


def test_what_is_due_of_many_occasions_is_read_in_a_few_questions(people: dict[str, int], django_assert_max_num_queries: Any) -> None:
    for persons in range(1, 9):
        arrived(people, persons=persons)
    with django_assert_max_num_queries(8):
        dues = queries.dues(officer_id=people["east"], now=LATER)
    assert sorted({due.kind for due in dues}) == ["report", "tell"]
    assert len(dues) == 8 + 4
