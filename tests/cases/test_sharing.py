"""Cases that are merged, split, reopened, handed over, or opened in part to persons from outside: nothing is lost, every number stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.filing import FIRM, case, case_from_lead, facts, investigated, lead
from lookthrough.cases import (
    case_operations,
    case_queries,
    handover_operations,
    lead_decisions,
    lead_operations,
    merge_operations,
    sharing_queries,
    view_operations,
)
from lookthrough.cases.case_queries import clocks_due
from lookthrough.cases.clocks import Unit
from lookthrough.cases.handover_operations import give_back, receive, send
from lookthrough.kernel.texts import Text
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here, a second officer of the city, and a lawyer from outside."""
    appoint()
    for username, office, role in (("city", "市局", Role.CASE_OFFICER), ("lawyer", "市局", Role.OUTSIDE_ADVISER)):
        offices.appoint_officer(username=username, name=username, office=office, role=role, password="long enough for a test")
    return {one.username: one.pk for one in Officer.objects.all()}


def merged(people: dict[str, int]) -> tuple[str, str]:
    """Merge a case with a clock into another."""
    first, second = case_from_lead(people), case_from_lead(people, lead(people))
    case_operations.start_clock(
        number=second, name="answer", title=Text("答复", "answer"), from_on=TODAY, count=3, unit=Unit.DAYS, basis="试", actor="east", at=AT
    )
    merge_operations.merge(number=second, into=first, reason="同一主体", officer_id=people["head"], at=AT)
    return first, second


def test_a_merged_case_stays_findable_and_its_clocks_run(people: dict[str, int]) -> None:
    first, second = merged(people)
    assert (facts(people, second).state, facts(people, second).merged_into) == ("merged", first)
    assert [one.number for one in clocks_due(officer_id=people["east"], today=TODAY, until=TODAY + timedelta(days=9))] == [second]
    assert {one.number for one in case_queries.events(number=first)} == {first, second}
    assert [(how, number) for how, number, _title in sharing_queries.related_cases(number=first)] == [("merged", second)]
    with pytest.raises(NotAllowed) as refusal:
        case_operations.advance(number=second, to="investigation", reason="", officer_id=people["east"], at=AT)
    assert first in refusal.value.reason.zh


def test_a_merger_can_be_undone(people: dict[str, int]) -> None:
    first, second = merged(people)
    merge_operations.take_apart(number=second, reason="看错了", officer_id=people["head"], at=AT)
    assert (facts(people, second).state, facts(people, second).merged_into) == ("open", "")
    assert len(facts(people, second).lead_ids) == len(facts(people, first).lead_ids) == 1


def test_only_cases_of_one_type_merge_and_only_by_who_decides(people: dict[str, int]) -> None:
    first, other = case(people), case(people, case_type="advertising")
    for number, into, who in ((first, other, "head"), (first, first, "head"), (first, other, "east")):
        with pytest.raises(NotAllowed):
            merge_operations.merge(number=number, into=into, reason="并", officer_id=people[who], at=AT)


def test_leads_are_split_off_into_a_case_of_their_own(people: dict[str, int]) -> None:
    number = case_from_lead(people)
    given = {"number": number, "title": "分出的案件", "subject_type": "company", "subject_id": f"{FIRM}9", "subject_name": "另一企业",
             "reason": "另一主体", "officer_id": people["head"], "at": AT}  # fmt: skip
    only = facts(people, number).lead_ids
    with pytest.raises(NotAllowed):
        merge_operations.split(**given, leads=only)  # type: ignore[arg-type]
    more = lead(people, subject_id=f"{FIRM}9")
    lead_operations.propose(number=more, kind="into_case", into_case=number, reason="同案", officer_id=people["east"], at=AT)
    lead_decisions.decide(number=more, agreed=True, reason="", officer_id=people["head"], at=AT)
    made = merge_operations.split(**given, leads=[more])  # type: ignore[arg-type]
    assert (facts(people, made).lead_ids, facts(people, number).lead_ids) == ((more,), only)
    assert (facts(people, made).lead_officer, facts(people, made).step) == ("east", "filed")
    assert [one[:2] for one in sharing_queries.related_cases(number=number)] == [("split", made)]
    assert [one[:2] for one in sharing_queries.related_cases(number=made)] == [("split_from", number)]


