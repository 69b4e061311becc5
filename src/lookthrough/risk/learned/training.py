"""Teaches a model from monthly indicators and what became of the subjects, and writes down on a card how far it can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.fact_files import read_monthly
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.learned.anchored import anchors_of
from lookthrough.risk.learned.card import card_of
from lookthrough.risk.learned.measured import measured, signs_of
from lookthrough.risk.learned.model import Model, mark, write_model
from lookthrough.risk.learned.teaching import Lead, teach
from lookthrough.risk.learned.validating import OUTER_FOLDS, validate
from lookthrough.risk.lessons import align_to_the_end, forget_what_came_after, months_of, scorecard_of_file
from lookthrough.risk.outcomes import read_outcomes
from lookthrough.risk.scorecard import Scorecard

Numbers = NDArray[np.float64]
COVERAGE_NEEDED = 0.5
DIVISIONS = 20
LEAST_OF_A_KIND = 2 * OUTER_FOLDS


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a model is taught: subjects, their indicators as they stood before anything happened, and what came (1 failed)."""

    scorecard: Scorecard
    month: Month
    subjects: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Numbers
    failed: Numbers
    rejects: Sequence[Reject]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, its card, the rows that were refused and where the two files lie."""

    model: Model
    card: Mapping[str, Any]
    rejects: Sequence[Reject]
    paths: tuple[Path, Path]


def train(
    *, source: Path, outcomes: Path, out: Path, scorecard: str | None = None, divisions: int = DIVISIONS,
    advance: Callable[[int], None] = lambda _: None,
) -> Trained:  # fmt: skip
    """Teach a model the indicators of a scorecard (default: that of the subjects' kind) and write it with its card.

    ``divisions`` is how often nested cross-validation divides the subjects anew. Raises ``FileRefused`` when there is too little to learn
    from; nothing is written then.
    """
    lesson = read_lesson(source=source, outcomes=outcomes, scorecard=scorecard)
    card, names = lesson.scorecard, lesson.indicators
    lead = lead_of(card)
    validation = validate(lesson.values, lesson.failed, lead=lead, seeds=range(divisions), advance=advance)
    model = Model(
        slug=card.slug,
        subject_type=card.subject,
        kinds=card.kinds,
        indicators=names,
        signs=lead.signs,
        versions=tuple(all_indicators()[name].version for name in names),
        coverage_needed=COVERAGE_NEEDED,
        taught=teach(lesson.values, lesson.failed, lead=lead),
        marks=frozenset(map(mark, lesson.subjects)),
    )
    said = card_of(model, validation, source=source, outcomes=outcomes, month=lesson.month, values=lesson.values, failed=lesson.failed)
    return Trained(model, said, lesson.rejects, write_model(model, said, out))


def read_lesson(*, source: Path, outcomes: Path, scorecard: str | None = None) -> Lesson:
    """Read what there is to learn: indicators at the end of the file, or in the month before the failure where that came earlier."""
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        read, told = read_monthly(con, source), read_outcomes(outcomes)
        card = scorecard_of_file(con, read, scorecard, months_of(con)[-1])
        month = months_of(con)[-1]
        forget_what_came_after(con, told.by_subject)
        align_to_the_end(con, told.by_subject, month)
        names = tuple(row.indicator for row in card.rows)
        found = measured(con, names=names, month=month, columns=read.columns)
    known = told.only(set(found.subjects))
    failed = np.array([float(one.failed) for one in known.values()])
    _enough(failed, outcomes)
    return Lesson(card, month, tuple(known), names, found.of(list(known)), failed, [*read.rejects, *told.rejects])


def lead_of(scorecard: Scorecard) -> Lead:
    """Return what a scorecard says beforehand: directions, curves and points of its indicators."""
    names = tuple(row.indicator for row in scorecard.rows)
    return Lead(signs_of(names), anchors_of(scorecard.rows), tuple(row.weight for row in scorecard.rows))


def _enough(failed: Numbers, outcomes: Path) -> None:
    least = min(int(failed.sum()), int(len(failed) - failed.sum()))
    if least < LEAST_OF_A_KIND:
        reason = Text(
            f"可学习的样本太少：出事与未出事的平台各需至少{LEAST_OF_A_KIND}家，较少的一类只有{least}家",
            f"too little to learn from: {LEAST_OF_A_KIND} platforms of each kind are needed, of one there are {least}",
        )
        raise FileRefused(file=outcomes.name, column="failed", reason=reason)
