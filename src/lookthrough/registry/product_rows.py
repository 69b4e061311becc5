"""Files of product registrations, as CSV, Excel or Parquet: each value checked, wrong rows set aside with row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lookthrough.kernel.files import FileRefused, Reject, look_at
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.spreadsheets import is_spreadsheet, read_sheet
from lookthrough.kernel.texts import Text
from lookthrough.registry.reading import parse_day, read_batches

KINDS = ("loan", "claim_transfer", "wealth", "equity", "deposit_like")
STATES = ("registered", "ended", "withdrawn", "revoked")
REQUIRED = ("registration_no", "institution_id", "product_id", "kind", "amount", "annual_rate", "term_days", "registered_on")
# column → heading that a form in Chinese may bear instead
HEADINGS = {
    "registration_no": "登记编号", "institution_id": "机构编号", "product_id": "产品编号", "name": "产品名称", "kind": "产品类型",
    "amount": "登记金额", "annual_rate": "年利率", "term_days": "期限天数", "borrower": "融资方", "purpose_text": "资金用途",
    "registered_on": "登记日期", "sale_from": "发售起", "sale_to": "发售止", "state": "状态", "ended_on": "终止日期",
}  # fmt: skip
_LONGEST = {"registration_no": 80, "institution_id": 200, "product_id": 200, "name": 300, "borrower": 200, "purpose_text": 5_000}
_MOST_FEN = 2**53
_LONGEST_TERM = 36_500


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One registration as a file tells it, checked."""

    row: int
    registration_no: str
    institution_id: str
    product_id: str
    name: str
    kind: str
    amount_fen: int
    annual_rate: float
    term_days: int
    borrower: str
    purpose_text: str
    registered_on: date
    sale_from: date | None
    sale_to: date | None
    state: str
    ended_on: date | None


class _Wrong(ValueError):  # noqa: N818 - a value's state
    def __init__(self, column: str, found: str, reason: Text) -> None:
        self.column, self.found, self.reason = column, found, reason
        super().__init__(reason.en)


def product_rows(path: Path, rejects: list[Reject], *, name: str = "") -> list[ProductRow]:
    """Return the registrations of a file; wrong rows go to ``rejects``. ``name`` is what the file is called at its origin."""
    found: dict[str, ProductRow] = {}
    file = name or path.name
    for number, given in _rows(path, file, rejects):
        try:
            row = _row(number, given)
        except _Wrong as wrong:
            rejects.append(Reject(file, number, wrong.column, wrong.found[:200], wrong.reason))
            continue
        first = found.setdefault(row.registration_no, row)
        if first is not row and not _same(first, row):
            reason = Text(f"与第 {first.row} 行登记编号相同而内容不同", f"the same registration as row {first.row}, with other content")
            rejects.append(Reject(file, number, "registration_no", row.registration_no, reason))
    return list(found.values())


def _same(one: ProductRow, other: ProductRow) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ProductRow.__slots__ if name != "row")


