"""A bank's statement held against the books: by end-to-end id where there is one, else by amount and day; what is not certain is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved in the account as the bank tells it; ``fen`` is positive for what came in."""

    line: int
    on: date
    fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry of the books."""

    serial: int
    on: date
    fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A movement that may be any of several entries, or fewer entries than movements: a person says which."""

    movement: Movement
    serials: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What the books do not know, and what only a person can tell."""

    unknown: list[Movement]
    asked: list[Asked]


def hold(movements: Iterable[Movement], booked: Iterable[Booked], *, payments: Mapping[str, int]) -> Held:
    """Hold a statement against the books; ``payments`` are single payments, by end-to-end id, that the books hold in one sum.

    An id that the books know decides: with another amount, or a second time, a movement is unknown, whatever its amount would fit.
    """
    free = {one.serial: one for one in booked}
    ids = _Ids(dict(payments), {one.reference for one in free.values() if one.reference})
    left, unknown = list[Movement](), list[Movement]()
    for one in movements:
        if one.reference in ids.payments or one.reference in ids.entries:
            if not ids.settles(one, free):
                unknown.append(one)
        else:
            left.append(one)
    for same_day in (True, False):
        left = _by_amount(left, free, same_day=same_day)
    asked = [Asked(one, tuple(sorted(_fitting(one, free)))) for one in left]
    return Held([*unknown, *(one.movement for one in asked if not one.serials)], [one for one in asked if one.serials])


@dataclass(slots=True)
class _Ids:
    """The ids that the books know: of single payments with what each moves, and of entries."""

    payments: dict[str, int]
    entries: set[str]
    used: set[str] = field(default_factory=set)

    def settles(self, one: Movement, free: dict[int, Booked]) -> bool:
        """Return whether the id finds what moved, once; an entry that is found is taken."""
        if self.payments.get(one.reference) == one.fen and one.reference not in self.used:
            self.used.add(one.reference)
            return True
        found = next((each.serial for each in free.values() if each.reference == one.reference and each.fen == one.fen), None)
        return found is not None and free.pop(found, None) is not None


def _by_amount(movements: list[Movement], free: dict[int, Booked], *, same_day: bool) -> list[Movement]:
    """Take away movements and entries that fit each other alike and are as many; return the movements that are left."""
    fitting = {one.line: frozenset(_fitting(one, free, same_day=same_day)) for one in movements}
    alike, wanted = Counter(fitting.values()), Counter(serial for found in set(fitting.values()) for serial in found)
    sure = {found for found, count in alike.items() if found and len(found) == count and all(wanted[serial] == 1 for serial in found)}
    for found in sure:
        for serial in found:
            del free[serial]
    return [one for one in movements if fitting[one.line] not in sure]


def _fitting(one: Movement, free: Mapping[int, Booked], *, same_day: bool = False) -> list[int]:
    """Return the entries that a movement may be: of its amount, and not both known by different ids."""
    return [
        each.serial
        for each in free.values()
        if each.fen == one.fen and not (each.reference and one.reference) and (not same_day or each.on == one.on)
    ]
