"""How long clients' money truly lies with the operator, or in custody before there is a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.sample import truth
from lookthrough.sample.days import DAY, Days, Floats
from lookthrough.sample.house import House, Judgement

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_MEDIUM, _WORKING_DAYS = 0.02, 3
_PAID_IN = (Purpose.INVEST, Purpose.REPAY_PRINCIPAL, Purpose.REPAY_INTEREST)
_PAID_OUT = (Purpose.DISBURSE, Purpose.PAYOUT_PRINCIPAL, Purpose.PAYOUT_INTEREST, Purpose.REFUND)


def judge_pools(lending: Lending) -> None:
    """Write from which day on too much of thirty days' clients' money had lain there for more than three working days, if ever."""
    house = lending.house
    came = sum(
        (_moved(house, target=account, purpose=purpose) for account in (House.CUSTODY, House.OWN) for purpose in _PAID_IN), _none(house)
    )
    went = sum(
        (_moved(house, source=account, purpose=purpose) for account in (House.CUSTODY, House.OWN) for purpose in _PAID_OUT), _none(house)
    )
    held = _before(np.maximum(np.cumsum(came - went), 0)) + truth.rolling(came)
    old = _too_old(house.days, *_with_operator(lending)) + _too_old(house.days, *_before_listing(lending))
    above = (old > _MEDIUM * np.maximum(held, 1)) & (held > 0)
    if above.any():
        house.truth.append(Judgement("fund_pool", int(np.argmax(above)), house.closed_day, "guilty", house.planned.variant or ""))


def _none(house: House) -> Floats:
    return np.zeros(house.days.count)


def _moved(house: House, *, source: int | None = None, target: int | None = None, purpose: Purpose | None = None) -> Floats:
    return truth.by_day(house, *house.book.movements(source=source, target=target, purpose=purpose))


def _with_operator(lending: Lending) -> tuple[Floats, Floats]:
    """Return what of clients' money came to the operator's account each day, and what left it.

    What goes back to custody or to clients is theirs; of what goes elsewhere, their share of all that lies there.
    """
    house, custody, own = lending.house, House.CUSTODY, House.OWN
    theirs = _moved(house, source=custody, target=own) - _moved(house, source=custody, target=own, purpose=Purpose.FEE)
    theirs += sum((_moved(house, target=own, purpose=purpose) for purpose in _PAID_IN), _none(house))
    theirs += truth.by_day(house, lending.paid_to_borrower + 9, lending.skimmed)
    back = _moved(house, source=own, target=custody)
    back += sum((_moved(house, source=own, purpose=purpose) for purpose in _PAID_OUT if purpose is not Purpose.REFUND), _none(house))
    all_in, all_out = _moved(house, target=own), _moved(house, source=own)
    went, lying, whole = back.copy(), 0.0, 0.0
    for day in range(house.days.count):
        whole += all_in[day] - back[day]
        lying = max(0.0, lying + theirs[day] - back[day])
        elsewhere = all_out[day] - back[day]
        share = elsewhere * min(1.0, lying / whole) if whole > 0 else 0.0
        went[day] += share
        lying, whole = lying - share, whole - elsewhere
    return theirs, went


def _before_listing(lending: Lending) -> tuple[Floats, Floats]:
    """Return what came before its listing was listed, and what was listed at last."""
    house, positions = lending.house, lending.positions
    listed = house.products[0].listed[positions.listing]
    early = np.flatnonzero((positions.at // DAY < listed // DAY) & ~lending.straight)
    amount = positions.amount[early]
    return truth.by_day(house, positions.at[early], amount), truth.by_day(house, listed[early], amount)


def _too_old(days: Days, came: Floats, went: Floats) -> Floats:
    """Return for each day what in the last thirty lay for more than three working days; the oldest leaves first."""
    number = np.cumsum(days.working[: days.count])
    came_so_far = np.cumsum(came)
    gone = np.minimum(came_so_far, np.cumsum(went))
    upto = np.searchsorted(number, number - _WORKING_DAYS - 1, side="right")  # how many days lie far enough back
    old = np.where(upto > 0, came_so_far[np.maximum(upto - 1, 0)], 0.0)
    became = np.maximum(old - np.maximum(np.append(0.0, old[:-1]), gone), 0)
    return _before(np.maximum(old - gone, 0)) + truth.rolling(became)


def _before(stock: Floats) -> Floats:
    """Return each day's stock of thirty days before."""
    return np.concatenate([np.zeros(truth.WINDOW_DAYS), stock[: -truth.WINDOW_DAYS]])[: len(stock)]
