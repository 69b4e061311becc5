"""Claims as a table (CSV, gzipped CSV, Parquet or Excel): read with every value checked, wrong rows set aside; the payout written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from lookthrough.cases.repayment.payout import Claims, Numbers, Payout, summed, total
from lookthrough.kernel.files import FileRefused, Reject, look_at
from lookthrough.kernel.spreadsheets import is_spreadsheet, read_sheet
from lookthrough.kernel.texts import Text

KEY, CONTRIBUTED, RETURNED, BEFORE, DISPUTED = "claimant_key", "contributed_fen", "returned_fen", "paid_before_fen", "disputed"
REQUIRED = (KEY, CONTRIBUTED, RETURNED)
OPTIONAL = (BEFORE, DISPUTED)
COLUMNS = ("claimant_key", "base_fen", "paid_fen", "held_fen", "ratio")
LONGEST_KEY = 200
_YES, _NO = ["1", "true"], ["", "0", "false"]
_KEY = Text(f"应为 1 至 {LONGEST_KEY} 个字，不能为空", f"one to {LONGEST_KEY} characters are needed")
_NEGATIVE = Text("金额不能为负", "an amount may not be negative")
_NOT_FEN = Text("应为整数（分），最多 18 位，不带小数和逗号", "a whole number of fen is needed: up to 18 digits, no point, no comma")
_NOT_SAID = Text("应为 0 或 1", "0 or 1 is needed")
_SHAPE = Text("列数与表头不符", "the row has not as many columns as the header")


@dataclass(frozen=True, slots=True)
class ClaimsRead:
    """The claims of one file, summed by key, and what was set aside; ``rows`` counts both."""

    claims: Claims
    rejects: list[Reject]
    rows: int


def read_claims(path: Path) -> ClaimsRead:
    """Read a table of claims; ``FileRefused`` when nothing of it can be read."""
    table, numbers, rejects = _table(path)
    refused: dict[int, Reject] = {}
    blank = _blank(table)
    for name, check in _CHECKS:
        if name in table.column_names:
            for place, reason in check(table[name]):
                if place not in blank:
                    refused.setdefault(place, Reject(path.name, numbers[place], name, table[name][place].as_py()[:200], reason))
    rows = len(table) - len(blank) + len(rejects)
    rejects = sorted([*rejects, *refused.values()], key=lambda one: one.row)
    if refused or blank:
        kept = pa.array([place not in refused and place not in blank for place in range(len(table))], pa.bool_())
        table = table.filter(kept)
    return ClaimsRead(_claims(table), rejects, rows)


def write_payout(payout: Payout, path: Path) -> None:
    """Write one row a claimant in the order of keys: Parquet or CSV, as the name says."""
    held = payout.claims.held
    paid, aside = payout.shares.copy(), payout.shares.copy()
    paid[held], aside[~held] = 0, 0
    ratios = payout.ratios()
    columns = [
        pa.array(payout.claims.keys, pa.string()), _fen(payout.bases), _fen(paid), _fen(aside), pa.array(ratios, mask=np.isnan(ratios)),
    ]  # fmt: skip
    table = pa.table(dict(zip(COLUMNS, columns, strict=True)))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pq.write_table(table, path)
        return
    with path.open("wb") as file:
        file.write((",".join(COLUMNS) + "\n").encode())
        pacsv.write_csv(table, file, pacsv.WriteOptions(include_header=False, quoting_style="needed"))


def totals(payout: Payout, *, rows: int, refused: int) -> dict[str, Any]:
    """Return the sums of a round as a command or page says them."""
    claims = payout.claims
    over, won = claims.before > payout.bases, claims.returned > claims.contributed
    return {
        "base": payout.base, "rows": rows, "refused": refused, "claimants": len(claims.keys), "base_fen": total(payout.bases),
        "before_fen": total(claims.before), "available_fen": payout.available_fen, "owed_fen": payout.owed_fen,
        "paid_fen": payout.paid_fen, "held_fen": payout.held_fen, "left_fen": payout.left_fen, "held_claimants": int(claims.held.sum()),
        "level": payout.level.ratio, "level_exact": f"{payout.level.numerator}/{payout.level.denominator}",
        "paid_above_base": int(over.sum()), "paid_above_base_fen": total((claims.before - payout.bases)[over]),
        "net_winners": int(won.sum()), "net_winners_fen": total((claims.returned - claims.contributed)[won]),
    }  # fmt: skip


def write_totals(document: dict[str, Any], path: Path) -> None:
    """Write the sums beside the rows."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _fen(column: Numbers) -> pa.Array:
    """Return amounts as 64-bit integers, wider ones (repeated keys that add up beyond) as decimals."""
    if column.dtype != object or max(column.tolist(), default=0) < 2**63:
        return pa.array(column.astype(np.int64))
    return pa.array([str(fen) for fen in column.tolist()], pa.string()).cast(pa.decimal128(38, 0))


def _table(path: Path) -> tuple[pa.Table, Any, list[Reject]]:
    """Return the columns that count as texts, the row number of each place, and rows of the wrong shape."""
    if path.is_file() and is_spreadsheet(path):
        return _sheet(path)
    sound = look_at(path, required=REQUIRED)
    wanted = [name for name in (*REQUIRED, *OPTIONAL) if name in sound.columns]
    if sound.format == "parquet":
        table = _of_parquet(path, wanted)
        return table, range(1, len(table) + 1), []
    return _of_csv(path, wanted, packed=sound.format == "csv.gz")


