"""From facts to a score: one expression for a whole scorecard, the same for one firm and for three million.

Nothing depends on the order of rows or on threads: sums are added in the scorecard's order, peers are compared by quantiles, and each
contribution is rounded to a ten-thousandth of a point before it is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.risk.facts import Asked, Facts
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.scorecard import FULL, INSUFFICIENT, LEVELS, Levels, Row, Scorecard

DIGITS = 4
SUBJECT = ("subject_type", "subject_id")


def facts_asked(names: Sequence[str], given: frozenset[str] = frozenset()) -> tuple[Asked, ...]:
    """Return what indicators ask for; one whose value is ``given`` as a column of its own name asks for that alone."""
    every: set[Asked] = set()
    for name in names:
        every |= {Asked(name)} if name in given else set(all_indicators()[name].asked)
    return tuple(sorted(every, key=lambda one: (one.field, one.months_ago, one.quantile or 0.0)))


def panel(asked: Sequence[Asked], *, one_month: bool = False) -> ir.Table:
    """Return one row a subject with each fact asked for as a column, out of ``facts`` (one row a subject and month, ``age`` in months).

    ``one_month``: every row is of this month, so nothing need be gathered; the result is the same, sooner.
    """
    fields = sorted({one.field for one in asked})
    schema = {"subject_type": "string", "subject_id": "string", "kind": "string", "age": "int32"} | dict.fromkeys(fields, "float64")
    facts = ibis.table(schema, name="facts")
    wanted = sorted({(one.field, one.months_ago) for one in asked})
    if one_month:
        columns = {Asked(field, back).column: ibis.null("float64") if back else facts[field] for field, back in wanted}
        table = facts.select(*SUBJECT, "kind", **columns)
    else:
        columns = {Asked(field, back).column: facts[field].max(where=facts.age == back) for field, back in wanted}
        table = facts.group_by(*SUBJECT).agg(kind=facts.kind.argmin(facts.age), **columns)
    quantiles = [one for one in asked if one.quantile is not None]
    if not quantiles:
        return table
    peers = facts.filter(facts.age == 0).group_by("kind")
    of_kind = peers.agg(**{one.column: facts[one.field].quantile(one.quantile) for one in quantiles}).rename(kind_of_peers="kind")
    return table.left_join(of_kind, table.kind == of_kind.kind_of_peers).drop("kind_of_peers")


def scored(
    card: Scorecard, levels: Levels, *, given: frozenset[str] = frozenset(), shadow: Sequence[str] = (), one_month: bool = False
) -> ir.Table:
    """Return subject, score, points (the sum before it is cut), coverage, level, and value and contribution of each indicator.

    Values are columns ``v_<indicator>``, contributions ``c_<indicator>``; ``shadow`` names indicators whose value alone is wanted.
    """
    names = [row.indicator for row in card.rows]
    names += [name for name in shadow if name not in names]
    table = panel(facts_asked(names, given), one_month=one_month)
    table = table.mutate(**{f"v_{name}": _value(name, given) for name in names})
    table = table.mutate(**{f"c_{row.indicator}": _contribution(row) for row in card.rows})
    table = table.mutate(points=_added([_[f"c_{row.indicator}"] for row in card.rows]), coverage=_coverage(card.rows))
    score = ibis.ifelse(_.coverage > 0, ibis.least(_.points, FULL), ibis.null("float64"))
    table = table.mutate(score=score).mutate(level=_level(card, levels))
    kept = [*SUBJECT, "kind", "score", "points", "coverage", "level"]
    return table.select(*kept, *(f"v_{name}" for name in names), *(f"c_{row.indicator}" for row in card.rows))


@lru_cache(maxsize=64)
def scored_sql(
    card: Scorecard, levels: Levels, given: frozenset[str] = frozenset(), shadow: tuple[str, ...] = (), one_month: bool = False
) -> str:
    """Return the same as a question for DuckDB over ``facts``; the text is kept with a run, so that it can be asked again word for word."""
    return str(ibis.to_sql(scored(card, levels, given=given, shadow=shadow, one_month=one_month), dialect="duckdb"))


def _value(name: str, given: frozenset[str]) -> Any:
    if name in given:
        return Facts().now(name)
    return all_indicators()[name].measure(Facts()).cast("float64")


def _contribution(row: Row) -> Any:
    """Return the points a value gives: linear between anchors, flat beyond them, rounded.

    Each branch rounds for itself: most values lie at the harmless end, whose points the database reckons once for all rows.
    """
    value = _[f"v_{row.indicator}"]
    anchors = sorted(row.anchors)

    def points(share: Any) -> Any:
        return (share * row.weight).round(DIGITS)

    flat = {end: points(ibis.literal(share, "float64")) for end, share in (("low", anchors[0][1]), ("high", anchors[-1][1]))}
    branches = [(value.isnull(), points(ibis.literal(row.missing, "float64"))), (value <= anchors[0][0], flat["low"])]
    for (left, below), (right, above) in pairwise(anchors):
        branches.append((value <= right, points(below + (value - left) * ((above - below) / (right - left)))))
    return ibis.cases(*branches, else_=flat["high"])


def _coverage(rows: Sequence[Row]) -> Any:
    """Return which share of the weight rests on values that are known."""
    whole = sum(row.weight for row in rows)
    known = _added([ibis.ifelse(_[f"v_{row.indicator}"].notnull(), row.weight, 0.0) for row in rows])
    return (known / whole).round(DIGITS)


def _level(card: Scorecard, levels: Levels) -> Any:
    branches: list[tuple[Any, str]] = [(_.coverage < card.coverage_needed, INSUFFICIENT), (_.score.isnull(), INSUFFICIENT)]
    branches += [(_.score >= begin, level) for level, begin in reversed(levels.begins)]
    return ibis.cases(*branches, else_=LEVELS[0])


def _added(every: Sequence[Any]) -> Any:
    """Add from left to right and round, so that the last digit is the same everywhere."""
    added = every[0]
    for one in every[1:]:
        added = added + one
    return added.round(DIGITS)


def points_of(row: Row, value: float | None) -> float:
    """Return what ``_contribution`` gives, for one value and without a database; a test holds the two against each other."""
    return _rounded(_share(row, value) * row.weight)


def _share(row: Row, value: float | None) -> float:
    if value is None:
        return row.missing
    anchors = sorted(row.anchors)
    if value <= anchors[0][0]:
        return anchors[0][1]
    for (left, below), (right, above) in pairwise(anchors):
        if value <= right:
            return below + (value - left) * ((above - below) / (right - left))
    return anchors[-1][1]


def _rounded(number: float) -> float:
    """Round half away from zero, as the database does."""
    scale: float = 10**DIGITS
    whole = int(abs(number) * scale + 0.5)
    return (whole if number >= 0 else -whole) / scale


def score_of(card: Scorecard, values: Mapping[str, float | None]) -> tuple[float, float]:
    """Return the sum of points and the coverage of given values, as ``scored`` has them."""
    points = sum(points_of(row, values.get(row.indicator)) for row in card.rows)
    known = sum(row.weight for row in card.rows if values.get(row.indicator) is not None)
    return _rounded(points), _rounded(known / sum(row.weight for row in card.rows))
