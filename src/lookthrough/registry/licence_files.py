"""Files of licences: ``uscc, kind, valid_from, valid_to?, words?`` (several words parted by 、)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from lookthrough.kernel.files import Reject, look_at
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold
from lookthrough.registry.licences import Licence, licence_kinds
from lookthrough.registry.reading import parse_day, read_batches

_COLUMNS = ("uscc", "kind", "valid_from")
_LONGEST = 40
_PARTS = re.compile(r"[、,，;；|\s]+")


def read_licences(path: Path, rejects: list[Reject]) -> list[Licence]:
    """Return the licences of a file; rows that name no firm, no known kind or impossible dates go to ``rejects``."""
    sound = look_at(path, required=_COLUMNS)
    found: list[Licence] = []
    for batch in read_batches(sound, rejects):
        columns = map(batch.column, ("uscc", "kind", "valid_from", "valid_to", "words"))
        for row, *values in zip(batch.rows, *columns, strict=True):
            licence = _licence(path.name, row, *values)
            rejects.append(licence) if isinstance(licence, Reject) else found.append(licence)
    return found


def _licence(file: str, row: int, uscc: str, kind: str, valid_from: str, valid_to: str, words: str) -> Licence | Reject:
    kinds = licence_kinds()
    own = frozenset(fold(word) for word in _PARTS.split(words) if word)
    begin, end = parse_day(valid_from), parse_day(valid_to)
    if not uscc:
        return Reject(file, row, "uscc", "", Text("缺少统一社会信用代码", "the unified social credit code is missing"))
    if max(len(uscc), len(kind)) > _LONGEST:
        return Reject(file, row, "uscc", uscc[:200], Text(f"超过 {_LONGEST} 个字符", f"longer than {_LONGEST} characters"))
    if kind not in kinds and not own:
        known = ", ".join(kinds)
        return Reject(file, row, "kind", kind, Text(f"未知许可种类，应为 {known}", f"unknown kind of licence, expected one of {known}"))
    if begin is None:
        return Reject(file, row, "valid_from", valid_from, _NO_DAY)
    if valid_to and end is None:
        return Reject(file, row, "valid_to", valid_to, _NO_DAY)
    if end and end < begin:
        return Reject(file, row, "valid_to", valid_to, Text("止期早于起期", "this licence ends before it begins"))
    return Licence(normalise_uscc(uscc), kind, own or kinds[kind].words, begin, end)


_NO_DAY = Text("不是存在的日期", "this is not a day that exists")


def newest_day(licences: list[Licence]) -> date | None:
    """Return the latest beginning of a licence."""
    return max((licence.valid_from for licence in licences), default=None)
