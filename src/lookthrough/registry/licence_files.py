"""Files of licences: ``uscc, kind, valid_from``, then what is known of ``valid_to, words`` (parted by 、)``, number, scope, issuing_body,
suspended_from, suspended_to, revoked_on``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from lookthrough.kernel.files import Reject, look_at
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold
from lookthrough.registry.licences import Licence, licence_kinds
from lookthrough.registry.reading import parse_day, read_batches

_COLUMNS = ("uscc", "kind", "valid_from")
_DAYS = ("valid_from", "valid_to", "suspended_from", "suspended_to", "revoked_on")
_TEXTS = ("uscc", "kind", "words", "number", "scope", "issuing_body")
_LONGEST = {"uscc": 40, "kind": 40, "number": 80, "issuing_body": 120, "scope": 20_000}
_PARTS = re.compile(r"[、,，;；|\s]+")


def read_licences(path: Path, rejects: list[Reject]) -> list[Licence]:
    """Return the licences of a file; rows that name no firm, no known kind or impossible dates go to ``rejects``."""
    sound = look_at(path, required=_COLUMNS)
    found: list[Licence] = []
    for batch in read_batches(sound, rejects):
        for place, row in enumerate(batch.rows):
            given = {name: batch.column(name)[place].strip() for name in (*_TEXTS, *_DAYS) if name in batch.columns}
            licence = _licence(path.name, row, given)
            rejects.append(licence) if isinstance(licence, Reject) else found.append(licence)
    return found


def _licence(file: str, row: int, given: Mapping[str, str]) -> Licence | Reject:
    kinds, kind = licence_kinds(), given["kind"]
    own = frozenset(fold(word) for word in _PARTS.split(given.get("words", "")) if word)
    if not given["uscc"]:
        return Reject(file, row, "uscc", "", Text("缺少统一社会信用代码", "the unified social credit code is missing"))
    for name, longest in _LONGEST.items():
        if len(given.get(name, "")) > longest:
            return Reject(file, row, name, given[name][:200], Text(f"超过 {longest} 个字符", f"longer than {longest} characters"))
    if kind not in kinds and not own:
        known = ", ".join(kinds)
        return Reject(file, row, "kind", kind, Text(f"未知许可种类，应为 {known}", f"unknown kind of licence, expected one of {known}"))
    days = {name: parse_day(given.get(name, "")) for name in _DAYS}
    refusal = _wrong_days(file, row, given, days)
    if refusal or days["valid_from"] is None:
        return refusal or Reject(file, row, "valid_from", given["valid_from"], _NO_DAY)
    return Licence(
        uscc=normalise_uscc(given["uscc"]), kind=kind, words=own or kinds[kind].words, valid_from=days["valid_from"],
        valid_to=days["valid_to"], suspended_from=days["suspended_from"], suspended_to=days["suspended_to"], revoked_on=days["revoked_on"],
        number=given.get("number", ""), scope=given.get("scope", ""),
        issuing_body=given.get("issuing_body", "") or (kinds[kind].issuer if kind in kinds else ""),
    )  # fmt: skip


def _wrong_days(file: str, row: int, given: Mapping[str, str], days: Mapping[str, date | None]) -> Reject | None:
    """Refuse days that do not exist, and spans that end before they begin."""
    for name in _DAYS:
        if days[name] is None and (given.get(name) or name == "valid_from"):
            return Reject(file, row, name, given.get(name, "")[:200], _NO_DAY)
    for begin, end in (("valid_from", "valid_to"), ("suspended_from", "suspended_to"), ("valid_from", "revoked_on")):
        first, last = days[begin], days[end]
        if last and (first is None or last < first):
            return Reject(file, row, end, given[end], Text("止期早于起期", "this licence ends before it begins"))
    return None


_NO_DAY = Text("不是存在的日期", "this is not a day that exists")


def newest_day(licences: list[Licence]) -> date | None:
    """Return the latest beginning of a licence."""
    return max((licence.valid_from for licence in licences), default=None)
