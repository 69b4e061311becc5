"""The values of indicators as they could be known at the end of a month: a row a subject, a column an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import ibis
import numpy as np
from ibis import _
from numpy.typing import NDArray

from lookthrough.flows.values import quoted
from lookthrough.kernel.periods import Month
from lookthrough.risk.facts import Facts
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.scoring import SUBJECT, facts_asked, panel

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """Subjects in the order of their ids and the values of ``indicators``; NaN where a value is not known."""

    subjects: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Numbers

    def of(self, subjects: Sequence[str]) -> Numbers:
        """Return the rows of some subjects, in their order."""
        place = {name: row for row, name in enumerate(self.subjects)}
        return self.values[[place[name] for name in subjects]]


def signs_of(names: Sequence[str]) -> tuple[int, ...]:
    """Return 1 for each indicator of which more is worse and -1 for each of which less is: never learned, always given by reason."""
    return tuple(1 if all_indicators()[name].worse == "more" else -1 for name in names)


def measured(con: duckdb.DuckDBPyConnection, *, names: Sequence[str], month: Month, columns: Sequence[str]) -> Measured:
    """Measure ``names`` for every subject of the table ``monthly`` with what was reported up to ``month``.

    ``columns`` are the figures that ``monthly`` holds; a fact without a column is not known of anybody.
    """
    asked = facts_asked(names)
    absent = sorted({one.field for one in asked} - set(columns))
    nothing = "".join(f", NULL::DOUBLE AS {quoted(name)}" for name in absent)
    number = month.year * 12 + month.number - 1
    con.execute(
        f"CREATE OR REPLACE VIEW facts AS SELECT * EXCLUDE (month_number, row_no){nothing}, "
        f"CAST({number} - month_number AS INTEGER) AS age FROM monthly WHERE month_number <= {number}"
    )
    every = {f"v_{name}": all_indicators()[name].measure(Facts()).cast("float64") for name in names}
    table = panel(asked).mutate(**every).select(*SUBJECT, *every).order_by(_.subject_type, _.subject_id)
    rows = con.execute(str(ibis.to_sql(table, dialect="duckdb"))).fetchnumpy()
    values = np.column_stack([np.ma.filled(np.ma.asarray(rows[f"v_{name}"], dtype=np.float64), np.nan) for name in names])
    return Measured(tuple(map(str, rows["subject_id"])), tuple(names), np.asarray(values, dtype=np.float64))
