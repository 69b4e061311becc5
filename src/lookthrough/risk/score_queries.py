"""What is asked of levels: where a subject stands and why, how it came there, its peers, what would lower it; bounded by district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from lookthrough.kernel.periods import Month, trailing_months
from lookthrough.offices.queries import District
from lookthrough.risk import score_kept
from lookthrough.risk.indicator import Indicator, all_indicators
from lookthrough.risk.leaving import WayOut, way_out
from lookthrough.risk.level_findings import graver, values_of
from lookthrough.risk.reasons_written import Contribution, contributions
from lookthrough.risk.score_models import Scoring, Standing
from lookthrough.risk.score_operations import folder_of
from lookthrough.risk.scorecard import INSUFFICIENT, Levels, Scorecard, all_versions, levels_on
from lookthrough.risk.scorecards_in_force import card_of

Subject = tuple[str, str]  # type, id
_PEERS_FROM = 5  # fewer of a kind in the region are compared with all of the kind


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Where a subject stands in a month by one scorecard. ``at_least``: the level that the known part alone reaches."""

    subject_type: str
    subject_id: str
    kind: str
    month: Month
    scorecard: str
    level: str
    at_least: str
    score: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Rank:
    """A subject's place among its peers of the month: 1 is the gravest; ``region``: compared within the region only."""

    place: int
    peers: int
    kind: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator over months, the newest last: values as they were reported, the own base before, and what it weighs now."""

    indicator: Indicator
    months: tuple[Month, ...]
    values: tuple[float | None, ...]
    base_low: float | None
    base_high: float | None
    points: float | None  # none: it runs in shadow


@dataclass(frozen=True, slots=True)
class LevelFile:
    """Everything about one standing: why, what would lower it, peers, months, and what it rests on."""

    row: LevelRow
    card: Scorecard
    levels: Levels
    reasons: tuple[Contribution, ...]
    unknown: tuple[str, ...]  # indicators of the scorecard without a value
    way_out: WayOut | None
    rank: Rank | None
    history: tuple[LevelRow, ...]
    key: str
    scored_at: Any


def months_never_scored(*, until: Month, months: int) -> list[Month]:
    """Return the months up to ``until`` that no scorecard was asked for, oldest first."""
    known = set(Scoring.objects.values_list("month", flat=True).distinct())
    return [month for month in trailing_months(until, months) if str(month) not in known]


def levels_of(*, subjects: Iterable[Subject], district: District) -> dict[Subject, LevelRow]:
    """Return for each subject its gravest standing of the newest month scored; one without a standing is left out."""
    found: dict[Subject, LevelRow] = {}
    for row in _newest(subjects, district):
        key = (row.subject_type, row.subject_id)
        before = found.get(key)
        if before is None or (graver([before.level, row.level]) == row.level and (row.score or 0) > (before.score or 0)):
            found[key] = row
    return found


def standings_of(*, subject: Subject, district: District) -> list[LevelRow]:
    """Return the subject's standings of the newest month, the gravest first."""
    rows = _newest([subject], district)
    order = (INSUFFICIENT, "none", "blue", "yellow", "orange", "red")
    return sorted(rows, key=lambda one: (-order.index(one.at_least), -(one.score or 0), one.scorecard))


def level_file(*, subject: Subject, scorecard: str, district: District, month: Month | None = None) -> LevelFile | None:
    """Return everything about where a subject stands by a scorecard, in a month or the newest; nothing outside the district."""
    found = _reached(district).filter(subject_type=subject[0], subject_id=subject[1], scorecard=scorecard)
    standing = (found.filter(month=str(month)) if month else found.order_by("month")).select_related("scoring").last()
    if standing is None:
        return None
    card, values = card_of(standing.scoring), values_of(standing)
    row = _row(standing)
    levels = levels_on(row.month.last_day)
    return LevelFile(
        row, card, levels, tuple(contributions(card, values, row.month)),
        tuple(one.indicator for one in card.rows if values.get(one.indicator) is None), way_out(card, levels, values),
        _rank(standing), tuple(_row(one) for one in found.filter(month__lte=standing.month).order_by("month")),
        standing.scoring.key, standing.scoring.scored_at,
    )  # fmt: skip


