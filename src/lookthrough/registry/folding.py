"""Different spellings of the same word made one: full width, capitals, traditional characters, with every place in the original kept.

Folding goes character by character: NFKC and lower case where they give one character, then the simplified form; invisible characters
go. What NFKC would spread over several characters (㈱, ㎡, …) stays as it is: no such spelling can hold a listed word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

_LAST = 0x30000  # everything that folds lies below; what lies above is itself
_GONE = 0x110000  # beyond Unicode: what an invisible character folds to
_ASCII, _SURROGATES = 0x80, range(0xD800, 0xE000)
_IDEOGRAPHS = (range(0x3400, 0xA000), range(0x20000, _LAST))
_BETWEEN = "\0"  # parts two fields in one long text; no word holds it, so nothing matches across fields
_NO_BOUNDARY = "\1"  # stands for it where a field itself holds it

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Folded:
    """Many fields as one folded text. ``origins``: the places in the joined originals that each character comes from (None: the same)."""

    text: str
    origins: Places | None
    field_starts: Places

    def owners(self, places: Places) -> tuple[Places, Places]:
        """Return for places of ``text`` the number of the field each lies in, and its offset in characters of that field as given."""
        original = places if self.origins is None else self.origins[places]
        fields = np.searchsorted(self.field_starts, original, side="right") - 1
        return fields, original - self.field_starts[fields]

    def field(self, number: int) -> tuple[int, str]:
        """Return where a field begins in ``text``, and the field folded."""
        begin = int(self.field_starts[number])
        if self.origins is not None:
            begin = int(np.searchsorted(self.origins, begin))
        return begin, self.text[begin : self.text.index(_BETWEEN, begin)]


def fold(text: str) -> str:
    """Return one text folded; character by character, which for one short text is far quicker than what folds many at once."""
    return text.translate(_ONE_BY_ONE)


class _OneByOne(dict[int, str]):
    """What each character folds to, learned as it is met from the table that folds many fields at once."""

    def __missing__(self, code: int) -> str:
        codes = _look_up(np.array([code if code else ord(_NO_BOUNDARY)], dtype=np.uint32))
        made = self[code] = "" if int(codes[0]) == _GONE else chr(int(codes[0]))
        return made


_ONE_BY_ONE = _OneByOne()


def fold_fields(fields: Sequence[str]) -> Folded:
    """Fold many fields at once."""
    fields = [field.replace(_BETWEEN, _NO_BOUNDARY) if _BETWEEN in field else field for field in fields]
    lengths = np.fromiter(map(len, fields), dtype=np.int64, count=len(fields))
    joined = _BETWEEN.join([*fields, ""])
    codes = _look_up(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    seen = codes != _GONE
    origins = None if seen.all() else np.flatnonzero(seen)
    text = (codes if origins is None else codes[origins]).tobytes().decode("utf-32-le", "surrogatepass")
    return Folded(text, origins, np.cumsum(lengths + 1) - lengths - 1)


def _look_up(codes: Codes) -> Codes:
    if len(codes) and int(codes.max()) >= _LAST:
        return np.where(codes < _LAST, _table()[np.minimum(codes, _LAST - 1)], codes)
    return _table()[codes]


@cache
def _table() -> Codes:
    """Return what each code point below ``_LAST`` folds to."""
    codes = [code for code in range(_ASCII, _LAST) if code not in _SURROGATES]
    plain = unicodedata.normalize("NFKC", "\n".join(map(chr, codes))).lower().split("\n")
    simple = _simplified()
    table = np.arange(_LAST, dtype=np.uint32)
    table[codes] = [ord(simple.get(made, made)) if len(made) == 1 else code for code, made in zip(codes, plain, strict=True)]
    table[[code for code in codes if unicodedata.category(chr(code)) == "Cf"]] = _GONE
    table[ord("A") : ord("Z") + 1] += ord("a") - ord("A")
    return table


def _simplified() -> dict[str, str]:
    """Return the ideographs that have a simplified form of one character, by OpenCC's table read one character at a time."""
    ideographs = [chr(code) for block in _IDEOGRAPHS for code in block]
    simple = OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    return {given: made for given, made in zip(ideographs, simple, strict=True) if made != given and len(made) == 1}
