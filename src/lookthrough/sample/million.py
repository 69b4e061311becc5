"""A register of any size in the shape of a real one: how long names and scopes are, where firms sit, how many hold a listed word.

The shape is measured once from a real file, or taken from the figures below; either way no real name is written: firms' own names are
drawn from characters, and only public words (places, trades, legal forms) are words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.regions import COUNTY, PREFECTURE, PROVINCE, find_region, region, regions
from lookthrough.registry.lists import watch_lists
from lookthrough.sample.firms import words
from lookthrough.sample.identifiers import firm_codes

_FIRST_DAY, _DAYS = date(1998, 1, 1), 8_000
_PHRASES = [
    "日用百货销售；", "企业管理咨询；", "货物进出口；", "建筑材料批发；", "软件开发；",
    "技术推广服务；", "农副产品收购；", "会议及展览服务；", "机械设备租赁；", "餐饮服务；",
]  # fmt: skip
_COMMON = 2_500  # characters of GB 2312 from which firms' own names are drawn, the common ones more often


@dataclass(frozen=True, slots=True)
class Shape:
    """What a register looks like: (length, share) of names, deciles of the length of scopes, share of firms by province and with a hit."""

    name_lengths: tuple[tuple[int, float], ...]
    scope_deciles: tuple[int, ...]
    provinces: tuple[tuple[str, float], ...]
    hits: float


# measured on 177,532 firms of all provinces
NEUTRAL = Shape(
    name_lengths=(
        (6, 0.001), (7, 0.002), (8, 0.006), (9, 0.006), (10, 0.114), (11, 0.106), (12, 0.186), (13, 0.149), (14, 0.118), (15, 0.079),
        (16, 0.053), (17, 0.042), (18, 0.034), (19, 0.028), (20, 0.020), (21, 0.016), (22, 0.011), (23, 0.009), (24, 0.006), (26, 0.008),
        (28, 0.004), (32, 0.002),
    ),
    scope_deciles=(0, 12, 21, 31, 41, 51, 64, 79, 100, 138, 400),
    provinces=(),
    hits=0.094,
)  # fmt: skip


def measure(path: Path) -> Shape:
    """Measure the shape of a file of companies; names leave it only as lengths."""
    import duckdb

    with duckdb.connect() as con:
        con.read_csv(str(path), all_varchar=True).create_view("firms")
        lengths = con.execute("SELECT length(name) AS n, count(*) FROM firms WHERE n > 5 GROUP BY n ORDER BY n").fetchall()
        tenths = [tenth / 10 for tenth in range(11)]
        deciles = con.execute("SELECT quantile_disc(coalesce(length(business_scope), 0), ?) FROM firms", [tenths]).fetchall()[0][0]
        provinces = con.execute("SELECT province, count(*) FROM firms WHERE province <> '' GROUP BY 1 ORDER BY 1").fetchall()
    provinces = [(name, count) for name, count in provinces if name.isalpha() and find_region(name)]
    all_names, all_places = sum(count for _, count in lengths), sum(count for _, count in provinces)
    return Shape(
        tuple((length, count / all_names) for length, count in lengths),
        tuple(deciles),
        tuple((name, count / all_places) for name, count in provinces),
        NEUTRAL.hits,
    )


def at_home(shape: Shape, province: str, share: float) -> Shape:
    """Return the shape of a province's own register: so many firms sit there, the others as they were."""
    others = [(name, weight) for name, weight in shape.provinces if name != province]
    if not others:
        others = [(one.name[:2], 1.0) for one in regions() if one.level == PROVINCE and one.name[:2] != province]
    whole = sum(weight for _, weight in others)
    return replace(shape, provinces=((province, share), *((name, weight / whole * (1 - share)) for name, weight in others)))


def write_companies(path: Path, *, firms: int, shape: Shape, seed: int = 1, at_a_time: int = 100_000) -> list[str]:
    """Write so many firms as Parquet; return their credit codes in order."""
    codes: list[str] = []
    with pq.ParquetWriter(path, pa.schema([(name, pa.string()) for name in _COLUMNS])) as file:
        for begin in range(0, firms, at_a_time):
            numbers = np.arange(begin, min(begin + at_a_time, firms), dtype=np.int64)
            columns = _some(numbers, shape, np.random.default_rng([seed, begin]), seed)
            file.write_table(pa.table(columns))
            codes += columns["uscc"].to_pylist()
    return codes


_COLUMNS = ("name", "uscc", "established_on", "type", "registered_capital", "business_scope", "province", "city")


