"""Loans that pay the down payment on homes: the money goes to developers or agencies, or the loan says so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._onward import choose_loans, guilty_at_first, of_new_borrowers, send_on, send_through
from lookthrough.sample.days import DAY, HOUR, Ints
from lookthrough.sample.entering import PURPOSES
from lookthrough.sample.lending.spending import open_firms

if TYPE_CHECKING:
    from lookthrough.sample.exposures import Exposures
    from lookthrough.sample.house import House
    from lookthrough.sample.lending.play import Lending

_SHARE = (0.1, 0.4)  # of loans, at the height
_DEVELOPER, _AGENCY = "K7010", "K7030"


class DownPaymentLoan(Conduct):
    """A growing share of loans; borrowers repay like any other."""

    title = Text("首付贷", "Loans for down payments")
    variants = {  # noqa: RUF012 - never changed
        "p2p": ("to_developer", "through_agency", "by_spouse", "stated"),
        "microlender": ("to_developer",),
    }

    def settle(self, lending: Lending) -> None:
        """Choose the loans."""
        lending.chosen = of_new_borrowers(lending, choose_loans(lending, *_SHARE))

    def label(self, lending: Lending) -> None:
        """Send the money to sellers of homes, by way of a spouse if need be, or have the loan say what it is for."""
        house, variant, loans = lending.house, lending.house.planned.variant, lending.chosen
        if variant == "stated":
            house.products[-1].purpose[loans] = PURPOSES.index("购房首付")
            lending.taken = lending.paid_to_borrower[loans], lending.listings.principal[loans]
            return
        sellers = open_firms(house, _AGENCY if variant == "through_agency" else _DEVELOPER, 3)
        send = send_through if variant == "by_spouse" else send_on
        lending.taken = send(lending, loans, sellers, within_days=(1, 15), share=float(house.rng.uniform(0.5, 0.95)))

    def spend(self, loans: Exposures, house: House, banks: Ints) -> None:
        """Do the same with some of a microlender's loans, from some day on."""
        some = np.flatnonzero((loans.paid > house.days.count // 4 * DAY) & (loans.paid < house.book.until - 20 * DAY))
        some = some[house.rng.random(len(some)) < house.rng.uniform(*_SHARE)]
        at = loans.paid[some] + DAY * house.rng.integers(1, 15, len(some)) + 10 * HOUR
        amount = (loans.principal[some] * house.rng.uniform(0.5, 0.95)).astype(np.int64)
        sellers = house.rng.choice(open_firms(house, _DEVELOPER, 3), len(some))
        house.book.add(at=at, source=banks[some], target=sellers, amount=amount, purpose=Purpose.TRANSFER)
        guilty_at_first(house, "down_payment_loan", at)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the first loan of which a fifth got there."""
        assert lending.taken is not None
        guilty_at_first(lending.house, "down_payment_loan", lending.taken[0])


down_payment_loan = DownPaymentLoan()
