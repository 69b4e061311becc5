"""What loans were used for, reckoned for rules: proceeds that reached a trade, and what of it was really the payer's own money."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Kind, Purpose
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.following import WINDOW_DAYS
from lookthrough.flows.onward import Arrivals
from lookthrough.flows.trades import marks_of_parties, trades_on
from lookthrough.flows.whole import Whole

_NOT_EARNED = [int(purpose) for purpose in (Purpose.DISBURSE, Purpose.WITHDRAW)]  # loans, and one's own money from elsewhere
_SHIFT = 20  # bits for a day in the key of account and day


def reached(whole: Whole, trades: int) -> Numbers:
    """Return the places of arrivals that brought proceeds to some trades for the first time; loans to such a firm itself are left out."""
    some = whole.onward
    of_party = np.append(marks_of_parties(whole.codes, whole.table("the_parties"), trades_on(whole.as_of)), 0)
    itself = of_party[whole.codes.borrower[some.listing]] & trades != 0
    found: Numbers = np.flatnonzero(some.first_at(trades) & ~itself)
    return found


def not_wages(whole: Whole, chosen: Numbers, *, persons: int, at_most: int) -> Numbers:
    """Return those of the chosen arrivals that passed through nobody's wages: what a person was paid is that person's own.

    Wages are what a firm paid to ``persons`` people or more out of one loan, none of them more than ``at_most`` fen.
    """
    some, at = whole.onward, chosen
    wages, passed = _wages(whole, persons, at_most), np.zeros(len(chosen), np.bool_)
    while (at != NONE).any():
        passed |= wages[at] & (at != NONE)
        at = np.where(at != NONE, some.before[at], NONE)
    return chosen[~passed]


def _wages(whole: Whole, persons: int, at_most: int) -> Numbers:
    some, holder = whole.onward, whole.codes.holder
    kind = np.append(np.asarray(whole.table("the_parties")["kind"]), int(Kind.UNKNOWN))
    payer, payee = (holder[whole.of(name)[some.row]] for name in ("from_account", "to_account"))
    pay = (kind[payer] == int(Kind.COMPANY)) & (kind[payee] == int(Kind.PERSON)) & (some.hop > 0)
    pay &= whole.of("amount_fen")[some.row] <= at_most
    paid = np.unique(np.stack([some.listing[pay], payer[pay], payee[pay]]), axis=1)
    payers, people = np.unique(paid[:2], axis=1, return_counts=True)
    many = payers[:, people >= persons]
    found = np.zeros(len(pay), np.bool_)
    found[pay] = np.isin((some.listing[pay] << 32) + payer[pay], (many[0] << 32) + many[1])
    return found


def beyond_own_money(whole: Whole, chosen: Numbers, trades: int) -> Numbers:
    """Return the fen of each chosen arrival that the payer's own income of the days before does not account for.

    Income: what others paid into the account, loans and proceeds of loans apart. It is taken to have been spent on those trades first.
    """
    some, source, target = whole.onward, whole.of("from_account"), whole.of("to_account")
    payer, day = source[some.row[chosen]], some.day[chosen]
    asked, theirs = np.zeros(len(whole.codes.role), np.bool_), np.zeros(len(whole.codes.role), np.bool_)
    asked[payer] = True
    theirs[_accounts_of(whole, trades)] = True
    into, out = (np.flatnonzero((source != NONE) & asked[column]) for column in (target, source))
    earned = into[_earned(whole, some, into) & ~theirs[source[into]]]
    spent = out[theirs[target[out]]]
    income, outlay = _in_window(whole, earned, target, payer, day), _in_window(whole, spent, source, payer, day)
    own = np.minimum(1.0, income / np.maximum(outlay, 1))
    found: Numbers = (some.fen[chosen] * (1.0 - own)).astype(np.int64)
    return found


def _accounts_of(whole: Whole, trades: int) -> Numbers:
    """Return the accounts of some trades that proceeds reached."""
    some = whole.onward
    found: Numbers = np.unique(whole.of("to_account")[some.row[some.bits & trades != 0]])
    return found


def _earned(whole: Whole, some: Arrivals, rows: Numbers) -> Numbers:
    """Return which rows are income of the payee's own."""
    holder, of_loans = whole.codes.holder, np.zeros(len(whole.of("purpose")), np.bool_)
    of_loans[some.row] = True
    loans = np.isin(whole.of("purpose")[rows], _NOT_EARNED) | of_loans[rows]
    payer, payee = holder[whole.of("from_account")[rows]], holder[whole.of("to_account")[rows]]
    found: Numbers = ~loans & ((payer == NONE) | (payer != payee))
    return found


def _in_window(whole: Whole, rows: Numbers, account: Numbers, asked: Numbers, day: Numbers) -> Numbers:
    """Return what some rows moved on each account asked for, in the days that money is followed up to a day."""
    key = (account[rows].astype(np.int64) << _SHIFT) + whole.of("moment")[rows] // MICROSECONDS_A_DAY
    order = np.argsort(key, kind="stable")
    total = np.concatenate([[0], np.cumsum(whole.of("amount_fen")[rows][order])])
    begin, end = ((asked.astype(np.int64) << _SHIFT) + day - WINDOW_DAYS, (asked.astype(np.int64) << _SHIFT) + day)
    found: Numbers = total[np.searchsorted(key[order], end, side="right")] - total[np.searchsorted(key[order], begin, side="left")]
    return found
