"""One cell is read: a number to its exact unit, a day, a month, a yes or no, a code; or it is said what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from rapidfuzz import process

from lookthrough.intake.template import NUMBERS, Column
from lookthrough.intake.units import factor, is_foreign
from lookthrough.kernel.identifiers import check_uscc, normalise_uscc
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text

Value = int | float | str | None
EPOCH = date(1970, 1, 1)  # days are handed on as numbers counted from here
_NOTHING = frozenset({"", "-", "--", "---", "—", "——", "–", "/", "\\", "无", "暂无", "空", "n/a", "na", "null", "none", "nil", "\\n"})
_ERRORS = frozenset({"#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"})
_PLAIN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,10}))?", re.ASCII)
_NUMBER = re.compile(r"([+-]?)[¥￥$]?([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(.*)", re.DOTALL)
_RANGE = re.compile(r"\d\s*(?:-|~|—|至|到)\s*\d|约|大约|左右|以上|以下|余|多|近\d|[<>≥≤±]")
_CHINESE = re.compile(r"[一二三四五六七八九十百千万亿零〇两壹贰叁肆伍陆柒捌玖拾佰仟点元整\s]+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_DAY = re.compile(r"(\d{4})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?(?:\s.*)?")
_MONTH = re.compile(r"(\d{4})(?:年|-|/|\.)?(\d{1,2})月?(?:份)?")
_QUARTER = re.compile(r"(\d{4})年?(?:第?([1-4一二三四])季度|q([1-4]))", re.IGNORECASE)
_ALIKE = str.maketrans("oOlI|sSzZBb", "00111552286")
_YES = frozenset({"是", "有", "1", "y", "yes", "true", "√", "✓", "✔", "对", "已", "是的"})
_NO = frozenset({"否", "无", "0", "n", "no", "false", "×", "x", "✗", "错", "未", "没有", "不是"})
_SERIAL_FROM, _SERIAL_TO = 36526, 73050  # Excel's numbers of days in this century
_EXCEL_EPOCH = date(1899, 12, 30)
_LONGEST_TEXT = 500
_CODE_ALIKE = str.maketrans("IOZSV", "10255")


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: a ``value`` (None when it is empty), or a trouble's ``code`` with what its words need; a note has both."""

    value: Value = None
    code: str = ""
    said: Mapping[str, object] = field(default_factory=dict)


def read_cell(text: str, column: Column, times: Fraction, unit: str) -> Read:
    """Read one cell of a column whose figures are in ``unit``, each ``times`` the fact's unit."""
    if column.kind in NUMBERS and (found := _PLAIN.fullmatch(text)):
        return _within(_plain_number(found, column, times, unit), column)
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()
    if plain.lower() in _ERRORS or (plain and not plain.strip("#")):
        return Read(code="formula_error")
    if column.kind == "text":
        return _text(plain, column)
    if plain.lower() in _NOTHING and not (column.kind == "flag" and plain == "无"):
        return _empty(column)
    if column.kind in NUMBERS:
        return _within(_number(plain, column, times, unit), column)
    if column.kind == "choice":
        return _choice(plain, column)
    return {"uscc": _code, "day": _day, "month": _month, "flag": _flag}[column.kind](plain)


def _empty(column: Column) -> Read:
    if column.required or column.empty == "refused":
        return Read(code="empty", said={"heading": column.title})
    return Read(0 if column.empty == "zero" else None)


def _text(plain: str, column: Column) -> Read:
    if not plain and column.required:
        return Read(code="empty", said={"heading": column.title})
    if _SCIENTIFIC.fullmatch(plain):
        return Read(code="digits_lost")
    if len(plain) > _LONGEST_TEXT:
        return Read(code="too_long", said={"most": _LONGEST_TEXT, "size": len(plain)})
    return Read(plain or None)


def _code(plain: str) -> Read:
    if _SCIENTIFIC.fullmatch(plain):
        return Read(code="digits_lost")
    code = normalise_uscc(plain)
    why = check_uscc(code)
    if why is None:
        return Read(code)
    mended = code.translate(_CODE_ALIKE)
    near: Text | str = ""
    if mended != code and check_uscc(mended) is None:
        near = Text(
            f"；是否应为 {mended}（代码中没有字母 I、O、Z、S、V）", f"; should it be {mended}? (codes have no letters I, O, Z, S, V)"
        )
    elif len(code) == 15 and code.isdigit():
        near = Text("；这是旧的 15 位注册号，请换成 18 位代码", "; this is an old registration number of 15 digits: put the code of 18")
    return Read(code="not_a_code", said={"why": why, "near": near})


def _number(plain: str, column: Column, times: Fraction, unit: str) -> Read:
    squeezed = re.sub(r"[\s_']", "", plain).replace("，", ",").replace("−", "-").replace("–", "-")
    if squeezed.startswith("(") and squeezed.endswith(")"):
        squeezed = f"-{squeezed[1:-1]}"
    if _SCIENTIFIC.fullmatch(squeezed):
        return Read(code="digits_lost")
    if _ISO.fullmatch(plain):
        return Read(code="a_date", said={"unit": _said(unit)})
    found = _NUMBER.fullmatch(squeezed)
    if found is None or not (found[3] or found[4]) or (found[1] and found[2]) or _RANGE.search(squeezed.lstrip("-")):
        return Read(code=_not_a_number(squeezed), said={"unit": _said(unit), "guess": squeezed.translate(_ALIKE)})
    amount = Fraction(Decimal(f"{(found[3] or '0').replace(',', '')}{found[4] or ''}"))
    amount = -amount if "-" in (found[1], found[2]) else amount
    if not found[5]:
        return _exact(amount * times, column, unit)
    own = None if is_foreign(found[5]) else factor(found[5], column)
    if own is None:
        return Read(code=_tail(squeezed, found[5]), said={"unit": _said(unit), "guess": squeezed.translate(_ALIKE)})
    exact = _exact(amount * own, column, found[5])
    same = own == times
    return exact if exact.code or same else Read(exact.value, "unit_in_cell", {"unit": _said(unit)})