def series_of(*, subject: Subject, scorecard: str, district: District, months: int = 12) -> list[Series]:
    """Return each indicator of a scorecard over the months scored, with those that run in shadow, by group."""
    found = _reached(district).filter(subject_type=subject[0], subject_id=subject[1], scorecard=scorecard)
    standings = list(found.select_related("scoring").order_by("-month")[:months])[::-1]
    if not standings:
        return []
    card, values = card_of(standings[-1].scoring), [values_of(one) for one in standings]
    points = {one.indicator: one.points for one in contributions(card, values[-1], Month.parse(standings[-1].month))}
    weighed = {row.indicator for row in card.rows}
    every = [_series(name, standings, values, points.get(name, 0.0) if name in weighed else None) for name in values[-1]]
    return sorted(
        (one for one in every if any(v is not None for v in one.values)), key=lambda one: (one.indicator.group, one.indicator.name)
    )


def newest_month() -> Month | None:
    """Return the newest month that was scored."""
    found = Standing.objects.order_by("-month").values_list("month", flat=True).first()
    return Month.parse(found) if found else None


def counts_by_level(*, district: District) -> Mapping[str, int]:
    """Return how many subjects of a district stand at each level in the newest month, each by its gravest standing."""
    month = newest_month()
    gravest: dict[Subject, list[str]] = {}
    for one in _reached(district).filter(month=str(month)) if month else ():
        gravest.setdefault((one.subject_type, one.subject_id), []).append(one.level)
    found: dict[str, int] = {}
    for levels in gravest.values():
        found[graver(levels)] = found.get(graver(levels), 0) + 1
    return found


def use_of_indicators() -> dict[str, int]:
    """Return for how many subjects each indicator had a value in the newest scorings."""
    month = newest_month()
    found: dict[str, int] = {}
    for scoring in Scoring.objects.filter(month=str(month)) if month else ():
        for name, count in score_kept.known_values(folder_of(scoring.key)).items():
            found[name] = max(found.get(name, 0), count)
    return found


def _newest(subjects: Iterable[Subject], district: District) -> list[LevelRow]:
    month, wanted = newest_month(), sorted(set(subjects))
    rows: list[LevelRow] = []
    for kind in sorted({one for one, _ in wanted}) if month else ():
        ids = [subject_id for one, subject_id in wanted if one == kind]
        found = _reached(district).filter(month=str(month), subject_type=kind, subject_id__in=ids)
        rows += [_row(one) for one in found.order_by("subject_id", "scorecard")]
    return rows


def _reached(district: District) -> QuerySet[Standing]:
    placed = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return Standing.objects.filter(placed | Q(region_code="") if district.unplaced else placed)


def _row(one: Standing) -> LevelRow:
    month = Month.parse(one.month)
    at_least = levels_on(month.last_day).of(min(one.points, 100.0))
    return LevelRow(one.subject_type, one.subject_id, one.kind, month, one.scorecard, one.level, at_least, one.score, one.coverage)


def _rank(one: Standing) -> Rank | None:
    """Return the place among subjects of the same kind, in the same city if it has enough of them."""
    kind = Standing.objects.filter(month=one.month, scorecard=one.scorecard, kind=one.kind, score__isnull=False)
    if one.score is None:
        return None
    near = kind.filter(region_code__startswith=one.region_code[:4]) if one.region_code else kind
    among, region = (near, one.region_code[:4]) if one.region_code and near.count() >= _PEERS_FROM else (kind, "")
    return Rank(among.filter(points__gt=one.points).count() + 1, among.count(), one.kind, region)


def _series(name: str, standings: list[Standing], values: list[dict[str, float | None]], points: float | None) -> Series:
    """Return one indicator's months; its own base is the middle half of the months before the newest."""
    own = tuple(one.get(name) for one in values)
    before = sorted(value for value in own[:-1] if value is not None)
    low, high = (before[len(before) // 4], before[(3 * len(before)) // 4]) if len(before) >= 3 else (None, None)
    return Series(all_indicators()[name], tuple(Month.parse(one.month) for one in standings), own, low, high, points)


def scorecards() -> dict[str, tuple[Scorecard, ...]]:
    """Return the house's own scorecards, each with its versions."""
    return all_versions()
