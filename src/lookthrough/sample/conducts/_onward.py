"""Loans that do not stay with their borrowers: the proceeds move on to someone else's bank account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, HOUR, NEVER, Ints
from lookthrough.sample.house import House, Judgement

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending


def choose_loans(lending: Lending, low: float, high: float) -> Ints:
    """Return a growing share of the loans that are paid to borrowers within the period."""
    house = lending.house
    level = growing(house, low, high)
    day = np.minimum(lending.paid_to_borrower // DAY, house.days.count - 1)
    chosen = (house.rng.random(len(day)) < level[day]) & (lending.paid_to_borrower < house.book.until)
    return np.flatnonzero(chosen)


def of_new_borrowers(lending: Lending, loans: Ints) -> Ints:
    """Return those of the loans that are their borrower's first here: what an earlier one left at the bank would dilute the next."""
    order = np.argsort(lending.paid_to_borrower, kind="stable")
    _, first = np.unique(lending.listings.borrower[order], return_index=True)
    return np.intersect1d(loans, order[first])


def send_on(
    lending: Lending, loans: Ints, payees: Ints, *, within_days: tuple[int, int], share: float, one_each: bool = False
) -> tuple[Ints, Ints]:
    """Move ``share`` of each loan's proceeds from the borrower's bank to one of ``payees`` some days later; return when and how much.

    ``one_each``: to the payee in the loan's own place.
    """
    house, listings = lending.house, lending.listings
    at = lending.paid_to_borrower[loans] + DAY * house.rng.integers(*within_days, len(loans)) + 10 * HOUR
    amount = (listings.principal[loans] * share).astype(np.int64) // 10_000 * 10_000
    source = house.borrowers_outside + listings.borrower[loans]
    target = payees if one_each else house.rng.choice(payees, len(loans))
    house.book.add(at=at, source=source, target=target, amount=amount, purpose=Purpose.TRANSFER)
    return at, amount


def send_through(lending: Lending, loans: Ints, payees: Ints, *, within_days: tuple[int, int], share: float) -> tuple[Ints, Ints]:
    """Do as ``send_on``, but by way of somebody near each borrower, who passes it on a day later."""
    house = lending.house
    friends = house.people(len(loans))
    first = house.accounts.open(Role.EXTERNAL, friends, opened=house.begins - 300, inside=False)
    at, amount = send_on(lending, loans, first + np.arange(len(loans)), within_days=within_days, share=share, one_each=True)
    house.book.add(
        at=at + DAY,
        source=first + np.arange(len(loans)),
        target=house.rng.choice(payees, len(loans)),
        amount=amount,
        purpose=Purpose.TRANSFER,
    )
    return at + DAY, amount


def guilty_at_first(house: House, rule: str, at: Ints) -> None:
    """Write a row from the first day on which a loan was misused, for rules that look at single loans."""
    inside = at[at < house.book.until]
    if len(inside):
        house.truth.append(Judgement(rule, int(inside.min() // DAY), house.closed_day, "guilty", house.planned.variant or ""))


def fund_repayments(lending: Lending, loans: Ints, payers: Ints) -> None:
    """Let ``payers`` send the borrower the money for each instalment a little before it is paid."""
    house, instalments = lending.house, lending.instalments
    chosen = np.zeros(len(lending.listings), dtype=np.bool_)
    chosen[loans] = True
    rows = np.flatnonzero(chosen[instalments.listing] & (instalments.repaid < NEVER))
    target = house.borrowers_outside + lending.listings.borrower[instalments.listing[rows]]
    at = instalments.repaid[rows] - 5 * HOUR
    house.book.add(
        at=at, source=house.rng.choice(payers, len(rows)), target=target, amount=instalments.total[rows], purpose=Purpose.TRANSFER
    )
