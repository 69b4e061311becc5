"""What an officer follows from day to day: what is due, what changed since the last working day, and how the week went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from django.db.models import Count, Max, Q
from django.utils import timezone

from lookthrough.kernel.calendar import CalendarUnknown, add_working_days, is_provisional, working_days_between
from lookthrough.kernel.findings import Severity
from lookthrough.kernel.limits import LimitTable, read_limits
from lookthrough.risk.models import Alert, AlertChange
from lookthrough.risk.queries import AlertFilter, AlertRow, Change, _asked, _change, _changes_reached, _reached, _row
from lookthrough.risk.states import BY_OFFICERS, ChangeKind, State

_GRAVE = (Severity.HIGH.value, Severity.CRITICAL_PROPOSED.value)
_DECISIONS = tuple(kind for kind in BY_OFFICERS if kind != ChangeKind.NOTED)  # a note decides nothing
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Due:
    """An alert in an officer's hands and its clock: ``left`` working days, fewer than none when the day has passed."""

    row: AlertRow
    taken_on: date
    due_on: date | None
    left: int
    provisional: bool

    @property
    def overdue(self) -> int:
        """Return by how many working days the day has passed."""
        return max(-self.left, 0)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a moment: what the machine found and changed, what came back by itself, what colleagues did (newest first)."""

    found: dict[str, int]
    updated: int
    back: int
    graver: list[AlertRow]
    done: list[tuple[AlertRow, Change]]
    done_total: int


@dataclass(frozen=True, slots=True)
class Week:
    """The last seven days, today last: alerts that waited at the end of each day, the grave ones of them, and how many were closed."""

    days: list[date]
    waiting: list[int]
    grave: list[int]
    closed: list[int]


@cache
def clock() -> LimitTable:
    """Return within how many working days an alert should be decided, by severity, as dated rows."""
    return read_limits(Path(str(resources.files("lookthrough.risk") / "limits" / "clock.yml")))


def mine_and_due(*, officer_id: int, today: date) -> list[Due]:
    """Return the alerts in the officer's hands, the one due first before all others."""
    mine = list(_reached(officer_id).filter(state=State.ASSIGNED, owner=officer_id).select_related("owner"))
    taken = AlertChange.objects.filter(
        alert__in=[one.pk for one in mine[:900]], undone=False, kind__in=[ChangeKind.ASSIGNED, ChangeKind.REOPENED]
    )
    since = dict(taken.values_list("alert").annotate(last=Max("at")))
    due = [_due(one, since.get(one.pk), today) for one in mine]
    return sorted(due, key=lambda one: (one.left, -one.row.severity.rank, -one.row.times_limit, one.row.alert_id))


def given_by_others(*, officer_id: int, username: str) -> dict[int, tuple[datetime, str]]:
    """Return when and by whom each alert was put into the officer's hands, as far as somebody else did."""
    mine = _reached(officer_id).filter(state=State.ASSIGNED, owner=officer_id)
    found = AlertChange.objects.filter(alert__in=mine, undone=False, kind=ChangeKind.ASSIGNED).order_by("at", "id")
    last = {alert_id: (at, actor) for alert_id, at, actor in found.values_list("alert", "at", "actor")}
    return {alert_id: (at, actor) for alert_id, (at, actor) in last.items() if actor != username}


def _due(one: Alert, taken: datetime | None, today: date) -> Due:
    day = timezone.localtime(taken).date() if taken else one.first_seen
    try:
        due_on = add_working_days(day, clock().on(today).whole(one.severity))
        return Due(_row(one), day, due_on, working_days_between(today, due_on), is_provisional(day, due_on))
    except CalendarUnknown:
        return Due(_row(one), day, None, 0, provisional=True)


def changed_since(*, officer_id: int, moment: datetime, today: date, shown: int = 8) -> Since:
    """Return what changed in the officer's district since a moment."""
    reached = _reached(officer_id, in_order=True)
    found: Counter[str] = Counter()
    for _, severity, count in _found_since(officer_id, moment):
        found[severity] += count
    done = _changes_reached(officer_id).filter(kind__in=BY_OFFICERS, at__gte=moment, undone=False)
    graver = reached.filter(graver_since_decision=True, waits_from__lte=today).select_related("owner").order_by("-severity_rank", "id")
    back = reached.filter(state=State.SNOOZED, snoozed_until__gte=timezone.localtime(moment).date(), snoozed_until__lte=today).count()
    return Since(
        found=dict(found),
        updated=reached.filter(updated_at__gte=moment).count(),
        back=back,
        graver=[_row(one) for one in graver[:shown]],
        done=[(_row(one.alert), _change(one)) for one in done.select_related("alert__owner").order_by("-at", "-id")[:shown]],
        done_total=done.count(),
    )


