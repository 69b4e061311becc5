"""Invented people: a name and a resident id of a region that does not exist, each person's a matter of a number and the seed alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from lookthrough.sample.firms import districts
from lookthrough.sample.identifiers import mixed

FROM_LEDGER = 1_000_000  # a ledger's person P…42 is person 1000042; below are those whom only the register knows
_FIRST_BIRTHDAY, _BIRTHDAYS, _ON_A_DAY = date(1951, 1, 1), 18_500, 999
_STRIDE = 1_000_003
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Invented:
    """A person who does not exist."""

    name: str
    number: str


@cache
def people_words() -> dict[str, Any]:
    """Return the characters people are named by, and holders outside the register."""
    text: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("people_words.yml").read_text(encoding="utf-8"))
    return text


def person(number: int, seed: int) -> Invented:
    """Return the person of a number; no two numbers below two hundred million share a resident id."""
    first, second, third = (int(lot) for lot in mixed(np.array([number, number + (1 << 40), number + (1 << 41)]), seed + 31))
    surnames, given = people_words()["surnames"], people_words()["given"]
    name = surnames[first % len(surnames)] + given[second % len(given)]
    return Invented(name + (given[third % len(given)] if third >> 32 & 3 else ""), _resident_id(number, seed))


def _resident_id(number: int, seed: int) -> str:
    regions = districts().tolist()
    total = len(regions) * _BIRTHDAYS * _ON_A_DAY
    place = (number * _stride(total) + seed) % total
    rest, order = divmod(place, _ON_A_DAY)
    region, day = divmod(rest, _BIRTHDAYS)
    born = _FIRST_BIRTHDAY + timedelta(days=day)
    body = f"{regions[region]}{born:%Y%m%d}{order + 1:03d}"
    return body + _CHECK[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


@cache
def _stride(total: int) -> int:
    return next(step for step in range(_STRIDE, 2 * _STRIDE) if gcd(step, total) == 1)
