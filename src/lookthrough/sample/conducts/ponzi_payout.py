"""Payouts made from new clients' money: real borrowers stop paying, new listings are kept in the pool, until nothing new comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts.withdrawal_slowdown import judge_waits
from lookthrough.sample.days import DAY, NEVER, Flags, Floats, Ints
from lookthrough.sample.house import House, Judgement

if TYPE_CHECKING:
    from lookthrough.sample.lending.customs import Customs
    from lookthrough.sample.lending.play import Lending

_AHEAD = 30  # days of coming payouts for which new money is kept back
_SLOWLY = 0.28  # of all loans: what fails where trouble spreads slowly
_LAST_RUSH = 2  # days on which clients still put money in after payouts stopped
_QUARTER = 90
_GRAVE = 0.35  # of all that clients are paid within a month
_LASTS = 75  # days from there to the end: schemes live on new money for long before they fall
_MILDER = (1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.0)  # of the loans that would fail, how many do


class PonziPayout(Conduct):
    """Grows over months from a few unpaid loans to nothing but new money."""

    title = Text("借新还旧", "Old clients are paid with new clients' money")
    variants = {  # noqa: RUF012 - never changed
        "p2p": ("tagged", "rolling", "claim_label", "via_own", "bypass", "slow"),
        "wealth_seller": ("tagged", "rolling", "via_own"),
        "private_fund": ("tagged", "via_own"),
    }

    def customs(self, customs: Customs, house: House) -> Customs:
        """Promise more, for shorter terms, in many small listings, and grow; the operator has hardly any money of its own."""
        house.capital = int(house.rng.integers(3, 9)) * 1_000_000
        if house.planned.business == "private_fund":
            fixed = replace(customs, kind="wealth", terms=(90, 180), term_weights=(0.6, 0.4), methods=(0.7, 0.3, 0.0, 0.0))
            customs = replace(fixed, firm_median=400_000_000)
        else:
            customs = replace(customs, terms=(30, 60, 90), term_weights=(0.45, 0.3, 0.25), methods=(0.8, 0.2, 0.0, 0.0))
            customs = replace(
                customs, firm_median=min(customs.firm_median, 60_000_000), person_median=2_500_000, person_share=customs.person_share
            )
        rate = customs.rate * float(house.rng.uniform(1.1, 1.25))  # tempting, and yet within what the trade pays
        return replace(customs, rate=rate, growth=2.5, withdrawn=0.4, assigned=0.0, late=0.02, default=0.0)

    def settle(self, lending: Lending) -> None:
        """Let borrowers fail, choose which new listings stay in the pool, and find the day on which it runs dry."""
        house, instalments = lending.house, lending.instalments
        begin, planned_end = _course(house)
        fate = house.rng.random(len(lending.listings))
        trouble = np.clip((instalments.due_day - begin) / (0.55 * (house.days.count - begin)), 0, 1) ** 1.5
        if house.planned.variant == "slow":
            trouble *= _SLOWLY
        hopeless = begin + int(0.3 * (house.days.count - begin))
        repaid = instalments.repaid.copy()
        for part in _MILDER:
            fails = fate[instalments.listing] < part * np.maximum(trouble, 0.01 * (instalments.due_day > begin))
            promised = np.where(fails & (instalments.due_day < hopeless), repaid, NEVER)
            instalments.repaid[:] = np.where(fails, NEVER, repaid)
            kept, dry = _keep_back(lending, begin, promised)
            lasts = min(dry, planned_end) - _grave_from(lending, kept) >= _LASTS
            if lasts or dry >= house.days.count:
                break
        instalments.repaid[kept[instalments.listing]] = NEVER
        lending.paid_to_borrower[kept] = NEVER
        _end(lending, min(dry, planned_end) if lasts else dry)
        self._take_form(lending, kept)

    def _take_form(self, lending: Lending, kept: Flags) -> None:
        variant = lending.house.planned.variant
        if variant == "bypass":
            lending.straight = kept[lending.positions.listing]
        if variant == "rolling" and kept.any():
            lending.product[kept] = np.flatnonzero(kept)[0]

    def label(self, lending: Lending) -> None:
        """Give the payouts and the pool the names that the variant calls for."""
        variant = lending.house.planned.variant
        kept = _kept(lending)
        unpaid = lending.without_borrower[lending.payouts.instalment]
        if not kept.any():
            return
        if variant == "bypass":
            lending.payouts.straight |= unpaid
        elif variant == "rolling":
            lending.payouts.product[unpaid] = np.flatnonzero(kept)[0]
        elif variant == "claim_label":
            _call_claims(lending, kept)
        elif variant == "via_own":
            _through_own(lending, kept)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of payouts that no borrower had paid for."""
        house, payouts = lending.house, lending.payouts
        amount = payouts.principal + payouts.interest
        unpaid = lending.without_borrower[payouts.instalment]
        whole = truth.by_day(house, payouts.at, amount)
        variant = house.planned.variant or ""
        truth.guilty(house, "ponzi_payout", truth.by_day(house, payouts.at[unpaid], amount[unpaid]), whole, variant)
        if variant == "via_own":
            taken = truth.by_day(house, *house.book.movements(source=House.CUSTODY, target=House.OWN, purpose=Purpose.TRANSFER))
            truth.guilty(house, "client_money_diversion", taken, truth.clients_outflow(house), variant)
            back = truth.by_day(house, *house.book.movements(source=House.OWN, target=House.CUSTODY, purpose=Purpose.TRANSFER))
            _judge_redemption(house, back, taken, whole)
        if variant == "bypass":
            put, past, straight = lending.positions.amount, lending.straight, payouts.straight
            put_in = truth.by_day(house, lending.positions.at[past], put[past])
            truth.guilty(house, "custody_bypass", put_in, truth.by_day(house, lending.positions.at, put), variant)
            _judge_redemption(house, truth.by_day(house, payouts.at[straight], amount[straight]), put_in, whole)
        judge_waits(house, variant)  # who collapses leaves requests unpaid
        if house.closed_day is not None:
            house.truth.append(Judgement("collapse", min(lending.stops // DAY, house.closed_day), None, "guilty", variant))


def _judge_redemption(house: House, paid: Floats, clients_in: Floats, whole: Floats) -> None:
    """What lies on the operator's account beside clients' money is its own, and is paid out with it."""
    own = paid * truth.operators_share(house, clients_in)
    truth.guilty(house, "guaranteed_redemption", own, whole, house.planned.variant or "", window=_QUARTER)


def _course(house: House) -> tuple[int, int]:
    """Return the day on which trouble begins and the one on which payouts stop at the latest (some go on to the end)."""
    span = house.days.count - house.begins
    begin = house.begins + int(span * house.rng.uniform(0.2, 0.35))
    ends = house.rng.random() < 0.6 and house.planned.variant != "slow" and span >= 2 * _LASTS
    return begin, house.begins + int(span * house.rng.uniform(0.75, 0.95)) if ends else NEVER // DAY


def _keep_back(lending: Lending, begin: int, promised: Ints) -> tuple[Flags, int]:
    """Go through the days: keep as many new listings from their borrowers as coming payouts need.

    Returns which listings are kept and the day on which the pool runs dry. While trouble is young, borrowers are made to pay when
    the pool is empty: ``promised`` says when they would.
    """
    days, instalments = lending.house.days.count, lending.instalments
    kept = np.zeros(len(lending.listings), dtype=np.bool_)
    need = _unfunded(lending, np.flatnonzero(lending.without_borrower))
    by_time = np.argsort(lending.paid_to_borrower, kind="stable")
    start_of_day = np.searchsorted(lending.paid_to_borrower[by_time], np.arange(days + 1) * DAY)
    pool = 0.0
    for day in range(max(0, begin - _AHEAD), days):
        if pool < need[day]:
            due = (instalments.paid_out // DAY == day) & lending.without_borrower & (promised < NEVER)
            rows = np.flatnonzero(due & ~kept[instalments.listing])
            instalments.repaid[rows] = promised[rows]
            need[day] -= float(instalments.total[rows].sum())
        pool -= need[day]
        if pool < 0:
            return kept, day
        lacking = need[day + 1 : day + 1 + _AHEAD].sum() - pool
        today = by_time[start_of_day[day] : start_of_day[day + 1]]
        if lacking > 0 and len(today):
            enough = int(np.searchsorted(np.cumsum(lending.listings.principal[today]), lacking)) + 1
            pool += _keep(lending, today[:enough], kept, need)
    return kept, NEVER // DAY


def _keep(lending: Lending, chosen: Ints, kept: Flags, need: Floats) -> float:
    """Keep the chosen listings; what their clients are owed becomes a need of later days."""
    kept[chosen] = True
    instalments = lending.instalments
    count = instalments.count[chosen]
    rows = np.repeat(instalments.first[chosen] - (np.cumsum(count) - count), count) + np.arange(count.sum())
    rows = rows[instalments.repaid[rows] < NEVER]  # the others are needed for already
    need += _unfunded(lending, rows)
    return float(lending.listings.principal[chosen].sum())


def _grave_from(lending: Lending, kept: Flags) -> int:
    """Return the day from which much of what clients are paid comes from no borrower, or the one after the last if it never does."""
    house, instalments = lending.house, lending.instalments
    unpaid = lending.without_borrower | (kept[instalments.listing] & (instalments.paid_out < NEVER))
    of_new_money = truth.by_day(house, instalments.paid_out[unpaid], instalments.total[unpaid])
    day = truth.begins(of_new_money, truth.by_day(house, instalments.paid_out, instalments.total), _GRAVE)
    return house.days.count if day is None else day


def _unfunded(lending: Lending, rows: Ints) -> Floats:
    """Sum by day what the pool must pay for these instalments."""
    instalments, days = lending.instalments, lending.house.days.count
    rows = rows[instalments.paid_out[rows] < days * DAY]
    sums = np.bincount(instalments.paid_out[rows] // DAY, instalments.total[rows].astype(np.float64), minlength=days + _AHEAD + 1)
    return sums.astype(np.float64, copy=False)


def _end(lending: Lending, day: int) -> None:
    """Stop paying clients on ``day`` and close soon after, if that lies within the period."""
    house = lending.house
    if day >= house.days.count:
        return
    lending.stops = day * DAY
    house.book.until = min(house.days.end, (day + _LAST_RUSH) * DAY)
    house.closed_day = min(house.days.count - 1, day + int(house.rng.integers(4, 25)))
    waits = np.zeros(len(house.days.working), dtype=np.int64)
    waits[max(0, day - 20) :] = np.minimum((np.arange(len(waits) - max(0, day - 20)) + 2) // 3, 30)
    lending.waits = waits


def _kept(lending: Lending) -> Flags:
    """Return which listings were full but never reached a borrower."""
    return (lending.paid_to_borrower >= NEVER) & (lending.full < NEVER)


def _call_claims(lending: Lending, kept: Flags) -> None:
    """Sell old debts again and again as claims: payouts name the claim whose buyers pay them, though no payee ever held that debt."""
    product, payouts = lending.house.products[-1], lending.payouts
    old = np.flatnonzero(~kept)[: max(1, int(kept.sum() // 6))]
    sold = np.flatnonzero(kept)
    product.kind[sold] = PRODUCT_KINDS.index("claim_transfer")
    product.underlying[sold] = old[np.arange(len(sold)) % len(old)]
    product.underlying_term[sold] = product.term[sold]
    product.borrower[sold] = product.borrower[product.underlying[sold]]
    rows = np.flatnonzero(lending.without_borrower[payouts.instalment])
    rows = rows[np.argsort(payouts.at[rows], kind="stable")]
    amount = payouts.principal[rows] + payouts.interest[rows]
    in_turn = sold[np.argsort(lending.full[sold], kind="stable")]
    supply = np.cumsum(lending.listings.principal[in_turn])
    place = np.searchsorted(supply, np.cumsum(amount) - amount // 2)
    payouts.product[rows] = in_turn[np.minimum(place, len(in_turn) - 1)]


def _through_own(lending: Lending, kept: Flags) -> None:
    """Take the money of kept listings to the operator's account and bring back each day what must be paid."""
    house, payouts = lending.house, lending.payouts
    rows = np.flatnonzero(kept)
    at = house.days.office(lending.full[rows], house.rng)
    amount = lending.listings.principal[rows]
    house.book.add(at=at, source=House.CUSTODY, target=House.OWN, amount=amount, purpose=Purpose.TRANSFER, product=lending.product[rows])
    unpaid = np.flatnonzero(lending.without_borrower[payouts.instalment])
    owed = truth.by_day(house, payouts.at[unpaid], payouts.principal[unpaid] + payouts.interest[unpaid]).astype(np.int64)
    day = np.flatnonzero(owed)
    house.book.add(at=day * DAY + 1, source=House.OWN, target=House.CUSTODY, amount=owed[day], purpose=Purpose.TRANSFER)


ponzi_payout = PonziPayout()
