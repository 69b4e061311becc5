"""Statements that banks hand out as CSV or Excel, in GBK or UTF-8, read by a saved mapping of columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from lookthrough.flows.source import NOBODY, Movement, Source, SourceRead, StatedBalance, Unreadable
from lookthrough.flows.source_mapping import Mapping
from lookthrough.flows.sources._iso20022 import Ids
from lookthrough.flows.values import LARGEST_FEN
from lookthrough.kernel.files import LONGEST_LINE, FileRefused
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.spreadsheets import is_spreadsheet, read_sheet
from lookthrough.kernel.texts import Text

_HEADER_WITHIN = 40  # rows in which the heading must stand
_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")
_TIME_FORMATS = ("%H:%M:%S", "%H:%M", "%H%M%S", "%H时%M分%S秒")
_NOTHING = {"", "-", "--", "—"}
_BALANCE = Text("余额与上一行余额加减本行发生额不符", "the balance is not that of the row before with this row's amount")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Sequence[str]
    places: dict[str, int]

    def get(self, name: str) -> str:
        place = self.places.get(name)
        if place is None or place >= len(self.cells):
            return ""
        text = self.cells[place].strip().strip("\t")
        return text[2:-1] if text.startswith('="') and text.endswith('"') else text


def _read(path: Path, mapping: Mapping) -> SourceRead:
    if not mapping.columns:
        reason = Text("银行表格需要列对照文件：--mapping", "a bank's table needs a mapping of its columns: --mapping")
        raise FileRefused(file=path.name, reason=reason)
    rows = _rows(path, mapping)
    header = _header(path, rows, mapping)
    titles = [title.strip() for title in rows[header][1]]
    places = {name: titles.index(title) for name, title in mapping.columns.items()}
    account = mapping.account or _account_above(rows[:header], mapping)
    read, ids, taken = SourceRead(path.name, "xls" if is_spreadsheet(path) else "csv"), Ids(), list[tuple[_Row, Movement, str]]()
    for number, cells in rows[header + 1 :]:
        if not any(cell.strip() for cell in cells) or cells[0].strip().startswith(mapping.skip_rows_beginning or ("\0",)):
            continue
        row = _Row(number, cells, places)
        read.entries += 1
        try:
            own = row.get("account") or account
            taken.append((row, _movement(row, own, mapping, ids), own))
        except Unreadable as problem:
            title = mapping.columns.get(problem.element, problem.element)
            read.refuse(number, title, problem.found, problem.reason, "\t".join(cells))
    if not read.entries:
        raise FileRefused(file=path.name, reason=Text("表中没有一行记录", "the table holds no row"))
    read.movements = [movement for _, movement, _ in taken]
    read.accounts = {own: "" for _, _, own in taken}
    for own in read.accounts:
        _hold_balances([(row, movement) for row, movement, of in taken if of == own], own, mapping, read)
    return read


def _rows(path: Path, mapping: Mapping) -> list[tuple[int, list[str]]]:
    if is_spreadsheet(path):
        return list(enumerate(read_sheet(path, sheet=mapping.sheet), start=1))
    text = _decoded(path, mapping.encoding)
    delimiter = mapping.delimiter or _delimiter(text)
    rows: list[tuple[int, list[str]]] = []
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise FileRefused(
            file=path.name, row=reader.line_num, reason=Text("引号没有配对或字段过长", f"not a sound row: {error}")
        ) from error
    return rows


def _decoded(path: Path, encoding: str) -> str:
    """Return the text: as the mapping says, else UTF-16 by its mark, UTF-8 where it is sound, else GB 18030, which holds GBK."""
    data = path.read_bytes()
    if not data.strip():
        raise FileRefused(file=path.name, row=0, reason=Text("文件为空", "the file is empty"))
    names = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for name in names if encoding == "auto" else [encoding]:
        try:
            text = data.decode("gb18030" if name.lower() in ("gbk", "gb2312") else name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise FileRefused(file=path.name, reason=Text("编码既非 UTF-8 也非 GBK", "the encoding is neither UTF-8 nor GBK, or this is no text"))


def _delimiter(text: str) -> str:
    head = "\n".join(text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN])
    return max(",\t;|", key=head.count)


def _header(path: Path, rows: list[tuple[int, list[str]]], mapping: Mapping) -> int:
    """Return the place of the heading: where the mapping says, or the first row that has all its titles."""
    wanted = set(mapping.columns.values())
    if mapping.header_row:
        found = [place for place, (number, _) in enumerate(rows) if number == mapping.header_row]
    else:
        found = [place for place, (_, cells) in enumerate(rows[:_HEADER_WITHIN]) if wanted <= {cell.strip() for cell in cells}]
    missing = wanted - {cell.strip() for cell in rows[found[0]][1]} if found else wanted
    if not found or missing:
        near = max(rows[:_HEADER_WITHIN], key=lambda row: len(wanted & {cell.strip() for cell in row[1]}), default=(0, []))
        lacking = "、".join(sorted(wanted - {cell.strip() for cell in near[1]}) or sorted(missing))
        reason = Text(f"表头缺少：{lacking}", f"the heading lacks: {lacking}")
        raise FileRefused(file=path.name, row=near[0] or None, column=lacking.split("、")[0], reason=reason)
    return found[0]


def _account_above(rows: list[tuple[int, list[str]]], mapping: Mapping) -> str:
    """Find the account in the lines above the heading, behind its label."""
    label = mapping.account_label
    for _, cells in rows if label else []:
        for place, cell in enumerate(cells):
            if cell.strip().startswith(label):
                behind = [re.sub(r"^[:：\s]+", "", cell.strip()[len(label) :]), *(other.strip() for other in cells[place + 1 :])]
                return next(filter(None, behind), "")
    return ""


def _movement(row: _Row, own: str, mapping: Mapping, ids: Ids) -> Movement:
    own = _account(own, "account")
    if not own:
        reason = Text(
            "缺少本方账号：在对照文件写明 account、account_label 或 columns.account", "the mapping tells no account of the statement"
        )
        raise Unreadable("account", "", reason)
    currency = row.get("currency")
    if currency and currency not in mapping.currencies:
        raise Unreadable("currency", currency, Text("只收人民币（CNY）", "only CNY is taken"))
    at, (fen, out), other = _at(row, mapping), _amount(row, mapping), _account(row.get("counterparty_account"), "counterparty_account")
    if other == own:
        raise Unreadable("counterparty_account", other, Text("转出与转入为同一账户", "a transfer to itself"))
    source, target = (own, other) if out else (other, own)
    reference, words = row.get("reference"), row.get("text")
    made = row.get("transfer_id") or ids.made(at, source, target, fen, reference, "" if other else own)
    return Movement(
        line=row.number, transfer_id=made, at=at, from_account_id=source or NOBODY + made, to_account_id=target or NOBODY + made,
        amount_fen=fen, purpose=mapping.purpose_of(words), product_id=row.get("product") or mapping.product_of(words),
        order_id=row.get("order"), reference=reference,
    )  # fmt: skip


def _account(text: str, name: str) -> str:
    text = text.replace(" ", "")
    if re.fullmatch(r"\d(\.\d+)?e\+\d+", text, re.IGNORECASE):
        reason = Text(
            "账号在 Excel 中按数字存放，末位已丢失；请以文本导出", "Excel has rounded this number; export account numbers as text"
        )
        raise Unreadable(name, text, reason)
    return text


def _at(row: _Row, mapping: Mapping) -> datetime:
    day, time = row.get("date"), row.get("time")
    if not time and " " in day and not mapping.date_format:
        day, _, time = day.partition(" ")
    moment = _parsed(day, (mapping.date_format,) if mapping.date_format else _DAY_FORMATS)
    if moment is None or not 1990 <= moment.year < 2100:
        raise Unreadable("date", day, Text("不是存在的日期", "this is not a day that exists"))
    if not time:
        return moment
    clock = _parsed(time, (mapping.time_format,) if mapping.time_format else _TIME_FORMATS)
    if clock is None:
        raise Unreadable("time", time, Text("不是存在的时间", "this is not a time that exists"))
    return datetime.combine(moment.date(), clock.time())


def _parsed(text: str, formats: Sequence[str]) -> datetime | None:
    for one in formats:
        try:
            return datetime.strptime(text, one)  # noqa: DTZ007 - Shanghai time without offset, as everywhere in the ledger
        except ValueError:
            continue
    return None


def _amount(row: _Row, mapping: Mapping) -> tuple[int, bool]:
    """Return amount and whether it left the account: from two columns, from one with a direction beside it, or from its sign."""
    if "amount" not in mapping.columns:
        debit, credit = _fen(row, "debit"), _fen(row, "credit")
        if bool(debit) == bool(credit):
            found = f"{row.get('debit')} / {row.get('credit')}"
            raise Unreadable("debit", found, Text("借方、贷方应恰有一个金额", "exactly one of debit and credit must hold an amount"))
        fen, out = debit or credit, bool(debit) == (mapping.debit_is == "out")
        return (fen, out) if fen > 0 else (-fen, not out)  # a red entry (红字) goes the other way
    fen = _fen(row, "amount")
    if not fen:
        raise Unreadable("amount", row.get("amount"), Text("金额应不为零", "the amount must not be zero"))
    if "direction" in mapping.columns:
        way = mapping.directions.get(row.get("direction"))
        if way is None:
            known = "、".join(mapping.directions)
            raise Unreadable("direction", row.get("direction"), Text(f"借贷标志应为 {known}", f"expected one of {known}"))
        return (abs(fen), (way == "out") == (fen > 0))
    return abs(fen), (mapping.positive_is == "out") == (fen > 0)


def _fen(row: _Row, name: str) -> int:
    text = row.get(name)
    if text in _NOTHING:
        return 0
    inner = re.fullmatch(r"[(（](.+)[)）]", text)
    try:
        fen = -parse_yuan(inner[1]) if inner else parse_yuan(text)
    except ValueError as error:
        finer = "finer" in str(error)
        reason = Text("金额细于一分", "the amount is finer than a fen") if finer else Text("不是金额", "this is not an amount")
        raise Unreadable(name, text, reason) from error
    if abs(fen) > LARGEST_FEN:
        raise Unreadable(name, text, Text("金额超过上限", "the amount is above the cap"))
    return fen


def _hold_balances(rows: list[tuple[_Row, Movement]], own: str, mapping: Mapping, read: SourceRead) -> None:
    """Hold each running balance against the one before, in the order in which it fits better; keep the last of each day as stated."""
    if "balance" not in mapping.columns or not rows:
        return
    try:
        known = [(row, movement, _fen(row, "balance")) for row, movement in rows if row.get("balance") not in _NOTHING]
    except Unreadable as problem:
        read.refuse(rows[0][0].number, mapping.columns["balance"], problem.found, problem.reason)
        return
    upward, downward = _steps(known, own), _steps(known[::-1], own)
    breaks, order = (upward, known) if len(upward) <= len(downward) else (downward, known[::-1])
    for row, stated, counted in breaks:
        read.control(row.number, mapping.columns["balance"], own, stated, counted, _BALANCE)
    last = {movement.at.date(): (row, fen) for row, movement, fen in order}
    read.balances += [StatedBalance(own, on, "closing", fen, row.number) for on, (row, fen) in last.items()]


def _steps(rows: list[tuple[_Row, Movement, int]], own: str) -> list[tuple[_Row, int, int]]:
    found = []
    for (_, _, before), (row, movement, balance) in pairwise(rows):
        counted = before + (-movement.amount_fen if movement.from_account_id == own else movement.amount_fen)
        if counted != balance:
            found.append((row, balance, counted))
    return found


def _recognises(path: Path) -> bool:
    if is_spreadsheet(path):
        return True
    with path.open("rb") as file:
        head = file.read(4096)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"<", b"{", b"[") and (
        b"\0" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff")
    )


bank_table = Source(
    name="bank_table",
    title=Text("银行 CSV 或 Excel 对账单", "Bank statement as CSV or Excel"),
    recognises=_recognises,
    read=_read,
)
