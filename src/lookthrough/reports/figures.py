"""The figures of a month: asked of every room below, held beside the month before, and kept with the report they were put into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lookthrough.cases.rescues import month_queries as rescues
from lookthrough.cases.rescues.month_queries import RescueMonth
from lookthrough.intake import month_queries as intake
from lookthrough.intake.month_queries import DueReturn
from lookthrough.kernel.periods import Month
from lookthrough.kernel.regions import nearest_region
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.registry import queries as registry
from lookthrough.risk import month_queries as risk
from lookthrough.risk.month_queries import GRAVE, AlertMonth, GraphMonth, IncidentMonth, Stood, Subject, Why
from lookthrough.supervision import month_queries as supervision
from lookthrough.supervision.month_queries import CheckMonth, LimitMonth

_OF_EACH_KIND = 20  # graph risks named
_BODIES = ("guarantor", "microlender", "pawn", "leasing", "factoring", "cooperative", "exchange")
FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Risen:
    """A subject at orange or red that was not there a month before: who, where, from which level, and why."""

    name: str
    kind: str
    region: str
    level: str
    before: str
    score: float | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """How many subjects stood at each level at the end of a month, by kind of subject (``firm``, or an institution's business)."""

    by_kind: Mapping[str, Mapping[str, int]]

    def at(self, *levels: str) -> int:
        """Return how many subjects stand at some levels."""
        return sum(count for by_level in self.by_kind.values() for level, count in by_level.items() if level in levels)

    @property
    def total(self) -> int:
        """Return how many subjects were scored."""
        return sum(count for by_level in self.by_kind.values() for count in by_level.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a monthly report says, for its month and the one before."""

    month: Month
    as_of: date
    place: str
    levels: Levels
    levels_before: Levels
    risen: tuple[Risen, ...]
    eased: tuple[str, ...]
    alerts: AlertMonth
    alerts_before: AlertMonth
    returns: tuple[DueReturn, ...]
    returns_before: tuple[DueReturn, ...]
    limits: LimitMonth
    limits_before: LimitMonth
    body_names: Mapping[str, str]
    graph: tuple[GraphMonth, ...]
    incidents: tuple[IncidentMonth, ...]
    incidents_before: tuple[IncidentMonth, ...]
    checks: CheckMonth
    checks_before: CheckMonth
    rescues: RescueMonth
    rescues_before: RescueMonth


def gather(*, month: Month, district: District, as_of: date) -> Figures:
    """Ask every room for a month in a district; ``as_of`` is the day to whose end missing returns are counted."""
    before, names = month.previous, offices.region_names()
    now_stood, then_stood = (risk.stood(month=one, district=district) for one in (month, before))
    bodies = {one.institution_id: one for one in registry.institutions() if one.business in _BODIES and district.reaches(one.region_code)}
    businesses = {key: one.business for key, one in bodies.items()}
    ended = min(as_of, before.next.last_day)
    return Figures(
        month=month, as_of=as_of, place=_region(district.prefix, names),
        levels=_levels(now_stood.values()), levels_before=_levels(then_stood.values()),
        risen=_risen(now_stood, then_stood, names), eased=_eased(now_stood, then_stood),
        alerts=risk.alerts(month=month, district=district), alerts_before=risk.alerts(month=before, district=district),
        returns=tuple(intake.due_in(month=month, district=district, as_of=as_of)),
        returns_before=tuple(intake.due_in(month=before, district=district, as_of=ended)),
        limits=supervision.limits(month=month, bodies=businesses), limits_before=supervision.limits(month=before, bodies=businesses),
        body_names={key: one.name for key, one in bodies.items()},
        graph=tuple(risk.graph_risks(month=month, district=district, most=_OF_EACH_KIND)),
        incidents=_incidents(month, district, names),
        incidents_before=_incidents(before, district, names),
        checks=supervision.checks(month=month, district=district), checks_before=supervision.checks(month=before, district=district),
        rescues=rescues.rescues(month=month, district=district), rescues_before=rescues.rescues(month=before, district=district),
    )  # fmt: skip


def _region(code: str, names: Mapping[str, str]) -> str:
    """Return a region as the offices call it, else by the table of regions."""
    own = next((names[prefix] for prefix in sorted(names, key=len, reverse=True) if code.startswith(prefix)), "")
    found = None if own or not code else nearest_region(code.ljust(6, "0"))
    return own or (found.name if found else code)


def _incidents(month: Month, district: District, names: Mapping[str, str]) -> tuple[IncidentMonth, ...]:
    """Return the bursts of a month; one about no subject is about its region."""
    return tuple(replace(one, name=one.name or _region(one.region_code, names)) for one in risk.incidents(month=month, district=district))


def _levels(stood: Iterable[Stood]) -> Levels:
    found: dict[str, dict[str, int]] = {}
    for one in stood:
        by_level = found.setdefault(_kind(one), {})
        by_level[one.level] = by_level.get(one.level, 0) + 1
    return Levels({kind: found[kind] for kind in sorted(found, key=lambda kind: (kind != FIRM, kind))})


def _kind(one: Stood) -> str:
    return FIRM if one.subject_type == "company" else one.kind or one.subject_type


def _risen(now: Mapping[Subject, Stood], then: Mapping[Subject, Stood], places: Mapping[str, str]) -> tuple[Risen, ...]:
    """Return who is at orange or above (by what is known at least) and was not a month before, the gravest first."""
    new = {key: one for key, one in now.items() if one.at_least in GRAVE and (key not in then or then[key].at_least not in GRAVE)}
    why, names = risk.reasons(standing_ids=[one.standing_id for one in new.values()]), _names(list(new))
    found = [
        Risen(
            names.get(key, key[1]), _kind(one), _region(one.region_code, places), one.at_least,
            then[key].at_least if key in then else "", one.score, why.get(one.standing_id, ()),
        )
        for key, one in new.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-GRAVE.index(one.level), -(one.score or 0), one.name)))


def _eased(now: Mapping[Subject, Stood], then: Mapping[Subject, Stood]) -> tuple[str, ...]:
    """Return the names of those who were at orange or above a month before and are scored lower now."""
    keys = [key for key, one in then.items() if one.at_least in GRAVE and key in now and now[key].at_least not in GRAVE]
    names = _names(keys)
    return tuple(sorted(names.get(key, key[1]) for key in keys))


def _names(keys: list[Subject]) -> dict[Subject, str]:
    institutions = [key[1] for key in keys if key[0] == "institution"]
    firms = [key[1] for key in keys if key[0] == "company"]
    found = {("institution", one.institution_id): one.name for one in registry.institutions(institution_ids=institutions)}
    if firms:
        found |= {("company", one.company_id): one.name for one in registry.companies(company_ids=firms, limit=None)}
    return found
