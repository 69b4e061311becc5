"""Firms that pass on what strangers pay them: to many merchants, or from one bank's clients to another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lookthrough.flows.classes import Kind, Purpose, Role
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.outside import CLIENT, OUTSIDE, UNLICENSED, Outside, member_of
from lookthrough.flows.runs import Runs

_STEPS = 4  # of ties within which a firm's own group lies (methods §1)
_YEAR = 365  # days over which what came in and what was passed on are compared: a payout run's rhythm no longer shows


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts as settling and as clearing; shares, and numbers within ``window_days``."""

    window_days: int
    payments: int
    payers: int
    passed_on: tuple[float, float]
    merchants: int
    clients: int


@dataclass(frozen=True, slots=True)
class Passed:
    """What a firm passed on within the window that ends on ``day``, for so many merchants, or between so many banks."""

    firm: int
    day: int
    count: int
    clearing: bool
    in_fen: int
    out_fen: int
    rows: Numbers


def passed_on(outside: Outside, terms: Terms) -> Iterator[Passed]:
    """Yield what firms without a payment licence passed on, at the last payout of each month."""
    kind, able = outside.account_kind, np.append(outside.without_payment_licence, False)
    theirs = np.isin(kind, [OUTSIDE, UNLICENSED])
    pays_in = able[outside.payee] & theirs[outside.target]
    pays_out = able[outside.payer] & theirs[outside.source]
    refund = outside.of("purpose") == int(Purpose.REFUND)
    yield from _settlers(outside, terms, pays_in, pays_out & ~refund & _to_merchant(outside), pays_out & refund)
    yield from _clearers(outside, terms, pays_in & (kind[outside.source] == CLIENT), pays_out & (kind[outside.target] == CLIENT))


def _to_merchant(outside: Outside) -> Numbers:
    firms = np.append(np.isin(outside.party_kind, [int(Kind.COMPANY), int(Kind.COOPERATIVE), int(Kind.UNKNOWN)]), True)
    found = firms[outside.payee] | (outside.codes.role[outside.target] == int(Role.MERCHANT))
    merchants: Numbers = found & (outside.account_kind[outside.target] != CLIENT)
    return merchants


def _settlers(outside: Outside, terms: Terms, pays_in: Numbers, pays_out: Numbers, refunds: Numbers) -> Iterator[Passed]:
    paid = np.bincount(outside.payer[pays_out], minlength=len(outside.party_kind))
    got = np.bincount(outside.payee[pays_in], minlength=len(outside.party_kind))
    firms = np.flatnonzero((paid >= terms.merchants * terms.payments) & (got >= terms.payers))
    came, went, given_back = (
        _rows(pays_in, outside.payee, firms),
        _rows(pays_out, outside.payer, firms),
        _rows(refunds, outside.payer, firms),
    )
    for firm in firms.tolist():
        own = outside.related(firm, steps=_STEPS)
        into, out, back = came.of(firm), went.of(firm), given_back.of(firm)
        into = into[~member_of(outside.payer[into], own)]
        out = out[~member_of(outside.payee[out], own)]
        for before, day in pairwise(_last_of_months(outside.day[out])):
            # a trader's balance may cross the mark by chance, once; who settles is there month after month
            if all(terms.passed_on[0] <= _share(outside, into, out, back, end) <= terms.passed_on[1] for end in (before, day)):
                yield from _settled(outside, terms, firm, into, out, day)


def _rows(counts: Numbers, firm: Numbers, firms: Numbers) -> Runs:
    """Return the rows that count, by the firm that pays or is paid, of some firms."""
    wanted = np.zeros(int(max(firm.max(initial=0), firms.max(initial=0))) + 2, np.bool_)
    wanted[firms] = True
    rows = np.flatnonzero(counts & wanted[firm])  # nobody, NONE, is the last and never wanted
    return Runs(firm[rows], rows)


def _share(outside: Outside, into: Numbers, out: Numbers, back: Numbers, day: int) -> float:
    """Return which share of what strangers paid in during a year, refunds apart, had been passed on by a day."""
    paid_in, passed, refunded = (_sum(outside, rows[_within(outside.day[rows], day, _YEAR)]) for rows in (into, out, back))
    return passed / max(paid_in - refunded, 1)


def _settled(outside: Outside, terms: Terms, firm: int, into: Numbers, out: Numbers, day: int) -> Iterator[Passed]:
    """Yield for how many merchants a firm settled in the window that ends on a day."""
    now_in, now_out = (rows[_within(outside.day[rows], day, terms.window_days)] for rows in (into, out))
    _, often = np.unique(outside.target[now_out] if _unheld(outside, now_out) else outside.payee[now_out], return_counts=True)
    merchants = int((often >= terms.payments).sum())
    payers = len(np.unique(outside.source[now_in]))
    if merchants >= terms.merchants and payers >= terms.payers:
        rows = np.append(now_in, now_out)
        yield Passed(firm, day, merchants, False, _sum(outside, now_in), _sum(outside, now_out), rows)


def _clearers(outside: Outside, terms: Terms, pays_in: Numbers, pays_out: Numbers) -> Iterator[Passed]:
    both = np.intersect1d(outside.payee[pays_in], outside.payer[pays_out])
    bank = _banks(outside) if len(both) else np.empty(0, np.int64)
    came, went = _rows(pays_in, outside.payee, both), _rows(pays_out, outside.payer, both)
    for firm in both.tolist():
        own = outside.related(firm, steps=_STEPS)
        into, out = came.of(firm), went.of(firm)
        into, out = into[~member_of(outside.payer[into], own)], out[~member_of(outside.payee[out], own)]
        for day in _last_of_months(outside.day[out]):
            now_in, now_out = (rows[_within(outside.day[rows], day, terms.window_days)] for rows in (into, out))
            banks = np.unique(np.append(bank[outside.source[now_in]], bank[outside.target[now_out]]))
            clients = len(np.unique(np.append(outside.payer[now_in], outside.payee[now_out])))
            if len(now_in) and clients >= terms.clients:
                rows = np.append(now_in, now_out)
                yield Passed(firm, day, len(banks), True, _sum(outside, now_in), _sum(outside, now_out), rows)


def _banks(outside: Outside) -> Numbers:
    """Return for each account a number of its bank: the bank named, else that of the institution where it stands."""
    table = outside.con.cursor().execute(
        "SELECT c.code, dense_rank() OVER (ORDER BY coalesce(a.bank_code, i.custodian_bank, c.institution::VARCHAR, '')) AS bank "
        "FROM account_codes c LEFT JOIN accounts a USING (account_id) LEFT JOIN institution_codes i ON i.code = c.institution"
    ).to_arrow_table()  # fmt: skip
    bank = np.zeros(len(outside.codes.role), np.int64)
    bank[np.from_dlpack(table["code"].combine_chunks())] = np.from_dlpack(table["bank"].combine_chunks())
    return bank


def _unheld(outside: Outside, rows: Numbers) -> bool:
    """Tell whether nobody is known to hold some of the accounts paid: then accounts are counted."""
    return bool((outside.payee[rows] == NONE).any())


def _within(days: Numbers, day: int, window_days: int) -> Numbers:
    found: Numbers = (days <= day) & (days > day - window_days)
    return found


def _sum(outside: Outside, rows: Numbers) -> int:
    return int(outside.of("amount_fen")[rows].sum())


def _last_of_months(days: Numbers) -> list[int]:
    """Return the last of some days in each month."""
    found = np.unique(days)
    months = found.astype("datetime64[D]").astype("datetime64[M]")
    return found[np.append(months[1:] != months[:-1], True)].tolist() if len(found) else []
