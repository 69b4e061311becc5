"""When many come: how grave it is, by when the superior is told, the receipt, the plan step by step, the report afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.petitions.desk import LATER, arrived, crowd, file_of
from lookthrough.cases.petitions import desk_queries, operations, reply_operations, terms, wording_operations
from lookthrough.cases.petitions import incident_operations as incidents
from lookthrough.cases.petitions.plan import plan, plan_for
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint

SAID = {"situation": "六十余人聚集", "demands": "退款", "measures": "已引导入场", "to_body": "市信访局", "way": "phone"}


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=100_000))
def test_more_people_are_never_a_lesser_level_and_a_graver_level_asks_for_more(persons: int) -> None:
    order = ["", "small", "medium", "large"]
    level = terms.level_of(persons, TODAY)
    assert order.index(level) <= order.index(terms.level_of(persons + 1, TODAY))
    assert len(plan_for("small")) < len(plan_for("medium")) < len(plan_for("large")) == len(plan())


def test_sizes_are_dated_rows_and_letters_are_no_crowd(people: dict[str, int]) -> None:
    assert [terms.level_of(count, TODAY) for count in (4, 5, 49, 50, 199, 200)] == ["", "small", "small", "medium", "medium", "large"]
    assert file_of(people, arrived(people, persons=60, way="letter")).report_by is None


def test_the_superior_is_told_within_the_hour_and_again_when_more_come(people: dict[str, int]) -> None:
    number = arrived(people, persons=60)
    file = file_of(people, number)
    assert (file.row.level, file.report_by) == ("medium", AT + timedelta(minutes=60))
    assert [(due.kind, due.late) for due in file_of(people, number, now=AT + timedelta(minutes=61)).row.dues] == [
        ("tell", False), ("report", True),
    ]  # fmt: skip
    given = SAID | {"number": number, "officer_id": people["east"], "at": LATER, "sent_at": LATER}
    with pytest.raises(NotAllowed):
        incidents.report(kind="follow", persons=60, **given)  # type: ignore[arg-type]
    assert incidents.report(kind="first", persons=60, **given) == 1  # type: ignore[arg-type]
    assert not file_of(people, number).reports[0].late
    late = file_of(people, number, now=LATER + timedelta(minutes=31)).row.dues
    assert [(due.kind, due.late) for due in late][1:] == [("receipt", True)]
    for wrong in (LATER - timedelta(minutes=1), LATER + timedelta(minutes=1)):
        with pytest.raises(NotAllowed):
            incidents.receipt(number=number, serial=1, received_at=wrong, received_by="李", officer_id=people["east"], at=LATER)
    incidents.receipt(
        number=number, serial=1, received_at=LATER, received_by="值班员李某", instruction="随时续报", officer_id=people["east"], at=LATER
    )
    with pytest.raises(NotAllowed):
        incidents.receipt(number=number, serial=1, received_at=LATER, received_by="李", officer_id=people["east"], at=LATER)
    crowd(people, number, 200)
    more = file_of(people, number)
    assert (more.row.level, more.report_by) == ("large", LATER + timedelta(minutes=30))
    assert "report" in [due.kind for due in more.row.dues]
    assert incidents.report(kind="follow", persons=200, **given) == 2  # type: ignore[arg-type]
    assert "report" not in [due.kind for due in file_of(people, number).row.dues]
    incidents.withdraw_report(number=number, serial=2, reason="报错", officer_id=people["east"], at=LATER)
    assert "report" in [due.kind for due in file_of(people, number).row.dues]


def test_a_first_report_sent_late_says_so(people: dict[str, int]) -> None:
    number, later = arrived(people, persons=60), AT + timedelta(minutes=90)
    incidents.report(kind="first", persons=60, number=number, officer_id=people["east"], at=later, sent_at=later, **SAID)
    assert file_of(people, number, now=later).reports[0].late


def test_the_plan_is_ticked_with_time_and_person_and_ticks_are_taken_back(people: dict[str, int]) -> None:
    number = arrived(people, persons=10)
    tick = {"number": number, "officer_id": people["east2"], "at": LATER, "done_at": LATER}
    with pytest.raises(NotAllowed):
        incidents.tick(item="receive", person="王", **tick)  # type: ignore[arg-type]
    incidents.start_plan(number=number, level="small", reason="", officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        incidents.start_plan(number=number, level="large", reason="", officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        incidents.tick(item="traffic", person="王", **tick)  # type: ignore[arg-type]
    incidents.tick(item="receive", person="王科长", **tick)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        incidents.tick(item="receive", person="王科长", **tick)  # type: ignore[arg-type]
    steps = {item.slug: done for item, done in file_of(people, number).plan}
    assert steps["receive"] is not None
    assert (steps["receive"].person, steps["receive"].done_at, steps["receive"].ticked_by) == ("王科长", LATER, "east2")
    incidents.untick(number=number, item="receive", reason="还没有登记", officer_id=people["east"], at=LATER)
    assert not any(done for _item, done in file_of(people, number).plan)


def test_after_a_crowd_it_ends_only_with_a_report_that_a_second_person_confirmed(people: dict[str, int]) -> None:
    number = arrived(people, persons=10)
    reply_operations.tell(number=number, wording="in_court", officer_id=people["east"], at=LATER)
    said = {"course": "经过", "causes": "原因", "handled": "处置", "lessons": "建议"}
    with pytest.raises(NotAllowed):
        incidents.write_after(number=number, officer_id=people["east"], at=LATER, **said)
    incidents.over(number=number, over_at=LATER, officer_id=people["east"], at=LATER)
    assert [(due.kind, due.late) for due in file_of(people, number, now=LATER + timedelta(days=6)).row.dues if due.kind == "after"] == [
        ("after", True)
    ]
    incidents.write_after(number=number, officer_id=people["head"], at=LATER, **said)
    with pytest.raises(NotAllowed):
        incidents.decide_after(number=number, agreed=True, reason="", officer_id=people["head"], at=LATER)
    incidents.write_after(number=number, officer_id=people["east"], at=LATER, **(said | {"course": "补充经过"}))
    incidents.decide_after(number=number, agreed=False, reason="写明原因", officer_id=people["head"], at=LATER)
    with pytest.raises(NotAllowed):
        operations.end(number=number, version=file_of(people, number).one.version, officer_id=people["east"], at=LATER)
    incidents.write_after(number=number, officer_id=people["east"], at=LATER, **said)
    incidents.decide_after(number=number, agreed=True, reason="", officer_id=people["head"], at=LATER)
    with pytest.raises(NotAllowed):
        incidents.not_over(number=number, reason="又来了", officer_id=people["east"], at=LATER)
    operations.end(number=number, version=file_of(people, number).one.version, officer_id=people["east"], at=LATER)
    assert file_of(people, number).row.dues == ()


def test_what_waits_for_a_second_person_lies_on_the_heads_desk_alone(people: dict[str, int]) -> None:
    number = arrived(people, persons=10)
    reply_operations.tell(number=number, wording="accepted", officer_id=people["east"], at=LATER)
    reply_operations.ask_longer(number=number, reason="复杂", officer_id=people["east"], at=LATER)
    incidents.over(number=number, over_at=LATER, officer_id=people["east"], at=LATER)
    said = {"course": "经过", "causes": "原因", "handled": "处置", "lessons": "建议"}
    incidents.write_after(number=number, officer_id=people["east"], at=LATER, **said)
    given = {"kind": "final", "title": "答复", "zh": "已处理", "en": "", "valid_from": TODAY, "at": LATER}
    wording_operations.propose(slug="settled", officer_id=people["east"], **given)  # type: ignore[arg-type]
    asked = desk_queries.decisions_asked(officer_id=people["head"])
    assert [(one.key.split(":")[0], one.number) for one in asked] == [("extension", number), ("after", number)]
    assert [one.title for one in desk_queries.wordings_asked(officer_id=people["head"])] == ["答复"]
    assert desk_queries.decisions_asked(officer_id=people["east2"]) == desk_queries.wordings_asked(officer_id=people["west"]) == []
