"""How well scores tell beforehand who fails: the order, the first k, how early, and how much work it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from lookthrough.flows.backtesting import Rate, rate
from lookthrough.kernel.calendar import working_days_between
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.periods import Month
from lookthrough.risk.discrimination import Area, area, average_precision, curve
from lookthrough.risk.fact_files import MonthlyRead, read_monthly
from lookthrough.risk.lead_time import GRAVE, lead_days
from lookthrough.risk.learned.measured import measured, signs_of
from lookthrough.risk.learned.model import Model
from lookthrough.risk.lessons import forget_what_came_after, months_of, scorecard_of_file
from lookthrough.risk.outcomes import NOBODY_IN_BOTH, Outcome, read_outcomes
from lookthrough.risk.scorecard import INSUFFICIENT, Levels, Scorecard, levels_on
from lookthrough.risk.scoring import score_of

Numbers = NDArray[np.float64]
RECALL_ASKED = 0.9
FIRST = (10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subject stood at the end of a month; the score is none where nothing was known."""

    month: Month
    score: float | None
    level: str


History = Mapping[str, Sequence[Standing]]


@dataclass(frozen=True, slots=True)
class FirstK:
    """How many of the k subjects with the highest scores failed."""

    k: int
    found: Rate


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from the first month's end at orange or above to the failure; none where it was not there, or did not stay half of the time.

    A standing holds until the next month that is scored; after the last one it is taken to hold.
    """

    subject: str
    failed_on: date
    first_grave: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Work:
    """What a threshold costs: an alert is a subject that reaches it and was below, or unknown, the month before."""

    threshold: float | None
    recall: Rate
    precision: Rate
    alerts: int
    alerts_by_month: Mapping[str, int]
    working_days: int
    officers: int
    alerts_an_officer_and_day: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """The whole result, as ``backtest.json`` holds it. Each subject counts once, as it stood last before it failed or the file ended."""

    source: str
    outcomes: str
    model: str
    months: tuple[str, ...]
    subjects: int
    judged: int
    failed: int
    without_score: int
    auc: Area
    taught_by: int  # judged subjects that the model was taught by: figures with them flatter it
    auc_unseen: Area | None
    average_precision: float | None
    first: tuple[FirstK, ...]
    levels: Mapping[str, Rate]
    curve: tuple[tuple[float, float, float], ...]
    leads: tuple[Lead, ...]
    lead_at_least_60_days: Rate
    work: Work
    indicators: Mapping[str, Area]

    def document(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def backtest(
    *, source: Path, outcomes: Path, model: Model | None = None, scorecard: str | None = None, officers: int = 1
) -> tuple[BackTest, list[Reject]]:
    """Score every month of ``source`` with what was known then, and hold the scores against what came.

    By the scorecard of the subjects' kind, or by ``model``. Months in which a failure was known are left out. Raises ``FileRefused`` for
    unsound files. Returns the result and the rows that were refused.
    """
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        read, told = read_monthly(con, source), read_outcomes(outcomes)
        card = scorecard_of_file(con, read, model.slug if model else scorecard, months_of(con)[-1])
        months = months_of(con)
        forget_what_came_after(con, told.by_subject)
        names = model.indicators if model else tuple(row.indicator for row in card.rows)
        history, last = _history(con, read, told.by_subject, card, model, names, months)
    known = told.only(set(history))
    if not known:
        raise FileRefused(file=outcomes.name, row=told.rejects[0].row, column=told.subject_column, reason=NOBODY_IN_BOTH)
    found = judge(history, known, months, officers=officers)
    alone = _alone(last, known, names)
    seen = set() if model is None else {name for name, knew in zip(known, model.knew(list(known)), strict=True) if knew}
    result = BackTest(
        source=source.name, outcomes=outcomes.name, model=model.name if model else card.name, months=tuple(map(str, months)),
        subjects=len(history), taught_by=len(seen), indicators=alone,
        auc_unseen=_unseen(found.scores, known, seen) if seen else None, **found.figures,
    )  # fmt: skip
    return result, [*read.rejects, *told.rejects]


def _history(
    con: duckdb.DuckDBPyConnection, read: MonthlyRead, outcomes: Mapping[str, Outcome], card: Scorecard, model: Model | None,
    names: Sequence[str], months: Sequence[Month],
) -> tuple[dict[str, list[Standing]], dict[str, Numbers]]:  # fmt: skip
    """Return each subject's standings from its first month to the one before its failure, and its indicators at the last of them.

    A subject that reports no more is still scored, with what it reported last, as ``risk score`` does.
    """
    history: dict[str, list[Standing]] = {}
    last: dict[str, Numbers] = {}
    for month in months:
        found, levels = measured(con, names=names, month=month, columns=read.columns), levels_on(month.last_day)
        scores, coverage = _scores(card, model, found.values)
        needed = model.coverage_needed if model else card.coverage_needed
        for row, subject in enumerate(found.subjects):
            if _is_over(outcomes.get(subject), month):
                continue
            score = None if np.isnan(scores[row]) else float(scores[row])
            history.setdefault(subject, []).append(Standing(month, score, _level(score, float(coverage[row]), needed, levels)))
            last[subject] = found.values[row]
    return history, last


def _is_over(outcome: Outcome | None, month: Month) -> bool:
    return outcome is not None and outcome.problem_on is not None and month >= Month.of(outcome.problem_on)


def _scores(card: Scorecard, model: Model | None, values: Numbers) -> tuple[Numbers, Numbers]:
    if model:
        return model.scores(values), model.coverage(values)
    every = []
    for row in values:
        given = {one.indicator: None if np.isnan(value) else float(value) for one, value in zip(card.rows, row, strict=True)}
        points, coverage = score_of(card, given)
        every.append((min(points, 100.0) if coverage else np.nan, coverage))
    pairs = np.array(every, dtype=np.float64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _level(score: float | None, coverage: float, needed: float, levels: Levels) -> str:
    return INSUFFICIENT if score is None or coverage < needed else levels.of(score)


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of a back-test, and the last score of each subject that has one."""

    figures: Mapping[str, Any]
    scores: Mapping[str, float]