def _of_parquet(path: Path, wanted: list[str]) -> pa.Table:
    try:
        table = pq.read_table(path, columns=wanted)
        return pa.table({name: _texts(table[name]) for name in wanted})
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(file=path.name, reason=Text("Parquet 文件损坏", f"the Parquet file is damaged ({str(error)[:160]})")) from error


def _of_csv(path: Path, wanted: list[str], *, packed: bool) -> tuple[pa.Table, Any, list[Reject]]:
    """Read with one thread, so that a row of the wrong shape tells its number; the others are counted on from it."""
    bad: list[tuple[int, str]] = []

    def aside(row: Any) -> str:
        bad.append((row.number - 1, row.text))  # the header is number 1
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.input_stream(str(path), compression="gzip" if packed else None),
            read_options=pacsv.ReadOptions(use_threads=False),
            parse_options=pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=aside),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()), include_columns=wanted, strings_can_be_null=False
            ),
        )
    except pa.ArrowException as error:
        raise FileRefused(file=path.name, reason=Text("CSV 文件无法读取", f"the CSV cannot be read ({str(error)[:160]})")) from error
    rejects = [Reject(path.name, number, "", text[:200], _SHAPE) for number, text in bad if text.strip()]
    return pa.table({name: _texts(table[name]) for name in wanted}), _numbers(len(table), {number for number, _ in bad}), rejects


def _numbers(rows: int, skipped: set[int]) -> Any:
    if not skipped:
        return range(1, rows + 1)
    return [number for number in range(1, rows + len(skipped) + 1) if number not in skipped][:rows]


def _sheet(path: Path) -> tuple[pa.Table, Any, list[Reject]]:
    grid = read_sheet(path)
    header = [cell.strip() for cell in grid[0]] if grid else []
    for name in REQUIRED:
        if name not in header:
            raise FileRefused(file=path.name, row=0, column=name, reason=Text("缺少该列", "this column is missing"))
    doubled = [name for name in (*REQUIRED, *OPTIONAL) if header.count(name) > 1]
    if doubled:
        raise FileRefused(file=path.name, row=0, column=doubled[0], reason=Text("列名重复", "this column stands twice"))
    filled = [(number, row) for number, row in enumerate(grid[1:], 1) if any(cell.strip() for cell in row)]
    wanted = [name for name in (*REQUIRED, *OPTIONAL) if name in header]
    places = {name: header.index(name) for name in wanted}
    columns = {name: pa.array([row[at].strip() if at < len(row) else "" for _, row in filled], pa.string()) for name, at in places.items()}
    return pa.table(columns), [number for number, _ in filled], []


def _blank(table: pa.Table) -> frozenset[int]:
    """Return the places of rows in which nothing stands."""
    empty = pc.equal(table[KEY], "")
    for name in table.column_names:
        empty = pc.and_(empty, pc.equal(table[name], ""))
    return frozenset(_places(empty))


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):  # 100.0 stays 100.0 and is refused; nothing is rounded on the way in
        column = pa.chunked_array([pa.array([None if one is None else repr(one) for one in column.to_pylist()], pa.string())])
    return pc.utf8_trim_whitespace(pc.fill_null(column.cast(pa.string()), ""))


def _places(mask: pa.ChunkedArray) -> list[int]:
    found: list[int] = pc.indices_nonzero(mask).to_pylist()
    return found


def _wrong_key(column: pa.ChunkedArray) -> Iterator[tuple[int, Text]]:
    length = pc.utf8_length(column)
    for place in _places(pc.or_(pc.equal(length, 0), pc.greater(length, LONGEST_KEY))):
        yield place, _KEY


def _wrong_fen(column: pa.ChunkedArray) -> Iterator[tuple[int, Text]]:
    for place in _places(pc.invert(pc.match_substring_regex(column, r"^[0-9]{1,18}$"))):
        text = column[place].as_py()
        yield place, _NEGATIVE if text.startswith("-") and text[1:].isdecimal() else _NOT_FEN


def _wrong_before(column: pa.ChunkedArray) -> Iterator[tuple[int, Text]]:
    return (found for found in _wrong_fen(column) if column[found[0]].as_py())


def _wrong_said(column: pa.ChunkedArray) -> Iterator[tuple[int, Text]]:
    for place in _places(pc.invert(pc.is_in(pc.utf8_lower(column), pa.array([*_YES, *_NO])))):
        yield place, _NOT_SAID


_CHECKS: tuple[tuple[str, Callable[[pa.ChunkedArray], Iterator[tuple[int, Text]]]], ...] = (
    (KEY, _wrong_key), (CONTRIBUTED, _wrong_fen), (RETURNED, _wrong_fen), (BEFORE, _wrong_before), (DISPUTED, _wrong_said),
)  # fmt: skip


def _claims(table: pa.Table) -> Claims:
    """Return checked columns as claims; Arrow orders them first, because it does so ten times quicker."""
    table = table.take(pc.sort_indices(table[KEY]))
    nothing = np.zeros(len(table), dtype=np.int64)
    said = pc.is_in(pc.utf8_lower(table[DISPUTED]), pa.array(_YES)).to_numpy() if DISPUTED in table.column_names else nothing
    return summed(
        keys=table[KEY].to_pylist(),
        contributed=_whole(table[CONTRIBUTED]),
        returned=_whole(table[RETURNED]),
        before=_whole(table[BEFORE]) if BEFORE in table.column_names else nothing,
        held=said.astype(np.bool_),
    )


def _whole(column: pa.ChunkedArray) -> Numbers:
    """Return checked amounts as integers; an empty one is nothing."""
    found: Numbers = pc.if_else(pc.equal(column, ""), "0", column).cast(pa.int64()).to_numpy()
    return found
