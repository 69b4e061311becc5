"""Large exposures (大额敞口) of lenders and guarantors, and borrowers on whom many lenders come at once (多头借贷)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one body has at stake with one client."""

    body: str
    client: str
    fen: int


@dataclass(frozen=True, slots=True)
class LargeExposure:
    """A client, or a group of clients under one control, that takes more of a body's own funds than allowed."""

    body: str
    clients: tuple[str, ...]
    fen: int
    own_funds_fen: int
    share: float
    limit: float


@dataclass(frozen=True, slots=True)
class NewLoan:
    """A loan granted on a day."""

    lender: str
    borrower: str
    day: date
    fen: int = 0


@dataclass(frozen=True, slots=True)
class ManyLenders:
    """The days on which a borrower took loans from most different lenders, within the window."""

    borrower: str
    lenders: tuple[str, ...]
    from_day: date
    to_day: date
    fen: int


def large_exposures(
    exposures: Iterable[Exposure], *, own_funds: Mapping[str, int], one_client: Mapping[str, float], one_group: Mapping[str, float],
    groups: Mapping[str, str] | None = None,
) -> list[LargeExposure]:  # fmt: skip
    """Return clients and groups beyond their limits, by how far beyond. A body without own funds or limits is left to other eyes.

    ``one_client`` and ``one_group`` give the share of own funds allowed, by body; ``groups`` the group of a client, if it has one.
    """
    owed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in exposures:
        owed[one.body][one.client] += one.fen
    found = []
    for body, clients in owed.items():
        funds = own_funds.get(body)
        if funds is None:
            continue
        single, group = one_client.get(body), one_group.get(body)
        if single is not None:
            found += [_beyond(body, (client,), fen, funds, single) for client, fen in clients.items()]
        if group is not None:
            found += [_beyond(body, members, fen, funds, group) for members, fen in _grouped(clients, groups or {})]
    beyond = [one for one in found if one.fen > 0 and (one.own_funds_fen <= 0 or one.share > one.limit)]
    return sorted(beyond, key=lambda one: (-one.share / one.limit, -one.fen, one.body, one.clients))


def _beyond(body: str, clients: tuple[str, ...], fen: int, funds: int, limit: float) -> LargeExposure:
    return LargeExposure(body, clients, fen, funds, fen / funds if funds > 0 else float("inf"), limit)


def _grouped(clients: Mapping[str, int], groups: Mapping[str, str]) -> Iterable[tuple[tuple[str, ...], int]]:
    """Yield groups of at least two clients with what they owe together."""
    members: dict[str, list[str]] = defaultdict(list)
    for client in clients:
        if client in groups:
            members[groups[client]].append(client)
    return ((tuple(sorted(some)), sum(clients[one] for one in some)) for some in members.values() if len(some) > 1)


def many_lenders(loans: Iterable[NewLoan], *, at_least: int, window_days: int) -> list[ManyLenders]:
    """Return borrowers on whom at least so many lenders came within a window of so many days, most lenders first.

    Of each borrower the fullest window is told, of equally full ones the earliest; it ends with a loan and holds ``window_days`` days.
    """
    of: dict[str, list[NewLoan]] = defaultdict(list)
    for one in loans:
        of[one.borrower].append(one)
    found = [best for borrower, some in of.items() if (best := _fullest(borrower, some, window_days)) and len(best.lenders) >= at_least]
    return sorted(found, key=lambda one: (-len(one.lenders), -one.fen, one.borrower))


def _fullest(borrower: str, loans: list[NewLoan], window_days: int) -> ManyLenders | None:
    ordered = sorted(loans, key=lambda one: (one.day, one.lender, one.fen))
    held: dict[str, int] = defaultdict(int)
    begin, best, span = 0, 0, (0, 0)
    for end, one in enumerate(ordered):
        held[one.lender] += 1
        while ordered[begin].day <= one.day - timedelta(days=window_days):
            first = ordered[begin].lender
            held[first] -= 1
            if not held[first]:
                del held[first]
            begin += 1
        if len(held) > best:
            best, span = len(held), (begin, end)
    if not best:
        return None
    last_day = ordered[span[1]].day
    inside = [one for one in ordered[span[0] :] if one.day <= last_day]  # also what more came on the last day
    return ManyLenders(
        borrower, tuple(sorted({one.lender for one in inside})), inside[0].day, inside[-1].day, sum(one.fen for one in inside)
    )
