"""What became of the proceeds of listings, reckoned for rules: what was lent, what came to the circle, and shares over a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.onward import Arrivals
from lookthrough.flows.rule import Sighting
from lookthrough.flows.runs import Runs
from lookthrough.flows.standing import CIRCLE, WEAK
from lookthrough.flows.whole import Whole

NAMED = 10  # parties a finding names


@dataclass(frozen=True, slots=True)
class Money:
    """Sums of fen, each of what a listing lent on ``from_day``, told of on ``day``; parallel arrays in the order of ``day``."""

    listing: Numbers
    from_day: Numbers
    day: Numbers
    fen: Numbers

    def some(self, chosen: Numbers) -> Money:
        """Return some of them."""
        return Money(self.listing[chosen], self.from_day[chosen], self.day[chosen], self.fen[chosen])


def lent(whole: Whole) -> Money:
    """Return what was disbursed, a listing and day."""
    listing, day, fen = whole.onward.disbursed
    return Money(listing, day, day, fen)


def money_of(arrivals: Arrivals, chosen: Numbers) -> Money:
    """Return the chosen arrivals as sums."""
    return Money(arrivals.listing[chosen], arrivals.from_day[chosen], arrivals.day[chosen], arrivals.fen[chosen])


def to_circle(whole: Whole, *, weak: bool = False) -> Numbers:
    """Return the places of arrivals that ended with the circle (or with those weakly tied, too); agreed fees and repayments are none."""
    some = whole.onward
    first = np.flatnonzero(some.first_at(CIRCLE | WEAK if weak else CIRCLE))
    lawful = agreed_fees(whole)[first] | _repaid(whole)[first]
    found: Numbers = first[~lawful]
    return found


def agreed_fees(whole: Whole) -> Numbers:
    """Return which arrivals are fees to the operator within what their listing agreed, all fees so far together.

    Where no rate is stated a fee into the operator's own account at the institution is taken as agreed, as in the books.
    """
    some, codes = whole.onward, whole.codes
    found = np.zeros(len(some), np.bool_)
    fees = np.flatnonzero(whole.of("purpose")[some.row] == int(Purpose.FEE))
    target, listing = whole.of("to_account")[some.row[fees]], some.listing[fees]
    institution = codes.product_institution[listing]
    operator = (codes.operator[institution] != NONE) & (codes.holder[target] == codes.operator[institution])
    own = _own_account(codes, target, institution)
    asked = own | operator & (codes.fee_cap[listing] != NONE)
    fees, cap = fees[asked], codes.fee_cap[listing[asked]]
    found[fees] = (cap == NONE) | (running(some.listing[fees], some.fen[fees]) <= cap)
    return found


def _repaid(whole: Whole) -> Numbers:
    """Return which arrivals are repayments into the operator's own account, where an institution collects without custody."""
    some, codes = whole.onward, whole.codes
    repays = np.isin(whole.of("purpose")[some.row], [int(Purpose.REPAY_PRINCIPAL), int(Purpose.REPAY_INTEREST)])
    found: Numbers = repays & _own_account(codes, whole.of("to_account")[some.row], codes.product_institution[some.listing])
    return found


def _own_account(codes: Codes, account: Numbers, institution: Numbers) -> Numbers:
    found: Numbers = (codes.role[account] == int(Role.OWN)) & (codes.account_institution[account] == institution)
    return found


def running(group: Numbers, fen: Numbers) -> Numbers:
    """Return, row by row, the sum so far of the row's group."""
    order = np.argsort(group, kind="stable")
    total = np.cumsum(fen[order])
    first = np.flatnonzero(np.diff(group[order], prepend=-2))
    before = np.repeat(total[first] - fen[order][first], np.diff(np.append(first, len(order))))
    found = np.empty(len(fen), np.int64)
    found[order] = total - before
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what an institution lent in the window that ends with ``day``, on the worst day of a month."""

    institution: int
    day: int
    part_fen: int
    whole_fen: int

    @property
    def value(self) -> float:
        """Return the share."""
        return self.part_fen / self.whole_fen


def worst_shares(codes: Codes, all_lent: Money, part: Money, *, window_days: int, least: float) -> Iterator[Share]:
    """Yield the worst share of each institution and month that reaches ``least``: of what was lent in the window, what ``part`` tells of.

    Only days on which something of the part was told are looked at; of equal days the first stands.
    """
    of_part, of_whole = (Runs(codes.product_institution[money.listing]) for money in (part, all_lent))
    for institution in of_part.numbers():
        if institution == NONE:
            continue
        its, whole = part.some(of_part.of(institution)), all_lent.some(of_whole.of(institution))
        days = np.unique(its.day)
        # what was lent before the window was told of before it ends: windows are longer than money is followed
        in_part = _until(its.day, its.fen, days) - _until(its.from_day, its.fen, days - window_days)
        in_whole = _until(whole.from_day, whole.fen, days) - _until(whole.from_day, whole.fen, days - window_days)
        best: dict[int, Share] = {}
        for day, fen, of in zip(days.tolist(), in_part.tolist(), in_whole.tolist(), strict=True):
            one, month = Share(institution, day, fen, of), int(_months(day))
            if of and one.value >= least and (month not in best or one.value > best[month].value):
                best[month] = one
        yield from best.values()


def _until(day: Numbers, fen: Numbers, asked: Numbers) -> Numbers:
    """Return the sums of ``fen`` up to each of the days asked for."""
    order = np.argsort(day, kind="stable")
    total = np.concatenate([[0], np.cumsum(fen[order])])
    found: Numbers = total[np.searchsorted(day[order], asked, side="right")]
    return found


def _months(day: Any) -> Any:
    return np.asarray(day).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Loan:
    """A listing of whose proceeds a share went somewhere, up to a day; with how many others of its institution's the same month."""

    institution: int
    listing: int
    from_day: int
    day: int
    part_fen: int
    whole_fen: int
    loans: int


