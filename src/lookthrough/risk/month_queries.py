"""What a month was like in a district: levels by kind, who came to orange or red and why, alerts, graph risks, bursts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from lookthrough.kernel.findings import Severity
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.risk.graph.models import GraphRisk
from lookthrough.risk.incident_models import Incident
from lookthrough.risk.level_findings import graver, values_of
from lookthrough.risk.models import Alert, AlertChange
from lookthrough.risk.reasons_written import contributions
from lookthrough.risk.score_models import Standing
from lookthrough.risk.scorecard import INSUFFICIENT, LEVELS, levels_on
from lookthrough.risk.scorecards_in_force import card_of
from lookthrough.risk.states import ChangeKind

GRAVE = ("orange", "red")
_ORDER = (INSUFFICIENT, *LEVELS)
_ZONE = ZoneInfo("Asia/Shanghai")
_TOLD = 3  # figures named as a reason

Subject = tuple[str, str]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a subject stood at the end of a month by its gravest scorecard; ``at_least`` is what the known part alone reaches."""

    subject_type: str
    subject_id: str
    kind: str
    region_code: str
    level: str
    at_least: str
    score: float | None
    standing_id: int


@dataclass(frozen=True, slots=True)
class Why:
    """A figure that raised a level: its title, its value, the points it gave."""

    title: Text
    value: Text
    points: float


@dataclass(frozen=True, slots=True)
class AlertMonth:
    """The alerts of a month: how many, by gravity, by rule, how those decided in it ended; ``waiting`` at its end as kept today."""

    total: int
    by_severity: Mapping[str, int]
    by_rule: Mapping[str, int]
    outcomes: Mapping[str, int]
    waiting: int


@dataclass(frozen=True, slots=True)
class GraphMonth:
    """The graph risks of a kind: standing now, first seen in the month, and the gravest of them (title, parties, fen, value, limit)."""

    kind: str
    standing: int
    new: int
    gravest: tuple[tuple[str, int, int, float, float, str], ...]


@dataclass(frozen=True, slots=True)
class IncidentMonth:
    """A burst of a month: kind, where or about whom, days, count beside what was expected, and how officers judged it."""

    kind: str
    name: str
    region_code: str
    from_day: str
    to_day: str
    count: int
    expected: float
    state: str


def stood(*, month: Month, district: District) -> dict[Subject, Stood]:
    """Return where every subject of a district stood at the end of a month, each by its gravest scorecard."""
    found: dict[Subject, Stood] = {}
    for one in _placed(Standing.objects.filter(month=str(month)), district).order_by("subject_type", "subject_id", "scorecard"):
        row, key = _stood(one, month), (one.subject_type, one.subject_id)
        before = found.get(key)
        if before is None or (_ORDER.index(row.at_least), row.score or 0) > (_ORDER.index(before.at_least), before.score or 0):
            level = graver([row.level, before.level]) if before else row.level
            found[key] = Stood(**{**{name: getattr(row, name) for name in Stood.__slots__}, "level": level})
    return found


def reasons(*, standing_ids: Iterable[int]) -> dict[int, tuple[Why, ...]]:
    """Return the figures that weigh most in some standings, as they were when scored."""
    found = {}
    for one in Standing.objects.filter(pk__in=list(standing_ids)).select_related("scoring"):
        every = contributions(card_of(one.scoring), values_of(one), Month.parse(one.month))
        found[one.pk] = tuple(Why(each.title, each.value_text, each.points) for each in every[:_TOLD])
    return found


def alerts(*, month: Month, district: District) -> AlertMonth:
    """Count the alerts of a month in a district."""
    every = _placed(Alert.objects.all(), district)
    of_month = every.filter(month=str(month))
    severities, rules = Counter[str](), Counter[str]()
    for severity, named in of_month.values_list("severity", "rules"):
        severities[severity] += 1
        rules.update(set(named.split()))
    return AlertMonth(
        sum(severities.values()), {one.value: severities[one.value] for one in reversed(Severity) if severities[one.value]},
        dict(sorted(rules.items(), key=lambda pair: (-pair[1], pair[0]))), _outcomes(month, district),
        every.filter(month__lte=str(month), waits_from__lte=month.last_day).count(),
    )  # fmt: skip


def graph_risks(*, month: Month, district: District, most: int) -> list[GraphMonth]:
    """Return the graph risks that touch a district by kind, the gravest ``most`` of each named."""
    touched = Q(regions__contains=f"|{district.prefix}")
    found = GraphRisk.objects.filter(touched | Q(regions="") if district.unplaced else touched).filter(
        stands=True, first_seen__lte=month.last_day
    )
    by_kind: dict[str, list[GraphRisk]] = {}
    for one in found.order_by("kind", "-value", "-fen", "key"):
        by_kind.setdefault(one.kind, []).append(one)
    return [
        GraphMonth(
            kind, len(every), sum(one.first_seen >= month.first_day for one in every),
            tuple((one.title, one.size, one.fen, one.value, one.limit, one.unit) for one in every[:most]),
        )
        for kind, every in by_kind.items()
    ]  # fmt: skip


def incidents(*, month: Month, district: District) -> list[IncidentMonth]:
    """Return the bursts that began in a month in a district, the strongest first."""
    found = _placed(Incident.objects.filter(from_day__range=(month.first_day, month.last_day)), district)
    return [
        IncidentMonth(
            one.kind,
            one.name,
            one.region_code,
            one.from_day.isoformat(),
            one.to_day.isoformat(),
            one.total,
            round(one.expected, 1),
            one.state,
        )
        for one in found.order_by("-spreads", "pk")
    ]


def _stood(one: Standing, month: Month) -> Stood:
    at_least = levels_on(month.last_day).of(min(one.points, 100.0))
    return Stood(one.subject_type, one.subject_id, one.kind, one.region_code, one.level, at_least, one.score, one.pk)


def _outcomes(month: Month, district: District) -> dict[str, int]:
    """Count how the alerts closed in a month ended; a decision that was taken back does not count."""
    begin = datetime.combine(month.first_day, time(), _ZONE)
    end = datetime.combine(month.next.first_day, time(), _ZONE)
    closed = AlertChange.objects.filter(kind=ChangeKind.CLOSED.value, undone=False, at__gte=begin, at__lt=end)
    inside = Q(alert__region_code__gte=district.prefix, alert__region_code__lt=district.past)
    closed = closed.filter(inside | Q(alert__region_code="") if district.unplaced else inside)
    return dict(sorted(Counter(str(one.after.get("outcome", "")) for one in closed).items()))


def _placed(found: QuerySet[Row], district: District) -> QuerySet[Row]:
    inside = Q(region_code__gte=district.prefix, region_code__lt=district.past) & ~Q(region_code="")
    return found.filter(inside | Q(region_code="") if district.unplaced else inside)