def judge(history: History, outcomes: Mapping[str, Outcome], months: Sequence[Month], *, officers: int) -> Judged:
    """Hold standings against what came. ``outcomes`` are those of subjects in ``history``."""
    last = {name: history[name][-1] for name in outcomes}
    scores = {name: one.score for name, one in last.items() if one.score is not None}
    points = np.array(list(scores.values()), dtype=np.float64)
    failed = np.array([float(outcomes[name].failed) for name in scores], dtype=np.float64)
    steps = curve(points, failed)
    leads = [_lead(name, one.problem_on, history[name]) for name, one in outcomes.items() if one.problem_on]
    figures = {
        "judged": len(outcomes),
        "failed": sum(one.failed for one in outcomes.values()),
        "without_score": len(outcomes) - len(scores),
        "auc": area(points, failed),
        "average_precision": average_precision(points, failed),
        "first": tuple(_first(k, points, failed) for k in sorted({*FIRST, int(failed.sum())}) if 0 < k <= len(points)),
        "levels": _by_level(last, outcomes),
        "curve": tuple((round(score, 4), round(recall, 4), round(precision, 4)) for score, recall, precision in steps),
        "leads": tuple(leads),
        "lead_at_least_60_days": rate(sum(1 for one in leads if (one.days or 0) >= 60), len(leads)),
        "work": _work(history, outcomes, scores, months, officers),
    }
    return Judged(figures, scores)


def _first(k: int, points: Numbers, failed: Numbers) -> FirstK:
    order = np.argsort(-points, kind="stable")[:k]
    return FirstK(k, rate(int(failed[order].sum()), k))


def _by_level(last: Mapping[str, Standing], outcomes: Mapping[str, Outcome]) -> dict[str, Rate]:
    """Return for each level which share of the subjects there failed."""
    found = {}
    for level in ("none", "blue", "yellow", "orange", "red", INSUFFICIENT):
        there = [name for name, one in last.items() if one.level == level]
        if there:
            found[level] = rate(sum(outcomes[name].failed for name in there), len(there))
    return found


def _lead(subject: str, failed_on: date, history: Sequence[Standing]) -> Lead:
    levels = {one.month: one.level for one in history}
    grave = (month.last_day for month, level in levels.items() if level in GRAVE and month.last_day < failed_on)
    return Lead(subject, failed_on, min(grave, default=None), lead_days(levels, failed_on))


def _work(history: History, outcomes: Mapping[str, Outcome], scores: Mapping[str, float], months: Sequence[Month], officers: int) -> Work:
    """Return what the threshold costs that catches nine in ten of those that failed; all subjects make work, judged or not."""
    bad = sorted((score for name, score in scores.items() if outcomes[name].failed), reverse=True)
    whole = sum(one.failed for one in outcomes.values())
    needed = int(np.ceil(RECALL_ASKED * whole))
    threshold = bad[needed - 1] if 0 < needed <= len(bad) else None
    days = max(1, working_days_between(months[0].first_day, months[-1].last_day))
    by_month = {str(month): 0 for month in months}
    for standings in history.values() if threshold is not None else ():
        for month in _reached(standings, threshold):
            by_month[str(month)] += 1
    caught = [name for name, score in scores.items() if threshold is not None and score >= threshold]
    hits, alerts = sum(outcomes[name].failed for name in caught), sum(by_month.values())
    return Work(threshold, rate(hits, whole), rate(hits, len(caught)), alerts, by_month, days, officers, round(alerts / days / officers, 3))


def _reached(standings: Sequence[Standing], threshold: float | None) -> list[Month]:
    above, found = False, []
    for one in standings:
        now = one.score is not None and threshold is not None and one.score >= threshold
        if now and not above:
            found.append(one.month)
        above = now
    return found


def _alone(last: Mapping[str, Numbers], outcomes: Mapping[str, Outcome], names: Sequence[str]) -> dict[str, Area]:
    """Return how well each indicator alone sets apart, in its own direction, among those of whom it is known."""
    failed = np.array([float(one.failed) for one in outcomes.values()], dtype=np.float64)
    values = np.array([last[name] for name in outcomes], dtype=np.float64).reshape(len(failed), len(names))
    found = {}
    for place, (name, sign) in enumerate(zip(names, signs_of(names), strict=True)):
        known = ~np.isnan(values[:, place])
        found[name] = area(sign * values[known, place], failed[known])
    return found


def _unseen(scores: Mapping[str, float], outcomes: Mapping[str, Outcome], seen: set[str]) -> Area:
    rest = [name for name in scores if name not in seen]
    return area(np.array([scores[name] for name in rest]), np.array([float(outcomes[name].failed) for name in rest]))
