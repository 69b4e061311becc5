"""How institutions go wrong: one file a conduct, named as the rule that should find it; each says when it truly began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from lookthrough.kernel.texts import Text

if TYPE_CHECKING:
    from lookthrough.sample.days import Ints
    from lookthrough.sample.exposures import Exposures
    from lookthrough.sample.house import House
    from lookthrough.sample.lending.customs import Customs
    from lookthrough.sample.lending.listings import Listings
    from lookthrough.sample.lending.play import Lending
    from lookthrough.sample.payment import Payments
    from lookthrough.sample.street import Street


class Conduct:
    """One way to go wrong; each step may be changed, none must be. ``variants`` maps a business to the forms the conduct takes there."""

    title: Text
    variants: dict[str, Sequence[str]]
    forms_in_the_street: Sequence[str] = ()  # the same for a conduct of ordinary firms and people, outside institutions

    def customs(self, customs: Customs, house: House) -> Customs:
        """Return how dealings differ from the beginning."""
        return replace(customs)

    def list(self, listings: Listings, house: House) -> None:
        """Change what is listed, before anyone puts money in."""

    def settle(self, lending: Lending) -> None:
        """Change which listings are paid to borrowers, what borrowers repay and what clients are paid; before anything is written."""

    def label(self, lending: Lending) -> None:
        """Change what payments to clients say they are for; add transfers of the conduct itself."""

    def conclude(self, lending: Lending) -> None:
        """Write down what truly happened."""

    def delay(self, payments: Payments) -> None:
        """Say how long a payment firm's merchants wait for their money, before anything is written."""

    def pay(self, payments: Payments) -> None:
        """Do the same for a payment firm, once its payments are written."""

    def expose(self, loans: Exposures, house: House) -> None:
        """Change what a microlender lends or a guarantor vouches for, before it is written, and write down what is true of it."""

    def spend(self, loans: Exposures, house: House, banks: Ints) -> None:
        """Let borrowers of a microlender use their loans; ``banks``: of each loan, the borrower's bank account."""

    def live(self, street: Street) -> None:
        """Do wrong in the street, and write down what truly happened."""


@cache
def conducts() -> dict[str, Conduct]:
    """Return all conducts by the rule that should find them."""
    from lookthrough.kernel.discovery import catalogue
    from lookthrough.sample import conducts as package

    return catalogue(package, Conduct)
