"""What is asked of group incidents: those of a district, the counts around one, which weigh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from lookthrough.offices.queries import District
from lookthrough.risk.incident_models import Happening, Incident
from lookthrough.risk.incident_operations import incident_limits


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One judgement of a burst."""

    at: datetime
    actor: str
    after: str
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A burst with its figures and what officers judged; ``grown`` since then by so many."""

    incident_id: int
    kind: str
    region_code: str
    subject_type: str
    subject_id: str
    name: str
    from_day: date
    to_day: date
    count: int
    total: int
    expected: float
    spreads: float
    tail: float
    state: str
    grown: int
    decisions: tuple[DecisionRow, ...]
    daily: tuple[tuple[date, int], ...]  # the burst's days and the base before it

    @property
    def last(self) -> DecisionRow | None:
        """Return the judgement that stands."""
        return next((one for one in self.decisions if not one.undone), None)


def incidents(*, district: District, state: str = "proposed", page: int = 1, page_size: int = 20) -> list[IncidentRow]:
    """Return one page of the bursts of a district in a state, or of all, the newest first."""
    start = (max(page, 1) - 1) * page_size
    found = _reached(district).prefetch_related("decisions").order_by("-to_day", "-spreads", "pk")
    return [_row(one) for one in (found if state == "all" else found.filter(state=state))[start : start + page_size]]


def counts(*, district: District) -> dict[str, int]:
    """Count the bursts of a district by state."""
    return dict(_reached(district).values_list("state").annotate(n=Count("pk")))


def weighing(*, month: str) -> dict[tuple[str, str], int]:
    """Return how many accepted bursts each subject had in a month (``2026-10``): only these may weigh in a level."""
    year, number = (int(part) for part in month.split("-"))
    first, after = date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
    rows = Incident.objects.filter(state="accepted", from_day__lt=after, to_day__gte=first).exclude(subject_id="")
    found: dict[tuple[str, str], int] = {}
    for key in rows.values_list("subject_type", "subject_id"):
        found[key] = found.get(key, 0) + 1
    return found


def of_subjects(*, subjects: list[tuple[str, str]]) -> list[IncidentRow]:
    """Return the accepted bursts of some subjects, newest first."""
    wanted = Q(pk__in=[])
    for subject_type, subject_id in subjects:
        wanted |= Q(subject_type=subject_type, subject_id=subject_id)
    return [_row(one) for one in Incident.objects.filter(wanted, state="accepted").prefetch_related("decisions").order_by("-to_day")]


def _reached(district: District) -> QuerySet[Incident]:
    within = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return Incident.objects.filter(within | Q(region_code="") if district.unplaced else within)


_SAME = (
    "kind", "region_code", "subject_type", "subject_id", "name", "from_day", "to_day", "count", "total", "expected", "spreads", "tail",
    "state",
)  # fmt: skip


def _row(one: Incident) -> IncidentRow:
    decisions = tuple(DecisionRow(each.at, each.actor, each.after, each.reason, each.undone) for each in one.decisions.all())
    grown = max(one.total - one.total_at_decision, 0) if one.state != "proposed" else 0
    same = {name: getattr(one, name) for name in _SAME}
    return IncidentRow(one.pk, **same, grown=grown, decisions=decisions, daily=_daily(one))


def _daily(one: Incident) -> tuple[tuple[date, int], ...]:
    base = incident_limits().on(one.from_day).whole("base_days")
    begin = one.from_day - timedelta(days=base)
    rows = Happening.objects.filter(kind=one.kind, region_code=one.region_code, day__range=(begin, one.to_day))
    if one.subject_id:
        rows = rows.filter(subject_type=one.subject_type, subject_id=one.subject_id)
    by_day = dict(rows.values_list("day").annotate(n=Sum("count")))
    return tuple((day, by_day.get(day, 0)) for day in (begin + timedelta(days=ahead) for ahead in range((one.to_day - begin).days + 1)))
