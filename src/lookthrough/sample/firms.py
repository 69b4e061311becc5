"""Invented firms in bulk: names, credit codes, districts and trades, each firm's a matter of its number and the seed alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from lookthrough.sample.days import Ints
from lookthrough.sample.identifiers import firm_codes, mixed


@cache
def words() -> dict[str, Any]:
    """Return the words from which firms and places are named."""
    text: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
    return text


def districts() -> Ints:
    """Return the codes of the city's districts and counties."""
    return np.array([district["code"] for district in words()["districts"]], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Firms:
    """Columns of equal length. ``established`` is in days since 1970-01-01; ``industry`` a class of GB/T 4754."""

    name: pa.Array
    uscc: pa.Array
    region: Ints
    industry: pa.Array
    established: Ints

    def __len__(self) -> int:
        return len(self.region)


def firms(numbers: Ints, *, seed: int, founded_before: int) -> Firms:
    """Return the firms of these numbers; all were founded in the twenty-five years before ``founded_before`` (days since 1970)."""
    region = districts()[(mixed(numbers, seed + 11) % np.uint64(len(districts()))).astype(np.int64)]
    industries = words()["industries"]
    trade = (mixed(numbers, seed + 12) % np.uint64(len(industries))).astype(np.int64)
    age = np.sqrt((mixed(numbers, seed + 13) % np.uint64(10**6)).astype(np.float64) / 10**6) * 9_125
    return Firms(
        name=_names(numbers, region, trade, seed),
        uscc=firm_codes(numbers, region, seed),
        region=region,
        industry=_taken([industry["code"] for industry in industries], trade),
        established=founded_before - 60 - (9_125 - age).astype(np.int64),
    )


def _taken(texts: list[str], places: Ints) -> pa.Array:
    return pa.array(texts, pa.string()).take(pa.array(places))


@cache
def _own_names() -> list[str]:
    first, second = dict.fromkeys(words()["first"]), dict.fromkeys(words()["second"])
    return [a + b for a in first for b in second if a != b]


def _names(numbers: Ints, region: Ints, trade: Ints, seed: int) -> pa.Array:
    """Put the parts together: a place, the firm's own name, its trade, its form. Numbers below the count of own names never share one."""
    own = _own_names()
    step = next(step for step in range(7_919, 9_000) if np.gcd(step, len(own)) == 1)
    places = [
        words()["city"]["short"],
        words()["city"]["name"],
        *(words()["city"]["short"] + _short(d["name"]) for d in words()["districts"]),
    ]
    draw = (mixed(numbers, seed + 14) % np.uint64(10)).astype(np.int64)
    where = np.where(draw < 6, 0, np.where(draw < 8, 1, 2 + np.searchsorted(districts(), region)))
    form = (mixed(numbers, seed + 15) % np.uint64(len(words()["forms"]))).astype(np.int64)
    parts = [
        _taken(places, where),
        _taken(own, (numbers * step + seed) % len(own)),
        _taken([industry["word"] for industry in words()["industries"]], trade),
        _taken(words()["forms"], form),
    ]
    return pc.binary_join_element_wise(*parts, "")


def _short(district: str) -> str:
    return district[:-1]
