"""Shares money out among claimants to the fen: everybody up to the same level of the base, what was had before counted in.

The level is found by filling up from below: claimants who have had least of their base come first, so that late ones catch up, and who
has had more than the level keeps it and waits. Shares are exact fractions first; whole fen by largest remainder, equal remainders by
claimant key. Products of fen pass 64 bits: what decides is reckoned in wider integers, or in 64 bits where a remainder is known to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from operator import lt
from typing import Any

import numpy as np
from numpy.typing import NDArray

GROSS, NET = "gross", "net"
BASES = (GROSS, NET)
_WORD = 1 << 64
_EXACT_BASE, _EXACT_TOTAL = 1 << 52, 1 << 61  # below them a quotient found in floats is at most two off, and its remainder fits 64 bits
_DOUBTFUL = 1e-14  # two products that differ by less than this part of them are compared as integers

Numbers = NDArray[Any]  # 64-bit integers, or Python's own where those do not hold them


@dataclass(frozen=True, slots=True)
class Level:
    """The share of the base that everybody stands at after a round, as an exact fraction; those above it got nothing."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> float:
        """Return the level as a figure."""
        return self.numerator / self.denominator if self.denominator else 0.0


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims in columns, one place a claimant, ordered by key. ``before`` is what earlier rounds gave or put aside for each."""

    keys: Sequence[str]
    contributed: Numbers
    returned: Numbers
    before: Numbers
    held: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Payout:
    """What a round gives: for each claimant of ``claims`` the base, and the fen that are paid or, where the claim is held, deposited."""

    claims: Claims
    base: str
    bases: Numbers
    shares: Numbers
    level: Level
    available_fen: int
    owed_fen: int

    @property
    def shared_fen(self) -> int:
        """Return what is given in this round, paid and held: the available sum, or what is still owed where that is less."""
        return min(self.available_fen, self.owed_fen)

    @property
    def left_fen(self) -> int:
        """Return what nobody is owed any more."""
        return self.available_fen - self.shared_fen

    @property
    def held_fen(self) -> int:
        """Return what goes to deposit."""
        return total(self.shares[self.claims.held])

    @property
    def paid_fen(self) -> int:
        """Return what is paid out."""
        return self.shared_fen - self.held_fen

    def ratios(self) -> NDArray[np.float64]:
        """Return which part of the base each has had after this round, earlier rounds included; no number without a base."""
        had, bases = (self.claims.before + self.shares).astype(np.float64), self.bases.astype(np.float64)
        found: NDArray[np.float64] = np.divide(had, bases, out=np.full(len(bases), np.nan), where=bases > 0)
        return found


def payout(claims: Claims, *, available_fen: int, base: str = GROSS) -> Payout:
    """Share ``available_fen`` among the claimants on the base that the plan names.

    ``claims`` holds every key once and ordered, as ``summed`` makes it.
    """
    if base not in BASES:
        raise ValueError(f"the base is gross or net, not {base!r}")
    if available_fen < 0:
        raise ValueError("a negative sum cannot be shared out")
    bases = claims.contributed if base == GROSS else np.maximum(claims.contributed - claims.returned, 0)
    shares, level = shared(bases, claims.before, available_fen)
    return Payout(claims, base, bases, shares, level, available_fen, total(_owed(bases, claims.before)))


def summed(
    keys: Sequence[str], contributed: Sequence[int] | Numbers, returned: Sequence[int] | Numbers, before: Sequence[int] | Numbers,
    held: Sequence[bool] | NDArray[np.bool_],
) -> Claims:  # fmt: skip
    """Return claims ordered by key, repeated keys added up first; one held row holds the claimant's whole share."""
    columns = [numbers(column) for column in (contributed, returned, before)]
    aside = np.asarray(held, dtype=np.bool_)
    if all(map(lt, keys, islice(keys, 1, None))):
        return Claims(keys, columns[0], columns[1], columns[2], aside)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    ordered = [keys[place] for place in order]
    starts = [place for place, key in enumerate(ordered) if not place or ordered[place - 1] != key]
    added = [_added(column[order], starts) for column in columns]
    held = np.logical_or.reduceat(aside[order], starts)
    return Claims([ordered[place] for place in starts], added[0], added[1], added[2], held)


def shared(bases: Numbers, before: Numbers, available: int) -> tuple[Numbers, Level]:
    """Return whole fen for each claimant, and the level that is reached; equal remainders are served in the order given.

    Everybody below the level is raised to it, nobody above his base, nobody pays back. Sums to ``available`` or to what is owed.
    """
    owed = _owed(bases, before)
    if available >= total(owed):
        return owed, Level(1, 1)
    level = _level(bases, before, available)
    below = (owed > 0) & _below(bases, before, level)
    whole, left = _whole(bases[below], level)
    parts, rests = np.zeros_like(bases), np.zeros(len(bases), dtype=left.dtype)
    parts[below], rests[below] = whole - before[below], left
    _largest_first(parts, rests, available - total(parts))
    return parts, level


