"""Where an institution's books begin: who stands at the far end of a transfer (contracts, «Where classes are given»).

An institution's books are its custody, reserve and own accounts. A sub-account of a client or borrower speaks for itself; an outside
account is judged by its holder, the circle first, so that the operator's people gain nothing by also being clients; where the holder is
not known, the stated purpose is all there is.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from lookthrough.flows.classes import Origin, Party, Purpose, Role, Use
from lookthrough.flows.coding import NONE
from lookthrough.flows.standing import BORROWER, CIRCLE, CLIENT, GUARANTOR

MICROSECONDS_A_DAY = 86_400_000_000

# what money becomes when it enters from a party, and what use it finds when it leaves to one; position = Party
ORIGIN_FROM = np.array(
    [
        Origin.LENDER_PRINCIPAL,
        Origin.BORROWER_MONEY,
        Origin.CIRCLE_MONEY,
        Origin.GUARANTOR_MONEY,
        Origin.UNKNOWN,  # a merchant paying in
        Origin.OTHER_INSTITUTION,
        Origin.UNKNOWN,
    ],
    dtype=np.int8,
)
USE_TO = np.array(
    [
        Use.LENDER_RETURN,
        Use.BORROWER_USE,
        Use.CIRCLE_USE,
        Use.GUARANTOR_RECOVERY,
        Use.MERCHANT,
        Use.OTHER_INSTITUTION,
        Use.UNKNOWN,
    ],
    dtype=np.int8,
)

_CLIENT, _BORROWER, _CUSTODY, _OWN, _RESERVE = (int(r) for r in (Role.CLIENT, Role.BORROWER, Role.CUSTODY, Role.OWN, Role.RESERVE))
_GUARANTOR, _MERCHANT = int(Role.GUARANTOR), int(Role.MERCHANT)
_INVEST, _DISBURSE = int(Purpose.INVEST), int(Purpose.DISBURSE)
_REPAY_PRINCIPAL, _REPAY_INTEREST = int(Purpose.REPAY_PRINCIPAL), int(Purpose.REPAY_INTEREST)
_PAYOUT_PRINCIPAL, _PAYOUT_INTEREST, _REFUND = int(Purpose.PAYOUT_PRINCIPAL), int(Purpose.PAYOUT_INTEREST), int(Purpose.REFUND)
_TO_CLIENT, _TO_BORROWER, _TO_CIRCLE, _TO_GUARANTOR = int(Party.CLIENT), int(Party.BORROWER), int(Party.CIRCLE), int(Party.GUARANTOR)
_OWN_BOOKS, _CLIENT_BOOKS, _AGREED_FEE = int(Party.OWN_BOOKS), int(Party.CLIENT_BOOKS), int(Party.AGREED_FEE)
_FEE = int(Purpose.FEE)
_TO_MERCHANT, _TO_OTHER, _TO_UNKNOWN = int(Party.MERCHANT), int(Party.OTHER_INSTITUTION), int(Party.UNKNOWN)


@njit(cache=True, nogil=True)
def is_books(role, own):  # type: ignore[no-untyped-def]
    """Tell whether an account of that role, of this institution, is part of its books."""
    return own and role in (_CUSTODY, _OWN, _RESERVE)


@njit(cache=True, nogil=True)
def first_at_least(key, wanted, low, high):  # type: ignore[no-untyped-def]
    """Return the first place in ``key[low:high]`` that holds ``wanted`` or more."""
    while low < high:
        middle = (low + high) >> 1
        if key[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def bits_on(key, bits, from_day, to_day, low, high, institution, party, day):  # type: ignore[no-untyped-def]
    """Return the standing bits of ``party`` at ``institution``, whose rows are ``low:high``, on ``day``; zero for an unknown party."""
    if party == NONE:
        return 0
    wanted = (np.int64(institution) << 32) + np.int64(party)
    place, found = first_at_least(key, wanted, low, high), 0
    while place < high and key[place] == wanted:
        if from_day[place] <= day <= to_day[place]:
            found |= bits[place]
        place += 1
    return found


@njit(cache=True, nogil=True)
def party_at(role, own, account_institution, holder, standing, has_paid_in, purpose, listing_borrower, has_order, entering):  # type: ignore[no-untyped-def]  # noqa: C901
    """Return the ``Party`` behind an account outside the books that is no sub-account of a client here.

    ``own``: the account belongs to this institution; ``standing``: bits of its holder; ``has_paid_in``: it invested here before;
    ``listing_borrower``: party code of the borrower of the transfer's listing, ``NONE`` where none is named.
    """
    is_listing_borrower = listing_borrower == NONE or holder in (NONE, listing_borrower)
    if own and role == _BORROWER and (entering or is_listing_borrower):
        return _TO_BORROWER
    if account_institution != NONE and role in (_CUSTODY, _OWN, _RESERVE):
        return _TO_OTHER
    if standing & CIRCLE:
        return _TO_CIRCLE
    if role == _GUARANTOR:
        return _TO_GUARANTOR
    if role == _MERCHANT:
        return _TO_MERCHANT if has_order and not entering else _TO_UNKNOWN
    lending = purpose in (_DISBURSE, _REPAY_PRINCIPAL, _REPAY_INTEREST)
    if standing & BORROWER and (entering or is_listing_borrower) and (lending or not standing & CLIENT):
        return _TO_BORROWER
    if standing & CLIENT or has_paid_in:
        return _TO_CLIENT
    if standing & GUARANTOR:
        return _TO_GUARANTOR
    return _by_purpose(purpose, holder, entering)


@njit(cache=True, nogil=True)
def _by_purpose(purpose, holder, entering):  # type: ignore[no-untyped-def]
    """Judge an outside account that nothing else tells of by what the transfer says it is for.

    Whoever invests is a client by doing so. Being paid makes nobody a client or borrower, unless the holder is not known at all.
    """
    if entering and purpose == _INVEST:
        return _TO_CLIENT
    if entering and holder == NONE and purpose in (_REPAY_PRINCIPAL, _REPAY_INTEREST):
        return _TO_BORROWER
    if not entering and holder == NONE and purpose in (_PAYOUT_PRINCIPAL, _PAYOUT_INTEREST, _REFUND):
        return _TO_CLIENT
    return _TO_UNKNOWN


@njit(cache=True, nogil=True)
def see_parties(  # type: ignore[no-untyped-def]  # noqa: C901  one compiled loop
    institution, order,
    moment, from_account, to_account, amounts, purpose, product, has_order,  # the institution's transfers, sorted
    role, account_institution, holder, borrower, fee_cap,  # by account and product code
    key, bits, from_day, to_day,  # standing
    investors, fees_before,  # what was before: accounts that invested here, rows of product and fen of agreed fees
    paid_in, fees,  # scratch by account and product code: the institution that an account invested in; fees taken so far
):  # fmt: skip
    """Return the ``Party`` at either end of each transfer (two int8 arrays), seen from one institution, in the order of time.

    ``fees`` and ``paid_in`` are left as they are at the end (``known_at_the_end``, ``forget_fees``).
    """
    for account in investors:
        paid_in[account] = institution
    for row in fees_before:
        fees[row[0]] = row[1]
    from_party, to_party = np.empty(len(moment), np.int8), np.empty(len(moment), np.int8)
    low = first_at_least(key, np.int64(institution) << 32, 0, len(key))
    high = first_at_least(key, (np.int64(institution) + 1) << 32, low, len(key))
    for k in order:
        listing_borrower = borrower[product[k]] if product[k] != NONE else NONE
        for entering in (True, False):
            account = from_account[k] if entering else to_account[k]
            own = account_institution[account] == institution
            if is_books(role[account], own):
                party = _OWN_BOOKS if role[account] == _OWN else _CLIENT_BOOKS
                if not entering and party == _OWN_BOOKS and purpose[k] == _FEE and _is_agreed(product[k], amounts[k], fee_cap, fees):
                    party = _AGREED_FEE
            elif own and role[account] == _CLIENT:
                party = _TO_CLIENT
            else:
                who, day = holder[account], moment[k] // MICROSECONDS_A_DAY
                standing = bits_on(key, bits, from_day, to_day, low, high, institution, who, day)
                party = party_at(
                    role[account], own, account_institution[account], who, standing,
                    paid_in[account] == institution, purpose[k], listing_borrower,
                    has_order[k], entering,
                )  # fmt: skip
            if entering:
                from_party[k] = party
            else:
                to_party[k] = party
        if from_party[k] == _TO_CLIENT and purpose[k] == _INVEST:
            paid_in[from_account[k]] = institution
    return from_party, to_party


@njit(cache=True, nogil=True)
def known_at_the_end(institution, order, from_account, product, investors, fees_before, paid_in, fees):  # type: ignore[no-untyped-def]
    """Return who invested and what fees were taken, as the next run's ``investors`` and ``fees_before``."""
    accounts, products = set(investors), set(fees_before[:, 0])
    for k in order:
        if paid_in[from_account[k]] == institution:
            accounts.add(np.int64(from_account[k]))
        if product[k] != NONE and fees[product[k]] > 0:
            products.add(np.int64(product[k]))
    invested = np.sort(np.array(list(accounts), dtype=np.int64))
    charged = np.sort(np.array(list(products), dtype=np.int64))
    taken = np.empty((len(charged), 2), np.int64)
    for place in range(len(charged)):
        taken[place, 0], taken[place, 1] = charged[place], fees[charged[place]]
    return invested, taken


@njit(cache=True, nogil=True)
def forget_fees(order, product, fees_before, fees):  # type: ignore[no-untyped-def]
    """Clear the fees, so that the next institution finds the scratch array empty."""
    for row in fees_before:
        fees[row[0]] = 0
    for k in order:
        if product[k] != NONE:
            fees[product[k]] = 0


@njit(cache=True, nogil=True)
def _is_agreed(product, amount, fee_cap, fees):  # type: ignore[no-untyped-def]
    """Tell whether a fee stays within what its listing agreed to, all fees so far together; without a stated rate it is taken as agreed."""
    if product == NONE or fee_cap[product] == NONE:
        return True
    if fees[product] + amount > fee_cap[product]:
        return False
    fees[product] += amount
    return True
