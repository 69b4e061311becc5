"""The highest and lowest of several months; months without a report are passed over."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from lookthrough.risk.facts import Column


def highest(months: Sequence[Column]) -> Column:
    """Return the highest value reported; null where there is none."""
    return _extreme(months, ibis.greatest)


def lowest(months: Sequence[Column]) -> Column:
    """Return the lowest value reported; null where there is none."""
    return _extreme(months, ibis.least)


def _extreme(months: Sequence[Column], of: Column) -> Column:
    any_reported = ibis.coalesce(*months)  # engines differ on nulls among several values: each is replaced by one that was reported
    return of(*(one.fill_null(any_reported) for one in months))
