"""Which listings stand for no real loan: their money was back with the circle at once, or nobody can be named whom it was lent to."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import PRODUCT_KINDS, Kind, Purpose, Role
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.following import WINDOW_DAYS
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.proceeds import NAMED, Money, Share, agreed_fees, evidence, lent, named, running
from lookthrough.flows.rule import Sighting
from lookthrough.flows.runs import Runs
from lookthrough.flows.standing import CIRCLE
from lookthrough.flows.whole import Whole

_LENT_ON = [PRODUCT_KINDS.index(kind) for kind in ("loan", "equity")]  # what is lent or handed on to one borrower
_BOOKS = [int(role) for role in (Role.CUSTODY, Role.RESERVE, Role.OWN)]


def together(*some: Money) -> Money:
    """Return sums of several kinds as one, of each listing and day only the first."""
    columns = [np.concatenate([getattr(one, name) for one in some]) for name in ("listing", "from_day", "day", "fen")]
    _, first = np.unique((columns[0] << 20) + columns[1], return_index=True)
    joined = Money(*(column[first] for column in columns))
    return joined.some(np.argsort(joined.day, kind="stable"))


def returned_at_once(whole: Whole, circle: Numbers, *, share: float, days: int) -> Money:
    """Return the principal of listings of whose proceeds ``share`` was with the circle within ``days``; ``circle``: places of arrivals.

    Proceeds are what was disbursed less agreed fees. The day is that on which the share was reached.
    """
    some, all_lent, count = whole.onward, lent(whole), len(whole.codes.product_institution)
    fees = np.flatnonzero(agreed_fees(whole))
    proceeds = _sums(all_lent.listing, all_lent.fen, count) - _sums(some.listing[fees], some.fen[fees], count)
    soon = circle[some.day[circle] - some.from_day[circle] <= days]
    reached = soon[running(some.listing[soon], some.fen[soon]) >= share * proceeds[some.listing[soon]]]
    told = np.full(count, NONE, np.int64)
    told[some.listing[reached][::-1]] = some.day[reached][::-1]  # the earliest is written last
    return _told(all_lent, told)


def without_borrower(whole: Whole, *, use: float) -> tuple[Money, Money]:
    """Return the principal of listings whose borrower cannot be identified and that show no use, and what such listings raised at all.

    First those that were lent: less than the share ``use`` of their proceeds went on to somebody known. Then those that raised money which
    was neither lent nor given back. Both are told of once the days are over within which money is followed.
    """
    kinds, last, lendings = _kinds(whole), whole.last_day, lent(whole)
    unnamed = _unnamed(whole, kinds)
    raised, nobodys = _raised(whole, unnamed), _nobodys(whole, unnamed, kinds) & (_used(whole) < use)
    lost = lendings.some(np.flatnonzero(nobodys[lendings.listing]))
    found = together(Money(lost.listing, lost.from_day, lost.from_day + WINDOW_DAYS, lost.fen), raised)
    return found.some(np.flatnonzero(found.day <= last)), raised


def _told(all_lent: Money, told: Numbers) -> Money:
    chosen = all_lent.some(np.flatnonzero(told[all_lent.listing] != NONE))
    return Money(chosen.listing, chosen.from_day, np.maximum(told[chosen.listing], chosen.from_day), chosen.fen)


def _unnamed(whole: Whole, kind: Numbers) -> Numbers:
    """Return which listings name no borrower whom the ledger knows; a listing on another listing has that one's."""
    products = whole.table("the_products")
    borrower = whole.codes.borrower
    found: Numbers = ((borrower == NONE) | (kind[borrower] == int(Kind.UNKNOWN))) & ~_flags(products["has_underlying"])
    return found


def _nobodys(whole: Whole, unnamed: Numbers, kind: Numbers) -> Numbers:
    """Return which listings were lent to nobody known: no borrower is named, nor does anyone known hold the account it was paid to."""
    some, found = whole.onward, unnamed.copy()
    paid = np.flatnonzero(some.hop == 0)
    holder = whole.codes.holder[whole.of("to_account")[some.row[paid]]]
    known = (holder != NONE) & (kind[holder] != int(Kind.UNKNOWN))
    found[some.listing[paid[known]]] = False
    return found


def _used(whole: Whole) -> Numbers:
    """Return which share of each listing's proceeds came on to somebody known outside the circle and all institutions' books."""
    some, codes, count = whole.onward, whole.codes, len(whole.codes.product_institution)
    target = whole.of("to_account")[some.row]
    books = np.isin(codes.role[target], _BOOKS) & (codes.account_institution[target] != NONE)
    holder = codes.holder[target]
    use = (some.hop == 1) | (some.hop == 2)  # further on it is those people's own doing
    use &= (holder != NONE) & (holder != codes.borrower[some.listing]) & ~books & (some.bits & CIRCLE == 0)
    start = some.hop == 0
    proceeds = _sums(some.listing[start], some.fen[start], count)
    found: Numbers = _sums(some.listing[use], some.fen[use], count) / np.maximum(proceeds, 1)
    return found


