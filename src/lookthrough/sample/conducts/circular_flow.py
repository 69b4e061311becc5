"""A firm of the street sends money round through others' accounts, to have a turnover to show."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, HOUR

if TYPE_CHECKING:
    from lookthrough.sample.street import Street

RULE = "circular_flow"
_WINDOW, _ROUNDS = 90, 3  # methods §2


class CircularFlow(Conduct):
    """Between three and eight accounts, a little less at every step."""

    title = Text("资金循环", "Money going round")
    variants = {}  # noqa: RUF012 - never changed
    forms_in_the_street = ("three", "through_people", "eight")

    def live(self, street: Street) -> None:
        """Send an amount round again and again, beside some trade."""
        rng, count = street.rng, street.days.count
        accounts = {"three": 3, "through_people": 5, "eight": 8}[street.act.variant]
        own = int(street.firms(1)[0])
        others = street.people(accounts - 1) if street.act.variant == "through_people" else street.firms(accounts - 1)
        way, came = [own, *others.tolist(), own], 0
        first = int(rng.integers(5, max(6, count // 2)))
        begins = first + np.cumsum(rng.integers(5, 16, int(rng.integers(5, 14))))
        closed = []
        for day in begins[begins < count - 7].tolist():
            at, fen = day * DAY + int(rng.integers(8, 12)) * HOUR, float(rng.integers(50_000, 900_000)) * 100
            for source, target in pairwise(way):
                street.at(np.array([at]), source, target, int(fen))
                came = at
                at, fen = at + int(rng.integers(HOUR // 2, 16 * HOUR)), fen * (1 - rng.uniform(0, 0.008))
            closed.append(came // DAY)
        _trade(street, own)
        begin = next((b for a, b in zip(closed, closed[_ROUNDS - 1 :], strict=False) if b - a < _WINDOW), None)
        street.judge(own, RULE if begin is not None else None, begin or 0)


def _trade(street: Street, own: int) -> None:
    customers = street.people(30)
    street.pay(street.some_days(60), street.rng.choice(customers, 60), own, street.rng.integers(200, 4_000, 60) * 100)


circular_flow = CircularFlow()
