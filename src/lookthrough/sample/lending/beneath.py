"""What offers lie on: the products between the clients and the use, which nobody puts money into but the product above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS
from lookthrough.sample.book import NONE
from lookthrough.sample.days import Ints
from lookthrough.sample.house import ProductBlock

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_PURPOSE = 7


def beneath(lending: Lending, listings: Ints, kind: str, *, layers: int = 1) -> ProductBlock:
    """Return ``layers`` products of a kind for each listing, like it in all else."""
    of, rows = lending.listings, np.repeat(listings, layers)
    nothing = np.full(len(rows), NONE, dtype=np.int64)
    return ProductBlock(
        kind=np.full(len(rows), PRODUCT_KINDS.index(kind), dtype=np.int8),
        borrower=lending.house.products[0].borrower[rows],
        principal=of.principal[rows],
        annual_rate=of.rate[rows],
        fee_rate=of.fee_rate[rows],
        listed=of.listed[rows],
        funded=nothing.copy(),
        term=of.term[rows],
        underlying=nothing.copy(),
        underlying_term=nothing.copy(),
        guarantor=nothing.copy(),
        purpose=np.full(len(rows), _PURPOSE, dtype=np.int8),
    )
