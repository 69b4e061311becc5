"""What can be wrong with a return, as a clerk reads it: where, what was found, what was expected, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lookthrough.intake.troubles_words import WORDS
from lookthrough.kernel.texts import Text

WRONG, DOUBT, NOTE = "wrong", "doubt", "note"
LEVELS = (WRONG, DOUBT, NOTE)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of a receipt. ``row`` counts as Excel does; ``cell`` is ``C12``; empty where the whole file or row is meant.

    ``wrong`` refuses the return, a ``doubt`` waits for a person, a ``note`` says what was done.
    """

    code: str
    level: str
    expected: Text
    advice: Text
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""
    found: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return plain values, as receipts are stored and handed out."""
        return {
            "code": self.code, "level": self.level, "sheet": self.sheet, "row": self.row, "column": self.column, "cell": self.cell,
            "found": self.found, "expected_zh": self.expected.zh, "expected_en": self.expected.en, "advice_zh": self.advice.zh,
            "advice_en": self.advice.en,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Trouble:
        """Return what ``as_dict`` wrote."""
        return cls(
            code=given["code"], level=given["level"], sheet=given["sheet"], row=given["row"], column=given["column"], cell=given["cell"],
            found=given["found"], expected=Text(given["expected_zh"], given["expected_en"]),
            advice=Text(given["advice_zh"], given["advice_en"]),
        )  # fmt: skip


class NotReadable(Exception):  # noqa: N818 - named like FileRefused
    """The whole file cannot be read as a return; ``trouble`` says why and what to do."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.expected.en)


def trouble(
    code: str, *, sheet: str = "", row: int | None = None, column: str = "", cell: str = "", found: str = "", **said: object
) -> Trouble:
    """Make one line from the catalogue of words; ``said`` fills its blanks (a ``Text`` speaks each language's own)."""
    level, expected, advice = WORDS[code]
    place = {"row": row, "cell": cell, "found": _shortened(found)}
    filled = [_filled(text, {**place, **said}) for text in (expected, advice)]
    return Trouble(code, level, filled[0], filled[1], sheet, row, column, cell, _shortened(found))


def _filled(text: Text, said: Mapping[str, object]) -> Text:
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in said.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in said.items()}
    return Text(text.zh.format(**zh), text.en.format(**en))


def _shortened(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 1] + "…"


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    text, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        text = chr(ord("A") + place) + text
    return text


def cell_name(row: int, column: int) -> str:
    """Return ``C12`` for row and column counted from 0."""
    return f"{letters(column)}{row + 1}"


def spans(numbers: Iterable[int]) -> str:
    """Write row numbers shortly: ``3–5、9``."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
