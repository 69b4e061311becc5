"""One institution's transfers, gathered block by block as columns and put in the order of time at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookthrough.flows.classes import Purpose
from lookthrough.sample.days import Ints

NONE = -1  # no product, no order
_SHIFT = 34  # bits for the position in the sort key; 29 are left for the second, which is 17 years
Column = Ints | NDArray[np.int32] | NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Transfers:
    """Columns of equal length. Accounts and products count within the institution; ``at`` is in seconds since the period began."""

    at: Ints
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    amount: Ints
    purpose: NDArray[np.int8]
    product: NDArray[np.int32]
    order: Ints

    def __len__(self) -> int:
        return len(self.at)

    def taken(self, rows: Ints | slice) -> Transfers:
        """Return some of the rows, in the order asked for."""
        return Transfers(*(getattr(self, name)[rows] for name in self.__slots__))


class Book:
    """Takes blocks of transfers; what lies outside the period or comes to nothing is left out."""

    def __init__(self, until: int) -> None:
        self.until = until  # the first second that no longer counts
        self._blocks: list[Transfers] = []

    def add(
        self, *, at: Ints, source: Column | int, target: Column | int, amount: Ints, purpose: Purpose,
        product: Column | int = NONE, order: Column | int = NONE,
    ) -> None:  # fmt: skip
        """Add one transfer for each moment in ``at``; single numbers stand for the whole block."""
        count = len(at)
        self._blocks.append(
            Transfers(
                at,
                _column(source, count, np.int32),
                _column(target, count, np.int32),
                amount,
                np.full(count, int(purpose), dtype=np.int8),
                _column(product, count, np.int32),
                _column(order, count, np.int64),
            )
        )

    def movements(
        self,
        *,
        source: int | range | None = None,
        target: int | None = None,
        purpose: Purpose | None = None,
        without_order: bool = False,
    ) -> tuple[Ints, Ints]:
        """Return moments and amounts of what stands written so far, out of some accounts, into one, for one purpose."""
        found: list[tuple[Ints, Ints]] = []
        for block in self._blocks:
            rows = (block.at >= 0) & (block.at < self.until) & (block.amount > 0)
            if isinstance(source, range):
                rows &= (block.source >= source.start) & (block.source < source.stop)
            elif source is not None:
                rows &= block.source == source
            if target is not None:
                rows &= block.target == target
            if purpose is not None:
                rows &= block.purpose == int(purpose)
            if without_order:
                rows &= block.order == NONE
            found.append((block.at[rows], block.amount[rows]))
        return np.concatenate([at for at, _ in found]), np.concatenate([amount for _, amount in found])

    def divert(self, products: Ints, account: int, to: int) -> None:
        """Let what is put into some products, and what borrowers are paid of it, go through another account."""
        before_it_works = (int(Purpose.INVEST), int(Purpose.DISBURSE), int(Purpose.FEE))
        for block in self._blocks:
            rows = np.isin(block.product, products) & np.isin(block.purpose, before_it_works)
            for side in (block.source, block.target):
                side[rows & (side == account)] = to

    def forget(self, products: Ints, purpose: Purpose) -> None:
        """Let the transfers for one purpose no longer say that they are for some products."""
        for block in self._blocks:
            block.product[(block.purpose == int(purpose)) & np.isin(block.product, products)] = NONE

    def sealed(self) -> Transfers:
        """Return all transfers by time; those of one second stay in the order in which they were added. The blocks are given up."""
        blocks, self._blocks = [_within(block, self.until) for block in self._blocks], []
        at = np.concatenate([block.at for block in blocks])
        keys = (at << _SHIFT) | np.arange(len(at))
        keys.sort()
        order = keys & ((1 << _SHIFT) - 1)
        columns = []
        for name in Transfers.__slots__:
            columns.append(np.concatenate([getattr(block, name) for block in blocks])[order])
        return Transfers(*columns)


def _column(values: Column | int, count: int, kind: type[np.signedinteger]) -> NDArray[np.signedinteger]:
    if isinstance(values, int):
        return np.full(count, values, dtype=kind)
    return values.astype(kind, copy=False)


def _within(block: Transfers, until: int) -> Transfers:
    keep = (block.at >= 0) & (block.at < until) & (block.amount > 0)
    return block if keep.all() else block.taken(np.flatnonzero(keep))
