"""The operator helps itself to clients' money: small sums at first, more later, some of it put back when the month is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR, NEVER, Floats, Ints
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_THOUSAND_YUAN = 100_000


class ClientMoneyDiversion(Conduct):
    """Grows to a twentieth of what clients' accounts pay out, or more; some stay near one in a hundred."""

    title = Text("挪用客户资金", "The operator uses clients' money")
    variants = {"p2p": ("to_own", "to_circle", "skim", "window_dressing", "slight")}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Hold back payouts that borrowers have paid for, or keep part of what borrowers should get."""
        house = lending.house
        level = _level(house)
        if house.planned.variant == "skim":
            day = np.minimum(lending.paid_to_borrower // DAY, house.days.count - 1)
            lending.skimmed = (lending.listings.principal * level[day] * 2.2).astype(np.int64) // 100 * 100
            return
        instalments = lending.instalments
        day = np.minimum(instalments.repaid // DAY, house.days.count - 1)
        wanted = house.rng.random(len(day)) < np.minimum(level[day] * 2.4, 0.9)
        instalments.paid_out[wanted & (instalments.repaid < NEVER)] = NEVER

    def label(self, lending: Lending) -> None:
        """Move what was held back out of custody, every few days, in one sum."""
        house, instalments = lending.house, lending.instalments
        if house.planned.variant == "skim":
            return
        held = np.flatnonzero((instalments.paid_out >= NEVER) & (instalments.repaid < house.book.until))
        daily = truth.by_day(house, instalments.repaid[held], instalments.total[held])
        day, amount = _lumps(house, daily)
        if house.planned.variant == "to_circle":
            target: Ints | int = house.rng.choice(lending.circle.sisters, len(day))
        else:
            target = House.OWN
        at = day * DAY + 16 * HOUR + house.rng.integers(0, HOUR, len(day))
        purpose = Purpose.UNKNOWN if house.rng.random() < 0.4 else Purpose.TRANSFER
        house.book.add(at=at, source=House.CUSTODY, target=target, amount=amount, purpose=purpose)
        if house.planned.variant == "window_dressing":
            _dress(house, day, amount)
        elif target is House.OWN or isinstance(target, int):
            spend = (amount * 0.9).astype(np.int64)
            house.book.add(
                at=at + 2 * HOUR, source=House.OWN, target=house.rng.choice(lending.circle.insiders, len(day)), amount=spend,
                purpose=Purpose.TRANSFER,
            )  # fmt: skip

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of custody's payments that went where they must not."""
        house = lending.house
        whole = truth.by_day(house, *house.book.movements(source=House.CUSTODY))
        if house.planned.variant == "skim":
            rows = np.flatnonzero(lending.paid_to_borrower < house.book.until)
            taken = truth.by_day(house, lending.paid_to_borrower[rows], lending.skimmed[rows])
        else:
            taken = np.zeros_like(whole)
            for purpose in (Purpose.TRANSFER, Purpose.UNKNOWN):
                taken += truth.by_day(house, *house.book.movements(source=House.CUSTODY, purpose=purpose))
        truth.guilty(house, "client_money_diversion", taken, whole, house.planned.variant or "")


def _level(house: House) -> Floats:
    """Return for each day the share of payments that is to be taken."""
    span = house.days.count - house.begins
    begin = house.begins + int(span * house.rng.uniform(0.15, 0.35))
    top = house.rng.uniform(0.009, 0.013) if house.planned.variant == "slight" else house.rng.uniform(0.05, 0.12)
    return np.clip((np.arange(house.days.count) - begin) / (0.5 * span), 0, 1) * top


def _lumps(house: House, daily: Floats) -> tuple[Ints, Ints]:
    """Gather what was held back into payments every one to six days; each on the day after the last of it came in."""
    count = len(daily)
    gaps = house.rng.integers(1, 7, count)
    day = np.cumsum(gaps)
    day = house.days.next_working[day[day < count]]
    day = np.unique(day[day < count])
    total = np.cumsum(daily)
    due = (total[np.maximum(day - 1, 0)]).astype(np.int64) // _THOUSAND_YUAN * _THOUSAND_YUAN
    amount = np.diff(due, prepend=0)
    rows = np.flatnonzero(amount > 0)
    return day[rows], amount[rows]


def _dress(house: House, day: Ints, amount: Ints) -> None:
    """Put most of the month's takings back on its last working day and take it again when the next month has begun."""
    ends = house.next_month_ends()
    month = np.searchsorted(ends, day, side="left")
    taken = np.bincount(month, amount, minlength=len(ends) + 1)[: len(ends)]
    back = (taken * 0.7).astype(np.int64) // _THOUSAND_YUAN * _THOUSAND_YUAN
    again = house.days.next_working[ends + 2]
    house.book.add(at=ends * DAY + 18 * HOUR, source=House.OWN, target=House.CUSTODY, amount=back, purpose=Purpose.TRANSFER)
    keep = again < house.days.count
    house.book.add(at=again[keep] * DAY + 8 * HOUR, source=House.CUSTODY, target=House.OWN, amount=back[keep], purpose=Purpose.TRANSFER)


client_money_diversion = ClientMoneyDiversion()
