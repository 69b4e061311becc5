"""Units as senders write them: 元, 万元, 度, 立方米, % and their multiples, each an exact multiple of what facts are kept in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from lookthrough.intake.template import Column

_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_ENERGY = {"千瓦时": 1, "度": 1, "kwh": 1, "kw.h": 1, "kw·h": 1, "兆瓦时": 1000, "mwh": 1000}
_VOLUME = {"立方米": 1, "立方": 1, "方": 1, "吨": 1, "m3": 1, "m^3": 1, "t": 1}
_COUNTERS = ("人", "人次", "户", "件", "宗", "起", "次", "笔", "家", "个", "套", "篇", "条", "期", "辆", "名", "项", "份", "户次", "只")
_FOREIGN = re.compile(r"(美元|美金|港元|港币|欧元|日元|英镑|澳元|usd|hkd|eur|jpy|gbp|\$|€|£)", re.IGNORECASE)
_PERCENT, _PERMILLE = Fraction(1, 100), Fraction(1, 1000)
_PARTS = {"%": _PERCENT, "百分比": _PERCENT, "百分数": _PERCENT, "‰": _PERMILLE, "千分比": _PERMILLE, "小数": Fraction(1)}


def plain_unit(text: str) -> str:
    """Fold a unit: half width, small letters, no spaces and no leading 单位 or 人民币."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"^(单位|计量单位)?[:：]?(人民币|rmb|cny)?", "", folded).removesuffix("人民币") or folded


def is_foreign(text: str) -> bool:
    """Say whether a unit names foreign money: nothing here converts it."""
    return bool(_FOREIGN.search(unicodedata.normalize("NFKC", text)))


def factor(unit: str, column: Column) -> Fraction | None:
    """Return how many of the fact's unit one ``unit`` is (fen for money, fractions for shares), None when it is no unit of the column."""
    return _units(_dimension(column)).get(plain_unit(unit))


def own_factor(column: Column) -> Fraction:
    """Return the same for the unit that the template asks for; a number without a unit counts in it."""
    found = factor(column.unit, column) if column.unit else Fraction(1)
    if found is None:
        raise ValueError(f"column {column.name} has the unknown unit {column.unit}")
    return found


def any_unit(text: str) -> bool:
    """Say whether a text is a unit of any kind, so that a bracket in a heading can be told from a remark."""
    plain = plain_unit(text)
    return any(plain in _units(one) for one in ("money", "energy", "volume", "part", "rate", "count", "months", "days"))


def known_units(column: Column) -> list[str]:
    """Return the units that a column may be given in, for the receipt's words."""
    usual = {
        "money": ["元", "万元", "亿元"], "energy": ["千瓦时", "万千瓦时"], "volume": ["立方米", "万立方米"], "part": ["%", "‰", "小数"],
        "rate": ["%", "‰", "小数"], "months": ["个月"], "days": ["天"],
    }  # fmt: skip
    return usual.get(_dimension(column), [column.unit] if column.unit else [])


def _dimension(column: Column) -> str:
    if column.kind in ("money", "rate"):
        return column.kind
    if column.kind == "share":
        return "part"
    unit = plain_unit(column.unit)
    by_unit = {"千瓦时": "energy", "立方米": "volume", "个月": "months", "天": "days"}
    return by_unit.get(unit, "count")


@cache
def _units(dimension: str) -> Mapping[str, Fraction]:
    if dimension == "money":
        names = {f"{scale}{yuan}": Fraction(times * 100) for scale, times in _SCALES.items() for yuan in ("元", "圆")}
        bare = {scale: Fraction(times * 100) for scale, times in _SCALES.items() if scale}
        return {**names, **bare, "角": Fraction(10), "分": Fraction(1), "¥": Fraction(100), "rmb": Fraction(100)}
    if dimension in ("part", "rate"):
        return _PARTS if dimension == "part" else {**_PARTS, **{f"年{unit}": value for unit, value in _PARTS.items()}, "%/年": _PARTS["%"]}
    base: Mapping[str, int] = {
        "energy": _ENERGY, "volume": _VOLUME, "months": {"个月": 1, "月": 1}, "days": {"天": 1, "日": 1},
        "count": dict.fromkeys(_COUNTERS, 1),
    }[dimension]  # fmt: skip
    scaled = {f"{scale}{unit}": Fraction(times * size) for scale, times in _SCALES.items() for unit, size in base.items()}
    return {**scaled, **{scale: Fraction(times) for scale, times in _SCALES.items() if scale}}
