"""How many examples a test looks at where that takes long: a third by day, all with LOOKTHROUGH_ALL_EXAMPLES=1."""

from __future__ import annotations

import os


def slow_examples(every: int) -> int:
    """Return how many of so many examples this run looks at."""
    return every if os.environ.get("LOOKTHROUGH_ALL_EXAMPLES") == "1" else every // 3