def _rows(path: Path, file: str, rejects: list[Reject]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row by column; headings may be the contract's or the Chinese ones."""
    if path.is_file() and is_spreadsheet(path):
        sheet = read_sheet(path)
        columns = _columns(sheet[0] if sheet else [], file)
        for number, cells in enumerate(sheet[1:], start=1):
            if any(cells):
                yield number, {column: cells[place].strip() for column, place in columns.items() if place < len(cells)}
        return
    sound = look_at(path)
    columns = _columns(sound.columns, file)
    for batch in read_batches(sound, rejects):
        values = {column: batch.column(sound.columns[place]) for column, place in columns.items()}
        for place, number in enumerate(batch.rows):
            yield number, {column: some[place].strip() for column, some in values.items()}


def _columns(titles: list[str] | tuple[str, ...], file: str) -> dict[str, int]:
    known = {
        **{heading: column for column, heading in HEADINGS.items()},
        **{column: column for column in HEADINGS},
        "amount_fen": "amount_fen",
    }
    found = {known[title.strip()]: place for place, title in enumerate(titles) if title.strip() in known}
    for column in REQUIRED:
        if column not in found and not (column == "amount" and "amount_fen" in found):
            raise FileRefused(file=file, row=0, column=column, reason=Text(f"缺少该列（{HEADINGS[column]}）", "this column is missing"))
    return found


def _row(number: int, given: Mapping[str, str]) -> ProductRow:
    for column, longest in _LONGEST.items():
        if len(given.get(column, "")) > longest:
            raise _Wrong(column, given[column], Text(f"超过 {longest} 个字符", f"longer than {longest} characters"))
    state = given.get("state", "") or "registered"
    row = ProductRow(
        row=number, registration_no=_needed(given, "registration_no"), institution_id=_needed(given, "institution_id"),
        product_id=_needed(given, "product_id"), name=given.get("name", ""), kind=_one_of(given, "kind", KINDS), amount_fen=_amount(given),
        annual_rate=_rate(_needed(given, "annual_rate")), term_days=_term(_needed(given, "term_days")), borrower=given.get("borrower", ""),
        purpose_text=given.get("purpose_text", ""), registered_on=_day(given, "registered_on", needed=True) or date.min,
        sale_from=_day(given, "sale_from"), sale_to=_day(given, "sale_to"), state=_one_of({"state": state}, "state", STATES),
        ended_on=_day(given, "ended_on"),
    )  # fmt: skip
    _spans(row, given)
    return row


def _spans(row: ProductRow, given: Mapping[str, str]) -> None:
    if row.sale_from and row.sale_to and row.sale_to < row.sale_from:
        raise _Wrong("sale_to", given["sale_to"], Text("止期早于起期", "this sale ends before it begins"))
    if row.ended_on and row.ended_on < row.registered_on:
        raise _Wrong("ended_on", given["ended_on"], Text("终止早于登记", "this registration ends before it begins"))
    if (row.state == "registered") != (row.ended_on is None):
        reason = Text("终止日期与状态不符：已终止须有日期，有效不得有", "ended registrations need the day, one in force has none")
        raise _Wrong("ended_on", given.get("ended_on", ""), reason)


def _needed(given: Mapping[str, str], column: str) -> str:
    if not given.get(column):
        raise _Wrong(column, "", Text("必填而为空", "a value is required"))
    return given[column]


def _one_of(given: Mapping[str, str], column: str, words: tuple[str, ...]) -> str:
    found = _needed(given, column)
    if found not in words:
        raise _Wrong(column, found, Text(f"应为 {'、'.join(words)}", f"expected one of {', '.join(words)}"))
    return found


def _amount(given: Mapping[str, str]) -> int:
    """Return the amount in fen: ``amount_fen`` as it is, or ``amount`` in yuan (``5,000,000.00``, ``500万元``)."""
    if given.get("amount_fen"):
        text, column = given["amount_fen"], "amount_fen"
        fen = int(text) if re.fullmatch(r"\d{1,17}", text) else 0
    else:
        text, column = _needed(given, "amount"), "amount"
        try:
            fen = parse_yuan(text)
        except ValueError as error:
            reason = Text("不是金额，或细于一分", "this is no amount, or finer than a fen")
            raise _Wrong(column, text, reason) from error
    if not 0 < fen <= _MOST_FEN:
        raise _Wrong(column, text, Text("金额应大于零", "the amount must be above zero"))
    return fen


def _rate(text: str) -> float:
    """Return a yearly rate: ``0.12`` or ``12%``."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,8})?)(%?)", text.replace("％", "%"))
    rate = float(found[1]) / (100 if found[2] else 1) if found else -1.0
    if not 0 <= rate <= 1:
        raise _Wrong("annual_rate", text, Text("应为年利率，如 0.12 或 12%", "expected a yearly rate such as 0.12 or 12%"))
    return round(rate, 10)


def _term(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text) or not 0 < int(text) <= _LONGEST_TERM:
        raise _Wrong("term_days", text, Text("应为天数", "expected a number of days"))
    return int(text)


def _day(given: Mapping[str, str], column: str, *, needed: bool = False) -> date | None:
    text = _needed(given, column) if needed else given.get(column, "")
    day = parse_day(text)
    if text and (day is None or not 1990 <= day.year < 2100):
        raise _Wrong(column, text, Text("不是存在的日期", "this is not a day that exists"))
    return day