def test_an_ended_case_is_opened_anew_where_it_ended(people: dict[str, int]) -> None:
    number = investigated(people)
    for to in ("investigation", "determination"):
        case_operations.advance(number=number, to=to, reason="", officer_id=people["east"], at=AT)
    case_operations.attest(number=number, milestone="determination_settled", reference="t", actor="east", at=AT)
    case_operations.propose_step(number=number, to="unfounded", reason="不构成", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        merge_operations.reopen(number=number, reason="新证据", officer_id=people["head"], at=AT)
    case_operations.decide_step(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)
    merge_operations.reopen(number=number, reason="新证据", officer_id=people["head"], at=AT)
    assert (facts(people, number).state, facts(people, number).step, facts(people, number).ended_at) == ("open", "determination", None)


def test_the_police_receive_a_case_under_their_number(people: dict[str, int]) -> None:
    number = investigated(people)
    case_operations.advance(number=number, to="investigation", reason="", officer_id=people["east"], at=AT)
    send(number=number, to_kind="police", to_body="市公安局经侦支队", reason="涉嫌犯罪", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        send(number=number, to_kind="court", to_body="法院", reason="再送", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        receive(number=number, their_number=" ", on=TODAY, officer_id=people["east"], at=AT)
    receive(number=number, their_number="温公经立〔2026〕8号", on=TODAY, officer_id=people["east"], at=AT)
    case_operations.propose_step(number=number, to="transferred", reason="已移送", officer_id=people["east"], at=AT)
    case_operations.decide_step(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)
    assert facts(people, number).state == "ended"


def test_what_is_returned_says_why_and_can_be_sent_again(people: dict[str, int]) -> None:
    number = case(people)
    said = {"number": number, "to_kind": "court", "to_body": "区法院", "reason": "申请裁定", "officer_id": people["east"], "at": AT}
    send(**said)  # type: ignore[arg-type]
    give_back(number=number, reason="材料不齐", on=TODAY, officer_id=people["east"], at=AT)
    assert "材料不齐" in case_queries.events(number=number)[0].text.zh
    send(**said)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        handover_operations.withdraw(number=number, officer_id=people["head"], at=AT)
    handover_operations.withdraw(number=number, officer_id=people["east"], at=AT)
    assert "handed_over" not in case_queries.milestones(number=number)


def test_the_city_takes_a_case_over_and_the_district_reads_on(people: dict[str, int]) -> None:
    number = case(people)
    send(number=number, to_kind="city", to_body="", reason="跨区", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        receive(number=number, their_number="", on=TODAY, officer_id=people["east2"], at=AT)
    receive(number=number, their_number="", on=TODAY, officer_id=people["city"], at=AT)
    with pytest.raises(NotAllowed) as refusal:
        case_operations.may_act(number=number, officer_id=people["east"], at=AT)
    assert "市级" in refusal.value.reason.zh
    assert facts(people, number, "east").number == number
    send(number=number, to_kind="district", to_body="", reason="发回", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed):
        receive(number=number, their_number="", on=TODAY, officer_id=people["city"], at=AT)
    receive(number=number, their_number="", on=TODAY, officer_id=people["east"], at=AT)
    assert case_operations.may_act(number=number, officer_id=people["east"], at=AT)


def test_a_lawyer_reads_named_pages_of_one_case_until_a_day(people: dict[str, int]) -> None:
    number, other = case(people), case(people, case_type="advertising")
    until = TODAY + timedelta(days=10)
    given = {"number": number, "tabs": ["evidence", "papers"], "purpose": "法律意见", "at": AT}
    for to, who, last in (("east2", "head", until), ("lawyer", "east", until), ("lawyer", "head", TODAY + timedelta(days=400))):
        with pytest.raises(NotAllowed):
            view_operations.open_view(**given, to_officer_id=people[to], until=last, officer_id=people[who])  # type: ignore[arg-type]
    view_operations.open_view(**given, to_officer_id=people["lawyer"], until=until, officer_id=people["head"])  # type: ignore[arg-type]
    seen = case_queries.case(number=number, officer_id=people["lawyer"], on=until)
    assert seen is not None
    assert seen.only_tabs == {"evidence", "papers"}
    assert case_queries.case(number=number, officer_id=people["lawyer"], on=until + timedelta(days=1)) is None
    assert case_queries.case(number=other, officer_id=people["lawyer"], on=TODAY) is None
    assert case_queries.cases(officer_id=people["lawyer"]) == []
    view_operations.end_view(number=number, of_officer_id=people["lawyer"], officer_id=people["head"], at=AT)
    assert case_queries.case(number=number, officer_id=people["lawyer"], on=TODAY) is None
