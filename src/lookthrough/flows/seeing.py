"""What the rules see of a partition: its transfers and movements, with who stands at either end, as tables of the columns asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
import pyarrow as pa

from lookthrough.flows.books import Books
from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.insiders import Insiders
from lookthrough.flows.partitions import Partition

_OF_MOVEMENTS = ("origin", "use", "matched", "amount_fen")


class Seen:
    """A partition after the look-through; columns as in ``flows.ledger_tables``."""

    def __init__(self, codes: Codes, partition: Partition, books: Books, insiders: Insiders) -> None:
        self.codes, self.partition, self.books, self.insiders = codes, partition, books, insiders

    def transfers(self, names: Iterable[str], assigned: Numbers) -> pa.Table:
        """Return the transfers, one row each."""
        columns = self.columns(set(names) - {"assigned"}, None)
        return pa.table(columns | ({"assigned": assigned} if "assigned" in names else {}))

    def movements(self, names: Iterable[str], assigned: Numbers) -> pa.Table:
        """Return the movements, each with the columns of its transfer; ``amount_fen`` is its part."""
        moved = self.books.movements
        rows = np.from_dlpack(moved["row"].combine_chunks())
        columns = self.columns(set(names) - {"assigned", *_OF_MOVEMENTS}, rows)
        columns |= {name: moved[name] for name in _OF_MOVEMENTS if name in names}
        return pa.table(columns | ({"assigned": assigned[rows]} if "assigned" in names else {}))

    def columns(self, names: Iterable[str], rows: Numbers | None) -> dict[str, Numbers]:
        """Return some columns of all transfers, or of some rows in that order."""
        view = _View(self, rows)
        return {name: _COLUMNS[name](view) for name in sorted(names)}


class _View:
    """Some rows of a partition: what stands in the transfers, and both ends' accounts."""

    def __init__(self, seen: Seen, rows: Numbers | None) -> None:
        self.codes, self.books, self.insiders, self.rows = seen.codes, seen.books, seen.insiders, rows
        self.all, self.partition = seen.partition.columns, seen.partition
        # as places, which numpy would else make of them for each column that it looks up
        self.source, self.target = (self.of(name).astype(np.intp) for name in ("from_account", "to_account"))
        of_row = np.repeat(seen.partition.institutions, np.diff(seen.partition.bounds)).astype(np.int32)
        self.institution = self.some(of_row)

    @cached_property
    def day(self) -> Numbers:
        return (self.of("moment") // MICROSECONDS_A_DAY).astype(np.int32)

    def some(self, column: Numbers) -> Numbers:
        return column if self.rows is None else column[self.rows]

    def of(self, name: str) -> Numbers:
        return self.some(self.all[name])


def _to_custodian(view: _View) -> Numbers:
    custodian = view.codes.custodian[view.institution]
    known: Numbers = (custodian != NONE) & (view.codes.holder[view.target] == custodian)
    return known


_COLUMNS: dict[str, Callable[[_View], Numbers]] = {
    "institution": lambda view: view.institution,
    "row": lambda view: np.arange(len(view.partition)) if view.rows is None else view.rows,
    "place": lambda view: view.of("place"),
    "moment": lambda view: view.of("moment"),
    "from_account": lambda view: view.of("from_account"),
    "to_account": lambda view: view.of("to_account"),
    "day": lambda view: view.day,
    "from_role": lambda view: view.codes.role[view.source],
    "to_role": lambda view: view.codes.role[view.target],
    "from_own": lambda view: view.codes.account_institution[view.source] == view.institution,
    "to_own": lambda view: view.codes.account_institution[view.target] == view.institution,
    "from_party": lambda view: view.some(view.books.from_party),
    "to_party": lambda view: view.some(view.books.to_party),
    "to_custodian": _to_custodian,
    "from_insider": lambda view: view.insiders.hold(view.source, view.institution, view.codes.account_institution, view.day),
    "from_holder": lambda view: view.codes.holder[view.source],
    "to_holder": lambda view: view.codes.holder[view.target],
    "purpose": lambda view: view.of("purpose"),
    "product": lambda view: view.of("product"),
    "has_order": lambda view: view.of("has_order"),
    "amount_fen": lambda view: view.of("amount_fen"),
}
