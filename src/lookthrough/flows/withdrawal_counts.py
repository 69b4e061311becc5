"""How many withdrawals clients asked for, by institution and day: for comparing a day with the days before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from lookthrough.flows.reading import open_table

_REQUESTS = """
SELECT institution_id, requested_at::DATE AS day, count(*)::BIGINT FROM withdrawals
WHERE requested_at::DATE <= ? GROUP BY ALL ORDER BY ALL
"""


def withdrawal_counts(*, ledger: Path, as_of: date) -> list[tuple[str, date, int]]:
    """Return institution, day and number of requests until a day; nothing from a ledger without a table of withdrawals."""
    with duckdb.connect() as con:
        open_table(con, ledger, "withdrawals")
        return [(str(one), day, int(count)) for one, day, count in con.execute(_REQUESTS, [as_of]).fetchall()]
