"""What clients buy lies on product upon product before any use is in sight; or one asset is cut up for too many investors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS
from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, NEVER
from lookthrough.sample.house import Judgement
from lookthrough.sample.lending.beneath import beneath

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_FORMS = ("three_layers", "four_layers", "cut_up")
_MORE_LAYERS = {"three_layers": 2, "four_layers": 3}
_EQUITY = PRODUCT_KINDS.index("equity")
_PARTNERS = 50  # may share in one partnership


class NestedProducts(Conduct):
    """Begins in the first third of the period and goes on."""

    title = Text("多层嵌套与拆分发行", "Products on products, or one cut up")
    variants = {"wealth_seller": _FORMS, "asset_management": _FORMS}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose the offers, and what lies beneath each."""
        house, listings = lending.house, lending.listings
        begin = house.begins + int((house.days.count - house.begins) * house.rng.uniform(0.1, 0.3))
        able = (listings.listed >= begin * DAY) & (lending.full < NEVER)
        if house.planned.variant == "cut_up":
            lending.chosen = np.flatnonzero(able & (listings.clients <= _PARTNERS))
            _cut_up(lending)
            return
        chosen = able & (house.rng.random(len(listings)) < house.rng.uniform(0.3, 0.8))
        chosen[np.flatnonzero(able)[:1]] = True
        lending.chosen = np.flatnonzero(chosen)
        layers = _MORE_LAYERS[house.planned.variant or ""]
        lending.product[lending.chosen] = len(listings) + np.arange(len(lending.chosen)) * layers + layers - 1

    def label(self, lending: Lending) -> None:
        """List what lies between the clients and the use."""
        if lending.house.planned.variant == "cut_up":
            lending.house.add_products(beneath(lending, lending.chosen[:1], "loan"))
        else:
            layers = _MORE_LAYERS[lending.house.planned.variant or ""]
            block = beneath(lending, lending.chosen, "wealth", layers=layers)
            place = len(lending.listings) + np.arange(len(block.principal))
            block.underlying = np.where((place - len(lending.listings)) % layers == 0, np.repeat(lending.chosen, layers), place - 1)
            lending.house.add_products(block)

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the first money put into such an offer, or by the fifty-first investor of one asset."""
        house, positions = lending.house, lending.positions
        of_it = np.flatnonzero(np.isin(positions.listing, lending.chosen) & (positions.at < house.book.until))
        at = np.sort(positions.at[of_it])
        if house.planned.variant == "cut_up":
            of_it = of_it[np.argsort(positions.at[of_it], kind="stable")]
            _, first = np.unique(positions.client[of_it], return_index=True)
            at = np.sort(positions.at[of_it][first])[_PARTNERS:]
        if len(at):
            house.truth.append(Judgement("nested_products", int(at[0] // DAY), house.closed_day, "guilty", house.planned.variant or ""))


def _cut_up(lending: Lending) -> None:
    """Make each offer a small share in one asset, sold to whoever has none yet."""
    positions, house = lending.positions, lending.house
    rows = np.flatnonzero(np.isin(positions.listing, lending.chosen))
    positions.client[rows] = house.rng.permutation(len(house.clients_inside))[np.arange(len(rows)) % len(house.clients_inside)]
    lending.kind[lending.chosen] = _EQUITY
    lending.underlying[lending.chosen] = len(lending.listings)


nested_products = NestedProducts()
