"""What lists and the first page read from indexes is what a slow reckoning over every alert and every line of its history says."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from alert_builders import EAST, WEST, People, appoint, finding
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.risk import following, operations, queries
from lookthrough.risk.models import Alert, AlertChange
from lookthrough.risk.queries import ORDERS, AlertFilter
from lookthrough.risk.states import BY_MACHINE, ChangeKind, Outcome, State
from lookthrough.risk.subjects import subjects

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 13)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = {
    ("institution", f"I{number}"): operations.Subject(f"机构{number % 4}", (EAST, WEST, "", "990199")[number % 4]) for number in range(9)
}


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


@pytest.fixture(params=(1, 2))
def people(request: pytest.FixtureRequest) -> People:
    """Let eleven days pass: each day a run finds something, and officers do something with what waits."""
    draw, made = random.Random(request.param), appoint()  # noqa: S311  the same story each time
    for place in range(11):
        day = TODAY - timedelta(days=10 - place)
        found = [_found(draw, subject_id) for _, subject_id in draw.sample(sorted(NAMES), 3)]
        operations.update_alerts(findings=found, hits=(), as_of=day, subjects=NAMES, at=at(day, 0 if place % 2 else 3))
        for hour in (9, 10, 11):
            _do(draw, made, at(day, hour))
    return made


def _found(draw: random.Random, subject_id: str) -> Finding:
    month = draw.choice((2, 3))
    return finding(
        subject_id, severity=draw.choice(list(Severity)), value=draw.random(), details={"part_fen": draw.randrange(3)},
        from_date=date(2026, month, 1), to_date=date(2026, month, 28), rule=draw.choice(("ponzi_payout", "cash_pool")),
    )  # fmt: skip


def _do(draw: random.Random, people: People, moment: datetime) -> None:
    some = [draw.choice(list(Alert.objects.values_list("pk", flat=True)))]
    officer = draw.choice((people.head, people.east, people.west))
    deeds = {
        "assign": {"to_officer_id": officer},
        "snooze": {"reason": "等", "until": moment.date() + timedelta(days=draw.randint(1, 4))},
        "close": {"reason": "否", "outcome": Outcome.UNFOUNDED},
        "reopen": {"reason": "再"},
        "note": {"text": "记"},
    }
    try:
        deed = draw.choice([*deeds, "undo"])
        if deed == "undo":
            operations.undo_last(alert_id=some[0], officer_id=officer, at=moment)
        else:
            getattr(operations, deed)(alert_ids=some, officer_id=officer, at=moment, **deeds[deed])
    except operations.NotAllowed:
        pass


def _everybody(people: People) -> list[int]:
    return [people.head, people.east, people.west, people.analyst, people.nobody]


def _reached(officer_id: int) -> list[Alert]:
    officer = offices.able(officer_id=officer_id, action=Action.SEE_ALERTS)
    district = officer.district if officer else None
    return [one for one in Alert.objects.all() if district and district.reaches(one.region_code)]


def _history(officer_id: int, moment: datetime) -> list[AlertChange]:
    return [one for one in AlertChange.objects.filter(alert__in=[each.pk for each in _reached(officer_id)]) if one.at >= moment]


def test_an_alert_bears_the_moments_of_its_history(people: People) -> None:
    for one in Alert.objects.all():
        told = [(change.kind, change.at) for change in AlertChange.objects.filter(alert=one)]
        assert [one.found_at] == [moment for kind, moment in told if kind == ChangeKind.FOUND]
        assert one.updated_at == max((moment for kind, moment in told if kind == ChangeKind.UPDATED), default=None)
    assert Alert.objects.exclude(updated_at=None).exists()


def test_what_changed_since_is_what_the_history_tells(people: People) -> None:
    for officer, back in product(_everybody(people), (0, 2, 9)):
        moment = at(TODAY - timedelta(days=back), 0)
        told, since = _history(officer, moment), following.changed_since(officer_id=officer, moment=moment, today=TODAY)
        done = sorted((one for one in told if one.kind not in BY_MACHINE and not one.undone), key=lambda one: (one.at, one.pk))[::-1]
        assert since.found == Counter(one.alert.severity for one in told if one.kind == ChangeKind.FOUND)
        assert since.updated == len({one.alert_id for one in told if one.kind == ChangeKind.UPDATED})
        assert since.done_total == len(done)
        assert [(row.alert_id, change.at, change.kind) for row, change in since.done] == [
            (one.alert_id, one.at, one.kind) for one in done[:8]
        ]
        graver = [one for one in _reached(officer) if one.graver_since_decision and one.waits_from and one.waits_from <= TODAY]
        assert [row.alert_id for row in since.graver] == [one.pk for one in sorted(graver, key=lambda one: (-one.severity_rank, one.pk))][
            :8
        ]


def test_the_weeks_last_day_and_its_closings_are_what_stands_and_what_was_done(people: People) -> None:
    for officer in _everybody(people):
        week = following.week(officer_id=officer, today=TODAY)
        waiting = [one for one in _reached(officer) if one.waits_from and one.waits_from <= TODAY]
        assert week.waiting[-1] == len(waiting)
        assert week.grave[-1] == sum(one.severity in ("high", "critical_proposed") for one in waiting)
        told = _history(officer, at(week.days[0], 0))
        closed = Counter(one.at.astimezone(SHANGHAI).date() for one in told if one.kind == ChangeKind.CLOSED and not one.undone)
        assert week.closed == [closed[day] for day in week.days]


def test_subjects_and_their_months_are_those_of_every_alert_in_the_list(people: People) -> None:
    for officer, state, order in product(_everybody(people), ["open", "all", "back", *State], ORDERS):
        asked = AlertFilter(state=state, order=order)
        page = subjects(officer_id=officer, asked=asked, today=TODAY)
        every = queries.alerts(officer_id=officer, asked=asked, today=TODAY, page_size=500)
        by_subject: dict[str, list[int]] = {}
        for row in every.rows:
            by_subject.setdefault(row.subject_id, []).append(row.alert_id)
        assert [[one.alert_id for one in row.months] for row in page.rows] == list(by_subject.values())
        assert (page.subjects, page.total) == (len(by_subject), len(every.rows)) == (len(page.rows), every.total)
        assert {row.alert_id for row in every.rows} == {one.pk for one in _reached(officer) if _shown(one, state)}


def _shown(one: Alert, state: str) -> bool:
    waits = one.waits_from is not None and one.waits_from <= TODAY
    return {"open": waits, "all": True, "back": waits and one.state in ("snoozed", "closed")}.get(state, one.state == state)


def test_the_choices_are_the_regions_and_months_that_occur(people: People) -> None:
    for officer in _everybody(people):
        reached = _reached(officer)
        assert queries.choices(officer_id=officer) == {
            "region": sorted({one.region_code for one in reached} - {""}), "month": sorted({one.month for one in reached}, reverse=True),
        }  # fmt: skip


def test_what_waits_is_counted_alike_everywhere(people: People) -> None:
    for officer in _everybody(people):
        reached, counts = _reached(officer), queries.counts(officer_id=officer, today=TODAY)
        waiting = Counter(one.severity for one in reached if one.waits_from and one.waits_from <= TODAY)
        assert {severity.value: counts[severity.value] for severity in Severity} == {one.value: waiting[one.value] for one in Severity}
        assert counts["new"] == sum(one.state == State.NEW for one in reached)
