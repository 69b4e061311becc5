"""Every limit of the house has its name in both languages."""

from __future__ import annotations

import pytest

from lookthrough.console.words_of_methods import LIMIT_NAMES, SCALES
from lookthrough.flows.rule import all_rules
from lookthrough.flows.shared_limits import shared_limits

NAMES = {row.name for rule in all_rules().values() for row in rule.limits.rows} | {
    row.name for table in shared_limits().values() for row in table.rows
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_it_is_called_something(name: str) -> None:
    scale = next((name.removesuffix(f"_{plain}") for plain in ("medium_from", "high_from") if name.endswith(f"_{plain}")), None)
    assert name in LIMIT_NAMES if scale is None else scale in SCALES