def week(*, officer_id: int, today: date) -> Week:
    """Return the week's lines, worked out backwards from the alerts as they stand now and from what was changed since.

    No daily figure is kept apart: a line that is worked out can be checked against the trail and is right from the first day on.
    """
    days = [today - timedelta(days=back) for back in range(_WEEK - 1, -1, -1)]
    waiting = _asked(_reached(officer_id), AlertFilter(), officer_id, today)
    now = waiting.aggregate(all=Count("*"), grave=Count("severity", filter=Q(severity__in=_GRAVE)))
    steps = [*_found(officer_id, days[0]), *_decisions(officer_id, days[0]), *_by_themselves(officer_id, days[0], today)]
    grave = [step for step in steps if step.severity in _GRAVE]
    closed = Counter(_closings(officer_id, days[0]))
    return Week(
        days=days,
        waiting=_backwards(now["all"], days, steps),
        grave=_backwards(now["grave"], days, grave),
        closed=[closed[day] for day in days],
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """On a day ``count`` alerts of a severity began to wait or, below nothing, ceased to."""

    day: date
    severity: str
    count: int


def _backwards(now: int, days: Sequence[date], steps: Iterable[_Step]) -> list[int]:
    """Return how many waited at the end of each day, from how many wait now and the steps of each day."""
    change: Counter[date] = Counter()
    for step in steps:
        change[step.day] += step.count
    line, count = [], now
    for day in reversed(days):
        line.append(max(count, 0))
        count -= change[day]
    return line[::-1]


def _found(officer_id: int, first: date) -> Iterator[_Step]:
    for at, severity, count in _found_since(officer_id, _start(first)):
        yield _Step(timezone.localtime(at).date(), severity, count)


def _found_since(officer_id: int, moment: datetime) -> Iterator[tuple[datetime, str, int]]:
    """Yield how many alerts each run since a moment found, by severity; a run finds all of its own at one moment."""
    found = _reached(officer_id, in_order=True).filter(found_at__gte=moment).values_list("found_at", "severity")
    for at, severity, count in found.annotate(n=Count("*")).order_by("found_at", "severity"):
        if at is not None:
            yield at, severity, count


def _decisions(officer_id: int, first: date) -> Iterator[_Step]:
    changes = _changes_reached(officer_id).filter(kind__in=_DECISIONS, at__gte=_start(first))
    last: dict[int, date] = {}  # by alert, the day of the deed before
    for one in changes.select_related("alert").order_by("at", "id"):
        day, severity = timezone.localtime(one.at).date(), one.alert.severity
        came_back = _ran_out(one.before, day)  # before the officer acted again, unless the deed before brought it back already
        if came_back and came_back > last.get(one.alert_id, date.min):
            yield _Step(came_back, severity, 1)
        yield _Step(day, severity, _waits(one.after, day) - _waits(one.before, day))
        last[one.alert_id] = day


def _by_themselves(officer_id: int, first: date, today: date) -> Iterator[_Step]:
    """Yield what came back without an officer: a snooze that ran out, or a decided alert that the machine found graver."""
    reached = _reached(officer_id, in_order=True)
    snoozed = reached.filter(state=State.SNOOZED, snoozed_until__gte=first, snoozed_until__lte=today, graver_since_decision=False)
    decided = Max("changes__at", filter=Q(changes__kind__in=_DECISIONS))
    for day, severity, at in snoozed.annotate(decided=decided).values_list("snoozed_until", "severity", "decided"):
        if day is not None and (at is None or timezone.localtime(at).date() < day):  # else a deed taken back had it waiting at once
            yield _Step(day, severity, 1)
    graver = reached.filter(graver_since_decision=True).exclude(updated_at=None)
    for at, severity in graver.values_list("updated_at", "severity"):
        if at is not None:
            yield _Step(timezone.localtime(at).date(), severity, 1)


def _ran_out(decision: dict[str, object], day: date) -> date | None:
    """Return the day on which a snooze ran out by itself, if it did so by ``day``."""
    until = decision.get("snoozed_until")
    if decision.get("state") != State.SNOOZED or decision.get("graver_since_decision") or not isinstance(until, str):
        return None
    return date.fromisoformat(until) if date.fromisoformat(until) <= day else None


def _waits(decision: dict[str, object], day: date) -> bool:
    if decision.get("state") in (State.NEW, State.ASSIGNED) or decision.get("graver_since_decision"):
        return True
    return _ran_out(decision, day) is not None


def _closings(officer_id: int, first: date) -> list[date]:
    found = _changes_reached(officer_id).filter(kind=ChangeKind.CLOSED, undone=False, at__gte=_start(first))
    return [timezone.localtime(at).date() for at in found.values_list("at", flat=True)]


def _start(day: date) -> datetime:
    """Return the first moment of a day in Shanghai."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