def _plain_number(found: re.Match[str], column: Column, times: Fraction, unit: str) -> Read:
    """Read the most usual kind of number without detours, as exactly as the others."""
    decimals = found[3] or ""
    scaled = int(found[2] + decimals) * times.numerator * (-1 if found[1] else 1)
    parts = 10 ** len(decimals) * times.denominator
    if column.kind not in ("money", "count"):
        return Read(scaled / parts)
    whole, left = divmod(scaled, parts)
    if left:
        return Read(code="finer_than_fen", said={"unit": unit}) if column.kind == "money" else Read(code="not_whole")
    return Read(whole)


def _said(unit: str) -> Text:
    return Text(unit or "个", unit or "plain units")


def _not_a_number(text: str) -> str:
    if _RANGE.search(text.lstrip("-")):
        return "a_range"
    if _CHINESE.fullmatch(text):
        return "chinese_number"
    return "looks_like" if _is_alike(text) else "not_a_number"


def _tail(text: str, tail: str) -> str:
    """Say what a rest behind the digits is: digits mistyped as letters, a second number, or a unit of something else."""
    if _is_alike(text):
        return "looks_like"
    return "not_a_number" if re.search(r"\d|[,.]", tail) else "unit_in_cell_unknown"


def _is_alike(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha() or letter == "|"]
    return len(text) > 1 and bool(letters) and bool(re.fullmatch(r"-?\d+(\.\d+)?", text.translate(_ALIKE)))


def _exact(amount: Fraction, column: Column, unit: str) -> Read:
    if column.kind == "money":
        return Read(int(amount)) if amount.denominator == 1 else Read(code="finer_than_fen", said={"unit": unit})
    if column.kind == "count":
        return Read(int(amount)) if amount.denominator == 1 else Read(code="not_whole")
    return Read(float(amount))


def _within(read: Read, column: Column) -> Read:
    if not isinstance(read.value, int | float):
        return read
    if column.least is not None and read.value < column.least:
        return Read(code="below", said={"least": _limit(column.least, column)})
    if column.most is not None and read.value > column.most:
        return Read(code="above", said={"most": _limit(column.most, column)})
    if column.plausible_to is not None and read.value > column.plausible_to:
        return Read(read.value, "implausible", {"most": _limit(column.plausible_to, column)})
    return read


def _limit(value: float, column: Column) -> str:
    if column.kind == "money":
        return f"{value / 100:,.2f} 元".replace(".00 ", " ")
    if column.kind in ("share", "rate"):
        return f"{value * 100:g}%"
    return f"{value:,.15g}{column.unit and ' ' + column.unit}"


def _flag(plain: str) -> Read:
    word = plain.lower()
    if word in _YES:
        return Read(1)
    return Read(0) if word in _NO else Read(code="not_a_flag")


def _choice(plain: str, column: Column) -> Read:
    for choice in column.choices:
        if plain.lower() == choice.lower():
            return Read(choice)
    found = process.extractOne(plain, column.choices, score_cutoff=50)
    near: Text | str = Text(f"，是否为“{found[0]}”", f" (is it “{found[0]}”?)") if found else ""
    return Read(code="not_a_choice", said={"choices": "、".join(column.choices), "near": near})


def _day(plain: str) -> Read:
    if re.fullmatch(r"\d{5}(\.\d+)?", plain) and _SERIAL_FROM <= int(plain[:5]) <= _SERIAL_TO:
        day = _EXCEL_EPOCH + timedelta(days=int(plain[:5]))
        return Read(_number_of(day), "day_as_number", {"day": day.isoformat()})
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain) or _DAY.fullmatch(plain)
    try:
        return Read(_number_of(date(int(found[1]), int(found[2]), int(found[3])))) if found else Read(code="not_a_day")
    except ValueError:
        return Read(code="not_a_day")


def _number_of(day: date) -> int:
    return (day - EPOCH).days


def day_of(number: float) -> date:
    """Return the day that a fact's number stands for."""
    return EPOCH + timedelta(days=int(number))


def _month(plain: str) -> Read:
    squeezed = re.sub(r"\s", "", plain)
    quarter = _QUARTER.fullmatch(squeezed)
    if quarter:
        number = {"一": 1, "二": 2, "三": 3, "四": 4}.get(quarter[2] or "", 0) or int(quarter[2] or quarter[3])
        return Read(str(Month(int(quarter[1]), number * 3)))
    if re.fullmatch(r"\d{5}", squeezed) and _SERIAL_FROM <= int(squeezed) <= _SERIAL_TO:
        return Read(str(Month.of(_EXCEL_EPOCH + timedelta(days=int(squeezed)))))
    if re.fullmatch(r"\d{4}\.1", squeezed):  # Excel shows the number 2026.10 so: it may be January or October
        return Read(code="month_unsure", said={"year": squeezed[:4]})
    found = _ISO.fullmatch(plain) or _DAY.fullmatch(squeezed) or _MONTH.fullmatch(squeezed)
    try:
        return Read(str(Month(int(found[1]), int(found[2])))) if found else Read(code="not_a_month")
    except ValueError:
        return Read(code="not_a_month")
