"""Invented firms in bulk: names, credit codes, districts and trades, each firm's a matter of its number and the seed alone."""

from __future__ import annotations

from collections.abc import Sequence
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


@cache
def _seats() -> Ints:
    """Return each district's code as often as firms sit there."""
    return np.repeat(districts(), [district["firms"] for district in words()["districts"]])


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

    def taken(self, rows: Ints) -> Firms:
        """Return some of the firms, in the order asked for."""
        some = pa.array(rows)
        return Firms(self.name.take(some), self.uscc.take(some), self.region[rows], self.industry.take(some), self.established[rows])

    def named(self, names: Sequence[str], industry: str) -> Firms:
        """Return the same firms under other names, in one trade."""
        return Firms(pa.array(names, pa.string()), self.uscc, self.region, pa.array([industry] * len(self), pa.string()), self.established)


class Registrar:
    """Hands out firms, each once: those of a given register first, in an order of the seed's own, then new ones."""

    def __init__(self, *, seed: int, founded_before: int, register: Firms | None = None, operators: int = 0, town: int = 0) -> None:
        """Head of the register: ``operators`` firms that run institutions, in their order, then ``town`` firms that all of them know."""
        self._seed, self._founded_before, self._register, self._operators = seed, founded_before, register, operators
        self._next = 0 if register is None else len(register)
        known = np.arange(operators, operators + town)
        others = np.random.default_rng([seed, 2]).permutation(np.arange(operators + town, max(self._next, operators + town)))
        self._waiting = np.concatenate([known, others]).astype(np.int64)

    def take(self, count: int) -> Firms:
        """Return the next ``count`` firms."""
        if self._register is not None and count <= len(self._waiting):
            rows, self._waiting = self._waiting[:count], self._waiting[count:]
            return self._register.taken(rows)
        numbers = np.arange(self._next, self._next + count, dtype=np.int64)
        self._next += count
        return firms(numbers, seed=self._seed, founded_before=self._founded_before)

    def operator(self, number: int, business: str) -> Firms:
        """Return the firm that runs institution ``number``."""
        if self._register is not None and number < self._operators:
            return self._register.taken(np.array([number], dtype=np.int64))
        return operator_firms(self.take(1), [business], self._seed)


def operator_firms(firms: Firms, businesses: Sequence[str], seed: int) -> Firms:
    """Give firms the names of operators of these businesses."""
    draw = mixed(np.arange(len(firms)) + firms.established, seed + 16)
    names, codes = [], []
    for business, plain, lot in zip(businesses, firms.uscc.to_pylist(), draw.tolist(), strict=True):
        trade = words()["operators"][business]
        own = own_names()[(int(lot) + sum(map(ord, plain))) % len(own_names())]
        form = "" if business == "cooperative" else "有限公司"
        names.append(words()["city"]["short"] + own + trade["words"][int(lot) % len(trade["words"])] + form)
        codes.append(trade["code"])
    return Firms(pa.array(names, pa.string()), firms.uscc, firms.region, pa.array(codes, pa.string()), firms.established)


def brand(operator: str, business: str, lot: int) -> str:
    """Return what an institution calls itself: place, its operator's own name, and a word for what it does."""
    brands = words()["operators"][business]["brands"]
    short: str = words()["city"]["short"]
    return f"{short}{operator.removeprefix(short)[:2]}{brands[lot % len(brands)]}"


def firms(numbers: Ints, *, seed: int, founded_before: int) -> Firms:
    """Return the firms of these numbers; all were founded in the twenty-five years before ``founded_before`` (days since 1970)."""
    seats = _seats()
    region = seats[(mixed(numbers, seed + 11) % np.uint64(len(seats))).astype(np.int64)]
    industries = words()["industries"]
    trade = trades(numbers, seed)
    age = np.sqrt((mixed(numbers, seed + 13) % np.uint64(10**6)).astype(np.float64) / 10**6) * 9_125
    return Firms(
        name=_names(numbers, region, trade, seed),
        uscc=firm_codes(numbers, region, seed),
        region=region,
        industry=_taken([industry["code"] for industry in industries], trade),
        established=founded_before - 60 - (9_125 - age).astype(np.int64),
    )


def _taken(texts: Sequence[str], places: Ints) -> pa.Array:
    return _column(tuple(texts)).take(pa.array(places))


@cache
def _column(texts: tuple[str, ...]) -> pa.Array:
    return pa.array(texts, pa.string())


def trades(numbers: Ints, seed: int) -> Ints:
    """Return the place of each firm's trade among the industries."""
    return (mixed(numbers, seed + 12) % np.uint64(len(words()["industries"]))).astype(np.int64)


@cache
def own_names() -> tuple[str, ...]:
    """Return what firms call themselves, between the place and the trade."""
    first, second = dict.fromkeys(words()["first"]), dict.fromkeys(words()["second"])
    return tuple(a + b for a in first for b in second if a != b)


@cache
def _step() -> int:
    """Return a stride that visits every own name once."""
    return next(step for step in range(7_919, 9_000) if np.gcd(step, len(own_names())) == 1)


def own_places(numbers: Ints, seed: int) -> Ints:
    """Return the place of each firm's own name among ``own_names``."""
    return (numbers * _step() + seed) % len(own_names())


def _names(numbers: Ints, region: Ints, trade: Ints, seed: int) -> pa.Array:
    """Put the parts together: a place, the firm's own name, its trade, its form. Numbers below the count of own names never share one."""
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
        _taken(own_names(), own_places(numbers, seed)),
        _taken([industry["word"] for industry in words()["industries"]], trade),
        _taken(words()["forms"], form),
    ]
    return pc.binary_join_element_wise(*parts, "")


def _short(district: str) -> str:
    return district[:-1]
