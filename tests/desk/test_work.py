"""What lies on whose desk: what is mine and due, what is asked of me, what came back; and nobody sees another district's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.filing import FIRM, case, case_from_lead, investigated, lead
from lookthrough.cases import case_operations, lead_decisions, lead_operations, officer_operations, together_operations
from lookthrough.cases.clocks import Unit
from lookthrough.desk import work_queries
from lookthrough.desk.work_item import Why, WorkItem
from lookthrough.kernel.texts import Text
from registry.working import AT, TODAY, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def desk(people: dict[str, int], who: str, day: date = TODAY) -> list[WorkItem]:
    """Return somebody's work."""
    return work_queries.work_of(officer_id=people[who], at=AT + (day - TODAY), today=day)


def clock(people: dict[str, int], number: str, *, name: str, days: int) -> None:
    """Start a clock of some working days."""
    case_operations.start_clock(
        number=number,
        name=name,
        title=Text("报告", "report"),
        from_on=TODAY,
        count=days,
        unit=Unit.WORKING_DAYS,
        basis="条例",
        actor="east",
        at=AT,
    )


def test_a_lead_is_its_officers_and_what_is_proposed_is_the_heads_to_decide(people: dict[str, int]) -> None:
    number = lead(people)
    assert [(one.why, one.source, one.number) for one in desk(people, "east")] == [(Why.MINE, "lead", number)]
    lead_operations.propose(number=number, kind="close", reason="查无此事", officer_id=people["east"], at=AT)
    (asked,) = desk(people, "head")
    assert (asked.why, asked.source, asked.number, asked.by, asked.page) == (Why.ASKED, "lead", number, "east", "lead")
    assert desk(people, "west") == []
    lead_decisions.decide(number=number, agreed=False, reason="请再核实", officer_id=people["head"], at=AT)
    assert desk(people, "head") == []
    back = next(one for one in desk(people, "east") if one.why is Why.RETURNED)
    assert (back.number, back.by, back.said) == (number, "head", "请再核实")
    assert not [one for one in desk(people, "east", TODAY + timedelta(days=40)) if one.why is Why.RETURNED]
    lead_operations.propose(number=number, kind="close", reason="已再核实", officer_id=people["east"], at=AT)
    assert not [one for one in desk(people, "east") if one.why is Why.RETURNED]


def test_a_case_lies_on_the_desk_by_its_clocks_and_the_late_one_comes_first(people: dict[str, int]) -> None:
    number = investigated(people)
    other = case(people, subject_id=f"{FIRM}2")
    assert {one.number for one in desk(people, "east")} == {number, other}
    clock(people, number, name="report_due", days=2)
    clock(people, other, name="report_due", days=5)
    found = [one for one in desk(people, "east") if one.key.split(":")[2:3] == ["report_due"]]
    assert [(one.number, one.left) for one in found] == [(number, 2), (other, 5)]
    late = desk(people, "east", date(2026, 11, 6))
    assert (late[0].number, late[0].late, late[0].days_over) == (number, True, 2)
    assert number in {one.number for one in desk(people, "east2")}
    assert other not in {one.number for one in desk(people, "east2")}


def test_who_proposed_a_step_is_not_asked_to_decide_it_and_who_keeps_away_is_not_asked_at_all(people: dict[str, int]) -> None:
    number = investigated(people)
    case_operations.advance(number=number, to="investigation", reason="", officer_id=people["east"], at=AT)
    said = {"milestone": "handed_over", "reference": "handover:1", "actor": "east"}
    case_operations.attest(number=number, at=AT, **said)  # type: ignore[arg-type]
    case_operations.propose_step(number=number, to="transferred", reason="涉嫌犯罪", officer_id=people["east"], at=AT)
    asked = [one for one in desk(people, "head") if one.why is Why.ASKED]
    assert [(one.number, one.page) for one in asked] == [(number, "case")]
    officer_operations.declare_conflict(number=number, relation="亲属", officer_id=people["head"], at=AT)
    assert not [one for one in desk(people, "head") if one.why is Why.ASKED]


def test_days_are_ones_own_or_all_of_the_district(people: dict[str, int]) -> None:
    number = case_from_lead(people)
    clock(people, number, name="report_due", days=3)
    span = {"first": TODAY, "last": TODAY + timedelta(days=30), "at": AT, "today": TODAY}
    own = work_queries.days_of(officer_id=people["head"], mine=True, **span)  # type: ignore[arg-type]
    whole = work_queries.days_of(officer_id=people["head"], mine=False, **span)  # type: ignore[arg-type]
    assert own == []
    assert number in {one.number for one in whole}
    assert work_queries.days_of(officer_id=people["west"], mine=False, **span) == []  # type: ignore[arg-type]
    assert work_queries.days_of(officer_id=people["analyst"], mine=False, **span) == whole  # type: ignore[arg-type]


def test_who_was_given_many_at_once_has_them_on_the_desk_until_that_is_undone(people: dict[str, int]) -> None:
    numbers = [lead(people, subject_id=f"{FIRM}{each}") for each in range(3)]
    by = {"officer_id": people["head"], "at": AT}
    batch = together_operations.assign_leads(numbers=numbers, to_officer_id=people["east2"], **by)  # type: ignore[arg-type]
    assert {(one.number, one.by) for one in desk(people, "east2")} == {(number, "head") for number in numbers}
    together_operations.undo(batch=batch, **by)  # type: ignore[arg-type]
    assert desk(people, "east2") == []
