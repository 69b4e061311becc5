"""Clients who want their money wait longer and longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, Days, Ints
from lookthrough.sample.house import House, Judgement, Withdrawals

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending
    from lookthrough.sample.payment import Payments

RULE = "withdrawal_slowdown"
_WEEK, _BASE_DAYS, _TWICE, _LEAST_DAYS, _FEWEST = 7, 90, 2.0, 3.0, 5
_UNPAID, _UNPAID_DAYS = 3, 5


class WithdrawalSlowdown(Conduct):
    """From less than a day to a week and more."""

    title = Text("提现变慢", "Withdrawals slow down")
    variants = {"p2p": ("waits",), "payment": ("merchants_wait",)}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Let waits grow from some day in the second half of the period."""
        lending.waits = _growing(lending.house)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the median wait of a week beside that of the ninety days before it."""
        judge_waits(lending.house, "waits")

    def delay(self, payments: Payments) -> None:
        """Let merchants wait likewise."""
        payments.waits = _growing(payments.house)

    def pay(self, payments: Payments) -> None:
        """Date the conduct in the same way."""
        judge_waits(payments.house, "merchants_wait")


def _growing(house: House) -> Ints:
    """Return the days waited, by day asked: none at first, from some day in the second half ever more."""
    begin = house.begins + int((house.days.count - house.begins) * house.rng.uniform(0.45, 0.65))
    days = np.arange(len(house.days.working))
    pace, longest = int(house.rng.integers(6, 12)), int(house.rng.integers(7, 15))
    waits: Ints = np.clip((days - begin) // pace, 0, longest)
    return waits


def judge_waits(house: House, variant: str) -> None:
    """Write since when clients truly waited too long, if they did; what is never paid goes on waiting after the institution has closed."""
    begin = first_day(house.withdrawals, house.days)
    if begin is None or house.planned.business not in truth.APPLIES_TO[RULE]:
        return
    waiting = any((block.paid < 0).any() for block in house.withdrawals)
    until = None if waiting else house.closed_day
    if until is None or begin <= until:
        house.truth.append(Judgement(RULE, begin, until, "guilty", variant))


def first_day(withdrawals: list[Withdrawals], days: Days) -> int | None:
    """Return the first day on which the median wait of a week's payments is twice the base and three days or more, or much stands unpaid.

    Days of rest are no wait; a week with few payments says nothing, nor do one or two requests gone astray.
    """
    if not withdrawals:
        return None
    asked = np.concatenate([block.requested for block in withdrawals])
    paid: Ints = np.concatenate([block.paid for block in withdrawals])
    rest = np.cumsum(~days.working)
    done = paid >= 0
    day = paid[done] // DAY
    wait = (paid[done] - asked[done]) / DAY - (rest[day] - rest[asked[done] // DAY])
    unpaid = np.sort(asked[~done] // DAY)
    for today in range(_WEEK + 30, days.count):
        old = int((today - unpaid - (rest[today] - rest[unpaid]) > _UNPAID_DAYS).sum()) if len(unpaid) else 0
        if old >= _UNPAID and old >= 0.05 * (old + ((day > today - _WEEK) & (day <= today)).sum()):
            return today
        week = wait[(day > today - _WEEK) & (day <= today)]
        base = wait[(day > today - _WEEK - _BASE_DAYS) & (day <= today - _WEEK)]
        if min(len(week), len(base)) >= _FEWEST and np.median(week) >= max(_TWICE * np.median(base), _LEAST_DAYS):
            return today
    return None


withdrawal_slowdown = WithdrawalSlowdown()
