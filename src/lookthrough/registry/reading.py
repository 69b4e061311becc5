"""Files of companies read row by row: CSV, CSV.gz or Parquet that ``kernel.files.look_at`` has found sound, in batches of texts."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.files import LONGEST_LINE, FileRefused, Reject, SoundFile
from lookthrough.kernel.texts import Text
from lookthrough.registry.lists import EVENTS
from lookthrough.registry.screening import Firm

COMPANY_COLUMNS = ("name", "uscc", "established_on", "type", "registered_capital", "business_scope", "province", "city")
SCREENING_COLUMNS = ("name", "uscc", "business_scope")
MISSING = frozenset({"", "N/A", "NULL", "None", "\\N"})  # ways to write that a value is not there
BATCH = 50_000  # rows

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: their numbers (from 1, header not counted) and, by column, their values; a missing value is an empty text."""

    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]

    def column(self, name: str) -> Sequence[str]:
        """Return the values of a column, or empty texts when the file has no such column."""
        return self.columns.get(name) or [""] * len(self.rows)


def read_batches(sound: SoundFile, rejects: list[Reject], *, size: int = BATCH) -> Iterator[Batch]:
    """Yield the rows of a sound file. Rows with too few or too many values go to ``rejects``; damage inside the file refuses it all."""
    yield from _parquet_batches(sound, size) if sound.format == "parquet" else _csv_batches(sound, rejects, size)


def firms_of(batch: Batch, rejects: list[Reject], *, file: str) -> list[Firm]:
    """Return what screening reads of each row; a row without a name or with an unknown event goes to ``rejects``."""
    columns = ("uscc", "name", "business_scope", "province", "region_code", "event", "site_owner")
    firms = []
    for row, *values in zip(batch.rows, *map(batch.column, columns), strict=True):
        firm = Firm(row, *values)
        firm = firm._replace(event=firm.event or "existing")
        refusal = refusal_of(firm, file=file)
        rejects.append(refusal) if refusal else firms.append(firm)
    return firms


def refusal_of(firm: Firm, *, file: str) -> Reject | None:
    """Say why a row can neither be stored nor screened, or None."""
    if not firm.name:
        return Reject(file, firm.row, "name", "", Text("缺少企业名称", "the name is missing"))
    if firm.event not in EVENTS:
        expected = ", ".join(EVENTS)
        return Reject(file, firm.row, "event", firm.event, Text(f"未知事项，应为 {expected}", f"unknown event, expected one of {expected}"))
    return None


def last_day(sound: SoundFile, column: str) -> date | None:
    """Return the latest date in a column; what is not a date does not count."""
    if column not in sound.columns:
        return None
    texts = (max((text for text in batch.column(column) if parse_day(text)), default="") for batch in read_batches(sound, []))
    return parse_day(max(texts, default=""))


def parse_day(text: str) -> date | None:
    """Read ``2019-05-01`` or ``2019/5/1``, also with a time behind it; None for anything else and for days that do not exist."""
    if len(text) == 10 and text[4] == text[7] == "-":
        plain = text
    else:
        parts = text.split("T")[0].split(" ")[0].replace("/", "-").replace(".", "-").split("-")
        plain = "-".join(part.zfill(2) for part in parts)
    try:
        return date.fromisoformat(plain) if len(plain) == 10 else None
    except ValueError:
        return None


def _open(sound: SoundFile) -> TextIO:
    if sound.format == "csv.gz":
        return gzip.open(sound.path, "rt", encoding="utf-8-sig", newline="")
    return sound.path.open(encoding="utf-8-sig", newline="")


def _csv_batches(sound: SoundFile, rejects: list[Reject], size: int) -> Iterator[Batch]:
    width, rows, values, row = len(sound.columns), [], [], 0
    with _open(sound) as file:
        reader = csv.reader(file, strict=True)
        try:
            next(reader)
            for cells in reader:
                if not cells:
                    continue
                row += 1
                if len(cells) != width:
                    rejects.append(_ragged(sound, row, len(cells)))
                    continue
                rows.append(row)
                values.append(cells)
                if len(rows) == size:
                    yield _batch(sound, rows, values)
                    rows, values = [], []
        except csv.Error as error:
            raise FileRefused(file=sound.path.name, row=row + 1, reason=Text("引号没有配对或字段过长", f"not a sound CSV row: {error}")) from error
    if rows:
        yield _batch(sound, rows, values)


def _batch(sound: SoundFile, rows: list[int], values: list[list[str]]) -> Batch:
    columns = zip(*values, strict=True)
    return Batch(rows, {name: [_value(text) for text in column] for name, column in zip(sound.columns, columns, strict=True)})


def _value(text: str) -> str:
    text = text.strip()
    return "" if text in MISSING else text


def _ragged(sound: SoundFile, row: int, found: int) -> Reject:
    expected = len(sound.columns)
    reason = Text(f"应有 {expected} 个值，实有 {found} 个", f"expected {expected} values, found {found}")
    return Reject(sound.path.name, row, "", str(found), reason)


def _parquet_batches(sound: SoundFile, size: int) -> Iterator[Batch]:
    row = 0
    try:
        for part in pq.ParquetFile(sound.path).iter_batches(batch_size=size):
            columns = {name: _texts(sound, name, part.column(name)) for name in sound.columns}
            yield Batch(range(row + 1, row + 1 + part.num_rows), columns)
            row += part.num_rows
    except (pa.ArrowException, OSError) as error:
        reason = Text("Parquet 文件损坏或不完整", "the Parquet file is damaged or cut short")
        raise FileRefused(file=sound.path.name, row=row + 1, reason=reason) from error


def _texts(sound: SoundFile, name: str, column: pa.Array) -> list[str]:
    try:
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.date32(), safe=False)
        return [_value(text or "") for text in column.cast(pa.string()).to_pylist()]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        reason = Text(f"该列应为文字，实为 {column.type}", f"this column should be text and is {column.type}")
        raise FileRefused(file=sound.path.name, column=name, reason=reason) from error
