"""The sample area: an invented prefecture city, its districts, its register of companies, and the licences its finance firms hold."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from lookthrough.kernel.regions import COUNTY, PREFECTURE, PROVINCE, Region, register_regions
from lookthrough.sample.days import Ints
from lookthrough.sample.firms import Firms, firms, operator_firms, own_names, own_places, trades, words

_EPOCH = date(1970, 1, 1)
_COLUMNS = (
    "name", "uscc", "established_on", "type", "registered_capital", "business_scope", "province", "city", "region_code", "district",
    "event",
)  # fmt: skip
_EVENTS = ("name_change", "scope_change", "move_in")
_NEW_WITHIN = 120  # days before the end of the register in which a firm counts as new
_TEN_THOUSANDS = (
    3, 5, 10, 20, 30, 50, 50, 80, 100, 100, 100, 200, 200, 300, 500, 500, 600, 800, 1_000, 1_000, 2_000, 3_000, 5_000, 10_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Register:
    """The city's companies: operators of institutions first, then banks and guarantors, then everyone else."""

    firms: Firms
    scopes: list[str]
    operators: int
    town: int


@cache
def finance_words() -> dict[str, Any]:
    """Return names, scopes and shapes that touch finance."""
    text: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("finance_words.yml").read_text(encoding="utf-8"))
    return text


def regions() -> list[Region]:
    """Return the invented province, city and districts."""
    place = words()
    province, city = str(place["province"]["code"]), str(place["city"]["code"])
    return [
        Region(province, place["province"]["name"], PROVINCE, None),
        Region(city, place["city"]["name"], PREFECTURE, province),
        *(Region(str(one["code"]), one["name"], COUNTY, city) for one in place["districts"]),
    ]


def register_area() -> None:
    """Let the kernel know the invented regions; twice is once."""
    register_regions(regions())


def draw_register(*, count: int, businesses: Sequence[str], seed: int, on: date) -> Register:
    """Draw ``count`` companies as they stand in the register on ``on``; ``businesses`` are those of the institutions to be run."""
    rng = np.random.default_rng([seed, 3])
    every = firms(np.arange(count, dtype=np.int64), seed=seed, founded_before=(on - _EPOCH).days - 45)
    operators, town = len(businesses), len(words()["banks"]) + len(words()["guarantors"])
    kinds = _kinds(rng, count, first=operators + town)
    names, industries = _names(every, kinds, seed), every.industry.to_pylist()
    ran = operator_firms(every.taken(np.arange(operators)), businesses, seed)
    names[: operators + town] = [*ran.name.to_pylist(), *words()["banks"], *words()["guarantors"]]
    industries[: operators + town] = [*ran.industry.to_pylist(), *["J66"] * len(words()["banks"]), *["L72"] * len(words()["guarantors"])]
    _tell_apart(names, seed)
    scopes = _scopes(rng, every, kinds, businesses, seed)
    named = Firms(pa.array(names, pa.string()), every.uscc, every.region, pa.array(industries, pa.string()), every.established)
    return Register(named, scopes, operators, town)


def _kinds(rng: np.random.Generator, count: int, *, first: int) -> Ints:
    """Return for each company the place of its kind of finance words, or -1."""
    shares = np.array([kind["share"] for kind in finance_words()["kinds"]])
    place = np.searchsorted(np.cumsum(shares), rng.random(count), side="right")
    place[:first] = len(shares)
    return np.where(place < len(shares), place, -1)


def _names(every: Firms, kinds: Ints, seed: int) -> list[str]:
    """Return all names, those of finance-like firms with their own words in place of the trade."""
    names: list[str] = every.name.to_pylist()
    short = words()["city"]["short"]
    for row in np.flatnonzero(kinds >= 0).tolist():
        choice = finance_words()["kinds"][kinds[row]]["words"]
        if choice:
            own = own_names()[int(own_places(np.array([row]), seed)[0])]
            names[row] = f"{short}{own}{choice[row % len(choice)]}有限公司"
    return names


def _tell_apart(names: list[str], seed: int) -> None:
    """Give a later firm of the same name another own name, as the registry would demand."""
    short, taken = words()["city"]["short"], set[str]()
    for row, name in enumerate(names):
        fresh, turn = name, 0
        while fresh in taken:
            turn += 1
            other = own_names()[(row * 31 + turn * 977 + seed) % len(own_names())]
            fresh = f"{short}{other}{name.removeprefix(short)}"
        names[row] = fresh
        taken.add(fresh)


