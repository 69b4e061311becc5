"""The two sides of matching as columns: what can be compared of an outside record and of a firm, each name taken apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from pypinyin import Style, lazy_pinyin

from lookthrough.registry.names import brand_core, parts_of

_MUNICIPALITIES = ("11", "12", "31", "50")
_SCHEMA = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("unique_id", "uscc", "name_key", "own", "own_sound", "trade", "branch", "site", "icp", "brand_own")
        ),
        *((name, pa.string()) for name in ("place_pref", "place_prov", "region_pref", "region_prov")),
        ("place_whole", pa.bool_()),
        ("own_variants", pa.list_(pa.string())),
        ("since", pa.date32()),
        ("founded", pa.date32()),
        ("capital", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Side:
    """One record or one firm as it is compared; a firm has one for each name it has borne."""

    unique_id: str
    name: str
    uscc: str = ""
    region_code: str = ""
    since: date | None = None
    founded: date | None = None
    capital_fen: int | None = None
    site: str = ""
    icp: str = ""
    brand: str = ""


def table_of(sides: Iterable[Side]) -> pa.Table:
    """Return sides as a table, in the order of their ids; what is missing is null, so that nothing equals nothing."""
    rows = [_row(one) for one in sorted(sides, key=lambda one: one.unique_id)]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _row(one: Side) -> dict[str, object]:
    parts = parts_of(one.name) if one.name else None
    given: dict[str, object] = {
        "unique_id": one.unique_id, "uscc": one.uscc, "site": one.site, "icp": one.icp, "since": one.since, "founded": one.founded,
        "capital": float(one.capital_fen) if one.capital_fen else None, "brand_own": brand_core(one.brand) if one.brand else "",
        "region_pref": prefecture(one.region_code), "region_prov": one.region_code[:2],
    }  # fmt: skip
    if parts:
        given |= {
            "name_key": parts.key, "own": parts.own, "own_sound": sound(parts.own), "trade": parts.trade, "branch": parts.branch,
            "place_pref": prefecture(parts.place), "place_prov": parts.place[:2], "own_variants": variants(parts.own),
        }  # fmt: skip
    kept: dict[str, object] = {name: value if value not in ("", []) else None for name, value in given.items()}
    return kept | {"place_whole": bool(parts and parts.place.endswith("0000")), "trade": given.get("trade")}


def prefecture(code: str) -> str:
    """Return the stem of the city that a region lies in; of a municipality, itself; of a province, its own code."""
    if not code:
        return ""
    return code[:2] if code.startswith(_MUNICIPALITIES) else code[:4]


def sound(own: str) -> str:
    """Return how an own name sounds, without tones."""
    return " ".join(lazy_pinyin(own, style=Style.NORMAL))


def variants(own: str) -> list[str]:
    """Return what an own name of three characters or more shares with one that differs in a single character.

    Two characters that differ in one are another name altogether: 金鼎 and 金鑫.
    """
    if len(own) < 3:
        return []
    masked = [f"{own[:place]}_{own[place + 1 :]}" for place in range(len(own))]
    shorter = [f"-{own[:place]}{own[place + 1 :]}" for place in range(len(own))] if len(own) > 3 else []
    return sorted({*masked, *shorter, f"-{own}"})
