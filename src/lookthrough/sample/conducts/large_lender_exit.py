"""The largest lenders of a platform hear something and take their money home within two weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR, WAKING, Ints, moments
from lookthrough.sample.house import Judgement, Withdrawals

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

RULE = "large_lender_exit"
_LENDERS, _WITHIN, _LOOK_BACK = 10, 12, 150
_TAKEN = {"most": (0.8, 0.95), "some": (0.6, 0.7)}  # of the cash that lay ready


class LargeLenderExit(Conduct):
    """Ten large lenders leave cash waiting for listings; from some day on they take it out."""

    title = Text("大额出借人撤离", "Large clients leaving")
    variants = {"p2p": ("most", "some")}  # noqa: RUF012 - never changed

    def label(self, lending: Lending) -> None:
        """Write the cash they put in, and its leaving."""
        house, rng = lending.house, lending.house.rng
        span = house.days.count - house.begins
        begin = house.begins + int(span * rng.uniform(0.55, 0.8))
        lenders, most = _largest(lending, begin)
        cash = ((1.6 + 0.4 * rng.random(len(lenders))) * most).astype(np.int64) // 10_000 * 10_000
        put_in = moments(rng, begin - rng.integers(18, 26, len(lenders)), WAKING)
        _move(lending, put_in, lenders, cash, into=True)
        days = house.days.next_working[begin + rng.integers(0, _WITHIN, len(lenders))]
        taken = (cash * rng.uniform(*_TAKEN[house.planned.variant or "most"], len(lenders))).astype(np.int64)
        at = days * DAY + rng.integers(9 * HOUR, 16 * HOUR, len(lenders))
        _move(lending, at, lenders, taken, into=False)
        house.withdrawals.append(Withdrawals(lending.inside + lenders, at - 2 * HOUR, taken, np.where(at < house.book.until, at, -1)))
        house.truth.append(Judgement(RULE, begin, house.closed_day, "guilty", house.planned.variant or "most"))


def _largest(lending: Lending, day: int) -> tuple[Ints, int]:
    """Return the clients who lent most in the months before a day, and what the first of them lent."""
    positions = lending.positions
    recent = (positions.at // DAY < day) & (positions.at // DAY >= day - _LOOK_BACK)
    lent = np.bincount(positions.client[recent], positions.amount[recent])
    lenders = np.argsort(-lent, kind="stable")[:_LENDERS]
    return lenders.astype(np.int64), int(lent.max(initial=1_000_000))


def _move(lending: Lending, at: Ints, lenders: Ints, amount: Ints, *, into: bool) -> None:
    bank, wallet = lending.outside + lenders, lending.inside + lenders
    source, target = (bank, wallet) if into else (wallet, bank)
    purpose = Purpose.RECHARGE if into else Purpose.WITHDRAW
    lending.house.book.add(at=at, source=source, target=target, amount=amount, purpose=purpose)


large_lender_exit = LargeLenderExit()
