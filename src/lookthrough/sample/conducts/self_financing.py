"""The operator borrows from its own clients: listings whose money ends with firms of its circle, openly or through front men."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._onward import choose_loans, fund_repayments, guilty_at_first, send_on

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_QUARTER = 90
_SHARE = (0.12, 0.5)  # of loans, at the height


class SelfFinancing(Conduct):
    """A growing share of loans, repaid by the circle on time."""

    title = Text("自融", "The platform lends to its own circle")
    variants = {"p2p": ("sister_borrows", "through_front_men")}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose the loans."""
        lending.chosen = choose_loans(lending, *_SHARE)
        if lending.house.planned.variant == "sister_borrows":
            _let_sisters_borrow(lending)

    def label(self, lending: Lending) -> None:
        """Let front men pass the money on to the circle's firms, which later send them what they repay."""
        loans, circle = lending.chosen, lending.circle
        if lending.house.planned.variant == "sister_borrows":
            lending.taken = lending.paid_to_borrower[loans], lending.listings.principal[loans]
        else:
            lending.taken = send_on(lending, loans, circle.sisters, within_days=(7, 25), share=0.9)
            fund_repayments(lending, loans, circle.sisters)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the first loan that ended with the circle; a sister's own loan is with it at once, which makes it a sham."""
        house = lending.house
        assert lending.taken is not None
        guilty_at_first(lending.house, "self_financing", lending.taken[0])
        if house.planned.variant == "sister_borrows":
            whole = truth.by_day(house, lending.paid_to_borrower, lending.listings.principal)
            truth.guilty(house, "sham_listing", truth.by_day(house, *lending.taken), whole, "sister_borrows", window=_QUARTER)


def _let_sisters_borrow(lending: Lending) -> None:
    """Make firms of the circle the borrowers of the chosen listings."""
    listings, loans = lending.listings, lending.chosen
    lending.more_borrowers = lending.circle.sister_parties
    which = lending.house.rng.integers(0, len(lending.more_borrowers), len(loans))
    listings.borrower[loans], listings.by_person[loans] = lending.people + lending.firms + which, False


self_financing = SelfFinancing()
