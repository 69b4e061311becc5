"""A ledger opened to follow money in: its transfers in the order of time, with the balances that shares are taken of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from threading import Lock
from weakref import finalize

import numpy as np

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.coding import NONE, Numbers, code_ledger, with_unlisted_accounts
from lookthrough.flows.hops import balances, in_time
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.row_coding import columns
from lookthrough.flows.run import connection


class OpenedLedger:
    """One ledger, until ``close`` lets go of the connection and of the files that the columns lie in.

    ``alone`` is held by whoever follows money in it, as its connection serves one at a time.
    """

    def __init__(self, folder: Path, as_of: date | None = None) -> None:
        self.alone, self._kept = Lock(), ExitStack()
        self.close = finalize(self, self._kept.close)  # also when nobody uses it any more
        try:
            self.read = open_ledger(self._kept.enter_context(connection()), folder, as_of=as_of)
            codes = code_ledger(self.read)
            self.columns = columns(self.read)
        except BaseException:
            self.close()
            raise
        self.codes = with_unlisted_accounts(codes, self.columns.unlisted)
        of = self.columns.of
        rows = np.flatnonzero(of["from_account"] != NONE)
        self.order = self.columns.by_time(rows)
        in_time(of["moment"], of["from_account"], of["to_account"], self.order)
        paths = (of["from_account"], of["to_account"], of["amount_fen"])
        self.before, self.filled, self.after = balances(self.order, *paths, len(self.codes.role))
        self.day = of["moment"][self.order] // MICROSECONDS_A_DAY

    def of(self, name: str) -> Numbers:
        """Return a column along the order of time."""
        found: Numbers = self.columns.of[name][self.order]
        return found


@contextmanager
def opened(folder: Path, as_of: date | None = None) -> Iterator[OpenedLedger]:
    """Yield a ledger opened to follow money in."""
    ledger = OpenedLedger(folder, as_of)
    try:
        yield ledger
    finally:
        ledger.close()