def _some(numbers: Any, shape: Shape, draw: np.random.Generator, seed: int) -> dict[str, pa.Array]:
    count = len(numbers)
    places = _places(shape)
    where = draw.choice(len(places), count, p=_shares([share for _, share in places]))
    seats = [places[place][0] for place in where]
    regions_of = np.array([int(seat[0]) for seat in seats], dtype=np.int64)
    lengths, shares = zip(*shape.name_lengths, strict=True)
    wanted = draw.choice(lengths, count, p=_shares(shares))
    capitals = np.round(np.exp(draw.normal(5.5, 1.6, count))).astype(int)
    days = draw.integers(0, _DAYS, count)
    return {
        "name": pa.array(_names(seats, wanted, draw)),
        "uscc": firm_codes(numbers, regions_of, seed),
        "established_on": pa.array([(_FIRST_DAY + timedelta(days=int(day))).isoformat() for day in days]),
        "type": pa.array(["有限责任公司"] * count),
        "registered_capital": pa.array([f"{capital}(万元人民币)" for capital in capitals]),
        "business_scope": pa.array(_scopes(shape, count, draw)),
        "province": pa.array([seat[1] for seat in seats]),
        "city": pa.array([seat[2] for seat in seats]),
    }


_Seat = tuple[str, str, str, tuple[str, ...]]  # county, province, city, how names begin there


@cache
def _places(shape: Shape) -> list[tuple[_Seat, float]]:
    """Return the counties of today's prefectures with the share of firms that sit there."""
    shares = dict(shape.provinces)
    found: list[tuple[_Seat, float]] = []
    for county in (one for one in regions() if one.level == COUNTY and one.ended_in is None):
        city, province = region(county.code[:4] + "00"), region(county.code[:2] + "0000")
        if province and city and city.level == PREFECTURE and len(city.name) < 6:
            weight = next((share for name, share in shares.items() if province.name.startswith(name)), 0.0 if shares else 1.0)
            short = city.name.removesuffix("市")
            begins = (short, short, short, city.name, province.name[:2], city.name + county.name)
            found.append(((county.code, province.name, city.name, begins), weight))
    return found


def _names(seats: Sequence[_Seat], wanted: Any, draw: np.random.Generator) -> list[str]:
    """Put together place, own name, trade and form; the own name takes what length is left."""
    count = len(seats)
    trades, forms, characters = [one["word"] for one in words()["industries"]], words()["forms"], _characters()
    weights = _shares([1 / (rank + 20) for rank in range(len(characters))])
    pool = "".join(characters[place] for place in draw.choice(len(characters), count * 30, p=weights))
    which, trade, form = draw.integers(0, 6, count), draw.integers(0, len(trades), count), draw.integers(0, len(forms), count)
    names = []
    for number, seat in enumerate(seats):
        begin, end = seat[3][which[number]], trades[trade[number]] + forms[form[number]]
        own = max(2, int(wanted[number]) - len(begin) - len(end))
        names.append(begin + pool[number * 30 : number * 30 + min(own, 30)] + end)
    return names


@cache
def _characters() -> str:
    codes = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    every = "".join(code.decode("gb2312", "ignore") for code in codes)
    order = np.random.default_rng(7).permutation(len(every))
    return "".join(every[place] for place in order[:_COMMON])


def _scopes(shape: Shape, count: int, draw: np.random.Generator) -> list[str]:
    """Return texts of the lengths of the shape; some hold a listed word."""
    lengths = np.interp(draw.random(count), np.linspace(0, 1, len(shape.scope_deciles)), shape.scope_deciles).astype(int)
    texts = ["".join(np.roll(_PHRASES, turn)) * 40 for turn in range(len(_PHRASES))]
    listed = sorted({word for one in watch_lists() for word in one.words.get("scope", ())})
    which, hit, word = draw.integers(0, len(texts), count), draw.random(count) < shape.hits, draw.integers(0, len(listed), count)
    return [(f"{listed[word[number]]}；" if hit[number] else "") + texts[which[number]][: lengths[number]] for number in range(count)]


def _shares(weights: Sequence[float]) -> Any:
    found = np.array(weights, dtype=float)
    return found / found.sum()


def write_relations(path: Path, *, codes: Sequence[str], relations: int, seed: int = 1) -> None:
    """Write so many shareholdings: small trees, a few holders of hundreds of firms, and one tie in two hundred closes a ring."""
    draw = np.random.default_rng([seed, 3])
    held = draw.integers(1, len(codes), relations)
    holder = (draw.random(relations) * held).astype(np.int64)  # an older firm
    large = draw.random(relations) < 0.02
    holder[large] = draw.integers(0, max(1, len(codes) // 20_000), int(large.sum()))
    back = draw.random(relations) < 0.005
    holder[back], held[back] = held[back], holder[back]
    pairs = sorted({(int(a), int(b)) for a, b in zip(holder, held, strict=True) if a != b})
    holders_of: dict[int, int] = {}
    for _, b in pairs:
        holders_of[b] = holders_of.get(b, 0) + 1
    columns = {
        "from_uscc": [codes[a] for a, _ in pairs],
        "to_uscc": [codes[b] for _, b in pairs],
        "kind": ["shareholder"] * len(pairs),
        "share": [f"{0.98 / holders_of[b]:.6f}" for _, b in pairs],
        "valid_from": ["2020-01-01"] * len(pairs),
    }
    pq.write_table(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), path)
