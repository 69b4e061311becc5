"""Which dated limits belong to no single rule: when an assignment counts as fair, and when *critical* is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from lookthrough.flows.rule import all_rules
from lookthrough.kernel.limits import LimitTable, read_limits


@cache
def shared_limits() -> Mapping[str, LimitTable]:
    """Return, by the name of its file, each table of limits that no rule bears the name of."""
    files = sorted(Path(str(resources.files("lookthrough.flows") / "limits")).glob("*.yml"))
    return {file.stem: read_limits(file) for file in files if file.stem not in all_rules()}
