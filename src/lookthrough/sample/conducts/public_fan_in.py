"""A firm or a person of the street takes money from many people and pays them interest on fixed days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.days import DAY, Ints

if TYPE_CHECKING:
    from lookthrough.sample.street import Street

RULE = "public_fan_in"
_WINDOW, _PERSONS, _WITH_RETURNS = 90, 30, 10  # methods §2
_PAUSE = {"monthly": 30, "weekly": 7, "calendar": 30, "by_a_person": 30}


class PublicFanIn(Conduct):
    """People come in growing number; most get interest until it stops."""

    title = Text("向公众吸收资金", "Taking money from the public")
    variants = {}  # noqa: RUF012 - never changed
    forms_in_the_street = ("monthly", "weekly", "calendar", "by_a_person")

    def live(self, street: Street) -> None:
        """Take the money, pay the interest, return some principal, spend the rest."""
        variant, rng, count = street.act.variant, street.rng, street.days.count
        own = int(street.people(1)[0]) if variant == "by_a_person" else int(street.firms(1)[0])
        lenders = street.people(int(rng.integers(90, 320)))
        first = int(count * rng.uniform(0.05, 0.3))
        day = first + ((count - first) * rng.random(len(lenders)) ** 0.8).astype(np.int64)
        fen = rng.choice([3_000, 5_000, 10_000, 20_000, 50_000, 100_000], len(lenders), p=(0.2, 0.25, 0.25, 0.15, 0.1, 0.05)) * 100
        street.pay(day, lenders, own, fen)
        back = _interest(street, own, lenders, day, fen)
        begin = _begins(count, day, *back)
        street.judge(own, RULE if begin is not None else None, begin or 0)


def _interest(street: Street, own: int, lenders: Ints, day: Ints, fen: Ints) -> tuple[Ints, Ints]:
    """Pay interest; return the days of each lender's first and second payment, far ahead where there is none."""
    rng, pause = street.rng, _PAUSE[street.act.variant]
    paid = rng.random(len(lenders)) < 0.85
    start = day + pause if street.act.variant != "calendar" else (day // 30 + 1) * 30 + 14
    rate = rng.uniform(0.01, 0.025) * pause / 30
    dates = np.full((2, len(lenders)), 1 << 30)
    for number in range(street.days.count // pause + 1):
        due = street.days.next_working[np.minimum(start + number * pause, street.days.count)]
        rows = np.flatnonzero(paid & (start + number * pause < street.days.count) & (due < street.days.count))
        at = street.pay(due[rows], own, lenders[rows], (fen[rows] * rate).astype(np.int64))
        if number < 2:
            dates[number, rows] = at // DAY
    return dates[0], dates[1]


def _begins(count: int, day: Ints, first: Ints, second: Ints) -> int | None:
    """Return the first day on which so many paid within the window, and so many of them had two payments back."""
    for today in range(count):
        recent = (day <= today) & (day > today - _WINDOW)
        if recent.sum() >= _PERSONS and (recent & (second <= today) & (first > today - _WINDOW)).sum() >= _WITH_RETURNS:
            return today
    return None


public_fan_in = PublicFanIn()
