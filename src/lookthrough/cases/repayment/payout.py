"""Shares money out among claimants to the fen: everybody up to the same level of the base, what was had before counted in.

The level is found by filling up from below: claimants who have had least of their base come first, so that late ones catch up, and who
has had more than the level keeps it and waits. Shares are exact fractions first; whole fen by largest remainder, equal remainders by
claimant key. All figures are Python integers: products of fen pass 64 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress

GROSS, NET = "gross", "net"
BASES = (GROSS, NET)


@dataclass(frozen=True, slots=True)
class Level:
    """The share of the base that everybody stands at after a round, as an exact fraction; those above it got nothing."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> float:
        """Return the level as a figure."""
        return self.numerator / self.denominator if self.denominator else 0.0


@dataclass(slots=True)
class Claims:
    """Claims in columns, one place a claimant, ordered by key. ``before`` is what earlier rounds gave or put aside for each."""

    keys: list[str] = field(default_factory=list)
    contributed: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Payout:
    """What a round gives: for each claimant of ``claims`` the base, and the fen that are paid or, where the claim is held, deposited."""

    claims: Claims
    base: str
    bases: list[int]
    shares: list[int]
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
        return sum(compress(self.shares, self.claims.held))

    @property
    def paid_fen(self) -> int:
        """Return what is paid out."""
        return self.shared_fen - self.held_fen

    def ratio(self, place: int) -> float | None:
        """Return which part of the base one claimant has had after this round, earlier rounds included; nothing without a base."""
        base = self.bases[place]
        return (self.claims.before[place] + self.shares[place]) / base if base else None


def payout(claims: Claims, *, available_fen: int, base: str = GROSS) -> Payout:
    """Share ``available_fen`` among the claimants on the base that the plan names.

    ``claims`` holds every key once and ordered, as ``summed`` makes it.
    """
    if base not in BASES:
        raise ValueError(f"the base is gross or net, not {base!r}")
    if available_fen < 0:
        raise ValueError("a negative sum cannot be shared out")
    bases = claims.contributed if base == GROSS else list(map(_owed, claims.contributed, claims.returned))
    shares, level = shared(bases, claims.before, available_fen)
    owed = sum(map(_owed, bases, claims.before))
    return Payout(claims, base, bases, shares, level, available_fen, owed)


def summed(rows: Claims) -> Claims:
    """Return the same claims ordered by key, repeated keys added up first; one held row holds the claimant's whole share."""
    order = sorted(range(len(rows.keys)), key=rows.keys.__getitem__)
    keys = [rows.keys[place] for place in order]
    starts = [place for place, key in enumerate(keys) if not place or keys[place - 1] != key]
    return Claims(
        keys=[keys[place] for place in starts],
        contributed=_added([rows.contributed[place] for place in order], starts),
        returned=_added([rows.returned[place] for place in order], starts),
        before=_added([rows.before[place] for place in order], starts),
        held=[any_held > 0 for any_held in _added([rows.held[place] for place in order], starts)],
    )


def _added(column: Sequence[int], starts: list[int]) -> list[int]:
    """Add up what lies between one start and the next."""
    if len(starts) == len(column):
        return list(column)
    return [sum(column[begin:end]) for begin, end in zip(starts, [*starts[1:], len(column)], strict=True)]


def shared(bases: Sequence[int], before: Sequence[int], available: int) -> tuple[list[int], Level]:
    """Return whole fen for each claimant, and the level that is reached; equal remainders are served in the order given.

    Everybody below the level is raised to it, nobody above his base, nobody pays back. Sums to ``available`` or to what is owed.
    """
    owed = list(map(_owed, bases, before))
    if available >= sum(owed):
        return owed, Level(1, 1)
    level = _level(bases, before, available)
    top, bottom = level.numerator, level.denominator
    exact = [due if (due := top * base - bottom * had) > 0 else 0 for base, had in zip(bases, before, strict=True)]
    parts, rests = [one // bottom for one in exact], [one % bottom for one in exact]
    _largest_first(parts, rests, available - sum(parts))
    return parts, level


def _owed(base: int, had: int) -> int:
    return base - had if base > had else 0


def _largest_first(parts: list[int], rests: list[int], left: int) -> None:
    """Give ``left`` more fen, one each, to the largest remainders; among equal ones the first come first."""
    if not left:
        return
    threshold = sorted(rests, reverse=True)[left - 1]
    equal = left - sum(rest > threshold for rest in rests)
    for place, rest in enumerate(rests):
        if rest > threshold:
            parts[place] += 1
        elif rest == threshold and equal:
            parts[place] += 1
            equal -= 1


def _level(bases: Sequence[int], before: Sequence[int], available: int) -> Level:
    """Return the level up to which ``available`` raises those who have had least of their base.

    Called only where less is available than is owed, so the level lies below 1. Claimants join in the order of what they have had, until
    the next one stands at the level or above it.
    """
    fresh = sum(compress(bases, (not had for had in before)))
    others = [place for place, had in enumerate(before) if had and bases[place] > had]
    widest = 2 * max((bases[place].bit_length() for place in others), default=1)  # wide enough that unequal fractions stay unequal
    others.sort(key=lambda place: (before[place] << widest) // bases[place])
    top, bottom = available, fresh
    for place in others:
        if bottom and top * bases[place] <= before[place] * bottom:
            break
        top, bottom = top + before[place], bottom + bases[place]
    return Level(top, bottom)
