"""The operator helps itself to clients' money: small sums at first, more later, some of it put back when the month is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR, NEVER, Floats, Ints
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.circle import Circle
    from lookthrough.sample.lending.play import Lending
    from lookthrough.sample.payment import Payments

_QUARTER = 90
_THOUSAND_YUAN = 100_000
_SPENT = 0.9  # share of what came to the operator that goes on to its people
_LEFT_IN = 0.85  # of the money that a reserve never needs, this much may be gone without anyone waiting


class ClientMoneyDiversion(Conduct):
    """Grows to a twentieth of what clients' accounts pay out, or more; some stay near one in a hundred."""

    title = Text("挪用客户资金", "The operator uses clients' money")
    variants = {  # noqa: RUF012 - never changed
        "p2p": ("to_own", "to_circle", "skim", "window_dressing", "slight"),
        "payment": ("to_own", "to_circle", "sham_merchants", "over_fee", "window_dressing", "slight"),
        "wealth_seller": ("to_own", "to_circle"),
    }

    def settle(self, lending: Lending) -> None:
        """Hold back payouts that borrowers have paid for, or keep part of what borrowers should get."""
        house = lending.house
        level = _level(house)
        if house.planned.variant == "skim":
            day = np.minimum(lending.paid_to_borrower // DAY, house.days.count - 1)
            lending.skimmed = (lending.listings.principal * level[day] * 1.6).astype(np.int64) // 100 * 100
        else:
            _hold_back(lending, level)

    def label(self, lending: Lending) -> None:
        """Move what was held back out of custody, every few days, in one sum."""
        house, instalments = lending.house, lending.instalments
        if house.planned.variant != "skim":
            held = np.flatnonzero((instalments.paid_out >= NEVER) & (instalments.repaid < house.book.until))
            _take(house, lending.circle, truth.by_day(house, instalments.repaid[held], instalments.total[held]), House.CUSTODY)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of clients' money that went where it must not."""
        house = lending.house
        if house.planned.variant == "skim":
            rows = np.flatnonzero(lending.paid_to_borrower < house.book.until)
            taken = truth.by_day(house, lending.paid_to_borrower[rows], lending.skimmed[rows])
        else:
            taken = _unlawful(house, House.CUSTODY)
        truth.guilty(house, "client_money_diversion", taken, truth.clients_outflow(house), house.planned.variant or "")
        if house.planned.variant == "window_dressing":
            _judge_what_is_put_back(lending, taken)

    def pay(self, payments: Payments) -> None:
        """Take out of the reserve what cards not yet spent leave in it."""
        house, variant = payments.house, payments.house.planned.variant or ""
        daily = _idle(house, _level(house))
        if variant == "over_fee":
            day, amount = _lumps(house, daily)
            house.book.add(
                at=day * DAY + 23 * HOUR + 600, source=House.RESERVE, target=House.OWN, amount=amount, purpose=Purpose.FEE,
                product=house.product_count - 1 - (house.days.count - 1) // 30 + day // 30,
            )  # fmt: skip
            taken = truth.by_day(house, day * DAY, amount)
        elif variant == "sham_merchants":
            _pay_sham_merchants(house, payments.circle, daily)
            taken = _unlawful(house, House.RESERVE, without_order=True)
        else:
            _take(house, payments.circle, daily, House.RESERVE)
            taken = _unlawful(house, House.RESERVE, without_order=True)
        truth.guilty(house, "client_money_diversion", taken, truth.clients_outflow(house), variant)


def _level(house: House) -> Floats:
    """Return for each day the share of payments that is to be taken."""
    span = house.days.count - house.begins
    begin = house.begins + int(span * house.rng.uniform(0.15, 0.35))
    top = house.rng.uniform(0.01, 0.014) if house.planned.variant == "slight" else house.rng.uniform(0.05, 0.12)
    return np.clip((np.arange(house.days.count) - begin) / (0.5 * span), 0, 1) * top


def _hold_back(lending: Lending, level: Floats) -> None:
    """Tell clients of some loans that the borrower has not paid: day by day as much as is to be taken, small sums first."""
    house, instalments = lending.house, lending.instalments
    rows = np.flatnonzero(instalments.repaid < house.book.until)
    rows = rows[np.lexsort((instalments.total[rows], instalments.repaid[rows] // DAY))]
    bounds = np.searchsorted(instalments.repaid[rows] // DAY, np.arange(house.days.count + 1))
    paid = truth.by_day(house, instalments.paid_out[rows], instalments.total[rows])
    paid += truth.by_day(house, lending.paid_to_borrower, lending.listings.principal)
    wanted = 0.0
    for day in np.flatnonzero(level):
        wanted += level[day] * paid[day]
        today = rows[bounds[day] : bounds[day + 1]]
        count = int(np.searchsorted(np.cumsum(instalments.total[today]), wanted, side="right"))
        instalments.paid_out[today[:count]] = NEVER
        wanted -= float(instalments.total[today[:count]].sum())


def _idle(house: House, level: Floats) -> Floats:
    """Return what can be taken each day without the reserve ever lacking anything: at most what is never needed again."""
    into = truth.by_day(house, *house.book.movements(target=House.RESERVE))
    out = truth.by_day(house, *house.book.movements(source=House.RESERVE))
    at_worst = np.cumsum(into - out) - into  # as if all of a day's payments came before its receipts
    idle = np.minimum.accumulate(at_worst[::-1])[::-1]
    taken = np.minimum(np.cumsum(level * out), np.maximum(idle, 0) * _LEFT_IN)
    return np.diff(taken, prepend=0.0)


def _take(house: House, circle: Circle, daily: Floats, source: int) -> None:
    """Move the takings to the operator or its circle; what the operator gets it mostly passes on, or puts back for a few days."""
    day, amount = _lumps(house, daily)
    at = day * DAY + 16 * HOUR + house.rng.integers(0, HOUR, len(day))
    purpose = Purpose.UNKNOWN if house.rng.random() < 0.4 else Purpose.TRANSFER
    if house.planned.variant == "to_circle":
        house.book.add(at=at, source=source, target=house.rng.choice(circle.sisters, len(day)), amount=amount, purpose=purpose)
        return
    house.book.add(at=at, source=source, target=House.OWN, amount=amount, purpose=purpose)
    if house.planned.variant == "window_dressing":
        _dress(house, day, amount, source)
        return
    spent, payee = (amount * _SPENT).astype(np.int64), house.rng.choice(circle.insiders, len(day))
    house.book.add(at=at + 2 * HOUR, source=House.OWN, target=payee, amount=spent, purpose=Purpose.TRANSFER)


def _pay_sham_merchants(house: House, circle: Circle, daily: Floats) -> None:
    """Pay firms of the circle as if they were merchants, though nobody ordered anything from them."""
    day, amount = _lumps(house, daily)
    merchants = house.accounts.open(Role.MERCHANT, circle.sister_parties, opened=house.begins)
    which = house.rng.integers(0, len(circle.sisters), len(day))
    at = day * DAY + 9 * HOUR + house.rng.integers(0, HOUR, len(day))
    house.book.add(at=at, source=House.RESERVE, target=merchants + which, amount=amount, purpose=Purpose.TRANSFER)
    house.book.add(at=at + 3 * HOUR, source=merchants + which, target=circle.sisters[which], amount=amount, purpose=Purpose.WITHDRAW)


def _lumps(house: House, daily: Floats) -> tuple[Ints, Ints]:
    """Gather takings into payments every one to six days; each on the day after the last of it came in."""
    count = len(daily)
    day = np.cumsum(house.rng.integers(1, 7, count))
    day = house.days.next_working[day[day < count]]
    day = np.unique(day[day < count])
    total = np.cumsum(daily)
    due = (total[np.maximum(day - 1, 0)]).astype(np.int64) // _THOUSAND_YUAN * _THOUSAND_YUAN
    amount = np.diff(due, prepend=0)
    rows = np.flatnonzero(amount > 0)
    return day[rows], amount[rows]


def _dress(house: House, day: Ints, amount: Ints, source: int) -> None:
    """Put most of the month's takings back on its last working day and take it again when the next month has begun."""
    back_at, again_at = _dressed(house)
    month = np.searchsorted(back_at // DAY, day, side="left")
    taken = np.bincount(month, amount, minlength=len(back_at) + 1)[: len(back_at)]
    back = (taken * 0.7).astype(np.int64) // _THOUSAND_YUAN * _THOUSAND_YUAN
    keep = again_at < house.days.end
    house.book.add(at=back_at, source=House.OWN, target=source, amount=back, purpose=Purpose.TRANSFER)
    house.book.add(at=again_at[keep], source=source, target=House.OWN, amount=back[keep], purpose=Purpose.TRANSFER)


def _dressed(house: House) -> tuple[Ints, Ints]:
    """Return when each month's takings are put back, and when they are taken again."""
    ends = house.next_month_ends()
    return ends * DAY + 18 * HOUR, house.days.next_working[ends + 2] * DAY + 8 * HOUR


def _judge_what_is_put_back(lending: Lending, taken: Floats) -> None:
    """What is put back is partly the operator's own, and while it lies in custody clients are paid out of it, too."""
    house, payouts = lending.house, lending.payouts
    back = truth.by_day(house, *house.book.movements(source=House.OWN, target=House.CUSTODY, purpose=Purpose.TRANSFER))
    share = truth.mixed_share(house, House.CUSTODY, back * truth.operators_share(house, taken))
    ends, again = _dressed(house)
    month = np.minimum(np.searchsorted(ends, payouts.at, side="right"), len(ends)) - 1
    while_back = (month >= 0) & (payouts.at < again[month])
    amount = payouts.principal + payouts.interest
    out_of_it = truth.by_day(house, payouts.at[while_back], amount[while_back]) * share
    truth.guilty(house, "guaranteed_redemption", out_of_it, truth.by_day(house, payouts.at, amount), "window_dressing", window=_QUARTER)


def _unlawful(house: House, source: int, *, without_order: bool = False) -> Floats:
    """Sum by day what left ``source`` under a purpose that only the conduct uses there."""
    taken = np.zeros(house.days.count)
    for purpose in (Purpose.TRANSFER, Purpose.UNKNOWN):
        taken += truth.by_day(house, *house.book.movements(source=source, purpose=purpose, without_order=without_order))
    return taken


client_money_diversion = ClientMoneyDiversion()
