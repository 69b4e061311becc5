"""Which subjects of a file are scored: those that the scorecard or model is for; rows of all others are refused with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import duckdb

from lookthrough.flows.values import text
from lookthrough.kernel.files import Reject
from lookthrough.kernel.texts import Text
from lookthrough.risk.fact_files import MonthlyRead, measure, nothing_left
from lookthrough.risk.scorecard import all_versions, scorecard_for

Kind = tuple[str, str]  # subject type and kind


def kinds_of(con: duckdb.DuckDBPyConnection) -> list[Kind]:
    """Return the types and kinds of subjects that ``monthly`` holds."""
    return con.execute("SELECT DISTINCT subject_type, kind FROM monthly ORDER BY ALL").fetchall()


def keep_those_with_scorecard(con: duckdb.DuckDBPyConnection, read: MonthlyRead) -> None:
    """Take the rows of subjects that no scorecard is for out of ``monthly``; ``FileRefused`` when none is left."""
    newest = [one[-1] for one in all_versions().values()]
    strangers = [one for one in kinds_of(con) if scorecard_for(*one) is None]
    if strangers:
        _refuse(con, read, strangers, {one.subject for one in newest}, {kind for one in newest for kind in one.kinds})


def keep_kind(con: duckdb.DuckDBPyConnection, read: MonthlyRead, subject_type: str, kinds: Sequence[str]) -> None:
    """Keep the rows of some kinds alone (all kinds, where none is named) in ``monthly``; ``FileRefused`` when none is left."""
    strangers = [one for one in kinds_of(con) if one[0] != subject_type or (kinds and one[1] not in kinds)]
    if strangers:
        _refuse(con, read, strangers, {subject_type}, kinds)


def as_table(con: duckdb.DuckDBPyConnection, where: str = "true") -> None:
    """Make ``monthly`` a table, which can be changed, of the rows asked for."""
    con.execute(f"CREATE OR REPLACE TABLE kept AS SELECT * FROM monthly WHERE {where}")
    view = con.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'monthly'").fetchall()
    con.execute("DROP VIEW monthly" if view else "DROP TABLE monthly")
    con.execute("ALTER TABLE kept RENAME TO monthly")


def _refuse(
    con: duckdb.DuckDBPyConnection, read: MonthlyRead, strangers: Sequence[Kind], types: Collection[str], kinds: Collection[str]
) -> None:
    found = [reject for one in strangers for reject in _rejects(con, read, one, types, kinds)]
    read.rejects = sorted([*read.rejects, *read.files.placed(found)], key=lambda one: (one.file, one.row))
    pairs = ", ".join(f"({text(subject_type)}, {text(kind)})" for subject_type, kind in strangers)
    as_table(con, f"(subject_type, kind) NOT IN ({pairs})")
    measure(con, read)
    if not read.accepted:
        raise nothing_left(read)


def _rejects(con: duckdb.DuckDBPyConnection, read: MonthlyRead, one: Kind, types: Collection[str], kinds: Collection[str]) -> list[Reject]:
    subject_type, kind = one
    column, said, known = ("kind", kind, kinds) if subject_type in types else ("subject_type", subject_type, types)
    asked = sorted(name for name in known if name)
    reason = Text(
        f"评分卡或模型不适用于此类主体；适用于：{'、'.join(asked)}",
        f"no scorecard or model for such a subject; there is one for {', '.join(asked)}",
    )
    rows = con.execute("SELECT row_no FROM monthly WHERE subject_type = ? AND kind = ?", [subject_type, kind]).fetchall()
    return [Reject(read.file, row, column, said[:200], reason) for (row,) in rows]
