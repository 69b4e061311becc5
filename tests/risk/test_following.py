"""What an officer follows: the clock in working days, what changed since the last working day, and the week's lines."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alert_builders import SUBJECTS, appoint, finding
from lookthrough.kernel.findings import Severity
from lookthrough.risk import following, operations
from lookthrough.risk.judged import records, versions
from lookthrough.risk.models import Alert
from lookthrough.risk.queries import AlertFilter, alerts
from lookthrough.risk.states import Outcome

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 13)  # a Monday
SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def run(day: date, *subject_ids: str, **changes: object) -> None:
    """Let a run of a day find something about each subject."""
    found = [finding(one, **changes) for one in subject_ids]
    operations.update_alerts(findings=found, hits=(), as_of=day, subjects=SUBJECTS, at=on(day, 3))


def the_alert(subject_id: str = "I1") -> int:
    return Alert.objects.get(subject_id=subject_id).pk


def test_the_clock_counts_working_days_from_the_day_it_was_taken() -> None:
    people = appoint()
    run(TODAY - timedelta(days=30), "I1", "I2")
    operations.assign(alert_ids=[the_alert("I1")], to_officer_id=people.head, officer_id=people.head, at=on(date(2026, 4, 2)))
    operations.assign(alert_ids=[the_alert("I2")], to_officer_id=people.head, officer_id=people.head, at=on(date(2026, 4, 10)))
    late, soon = following.mine_and_due(officer_id=people.head, today=TODAY)
    assert (late.row.subject_id, late.taken_on, late.due_on) == ("I1", date(2026, 4, 2), date(2026, 4, 10))  # 6 April is a holiday
    assert (late.left, late.overdue) == (-1, 1)
    assert (soon.due_on, soon.left, soon.overdue) == (date(2026, 4, 17), 4, 0)
    assert following.mine_and_due(officer_id=people.east, today=TODAY) == []


def test_every_severity_has_its_days() -> None:
    limits = following.clock().on(TODAY)
    days = [limits.whole(severity.value) for severity in reversed(Severity)]
    assert days == sorted(days)
    assert all(limits[severity.value].unit == "working_days" for severity in Severity)


def test_what_changed_is_what_was_found_done_and_came_back() -> None:
    people = appoint()
    run(date(2026, 4, 8), "I1")
    run(date(2026, 4, 10), "I2")
    operations.snooze(alert_ids=[the_alert("I1")], reason="等", until=TODAY, officer_id=people.head, at=on(date(2026, 4, 9)))
    operations.note(alert_ids=[the_alert("I2")], text="已约谈", officer_id=people.head, at=on(date(2026, 4, 11)))
    since = following.changed_since(officer_id=people.head, moment=on(date(2026, 4, 10), 0), today=TODAY)
    assert since.found == {"high": 1}
    assert (since.back, since.done_total) == (1, 1)
    assert [(row.subject_id, change.note) for row, change in since.done] == [("I2", "已约谈")]
    east = following.changed_since(officer_id=people.east, moment=on(date(2026, 4, 10), 0), today=TODAY)
    assert (east.found, east.done) == ({}, [])


def test_the_week_is_worked_out_backwards() -> None:
    people = appoint()
    run(date(2026, 4, 8), "I1")
    run(date(2026, 4, 10), "I2")
    operations.close(alert_ids=[the_alert("I1")], outcome=Outcome.CONFIRMED, reason="是", officer_id=people.head, at=on(date(2026, 4, 11)))
    week = following.week(officer_id=people.head, today=TODAY)
    assert week.days[0] == date(2026, 4, 7)
    assert week.waiting == [0, 1, 1, 2, 1, 1, 1]
    assert week.closed == [0, 0, 0, 0, 1, 0, 0]
    assert following.week(officer_id=people.west, today=TODAY).waiting == [0, 0, 0, 1, 1, 1, 1]


class TheWeekIsRight(TestCase):  # type: ignore[misc, unused-ignore]
    """Whatever officers do on whichever days, the line says what a count on each day would have said."""

    @settings(max_examples=25, deadline=None)
    @example(["run", "snooze1", "close", "undo", "close", "undo", "note"])
    @example(["run", "run", "run", "run", "snooze1", "close", "undo"])
    @given(st.lists(st.sampled_from(["run", "close", "reopen", "snooze1", "snooze3", "assign", "undo", "note"]), min_size=7, max_size=7))
    def test_the_line_is_what_a_count_on_each_day_would_have_said(self, deeds: list[str]) -> None:
        Alert.objects.all().delete()
        people = appoint() if not hasattr(self, "people") else self.people
        counted = []
        for place, deed in enumerate(deeds):
            day = TODAY - timedelta(days=6 - place)
            _do(deed, day, people.head)
            counted.append(alerts(officer_id=people.head, asked=AlertFilter(), today=day).total)
        assert following.week(officer_id=people.head, today=TODAY).waiting == counted


def _do(deed: str, day: date, officer_id: int) -> None:
    if deed == "run" or not Alert.objects.exists():
        return run(day, "I1")
    act = {"alert_ids": [the_alert()], "officer_id": officer_id, "at": on(day)}
    try:
        if deed.startswith("snooze"):
            operations.snooze(reason="等", until=day + timedelta(days=int(deed[-1])), **act)
        elif deed == "close":
            operations.close(outcome=Outcome.UNFOUNDED, reason="否", **act)
        elif deed == "reopen":
            operations.reopen(reason="再", **act)
        elif deed == "assign":
            operations.assign(to_officer_id=officer_id, **act)
        elif deed == "note":
            operations.note(text="记", **act)
        else:
            operations.undo_last(alert_id=the_alert(), officer_id=officer_id, at=on(day))
    except operations.NotAllowed:
        pass
    return None


def test_how_often_a_rule_was_right() -> None:
    people = appoint()
    run(date(2026, 4, 8), "I1", "I2")
    operations.close(alert_ids=[the_alert("I1")], outcome=Outcome.CONFIRMED, reason="是", officer_id=people.head, at=on(TODAY))
    one = records(officer_id=people.head)["ponzi_payout"]
    assert (one.alerts, one.open, one.confirmed, one.judged, one.right) == (2, 1, 1, 1, 1.0)
    assert records(officer_id=people.west)["ponzi_payout"].right is None
    assert [(v.rule_version, v.reasons) for v in versions(officer_id=people.head, rule="ponzi_payout")] == [("1", 2)]


def test_a_note_changes_nothing_and_can_be_taken_back() -> None:
    people = appoint()
    run(date(2026, 4, 8), "I1")
    operations.assign(alert_ids=[the_alert()], to_officer_id=people.head, officer_id=people.head, at=on(TODAY))
    before = Alert.objects.values().get(pk=the_alert())
    batch = operations.note(alert_ids=[the_alert()], text="记", officer_id=people.head, at=on(TODAY, 11))
    assert Alert.objects.values().get(pk=the_alert()) == before
    assert operations.undo(batch=batch, officer_id=people.head, at=on(TODAY, 12)) == 1
    with pytest.raises(operations.NotAllowed):
        operations.note(alert_ids=[the_alert()], text=" ", officer_id=people.head, at=on(TODAY))
