"""A microlender puts too much on one borrower, on a group that hides behind three names, or borrows too much itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY
from lookthrough.sample.exposures import enlarge, late_row, tied
from lookthrough.sample.house import House, Judgement

if TYPE_CHECKING:
    from lookthrough.sample.exposures import Exposures


class SmallLoanLimit(Conduct):
    """From some loan on; the rest of its loans are small."""

    title = Text("小贷超比例", "A microlender beyond its proportions")
    variants = {"microlender": ("one_borrower", "group", "borrowed")}  # noqa: RUF012 - never changed

    def expose(self, loans: Exposures, house: House) -> None:
        """Make the loans too large for what the lender owns, or owe too much, and write down from when."""
        assets, variant = house.net_assets or 0, house.planned.variant or ""
        if variant == "borrowed":
            house.borrowed = int(assets * house.rng.uniform(4.3, 6))
            house.truth.append(Judgement("small_loan_limit", house.begins, None, "guilty", variant))
            return
        if variant == "group":
            day = int(loans.paid[tied(loans, house, 0.6, (0.06, 0.073), assets)].max() // DAY)
        else:
            row = late_row(loans, house)
            enlarge(loans, np.array([row]), np.array([assets * house.rng.uniform(0.108, 0.18)]))
            day = int(loans.paid[row] // DAY)
        house.truth.append(Judgement("small_loan_limit", day, None, "guilty", variant))


small_loan_limit = SmallLoanLimit()
