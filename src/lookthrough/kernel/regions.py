"""Regions by their GB/T 2260 codes: province, prefecture, county, from python-stdnum's table and what an office registers beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from stdnum import numdb

PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"
_NAMED = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")
_KINDS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", "省", "市", "州", "盟", "县", "区", "旗")
_MUNICIPALITIES = ("11", "12", "31", "50")


@dataclass(frozen=True, slots=True)
class Region:
    """One code and its latest name; ``ended_in`` is the last year of a code that is no longer assigned, else None."""

    code: str
    name: str
    level: str
    parent_code: str | None
    ended_in: int | None = None


_registered: dict[str, Region] = {}


def register_regions(own: Iterable[Region]) -> None:
    """Let an office add regions of its own; a code that stands in GB/T 2260 is refused with ``ValueError``."""
    for added in own:
        if added.code in _national():
            raise ValueError(f"{added.code} is {_national()[added.code].name} in GB/T 2260")
        _registered[added.code] = added
    find_region.cache_clear()
    regions.cache_clear()


def region(code: str) -> Region | None:
    """Return the region of a six-digit code, or None when the code was never assigned nor registered."""
    return _registered.get(code) or _national().get(code)


def nearest_region(code: str) -> Region | None:
    """Return the region of ``code``, else its prefecture's, else its province's: development zones use codes of their own (``230199``)."""
    return region(code) or region(code[:4] + "00") or region(code[:2] + "0000")


def within(code: str, ancestor: str) -> bool:
    """Say whether ``code`` is ``ancestor`` or lies in it; by the digits alone, so that codes never assigned count too."""
    stem = ancestor[:2] if ancestor.endswith("0000") else ancestor[:4] if ancestor.endswith("00") else ancestor
    return code.startswith(stem)


@cache
def regions() -> tuple[Region, ...]:
    """Return every region known: those of GB/T 2260, also ended ones, and those an office registered."""
    return tuple(_every())


@lru_cache(maxsize=1 << 14)
def find_region(province: str, city: str = "") -> Region | None:
    """Find the region by the names people write (``广东``, ``延边州``, ``浦东``).

    The exact name comes first, then today's codes before ended ones, then the larger region. In a municipality
    ``city`` is one of its districts. A city that is not found gives None, not its province.
    """
    found = _first([one for one in _every() if one.level == PROVINCE], province)
    if found is None or not city.strip():
        return found
    if found.code.startswith(_MUNICIPALITIES) and _short(city) == _short(province):
        return found
    return _first([one for one in _every() if one.code[:2] == found.code[:2] and one.level != PROVINCE], city)


def _first(regions: list[Region], name: str) -> Region | None:
    """Return the best of ``regions`` whose name begins with ``name`` less its kind: 延边 and 延边州 both begin 延边朝鲜族自治州."""
    name, short = name.strip(), _short(name)
    fitting = [one for one in regions if len(short) > 1 and one.name.startswith(short)]
    # what an office registered never stands in the way of the national table
    return min(
        fitting, key=lambda one: (one.code in _registered, one.name != name, one.ended_in is not None, _rank(one), one.code), default=None
    )


def _short(name: str) -> str:
    name = name.strip()
    kind = next((kind for kind in _KINDS if name.endswith(kind) and len(name) - len(kind) > 1), "")
    return name.removesuffix(kind)


@cache
def _national() -> dict[str, Region]:
    found: dict[str, Region] = {}
    for _, stem, _, _, counties in numdb.get("cn/loc").prefixes:
        for _, rest, _, properties, _ in counties:
            found[stem + rest] = _region(stem + rest, properties["county"])
    return found


def _region(code: str, names: str) -> Region:
    last = list(_NAMED.finditer(names))[-1]
    level = PROVINCE if code.endswith("0000") else PREFECTURE if code.endswith("00") else COUNTY
    parent = {PROVINCE: None, PREFECTURE: code[:2] + "0000", COUNTY: code[:4] + "00"}[level]
    return Region(code, last[3], level, parent, int(last[2]) if last[2] else None)


def _every() -> list[Region]:
    return [*_national().values(), *_registered.values()]


def _rank(one: Region) -> int:
    return (PROVINCE, PREFECTURE, COUNTY).index(one.level)
