"""Figures over all cases of a district: by type, step, place and age, how many are late; as lists that a page or a table can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone, localtime, make_aware

from lookthrough.cases.case_queries import reached_by
from lookthrough.cases.models.cases import Case
from lookthrough.cases.models.clocks import CaseClock

AGES = ((30, "m1"), (90, "m3"), (180, "m6"), (365, "y1"))  # an open case is at most so many days old
OLDEST = "older"
_PLACE = 6  # signs of a county's region code


@dataclass(frozen=True, slots=True)
class CasesAsked:
    """Which cases are counted; an empty word means all."""

    state: str = ""
    case_type: str = ""
    region: str = ""
    opened_from: date | None = None
    opened_to: date | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a table of figures."""

    number: str
    title: str
    type: str
    step: str
    state: str
    region_code: str
    opened_on: date
    ended_on: date | None
    days: int  # from opening to the end, or to today
    late: int  # clocks whose last day has passed

    @property
    def age(self) -> str:
        """Return the span of ages it lies in."""
        return next((name for most, name in AGES if self.days <= most), OLDEST)


@dataclass(slots=True)
class Tally:
    """One row of a report: of what, how many cases, how many of them open, ended, late, and which they are."""

    key: tuple[str, ...]
    total: int = 0
    open: int = 0
    ended: int = 0
    late: int = 0
    days: int = 0  # of the open ones together
    numbers: list[str] = field(default_factory=list)

    @property
    def mean_days(self) -> int | None:
        """Return how old the open ones are on average."""
        return round(self.days / self.open) if self.open else None


def lines(*, officer_id: int, asked: CasesAsked, today: date) -> list[CaseLine]:
    """Return the cases asked for, as far as the officer's district reaches, the newest first."""
    found = _asked(officer_id, asked)
    late: dict[str, int] = {}
    for number in CaseClock.objects.filter(case__in=found, state="running", due_on__lt=today).values_list("case__number", flat=True):
        late[number] = late.get(number, 0) + 1
    rows = found.values_list("number", "title", "type", "step", "state", "region_code", "opened_at", "ended_at")
    return [_line(*row, late=late.get(row[0], 0), today=today) for row in rows]


def tallies(rows: Iterable[CaseLine], *, by: Sequence[str]) -> list[Tally]:
    """Return rows counted by one or two of their columns (``type``, ``step``, ``region``, ``age``), the most first."""
    found: dict[tuple[str, ...], Tally] = {}
    for row in rows:
        key = tuple(row.region_code[:_PLACE] if name == "region" else str(getattr(row, name)) for name in by)
        one = found.setdefault(key, Tally(key))
        one.total += 1
        one.numbers.append(row.number)
        one.ended += row.state == "ended"
        if row.state == "open":
            one.open += 1
            one.days += row.days
            one.late += row.late > 0
    return sorted(found.values(), key=lambda one: (-one.total, one.key))


def regions(*, officer_id: int) -> list[str]:
    """Return the regions in which the officer's district has cases."""
    return sorted(set(reached_by(officer_id).exclude(region_code="").order_by().values_list("region_code", flat=True)))


def _asked(officer_id: int, asked: CasesAsked) -> QuerySet[Case]:
    found = reached_by(officer_id).exclude(state="merged")  # a merged case is counted where it went
    wanted = {"state": asked.state, "type": asked.case_type, "region_code__startswith": asked.region}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if asked.opened_from:
        found = found.filter(opened_at__gte=_begin(asked.opened_from))
    if asked.opened_to:
        found = found.filter(opened_at__lt=_begin(asked.opened_to + timedelta(days=1)))
    return found


def _line(
    number: str,
    title: str,
    kind: str,
    step: str,
    state: str,
    region: str,
    opened: datetime,
    ended: datetime | None,
    *,
    late: int,
    today: date,
) -> CaseLine:
    opened_on, ended_on = localtime(opened).date(), localtime(ended).date() if ended else None
    return CaseLine(number, title, kind, step, state, region, opened_on, ended_on, ((ended_on or today) - opened_on).days, late)


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_current_timezone())