def worst_loans(codes: Codes, all_lent: Money, part: Money, *, least: float) -> Iterator[Loan]:
    """Yield of each institution and month the listing with the largest share of its proceeds in ``part``, if it reaches ``least``."""
    principal = np.bincount(all_lent.listing, all_lent.fen, minlength=len(codes.product_institution)).astype(np.int64)
    so_far = running(part.listing, part.fen)
    institution = codes.product_institution[part.listing]
    share = so_far / np.maximum(principal[part.listing], 1)
    rows = np.flatnonzero((share >= least) & (institution != NONE))
    month = _months(part.day[rows])
    order = np.lexsort((part.day[rows], -share[rows], month, institution[rows]))
    rows, month = rows[order], month[order]
    first = np.flatnonzero((np.diff(institution[rows], prepend=-2) != 0) | (np.diff(month, prepend=-1) != 0))
    for begin, end in pairwise([*first.tolist(), *([len(rows)] if len(rows) else [])]):
        row = int(rows[begin])
        listing = int(part.listing[row])
        loans = len(np.unique(part.listing[rows[begin:end]]))
        yield Loan(
            int(institution[row]), listing, int(part.from_day[row]), int(part.day[row]), int(so_far[row]), int(principal[listing]), loans
        )


def stated_loans(codes: Codes, all_lent: Money, stated: Numbers) -> Iterator[Loan]:
    """Yield of each institution and month the largest loan that is ``stated`` (by listing) to be for something, whole as it is."""
    its = all_lent.some(np.flatnonzero(stated[all_lent.listing] & (codes.product_institution[all_lent.listing] != NONE)))
    institution, month = codes.product_institution[its.listing], _months(its.day)
    best: dict[tuple[int, int], int] = {}
    for row in np.lexsort((-its.fen, month, institution)).tolist():
        best.setdefault((int(institution[row]), int(month[row])), row)
    for (of, in_month), row in best.items():
        day, fen, loans = int(its.day[row]), int(its.fen[row]), int(((institution == of) & (month == in_month)).sum())
        yield Loan(of, int(its.listing[row]), day, day, fen, fen, loans)


def sighting(
    whole: Whole, share: Share, chosen: Runs, *, window_days: int, scale: str = "", lowered: bool = False, **more: Any
) -> Sighting:
    """Return the sighting of an institution's share; ``chosen``: places of the arrivals that may show it, by institution."""
    some, begin, its = whole.onward, share.day - window_days + 1, chosen.of(share.institution)
    shown = its[(some.from_day[its] >= begin) & (some.day[its] <= share.day)]
    return Sighting(
        share.institution, begin, share.day, share.value, share.part_fen, share.whole_fen, evidence(whole, shown), scale,
        named(whole, shown) | more, lowered,
    )  # fmt: skip


def sighting_of_loan(whole: Whole, loan: Loan, chosen: Runs, *, scale: str = "", **more: Any) -> Sighting:
    """Return the sighting of one listing's share, which the finding names; ``chosen``: arrivals that may show it, by listing."""
    its = chosen.of(loan.listing)
    shown = its[whole.onward.day[its] <= loan.day]
    details = {"product_id": whole.codes.product_ids[loan.listing].as_py(), "loans": loan.loans} | named(whole, shown) | more
    return Sighting(
        loan.institution, loan.from_day, loan.day, loan.part_fen / loan.whole_fen, loan.part_fen, loan.whole_fen, evidence(whole, shown),
        scale, details,
    )  # fmt: skip


def evidence(whole: Whole, chosen: Numbers) -> list[int]:
    """Return where the transfers stand that brought the chosen arrivals, from the disbursement on, largest first."""
    some = whole.onward
    way = some.way(chosen)
    rows = some.row[way[np.lexsort((some.row[way], -some.fen[way]))]]
    return whole.places(rows[np.sort(np.unique(rows, return_index=True)[1])][:EVIDENCE])


def named(whole: Whole, chosen: Numbers) -> dict[str, list[str]]:
    """Return the ids of the parties that chosen arrivals came to, those with most money first: of the circle, and weakly tied."""
    some, codes = whole.onward, whole.codes
    holder = codes.holder[whole.of("to_account")[some.row[chosen]]]
    weak = (some.bits[chosen] & CIRCLE == 0) & (some.bits[chosen] & WEAK != 0)
    found = {"payees": _largest(codes, holder[~weak], some.fen[chosen][~weak])}
    if weak.any():
        found["weak_ties"] = _largest(codes, holder[weak], some.fen[chosen][weak])
    return found


def _largest(codes: Codes, holder: Numbers, fen: Numbers) -> list[str]:
    parties, where = np.unique(holder, return_inverse=True)
    sums = np.bincount(where, fen, minlength=len(parties))
    return [codes.party_ids[parties[k]] for k in np.argsort(-sums, kind="stable") if parties[k] != NONE][:NAMED]
