"""Listings of front men: within days the money is with the operator's circle, which also repays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._onward import choose_loans, fund_repayments, guilty_at_first, of_new_borrowers, send_on

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_QUARTER = 90
_SHARE = (0.3, 0.8)  # of loans, at the height, before those whose borrower had one already are left out


class ShamListing(Conduct):
    """A growing share of loans; the same conduct is self-financing."""

    title = Text("虚假标的", "Listings that stand for nothing")
    variants = {"p2p": ("front_men",)}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose the loans."""
        lending.chosen = of_new_borrowers(lending, choose_loans(lending, *_SHARE))

    def label(self, lending: Lending) -> None:
        """Send nearly all of each loan to a firm of the circle within four days, and the repayments the other way."""
        lending.taken = send_on(lending, lending.chosen, lending.circle.sisters, within_days=(1, 4), share=0.95)
        fund_repayments(lending, lending.chosen, lending.circle.sisters)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the share of ninety days' loans that came back to the circle."""
        house = lending.house
        assert lending.taken is not None
        at, _ = lending.taken
        principal = truth.by_day(house, at, lending.listings.principal[lending.chosen])
        whole = truth.by_day(house, lending.paid_to_borrower, lending.listings.principal)
        truth.guilty(house, "sham_listing", principal, whole, "front_men", window=_QUARTER)
        guilty_at_first(lending.house, "self_financing", at)


sham_listing = ShamListing()
