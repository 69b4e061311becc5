"""Scores a file of monthly indicators by a learned model, with the reasons in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.fact_files import read_monthly
from lookthrough.risk.fitting_subjects import keep_kind
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.learned.measured import measured
from lookthrough.risk.learned.model import Model
from lookthrough.risk.reasons_written import month_text, value_text
from lookthrough.risk.score_files import ScoresWritten, write_scores
from lookthrough.risk.scorecard import INSUFFICIENT, levels_on

Numbers = NDArray[np.float64]


def score_file_by_model(*, source: Path, out: Path, model: Model, as_of: date | None = None) -> ScoresWritten:
    """Score every subject of the model's kind as of a month (default: the last in the file) and write ``out``.

    The score is 100 times the probability of failure. Raises ``FileRefused`` when nothing can be scored; nothing is written then.
    """
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        read = read_monthly(con, source)
        keep_kind(con, read, model.subject_type, model.kinds)
        month = Month.of(as_of) if as_of else read.last_month
        found = measured(con, names=model.indicators, month=month, columns=read.columns) if month else None
        if month is None or found is None or not found.subjects:
            reason = Text("文件中没有该模型适用的主体", "there is no subject of the model's kind in it")
            raise FileRefused(file=source.name, reason=reason)
        table = _table(model, found.subjects, found.values, month, read.subject_column)
        con.register("scores", table)
        write_scores(con, "FROM scores", out)
    done = ScoresWritten(read, month, subjects=len(found.subjects), models=[model.name])
    levels = table.column("level").to_pylist()
    done.levels = {level: levels.count(level) for level in sorted(set(levels))}
    return done


def _table(model: Model, subjects: Sequence[str], values: Numbers, month: Month, column: str) -> pa.Table:
    scores, coverage, moved = model.scores(values), model.coverage(values), model.contributions(values)
    levels = levels_on(month.last_day)
    said = [_reasons(model, row, odds, month) for row, odds in zip(values, moved, strict=True)]
    enough = coverage >= model.coverage_needed
    who = (
        {"platform": list(subjects)}
        if column == "platform"
        else {"subject_type": [model.subject_type] * len(subjects), "subject_id": subjects}
    )
    return pa.table(
        who
        | {
            "as_of": pa.array([month.last_day] * len(subjects), pa.date32()),
            "score": scores,
            "level": [levels.of(float(score)) if known else INSUFFICIENT for score, known in zip(scores, enough, strict=True)],
            "contributions": said,
            "model": [model.name] * len(subjects),
            "coverage": coverage,
        }
    )


def _reasons(model: Model, values: Numbers, moved: Numbers, month: Month) -> str:
    """Return what moved the odds, most first, as the column ``contributions`` has it."""
    order = sorted(range(len(values)), key=lambda place: (-abs(float(moved[place])), model.indicators[place]))
    every = [_reason(model, place, float(values[place]), float(moved[place]), month) for place in order if moved[place]]
    return json.dumps(every, ensure_ascii=False, separators=(",", ":"))


def _reason(model: Model, place: int, value: float, odds: float, month: Month) -> dict[str, Any]:
    name, known = model.indicators[place], not np.isnan(value)
    said = {language: _sentence(name, value if known else None, odds, month, language) for language in ("zh", "en")}
    return {"indicator": name, "odds": odds, "value": value if known else None} | said


def _sentence(name: str, value: float | None, odds: float, month: Month, language: str) -> str:
    one = all_indicators()[name]
    if value is None:
        head = one.missing.in_language(language).rstrip("。.")
    else:
        head = one.sentence.in_language(language).format(value=value_text(value, one.unit, language), month=month_text(month, language))
    times = float(np.exp(odds))
    if language == "zh":
        return f"{head}；使出事的几率变为{times:.2f}倍。"
    return f"{head}; this makes the odds of failure {times:.2f} times what they were."
