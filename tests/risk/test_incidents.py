"""Bursts against their own base, and what officers make of them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from lookthrough.audit import queries as trail
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import incident_operations as operations
from lookthrough.risk import incident_queries as queries
from lookthrough.risk.incident_operations import Counted, incident_limits
from lookthrough.risk.incidents import bursts
from registry.working import AT, EAST, TODAY, WEST, appoint

BEGIN = TODAY - timedelta(days=90)
LIMITS = incident_limits().on(TODAY)


def days(*counts: int) -> dict[date, int]:
    """Return counts day by day from the beginning."""
    return {BEGIN + timedelta(days=place): count for place, count in enumerate(counts)}


def found(counts: dict[date, int], last: date = TODAY) -> list[tuple[date, date, int]]:
    """Return the bursts as first day, last day and total."""
    return [(one.from_day, one.to_day, one.total) for one in bursts(counts=counts, first_day=BEGIN, last_day=last, limits=LIMITS).bursts]


def test_a_burst_on_a_quiet_line_is_told_once_with_its_days() -> None:
    counts = days(*[1, 0, 0] * 20, 0, 9, 14, 6, 0)
    assert found(counts) == [(BEGIN + timedelta(days=61), BEGIN + timedelta(days=63), 29)]


def test_ordinary_noise_of_a_busy_place_is_no_burst() -> None:
    draw = random.Random(3)  # noqa: S311
    for _ in range(20):
        counts = days(*(sum(draw.random() < 0.2 for _ in range(60)) for _ in range(90)))
        assert found(counts) == []


def test_few_are_not_told_and_a_short_base_is_not_assessed() -> None:
    assert found(days(*[0] * 60, 2, 2, 0)) == []
    short = bursts(counts=days(0, 0, 50), first_day=BEGIN, last_day=BEGIN + timedelta(days=9), limits=LIMITS)
    assert short.bursts == ()
    assert short.days_with_base == 0


def test_two_bursts_far_apart_are_two() -> None:
    counts = days(*[0] * 40, 20, 0, *[0] * 20, 25, 0)
    assert [one[2] for one in found(counts)] == [20, 25]


def test_what_comes_later_does_not_change_what_was_told() -> None:
    counts = days(*[1, 0, 0] * 20, 0, 9, 14, 6, *[0] * 20)
    until = BEGIN + timedelta(days=66)
    assert found(counts)[:1] == found(counts, until)


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, int]:
    """Return those who work here, with a burst of visits in the east."""
    made = appoint()
    visits = [Counted("visit", day, "330302", "", "", count, "desk") for day, count in days(*[0, 1, 0] * 20, 8, 15, 9).items()]
    operations.take_counts(counts=visits, actor="cycle", at=AT)
    operations.bring_in_line(as_of=TODAY, at=AT)
    return made


def one(state: str = "proposed") -> queries.IncidentRow:
    """Return the one burst of a state."""
    (found,) = queries.incidents(district=EAST, state=state)
    return found


def test_a_burst_is_proposed_in_its_district_alone(people: dict[str, int]) -> None:
    assert (one().total, one().kind, one().region_code) == (33, "visit", "330302")
    assert queries.incidents(district=WEST) == []
    assert sum(count for _day, count in one().daily) >= 33


def test_nothing_weighs_before_it_is_accepted(people: dict[str, int]) -> None:
    about = [Counted("complaint", day, "330302", "institution", "P1", count, "x") for day, count in days(*[0] * 60, 30).items()]
    operations.take_counts(counts=about, actor="cycle", at=AT)
    operations.bring_in_line(as_of=TODAY, at=AT)
    month = (BEGIN + timedelta(days=60)).strftime("%Y-%m")
    (row,) = [each for each in queries.incidents(district=EAST) if each.subject_id == "P1"]
    assert queries.weighing(month=month) == {}
    operations.accept(incident_id=row.incident_id, reason="电话核实", officer_id=people["east"], at=AT)
    assert queries.weighing(month=month) == {("institution", "P1"): 1}
    operations.undo(incident_id=row.incident_id, officer_id=people["east"], at=AT)
    assert queries.weighing(month=month) == {}


def test_a_judgement_needs_a_reason_a_role_and_the_district(people: dict[str, int]) -> None:
    number = one().incident_id
    for who, reason, why in (("east", " ", "reason"), ("west", "x", "district"), ("analyst", "x", "role")):
        with pytest.raises(NotAllowed, match=why):
            operations.reject(incident_id=number, reason=reason, officer_id=people[who], at=AT)
    operations.reject(incident_id=number, reason="同一人刷单", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="judged already"):
        operations.accept(incident_id=number, reason="x", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="your own"):
        operations.undo(incident_id=number, officer_id=people["east2"], at=AT)
    actions = [entry.action for entry in trail.all_entries(search=trail.Search(), most=100)]
    assert "incident.rejected" in actions


def test_a_rejected_burst_stays_rejected_and_its_growth_is_said(people: dict[str, int]) -> None:
    number = one().incident_id
    operations.reject(incident_id=number, reason="刷单", officer_id=people["east"], at=AT)
    more = Counted("visit", one("rejected").to_day + timedelta(days=1), "330302", "", "", 40, "desk")
    assert operations.enter(counts=[more], officer_id=people["east"], at=AT) == 1
    brought = operations.bring_in_line(as_of=TODAY, at=AT)
    assert (brought.new, brought.changed) == (0, 1)
    assert one("rejected").grown == 40
    again = operations.bring_in_line(as_of=TODAY, at=AT)
    assert (again.new, again.changed) == (0, 0)


def test_counts_of_another_district_or_of_tomorrow_are_refused_whole(people: dict[str, int]) -> None:
    good = Counted("visit", TODAY, "330302", "", "", 1, "office")
    for bad in (
        Counted("visit", TODAY, "330303", "", "", 1, "office"),
        Counted("visit", TODAY + timedelta(days=1), "330302", "", "", 1, "office"),
        Counted("riot", TODAY, "330302", "", "", 1, "office"),
    ):
        with pytest.raises(NotAllowed):
            operations.enter(counts=[good, bad], officer_id=people["east"], at=AT)
    before = queries.incidents(district=EAST)[0].daily
    assert dict(before).get(TODAY, 0) == 0
