"""Clients' money works before it is lent: taken in before there is a listing, or lent to the operator for a fortnight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, HOUR, NEVER
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending


class FundPool(Conduct):
    """A growing share of listings, whose borrowers are paid ten to eighteen days late."""

    title = Text("资金池", "Clients' money is pooled")
    variants = {"p2p": ("no_listing", "not_yet_listed", "on_own"), "equity_crowdfunding": ("no_listing",)}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose the listings and put off all that follows their funding."""
        house, instalments = lending.house, lending.instalments
        level = growing(house, 0.12, 0.6)
        day = np.minimum(lending.listings.listed // DAY, house.days.count - 1)
        lending.chosen = rows = np.flatnonzero((house.rng.random(len(day)) < level[day]) & (lending.full < NEVER))
        later = np.zeros(len(day), dtype=np.int64)
        paid = lending.paid_to_borrower[rows] // DAY
        ahead = np.minimum(paid + house.rng.integers(10, 19, len(rows)), len(house.days.next_working) - 1)
        later[rows] = house.days.next_working[ahead] - paid
        lending.paid_to_borrower += later * DAY
        of_instalment = later[instalments.listing]
        instalments.due_day = instalments.due_day + of_instalment
        for moments in (instalments.repaid, instalments.paid_out):
            moments[moments < NEVER] += (of_instalment * DAY)[moments < NEVER]

    def label(self, lending: Lending) -> None:
        """List the chosen only when their borrowers are about to be paid, or take the money to the operator until then."""
        house, rows = lending.house, lending.chosen
        if house.planned.variant != "on_own":
            products = house.products[0]
            products.listed[rows] = np.minimum(lending.paid_to_borrower[rows] - DAY, house.book.until - 1)
            products.funded[rows] = np.where(lending.paid_to_borrower[rows] < house.book.until, lending.paid_to_borrower[rows] - HOUR, -1)
            return
        amount = (lending.listings.principal[rows] * house.rng.uniform(0.5, 0.95)).astype(np.int64)
        taken, back = lending.full[rows] + HOUR, lending.paid_to_borrower[rows] - 600
        product = lending.product[rows]
        house.book.add(at=taken, source=House.CUSTODY, target=House.OWN, amount=amount, purpose=Purpose.TRANSFER, product=product)
        house.book.add(at=back, source=House.OWN, target=House.CUSTODY, amount=amount, purpose=Purpose.TRANSFER, product=product)

    def conclude(self, lending: Lending) -> None:
        """Let what came too early lie apart and name no listing; what the operator took was diverted, returned or not."""
        house = lending.house
        if house.planned.variant == "no_listing":
            products = lending.product[lending.chosen]
            apart = house.accounts.open(Role.CUSTODY, np.array([house.operator]), opened=house.begins)
            house.book.divert(products, House.CUSTODY, apart)
            house.book.forget(products, Purpose.INVEST)
        if house.planned.variant == "on_own":
            taken = house.book.movements(source=House.CUSTODY, target=House.OWN, purpose=Purpose.TRANSFER)
            truth.guilty(house, "client_money_diversion", truth.by_day(house, *taken), truth.clients_outflow(house), "on_own")


fund_pool = FundPool()
