"""What stood in institutions' books before a run begins, so that tomorrow's file continues where today's ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Method
from lookthrough.flows.coding import Numbers


def _none(*shape: int) -> Numbers:
    return np.empty(shape, np.int64)


@dataclass(frozen=True, slots=True)
class Opening:
    """One institution's books at the beginning of a day; codes as in ``flows.coding``.

    ``listed``: its listings in the order of their first transfer (they settle ties). ``rows``: by method, rows of account, listing,
    origin, fen; under first-in-first-out oldest first. ``investors``: accounts that invested before. ``fees``: rows of listing, fen of
    agreed fees taken.
    """

    listed: Numbers = field(default_factory=lambda: _none(0))
    rows: Mapping[Method, Numbers] = field(default_factory=dict)
    investors: Numbers = field(default_factory=lambda: _none(0))
    fees: Numbers = field(default_factory=lambda: _none(0, 2))

    def of(self, method: Method) -> Numbers:
        """Return the rows under a method."""
        return self.rows.get(method, _none(0, 4))


NOTHING = Opening()


@dataclass(frozen=True, slots=True)
class Openings:
    """The books of all institutions (by code) at the beginning of ``day`` (since 1970-01-01), and their listings' days before it.

    ``listing_days``: columns as of ``the_listing_days`` (``flows.ledger_tables``).
    """

    day: int
    of: Mapping[int, Opening]
    listing_days: pa.Table

    def institutions(self) -> Numbers:
        """Return the institutions whose books are not empty."""
        return np.array(sorted(self.of), np.int32)
