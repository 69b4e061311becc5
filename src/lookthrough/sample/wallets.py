"""Clients' sub-accounts: topped up just before money is needed, emptied after it came back, never below zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.sample.days import DAY, HOUR, Ints
from lookthrough.sample.house import House, Withdrawals

_HUNDRED_YUAN = 10_000
_APART = 1 << 42  # fen; more than any one client moves in a simulation
_PLACE_BITS = 32


@dataclass(frozen=True, slots=True)
class Movements:
    """Money into (positive) and out of (negative) clients' sub-accounts; ``client`` counts from zero."""

    client: Ints
    at: Ints
    amount: Ints


def in_order(client: Ints, at: Ints) -> Ints:
    """Return the order by client, then time; of one moment, as given."""
    by_time = (at << _PLACE_BITS) | np.arange(len(at))
    by_time.sort()
    place = by_time & ((1 << _PLACE_BITS) - 1)
    by_client = (client[place] << _PLACE_BITS) | np.arange(len(at))
    by_client.sort()
    order: Ints = place[by_client & ((1 << _PLACE_BITS) - 1)]
    return order


def top_ups(movements: Movements) -> tuple[Ints, Ints]:
    """Return which movements need money put in before them, and how much: whole hundreds of yuan, as little as will do."""
    order = in_order(movements.client, movements.at)
    client, amount = movements.client[order], movements.amount[order]
    starts = np.flatnonzero(np.concatenate([[True], client[1:] != client[:-1]])) if len(client) else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.append(starts, len(client)))
    group = np.repeat(np.arange(len(starts)), lengths)
    running = np.cumsum(amount)
    balance = running - np.repeat(running[starts] - amount[starts], lengths)
    lacking = np.maximum(-balance, 0) + group * _APART
    put_in = -(-(np.maximum.accumulate(lacking) - group * _APART) // _HUNDRED_YUAN) * _HUNDRED_YUAN
    extra = np.diff(put_in, prepend=0)
    extra[starts] = put_in[starts]
    rows = np.flatnonzero(extra > 0)
    return order[rows], extra[rows]


def fill(house: House, movements: Movements, *, inside: int, outside: int) -> None:
    """Write the recharges that keep every sub-account at zero or above."""
    rows, amount = top_ups(movements)
    client, at = movements.client[rows], movements.at[rows]
    before = np.minimum(house.rng.integers(20, 900, len(rows)), at % DAY)
    house.book.add(at=at - before, source=outside + client, target=inside + client, amount=amount, purpose=Purpose.RECHARGE)


def take_out(house: House, paid: Movements, *, inside: int, outside: int, delay_days: Ints | None = None) -> None:
    """Let clients withdraw what was just paid to them; what one got on one day goes out in one sum."""
    if not len(paid.at):
        return
    rng = house.rng
    order = in_order(paid.client, paid.at)
    client, at, amount = paid.client[order], paid.at[order], paid.amount[order]
    day = at // DAY
    starts = np.flatnonzero(np.concatenate([[True], (client[1:] != client[:-1]) | (day[1:] != day[:-1])]))
    ends = np.append(starts[1:], len(client)) - 1
    sums, who = np.add.reduceat(amount, starts), client[starts]
    asked = at[ends] + 300 + (rng.exponential(7 * HOUR, len(ends))).astype(np.int64)
    done = house.days.office(asked, rng) if delay_days is None else house.days.office(asked + delay_days[asked // DAY] * DAY, rng)
    house.book.add(at=done, source=inside + who, target=outside + who, amount=sums, purpose=Purpose.WITHDRAW)
    known = asked < house.book.until
    house.withdrawals.append(
        Withdrawals(inside + who[known], asked[known], sums[known], np.where(done < house.book.until, done, -1)[known])
    )
