"""What a model may learn from and a back-test may judge by: indicators as they stood before anything happened, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.fact_files import MonthlyRead
from lookthrough.risk.fitting_subjects import as_table, keep_kind, keep_those_with_scorecard, kinds_of
from lookthrough.risk.outcomes import Outcome
from lookthrough.risk.scorecard import Scorecard, scorecard_for, scorecard_on


def months_of(con: duckdb.DuckDBPyConnection) -> list[Month]:
    """Return the months that the table ``monthly`` holds, earliest first."""
    numbers = con.execute("SELECT DISTINCT month_number FROM monthly ORDER BY 1").fetchall()
    return [Month(number // 12, number % 12 + 1) for (number,) in numbers]


def scorecard_of_file(con: duckdb.DuckDBPyConnection, read: MonthlyRead, slug: str | None, month: Month) -> Scorecard:
    """Return the named scorecard, or the one for the kind of the subjects in ``monthly``; refused when they are of several kinds."""
    if not slug:
        keep_those_with_scorecard(con, read)
    slugs = {slug} if slug else {scorecard_for(*one) for one in kinds_of(con)}
    if len(slugs) > 1:
        reason = Text("文件中有多种主体，请用 --scorecard 指定评分卡", "several kinds of subjects: name one with --scorecard")
        raise FileRefused(file=read.file, column="kind", reason=reason)
    chosen = str(*slugs)
    try:
        card = scorecard_on(chosen, month.last_day)
    except LookupError as none_yet:
        reason = Text(f"没有名为 {chosen} 且在该月施行的评分卡", f"no scorecard {chosen!r} is in force in that month")
        raise FileRefused(file=read.file, column="month", reason=reason) from none_yet
    keep_kind(con, read, card.subject, card.kinds)
    as_table(con)
    return card


def forget_what_came_after(con: duckdb.DuckDBPyConnection, outcomes: Mapping[str, Outcome]) -> None:
    """Take out of ``monthly`` each month in which a subject's failure was known, and all after it.

    Nobody may learn from, or be praised for, figures that the failure itself made.
    """
    failed = [(name, one.problem_on) for name, one in outcomes.items() if one.problem_on is not None]
    known = pa.table(
        {
            "subject_id": pa.array([name for name, _ in failed], pa.string()),
            "number": pa.array([_number(day) for _, day in failed], pa.int64()),
        }
    )
    con.register("failures", known)
    con.execute("DELETE FROM monthly WHERE EXISTS (FROM failures f WHERE f.subject_id = monthly.subject_id AND month_number >= f.number)")
    con.unregister("failures")


def align_to_the_end(con: duckdb.DuckDBPyConnection, outcomes: Mapping[str, Outcome], month: Month) -> None:
    """Move the months of subjects that failed before ``month`` was over so that their last free month stands as ``month``."""
    last = month.year * 12 + month.number - 1
    early = [
        (name, last + 1 - _number(one.problem_on)) for name, one in outcomes.items() if one.problem_on and _number(one.problem_on) <= last
    ]
    known = pa.table(
        {"subject_id": pa.array([name for name, _ in early], pa.string()), "by": pa.array([by for _, by in early], pa.int64())}
    )
    con.register("early", known)
    con.execute("UPDATE monthly SET month_number = month_number + e.by FROM early e WHERE e.subject_id = monthly.subject_id")
    con.unregister("early")


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
