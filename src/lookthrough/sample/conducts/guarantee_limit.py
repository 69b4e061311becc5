"""A guarantor vouches for more than it can bear: in all, of one client, of a group, or of the one who controls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY
from lookthrough.sample.exposures import enlarge, late_row, lend_to, tied
from lookthrough.sample.house import House, Judgement

if TYPE_CHECKING:
    from lookthrough.sample.exposures import Exposures

_ALL, _ONE = 10, 0.1


class GuaranteeLimit(Conduct):
    """From some guarantee on; in all, from when it has grown too far."""

    title = Text("担保责任超限", "A guarantor beyond its limits")
    variants = {"guarantor": ("in_all", "one_client", "group", "controller")}  # noqa: RUF012 - never changed

    def expose(self, loans: Exposures, house: House) -> None:
        """Make the guarantees too large for what the guarantor owns, and write down from when."""
        assets, variant = house.net_assets or 0, house.planned.variant
        if variant == "in_all":
            house.net_assets = int(loans.peak() / house.rng.uniform(11, 16))
            clients = loans.paid[loans.principal > _ONE * house.net_assets]
            day = min([loans.first_above(house.days.count, _ALL * house.net_assets), *(clients // DAY)], key=_or_never)
        elif variant == "group":
            day = int(loans.paid[tied(loans, house, 0.6, (0.06, 0.073), assets)].max() // DAY)
        else:
            rows = np.array([late_row(loans, house)])
            if variant == "controller":
                boss = next(one.source for one in house.relations if one.kind == "controller" and one.target == house.operator)
                lend_to(loans, rows, np.array([boss]))
            enlarge(loans, rows, np.array([assets * (0.05 if variant == "controller" else house.rng.uniform(0.108, 0.18))]))
            day = int(loans.paid[rows[0]] // DAY)
        if day is not None:
            house.truth.append(Judgement("guarantee_limit", int(day), None, "guilty", variant or ""))


def _or_never(day: int | None) -> float:
    return float("inf") if day is None else day


guarantee_limit = GuaranteeLimit()
