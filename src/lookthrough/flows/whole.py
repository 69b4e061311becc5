"""The whole ledger as a rule sees it that cannot be asked institution by institution: all transfers in time, and who everybody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from lookthrough.flows.coding import EPOCH, Codes, Numbers
from lookthrough.flows.columns import ByInstitution, Columns, rows_by_institution
from lookthrough.flows.hops import in_time
from lookthrough.flows.ledger_tables import whole_tables
from lookthrough.flows.outside import Outside
from lookthrough.flows.shared import shared
from lookthrough.flows.standing import Standing

if TYPE_CHECKING:
    from lookthrough.flows.loans import Loans
    from lookthrough.flows.onward import Arrivals


@dataclass
class Whole:
    """A ledger's transfers as columns (``of``: row by row as the files list them) and its small tables; codes as in ``flows.coding``."""

    codes: Codes
    columns: Columns
    standing: Standing
    con: duckdb.DuckDBPyConnection
    as_of: date
    listing_days_before: pa.Table | None = None  # columns as of ``the_listing_days``: what was lent before a run that continues another

    def of(self, name: str) -> Numbers:
        """Return a column of ``flows.by_dictionary.COLUMNS`` row by row; a row that does not count has ``from_account`` −1."""
        return self.columns.of[name]

    @property
    def last_day(self) -> int:
        """Return the last day, as days since 1970-01-01."""
        return (self.as_of - EPOCH).days

    def in_time(self, rows: Numbers) -> Numbers:
        """Return rows, given as the files list them, in the order of time; of one instant an account is credited before it is debited."""
        of, rows = self.columns.of, self.columns.by_time(rows)
        in_time(of["moment"], of["from_account"], of["to_account"], rows)
        return rows

    @shared
    def by_institution(self) -> ByInstitution:
        """Return the rows of each institution; the look-through and the rules share them."""
        return rows_by_institution(self.columns, self.codes)

    @shared
    def outside(self) -> Outside:
        """Return what ordinary firms and people pay each other; rules of parties share it."""
        return Outside(self.codes, self.columns, self.standing, self.con)

    def places(self, rows: Numbers) -> list[int]:
        """Return where rows stand in the ledger's files: what a sighting names as its transfers."""
        places: list[int] = self.columns.place(np.asarray(rows, np.int64)).tolist()
        return places

    def table(self, name: str) -> pa.Table:
        """Return one of the tables of ``flows.ledger_tables`` that hold the whole ledger, by its name there."""
        if name not in self._tables:
            self._tables |= whole_tables(self.con, self.codes, self.standing, frozenset({name}))
        return self._tables[name]

    @shared
    def _tables(self) -> dict[str, pa.Table]:
        return {}

    @shared
    def onward(self) -> Arrivals:
        """Return where the proceeds of all listings went: one pass, which all rules that ask share."""
        from lookthrough.flows.onward import follow_all
        from lookthrough.flows.trades import marks_of_accounts, trades_on

        return follow_all(self, marks_of_accounts(self.codes, self.table("the_parties"), trades_on(self.as_of)))

    @shared
    def loans(self) -> Loans:
        """Return how all listings were lent and repaid, for all rules that ask what is outstanding."""
        from lookthrough.flows.loans import lent_and_repaid

        return lent_and_repaid(self)
