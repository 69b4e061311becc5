"""The list of firms, one page at a time and as quick at a million firms as at a thousand: what is asked, in which order, from where on.

A page is found by walking an index in the wanted order and testing each firm, unless one of the conditions is met by few firms: then
those few are fetched and sorted. Which of both is tried out first, by counting no further than ``FEW``. By name a city's firms are walked
county by county: names begin with places, so that on one walk for all a city's firms may stand behind half the country's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left

from lookthrough.offices.occurring import region_codes
from lookthrough.offices.queries import District
from lookthrough.registry.list_rows import ACTIVE, GRADED, FirmRow, rows_of
from lookthrough.registry.models import Company, CompanyStanding, Hit, Institution, Triage, WatchEntry
from lookthrough.registry.triage import WAITING

__all__ = ["FirmRow"]
FEW = 20_000
WIDE = 100_000  # firms of a district among which a walk soon meets what some thousands have
_CITY = 4  # characters of a city's code
ON, OPEN = "on", "open"
# order: the column, whether backwards, whether it may be missing (then the firm stands at the end)
ORDERS: dict[str, tuple[str, bool, bool]] = {
    "name": ("folded_name", False, False),
    "newest": ("established_on", True, True),
    "oldest": ("established_on", False, True),
    "capital": ("registered_capital_fen", True, True),
}


@dataclass(frozen=True, slots=True)
class FirmFilter:
    """What the list shows; empty words mean everything."""

    region: str = ""
    list: str = ""
    grade: str = ""  # block, watch, or any hit that counts: "any"
    alerts: str = ""  # "open"
    triage: str = ""  # "open"
    watch: str = ""  # "on"
    status: str = ""
    since: str = ""  # established on or after this day
    text: str = ""
    order: str = "name"


@dataclass(frozen=True, slots=True)
class WithAlerts:
    """The firms that have alerts: ids of firms and of institutions, as subqueries or lists, and of firms that ledgers know as parties."""

    company_ids: Any = ()
    institution_ids: Any = ()
    party_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FirmPage:
    """One page, and the firms from which the next and the one before are reached."""

    rows: list[FirmRow] = field(default_factory=list)
    next: int | None = None
    previous: int | None = None


def firms(
    *, asked: FirmFilter, district: District, today: date, with_alerts: WithAlerts, company_ids: Sequence[str] | None = None,
    after: int | None = None, before: int | None = None, size: int = 50,
) -> FirmPage:  # fmt: skip
    """Return one page of the district's firms: those after or before one of them, or the first.

    ``company_ids`` are what a search found, best first: then the page holds those of them that meet the filter, in that order.
    """
    wanted = _Wanted(asked, district, today, with_alerts)
    if company_ids is not None:
        return FirmPage(rows_of(wanted.among(company_ids)[:size], today))
    order = ORDERS.get(asked.order, ORDERS["name"])
    cursor = Company.objects.filter(pk__in=[place for place in (after, before) if place]).first()
    backwards = cursor is not None and after is None
    found = _walk(wanted, order, cursor, backwards=backwards, size=size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    rows = rows_of(found, today)
    has_next, has_previous = (bool(rows), more) if backwards else (more, cursor is not None)
    return FirmPage(rows, rows[-1].number if rows and has_next else None, rows[0].number if rows and has_previous else None)


class _Wanted:
    """The conditions of a filter, each in two forms: by an index of its own, and as a test of one firm."""

    def __init__(self, asked: FirmFilter, district: District, today: date, with_alerts: WithAlerts) -> None:
        self.district, self.region = district, asked.region if district.reaches(asked.region) else ""
        self.tests: list[Any] = []
        self.sets: list[QuerySet[Any]] = []  # of ids of firms
        if asked.grade or asked.list:
            self._also(_hits(asked))
        if asked.triage == OPEN:
            self._also(Triage.objects.filter(state__in=WAITING))
        if asked.watch == ON:
            self._also(_watched(today))
        if asked.alerts == OPEN:
            operators = Institution.objects.filter(institution_id__in=with_alerts.institution_ids, operator__isnull=False)
            either = Q(identity__in=with_alerts.company_ids) | Q(pk__in=operators.values("operator"))
            if with_alerts.party_ids:
                either |= Q(identity__in=with_alerts.party_ids)
            alerted = Company.objects.filter(either).values("pk")
            self.sets.append(alerted)
            self.tests.append(Q(pk__in=alerted))
        self._status(asked.status)
        if since := _day(asked.since):
            self.tests.append(Q(established_on__gte=since))
        self.since = since

    def _also(self, found: QuerySet[Any]) -> None:
        self.sets.append(found.values("company"))
        self.tests.append(Exists(found.filter(company=OuterRef("pk"))))

    def _status(self, status: str) -> None:
        other = CompanyStanding.objects.exclude(status=ACTIVE)
        if status == ACTIVE:
            self.tests.append(~Exists(other.filter(company=OuterRef("pk"))))
        elif status:
            self._also(CompanyStanding.objects.filter(status=status))

    def few(self) -> QuerySet[Company] | None:
        """Return the firms by whichever condition few firms meet, or nothing when many meet each."""
        placed = self._placed(Company.objects.all(), by_index=True)
        for one in self.sets:
            if _counts_few(one, FEW // 4):
                return self._placed(Company.objects.filter(pk__in=one), by_index=False)
        if _counts_few(placed.values("pk")):
            return placed
        for one in self.sets:
            if _counts_few(one) and _counts_few(placed.values("pk"), WIDE):
                return self._placed(Company.objects.filter(pk__in=one), by_index=False)
        if self.since and _counts_few(Company.objects.filter(established_on__gte=self.since).values("pk")):
            return self._placed(Company.objects.all(), by_index=False)
        return None

    def codes(self) -> list[str]:
        """Return the regions of a city or county, each of which has its firms by name in an index; none for what is wider."""
        prefix = self.region or self.district.prefix
        if len(prefix) < _CITY:
            return []
        found = region_codes(model=Company, column="region_code", district=District(prefix, unplaced=False))
        return [*found, ""] if self.district.unplaced and not self.region else found

    def many(self) -> QuerySet[Company]:
        """Return the firms by tests alone, to be met on a walk in order."""
        return self._placed(Company.objects.all(), by_index=False)

    def tested(self, found: QuerySet[Company]) -> QuerySet[Company]:
        """Return those firms that meet every condition."""
        return found.filter(*self.tests)

    def among(self, company_ids: Sequence[str]) -> list[Company]:
        """Return those of some firms that meet every condition, in the order given."""
        found = self.tested(self._placed(Company.objects.filter(identity__in=list(company_ids)), by_index=False)).select_related("standing")
        places = {one: place for place, one in enumerate(company_ids)}
        return sorted(found, key=lambda one: places[one.identity])

    def _placed(self, found: QuerySet[Company], *, by_index: bool) -> QuerySet[Company]:
        """Bound firms to the district and to the region asked for; by the first characters of the code no index is tempted."""
        prefix, unplaced = self.region or self.district.prefix, self.district.unplaced and not self.region
        if not by_index:
            return found.alias(beginning=Left("region_code", len(prefix))).filter(beginning__in=[prefix, ""] if unplaced else [prefix])
        inside = Q(region_code__gte=prefix, region_code__lt=prefix[:-1] + chr(ord(prefix[-1]) + 1))
        return found.filter(inside | Q(region_code="") if unplaced else inside)


def _hits(asked: FirmFilter) -> QuerySet[Hit]:
    found = Hit.objects.filter(grade=asked.grade) if asked.grade in GRADED else Hit.objects.filter(grade__in=GRADED)
    return found.filter(list_name=asked.list) if asked.list else found


def _watched(today: date) -> QuerySet[WatchEntry]:
    running = Q(taken_off_on=None) | Q(taken_off_on__gt=today)
    return WatchEntry.objects.filter(running, from_on__lte=today, until__gte=today)


def _counts_few(found: QuerySet[Any], few: int | None = None) -> bool:
    most = FEW if few is None else few
    return found.order_by()[: most + 1].count() <= most


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _walk(wanted: _Wanted, order: tuple[str, bool, bool], cursor: Company | None, *, backwards: bool, size: int) -> list[Company]:
    """Return firms in order from one on; those that lack the column stand behind all others."""
    column, descending, may_lack = order
    few = wanted.few()
    every = wanted.tested(few if few is not None else wanted.many()).select_related("standing")
    parts = [Q(**{f"{column}__isnull": lacks}) for lacks in (False, True)] if may_lack else [Q()]
    if backwards:
        parts.reverse()
    here = getattr(cursor, column) is None if cursor and may_lack else False
    begin = parts.index(Q(**{f"{column}__isnull": here})) if cursor and may_lack else 0
    codes = wanted.codes() if few is None and column == "folded_name" else []
    found: list[Company] = []
    for place, part in enumerate(parts[begin:]):
        rows = every.filter(part)
        if cursor is not None and place == 0:
            rows = rows.filter(_beyond(cursor, column, down=descending is not backwards))
        down = descending is not backwards
        if codes:
            return list(_merged(rows, codes, column, down=down, size=size))
        ordered = _ordered(rows, column, down=down, by_index=few is None)
        found += ordered[: size - len(found)] if few is None else _of_keys(ordered[: size - len(found)])
        if len(found) >= size:
            break
    return found


def _merged(rows: QuerySet[Company], codes: Iterable[str], column: str, *, down: bool, size: int) -> QuerySet[Company]:
    """Return the first firms of several regions in order, by the first of each."""
    ways = (_ordered(rows.filter(region_code=code), column, down=down, by_index=True) for code in codes)
    keys = [key for way in ways for key in way.values_list("pk", flat=True)[:size]]
    return _ordered(Company.objects.filter(pk__in=keys).select_related("standing"), column, down=down, by_index=True)[:size]


def _of_keys(ordered: QuerySet[Company]) -> list[Company]:
    """Return firms that are sorted by their keys alone: twenty thousand whole firms would make the store sort their scopes along."""
    keys = list(ordered.values_list("pk", flat=True))
    firms = Company.objects.select_related("standing").in_bulk(keys)
    return [firms[key] for key in keys]


def _beyond(cursor: Company, column: str, *, down: bool) -> Q:
    """Return what stands behind a firm in the order."""
    than, value = "lt" if down else "gt", getattr(cursor, column)
    later = Q(**{f"id__{than}": cursor.pk})
    if value is None:
        return later
    return Q(**{f"{column}__{than}e": value}) & (Q(**{f"{column}__{than}": value}) | later)  # a span first: the index begins there


def _ordered(rows: QuerySet[Company], column: str, *, down: bool, by_index: bool) -> QuerySet[Company]:
    """Put firms in order; few are sorted by the same value said otherwise, so that no store walks an index for them."""
    sign = "-" if down else ""
    if by_index:
        return rows.order_by(f"{sign}{column}", f"{sign}id")
    otherwise = F(column) + 0 if column.endswith("_fen") else Concat(Cast(column, CharField()), Value(""))
    return rows.alias(place=otherwise).order_by(f"{sign}place", f"{sign}id")
