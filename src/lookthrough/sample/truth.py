"""When a conduct truly began: shares of thirty days, reckoned from what the simulation itself knows."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.sample.days import DAY, Floats, Ints
from lookthrough.sample.house import House, Judgement

WINDOW_DAYS = 30
# methods §2: the share from which a supervisor speaks of a medium finding
MEDIUM = {
    "ponzi_payout": 0.10,
    "client_money_diversion": 0.005,
    "custody_bypass": 0.01,
    "guaranteed_redemption": 0.01,
    "own_lending": 0.05,
    "excessive_return": 0.10,
    "self_financing": 0.05,
    "sham_listing": 0.05,
}
# rules that sound institutions of these businesses are known not to meet
APPLIES_TO = {
    "ponzi_payout": ("p2p", "wealth_seller", "private_fund", "equity_crowdfunding", "cooperative", "microlender"),
    "client_money_diversion": ("p2p", "payment", "wealth_seller", "equity_crowdfunding"),
    "custody_bypass": ("p2p", "equity_crowdfunding"),
    "self_financing": ("p2p",),
    "sham_listing": ("p2p", "equity_crowdfunding"),
    "down_payment_loan": ("p2p", "microlender"),
    "margin_lending": ("p2p",),
    "guaranteed_redemption": ("p2p", "equity_crowdfunding", "wealth_seller"),
    "own_lending": ("p2p",),
    "short_high_rate_listings": ("p2p",),
    "excessive_return": ("p2p", "wealth_seller", "asset_management", "private_fund", "equity_crowdfunding", "cooperative"),
    "disguised_debt": ("equity_crowdfunding", "private_fund"),
    "nested_products": ("wealth_seller", "asset_management"),
    "fund_pool": ("p2p", "equity_crowdfunding"),
    "term_mismatch": ("p2p",),
    "split_listing": ("p2p",),
    "balance_limit": ("p2p",),
    "small_loan_limit": ("microlender",),
    "guarantee_limit": ("guarantor",),
    "withdrawal_slowdown": ("p2p", "payment"),
    "large_lender_exit": ("p2p",),
}


def by_day(house: House, at: Ints, amount: Ints) -> Floats:
    """Sum amounts by day of the period."""
    inside = (at >= 0) & (at < house.book.until)
    sums = np.bincount(at[inside] // DAY, amount[inside].astype(np.float64), minlength=house.days.count)
    return sums[: house.days.count].astype(np.float64, copy=False)


def clients_outflow(house: House) -> Floats:
    """Sum by day what leaves clients' accounts: out of custody and reserve, and out of clients' sub-accounts to the outside."""
    total = np.zeros(house.days.count)
    for account in (House.CUSTODY, House.RESERVE):
        total += by_day(house, *house.book.movements(source=account))
    return total + by_day(house, *house.book.movements(source=house.clients_inside, purpose=Purpose.WITHDRAW))


def operators_share(house: House, clients_in: Floats) -> Floats:
    """Return for each day what share of the operator's account is its own money, where clients' money lies on it too and all is mixed."""
    return mixed_share(house, House.OWN, by_day(house, *house.book.movements(target=House.OWN)) - clients_in)


def mixed_share(house: House, account: int, of_it: Floats) -> Floats:
    """Return for each day what share of an account is the money that came in as ``of_it`` (fen a day), all being mixed on it."""
    into, out = by_day(house, *house.book.movements(target=account)), by_day(house, *house.book.movements(source=account))
    share, some, rest = np.zeros(house.days.count), 0.0, 0.0
    for day in range(house.days.count):
        some, rest = some + of_it[day], rest + into[day] - of_it[day]
        share[day] = max(some, 0.0) / max(some + rest, 1.0)
        some, rest = some - out[day] * share[day], rest - out[day] * (1 - share[day])
    return share


def rolling(daily: Floats, window: int = WINDOW_DAYS) -> Floats:
    """Return for each day the sum of the ``window`` days that end with it."""
    total: Floats = np.cumsum(daily)
    before: Floats = np.concatenate([np.zeros(window), total[:-window]])[: len(total)]
    return total - before


def begins(share_of: Floats, whole: Floats, medium: float, window: int = WINDOW_DAYS) -> int | None:
    """Return the first day on which the share of ``window`` days passes ``medium``."""
    above = rolling(share_of, window) > medium * np.maximum(rolling(whole, window), 1)
    return int(np.argmax(above)) if above.any() else None


def guilty(house: House, rule: str, share_of: Floats, whole: Floats, variant: str, *, window: int = WINDOW_DAYS) -> None:
    """Write a row from the day on which the conduct exceeds the rule's medium level, if it ever does."""
    day = begins(share_of, whole, MEDIUM[rule], window)
    if day is not None and house.planned.business in APPLIES_TO.get(rule, (house.planned.business,)):
        house.truth.append(Judgement(rule, day, house.closed_day, "guilty", variant))


def innocent(house: House) -> None:
    """Write that a sound institution meets none of the rules, with the irregularities that it went through."""
    variant = ",".join(house.irregular) or "plain"
    for rule, businesses in APPLIES_TO.items():
        if house.planned.business in businesses:
            house.truth.append(Judgement(rule, house.begins, house.days.count - 1, "innocent", variant))