def _scopes(rng: np.random.Generator, every: Firms, kinds: Ints, businesses: Sequence[str], seed: int) -> list[str]:
    """Write each company's scope: what its kind of finance words calls for, some of its trade's items, and the usual ending."""
    endings, separators, count = finance_words()["endings"], ("；", "、", "，"), len(every)
    items = [industry["scope"] for industry in words()["industries"]]
    draws = zip(trades(np.arange(count), seed).tolist(), kinds.tolist(), rng.integers(0, 1 << 30, count).tolist(), strict=True)
    scopes = []
    for trade, kind, draw in draws:
        before, after = _finance_scope(kind)
        own = items[trade][: 1 + draw // 7 % len(items[trade])]
        scopes.append(separators[draw // 3 % 3].join([*before, *own, *after]) + ("" if after else endings[draw // 11 % len(endings)]))
    known = [*businesses, *["bank"] * len(words()["banks"]), *["guarantor"] * len(words()["guarantors"])]
    scopes[: len(known)] = ["；".join(finance_words()["scopes"][business]) for business in known]
    return scopes


def _finance_scope(kind: int) -> tuple[list[str], list[str]]:
    """Return what stands before and after a firm's ordinary scope items; a general denial stands last."""
    if kind < 0:
        return [], []
    words_of_kind = finance_words()["kinds"][kind]
    return (words_of_kind["scope"], []) if words_of_kind["words"] else ([], words_of_kind["scope"])


def write_companies(register: Register, path: Path, *, seed: int, on: date) -> None:
    """Write the register as CSV in the public format, with the district's code (``region_code``) and name."""
    rng = np.random.default_rng([seed, 4])
    every, place = register.firms, words()
    names = {one["code"]: one["name"] for one in place["districts"]}
    capital, kinds, events = _capital(rng, register), _types(every, rng), _events(rng, every, on)
    rows = zip(
        every.name.to_pylist(), every.uscc.to_pylist(), every.established.tolist(), kinds, capital, register.scopes, every.region.tolist(),
        events, strict=True,
    )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for name, uscc, founded, kind, amount, scope, region, event in rows:
            day = (_EPOCH + timedelta(days=founded)).isoformat()
            where = place["province"]["name"], place["city"]["name"], region, names[region]
            writer.writerow((name, uscc, day, kind, amount, scope, *where, event))


def _capital(rng: np.random.Generator, register: Register) -> list[str]:
    """Write registered capital in the shapes that registries use; finance firms at the head of the register have plenty."""
    shapes, count = finance_words()["capital"], len(register.firms)
    shares = np.cumsum([shape["share"] for shape in shapes])
    which = np.minimum(np.searchsorted(shares, rng.random(count) * shares[-1]), len(shapes) - 1)
    amount = rng.choice(_TEN_THOUSANDS, count)
    which[: register.operators + register.town] = 0
    amount[: register.operators] = rng.choice([1_000, 2_000, 5_000, 10_000], register.operators)
    amount[register.operators : register.operators + register.town] = 50_000
    return [shapes[place]["shape"].format(yuan) for place, yuan in zip(which.tolist(), amount.tolist(), strict=True)]


def _types(every: Firms, rng: np.random.Generator) -> list[str]:
    kinds = finance_words()["types"]
    draw = rng.integers(0, len(kinds), len(every)).tolist()
    by_form = {"股份有限公司": "其他股份有限公司(非上市)", "专业合作社": "农民专业合作社", "互助社": "农民专业合作社"}
    return [
        next((kind for form, kind in by_form.items() if name.endswith(form)), kinds[place])
        for name, place in zip(every.name.to_pylist(), draw, strict=True)
    ]


def _events(rng: np.random.Generator, every: Firms, on: date) -> list[str]:
    """Firms founded of late are new; a few of the others changed something or moved in."""
    draw, newest = rng.random(len(every)), (on - _EPOCH).days - _NEW_WITHIN
    rare = 0.004
    return [
        "new" if founded > newest else _EVENTS[int(chance / rare * len(_EVENTS))] if chance < rare else "existing"
        for founded, chance in zip(every.established.tolist(), draw.tolist(), strict=True)
    ]


def write_licences(register: Register, businesses: Sequence[str], path: Path, *, on: date) -> None:
    """Write who holds which licence: ``uscc, kind, valid_from, valid_to``."""
    kinds = [finance_words()["licences"].get(business) for business in businesses]
    kinds += ["bank"] * len(words()["banks"]) + ["guarantor"] * len(words()["guarantors"])
    codes, founded = register.firms.uscc.to_pylist(), register.firms.established.tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("uscc", "kind", "valid_from", "valid_to"))
        for row, kind in enumerate(kinds):
            if kind:
                begin = _EPOCH + timedelta(days=founded[row] + 20)
                writer.writerow((codes[row], kind, begin.isoformat(), date(on.year + 3, 12, 31).isoformat()))