def _raised(whole: Whole, unnamed: Numbers) -> Money:
    """Return what listings without a known borrower raised and neither lent nor gave back within the days that money is followed."""
    some, count = whole.onward, len(whole.codes.product_institution)
    asked = unnamed & np.isin(np.asarray(whole.table("the_products")["kind"]), _LENT_ON)
    asked[some.listing] = False
    if not asked.any():
        nothing = np.zeros(0, np.int64)
        return Money(nothing, nothing, nothing, nothing)
    product, purpose = whole.of("product"), whole.of("purpose")
    its = np.flatnonzero((whole.of("from_account") != NONE) & (product != NONE) & asked[product])
    its = its[np.isin(purpose[its], [int(Purpose.INVEST), int(Purpose.REFUND)])]
    listing, day, fen = product[its], whole.of("moment")[its] // MICROSECONDS_A_DAY, whole.of("amount_fen")[its]
    into = purpose[its] == int(Purpose.INVEST)
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, listing[into], day[into])
    in_time = day <= first[listing] + WINDOW_DAYS
    kept = _sums(listing[into & in_time], fen[into & in_time], count) - _sums(listing[~into & in_time], fen[~into & in_time], count)
    found = np.flatnonzero(kept > 0)
    return Money(found, first[found], first[found] + WINDOW_DAYS, kept[found])


class Shown:
    """What shows sham listings: ``circle``, places of arrivals with the circle, and the disbursements, or what raised money never lent."""

    def __init__(self, whole: Whole, shams: Money, circle: Numbers) -> None:
        some, self.whole, self.shams = whole.onward, whole, shams
        self.of_institution = Runs(whole.codes.product_institution[shams.listing])
        self.circle, self.starts = Runs(some.listing[circle], circle), Runs(some.listing[some.starts], some.starts)
        self.is_followed = np.zeros(len(whole.codes.product_institution), np.bool_)
        self.is_followed[some.listing] = True

    def sighting(self, share: Share, *, window_days: int, scale: str) -> Sighting:
        """Return the sighting of an institution's share of sham listings."""
        begin, some, codes, shams = share.day - window_days + 1, self.whole.onward, self.whole.codes, self.shams
        its = self.of_institution.of(share.institution)
        its = its[(shams.from_day[its] >= begin) & (shams.day[its] <= share.day)]
        listings = shams.listing[its][np.argsort(-shams.fen[its], kind="stable")]
        shown = self.circle.of_any(listings)
        shown = shown[some.day[shown] <= share.day]
        details = {"product_ids": [codes.product_ids[k].as_py() for k in dict.fromkeys(listings.tolist())][:NAMED]}
        places = [*evidence(self.whole, np.union1d(shown, self.starts.of_any(listings))), *self._raising(listings)]
        return Sighting(
            share.institution, begin, share.day, share.value, share.part_fen, share.whole_fen, places, scale,
            details | named(self.whole, shown), scale == "weak_",
        )  # fmt: skip

    def _raising(self, listings: Numbers) -> list[int]:
        """Return where the payments stand by which listings raised what was never lent."""
        never_lent = listings[~self.is_followed[listings]]
        if not len(never_lent):
            return []
        rows = self.whole.columns.by_time(self._invested.of_any(never_lent))
        return self.whole.places(rows[np.argsort(-self.whole.of("amount_fen")[rows], kind="stable")][:EVIDENCE])

    @cached_property
    def _invested(self) -> Runs:
        """Return the payments into all sham listings that were never lent."""
        product, asked = self.whole.of("product"), np.zeros(len(self.is_followed) + 1, np.bool_)  # the last place stands for «none»
        asked[self.shams.listing] = ~self.is_followed[self.shams.listing]
        is_one = asked[product] & (self.whole.of("purpose") == int(Purpose.INVEST)) & (self.whole.of("from_account") != NONE)
        rows = np.flatnonzero(is_one)
        return Runs(product[rows], rows)


def _sums(listing: Numbers, fen: Numbers, count: int) -> Numbers:
    return np.bincount(listing, fen, minlength=count).astype(np.int64)


def _kinds(whole: Whole) -> Numbers:
    return np.append(np.asarray(whole.table("the_parties")["kind"]), int(Kind.UNKNOWN))  # the last place stands for «none»


def _flags(column: object) -> Numbers:
    return np.array(column, np.bool_)
