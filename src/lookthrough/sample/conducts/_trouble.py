"""How misconduct grows: from nothing at some day in the first third of the period to its height some months later."""

from __future__ import annotations

import numpy as np

from lookthrough.sample.days import Floats
from lookthrough.sample.house import House


def growing(house: House, low: float, high: float) -> Floats:
    """Return a share for each day of the period: nothing at first, then rising to a height between ``low`` and ``high``."""
    span = house.days.count - house.begins
    begin = house.begins + int(span * house.rng.uniform(0.15, 0.35))
    top = house.rng.uniform(low, high)
    risen: Floats = np.clip((np.arange(house.days.count) - begin) / (0.4 * span), 0, 1) * top
    return risen