def total(column: Numbers) -> int:
    """Return the sum of a column, exactly."""
    if column.dtype == object:
        return sum(column.tolist())
    return (int((column >> 32).sum()) << 32) + int((column & 0xFFFFFFFF).sum())


def numbers(values: Sequence[int] | Numbers) -> Numbers:
    """Return integers as a column, of 64 bits where they fit."""
    if isinstance(values, np.ndarray):
        return values
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        return np.array(values, dtype=object)


def _owed(bases: Numbers, before: Numbers) -> Numbers:
    found: Numbers = np.maximum(bases - before, 0)
    return found


def _added(column: Numbers, starts: list[int]) -> Numbers:
    """Add up what lies between one start and the next, in wider integers where 64 bits might not hold a sum."""
    wide = column if total(column) < _WORD // 2 else column.astype(object)
    found: Numbers = np.add.reduceat(wide, starts)
    return found


def _level(bases: Numbers, before: Numbers, available: int) -> Level:
    """Return the level up to which ``available`` raises those who have had least of their base; it lies below 1.

    Floats find where it lies; then it is reckoned exactly from who stands below it, until that changes nothing more. What raising
    everybody to a level costs grows ever faster with the level, so each step comes nearer from above and the last one is exact.
    """
    owing = bases > before
    bases, before = bases[owing], before[owing]
    lowest = _first_guess(bases, before, available)
    level = Level(available + total(before[lowest]), total(bases[lowest]))
    while True:
        some = _below(bases, before, level)
        if not some.any():  # nothing is available: the level is where the lowest stand
            return level
        nearer = Level(available + total(before[some]), total(bases[some]))
        if nearer == level:
            return level
        level = nearer


def _first_guess(bases: Numbers, before: Numbers, available: int) -> NDArray[np.intp]:
    """Return the places of those who stand below the level, as floats see it; one at least."""
    base, had = bases.astype(np.float64), before.astype(np.float64)
    ratio = had / base
    order = np.argsort(ratio, kind="stable")
    levels = (float(available) + np.cumsum(had[order])) / np.cumsum(base[order])
    reached = np.flatnonzero(levels[:-1] <= ratio[order][1:])
    return order[: int(reached[0]) + 1] if len(reached) else order


def _below(bases: Numbers, before: Numbers, level: Level) -> NDArray[np.bool_]:
    """Return who has had less of the base than the level, exactly: where floats cannot tell, integers do."""
    top, bottom = level.numerator, level.denominator
    at_level, had = bases.astype(np.float64) * float(top), before.astype(np.float64) * float(bottom)
    found: NDArray[np.bool_] = had < at_level
    doubtful = np.flatnonzero(np.abs(had - at_level) <= _DOUBTFUL * (had + at_level))
    pairs = zip(bases[doubtful].tolist(), before[doubtful].tolist(), strict=True)
    found[doubtful] = [given * bottom < base * top for base, given in pairs]
    return found


def _whole(bases: Numbers, level: Level) -> tuple[Numbers, Numbers]:
    """Return the whole fen of each base at the level, and what is left over of it in parts of the level's denominator."""
    top, bottom = level.numerator, level.denominator
    if bases.dtype == object or bottom >= _EXACT_TOTAL or (len(bases) and int(bases.max()) >= _EXACT_BASE):
        pairs = [divmod(base * top, bottom) for base in bases.tolist()]
        return np.array([whole for whole, _ in pairs], dtype=bases.dtype), np.array([rest for _, rest in pairs], dtype=object)
    whole = np.floor(bases.astype(np.float64) * level.ratio).astype(np.int64)
    wrapped = bases.astype(np.uint64) * np.uint64(top % _WORD) - whole.astype(np.uint64) * np.uint64(bottom)
    rest = wrapped.view(np.int64)  # true though both products wrapped: the difference is smaller than a word
    off = rest // bottom
    return whole + off, rest - off * bottom


def _largest_first(parts: Numbers, rests: Numbers, left: int) -> None:
    """Give ``left`` more fen, one each, to the largest remainders; among equal ones the first come first."""
    if not left:
        return
    threshold = np.sort(rests)[-left]
    larger = rests > threshold
    parts[larger] += 1
    parts[np.flatnonzero(rests == threshold)[: left - int(larger.sum())]] += 1
