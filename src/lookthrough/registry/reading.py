"""Files of companies read row by row: CSV, CSV.gz or Parquet that ``kernel.files.look_at`` has found sound, in batches of texts."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.files import LONGEST_LINE, FileRefused, Reject, SoundFile
from lookthrough.kernel.texts import Text
from lookthrough.registry.lists import EVENTS
from lookthrough.registry.screening import Firm

COMPANY_COLUMNS = ("name", "uscc", "established_on", "type", "registered_capital", "business_scope", "province", "city")
SCREENING_COLUMNS = ("name", "uscc", "business_scope")
FIRM_COLUMNS = ("uscc", "name", "business_scope", "province", "region_code", "site_owner", "event")
MISSING = frozenset({"", "N/A", "NULL", "None", "\\N"})  # ways to write that a value is not there
BATCH = 50_000  # rows

_EVENTS = frozenset(EVENTS)

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: their numbers (from 1, header not counted) and, by column, their values; a missing value is an empty text."""

    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]

    def column(self, name: str) -> Sequence[str]:
        """Return the values of a column, or empty texts when the file has no such column."""
        return self.columns.get(name) or [""] * len(self.rows)


def read_batches(sound: SoundFile, rejects: list[Reject], *, columns: Sequence[str] | None = None, size: int = BATCH) -> Iterator[Batch]:
    """Yield the rows of a sound file, all columns or those of ``columns`` that it has.

    Rows with too few or too many values go to ``rejects``; damage inside the file refuses it all.
    """
    wanted = [name for name in sound.columns if columns is None or name in columns]
    yield from _parquet_batches(sound, wanted, size) if sound.format == "parquet" else _csv_batches(sound, wanted, rejects, size)


def firms_of(batch: Batch, rejects: list[Reject], *, file: str) -> list[Firm]:
    """Return what screening reads of each row; a row without a name or with an unknown event goes to ``rejects``."""
    uscc, name, scope, province, region_code, site_owner = map(batch.column, FIRM_COLUMNS[:-1])
    events = [event.strip() or "existing" for event in batch.column("event")]
    firms = list(map(Firm, batch.rows, uscc, name, scope, province, region_code, events, site_owner))
    sound = [firm for firm in firms if firm.name and firm.event in _EVENTS]
    if len(sound) < len(firms):
        rejects += [refusal for firm in firms if (refusal := refusal_of(firm, file=file))]
    return sound


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
    texts = {text for batch in read_batches(sound, [], columns=[column]) for text in batch.column(column)}
    return max(filter(None, map(parse_day, texts)), default=None)


def parse_day(text: str) -> date | None:
    """Read ``2019-05-01`` or ``2019/5/1``, also with a time behind it; None for anything else and for days that do not exist."""
    text = text.strip()
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


def _csv_batches(sound: SoundFile, wanted: Sequence[str], rejects: list[Reject], size: int) -> Iterator[Batch]:
    picked = [sound.columns.index(name) for name in wanted]
    cells_of = itemgetter(*picked) if len(picked) > 1 else (lambda cells: (cells[picked[0]],))
    rows: list[int] = []
    values: list[tuple[str, ...]] = []
    for row, cells in _csv_rows(sound):
        if len(cells) != len(sound.columns):
            rejects.append(_ragged(sound, row, len(cells)))
            continue
        rows.append(row)
        values.append(cells_of(cells))
        if len(rows) == size:
            yield _batch(wanted, rows, values)
            rows, values = [], []
    if rows:
        yield _batch(wanted, rows, values)


def _csv_rows(sound: SoundFile) -> Iterator[tuple[int, list[str]]]:
    row = 0
    with _open(sound) as file:
        reader = csv.reader(file, strict=True)
        try:
            next(reader)
            for cells in reader:
                if cells:
                    row += 1
                    yield row, cells
        except csv.Error as error:
            raise FileRefused(
                file=sound.path.name, row=row + 1, reason=Text("引号没有配对或字段过长", f"not a sound CSV row: {error}")
            ) from error


def _batch(names: Sequence[str], rows: list[int], values: list[tuple[str, ...]]) -> Batch:
    return Batch(rows, {name: _present(column) for name, column in zip(names, zip(*values, strict=True), strict=True)})


def _present(column: Iterable[str]) -> list[str]:
    """Empty what says that a value is missing; everything else stays as given, because offsets are counted in it."""
    return ["" if text.strip() in MISSING else text for text in column]


def _ragged(sound: SoundFile, row: int, found: int) -> Reject:
    expected = len(sound.columns)
    reason = Text(f"应有 {expected} 个值，实有 {found} 个", f"expected {expected} values, found {found}")
    return Reject(sound.path.name, row, "", str(found), reason)


def _parquet_batches(sound: SoundFile, wanted: Sequence[str], size: int) -> Iterator[Batch]:
    row = 0
    try:
        for part in pq.ParquetFile(sound.path).iter_batches(batch_size=size, columns=list(wanted)):
            columns = {name: _texts(sound, name, part.column(name)) for name in wanted}
            yield Batch(range(row + 1, row + 1 + part.num_rows), columns)
            row += part.num_rows
    except (pa.ArrowException, OSError) as error:
        reason = Text("Parquet 文件损坏或不完整", "the Parquet file is damaged or cut short")
        raise FileRefused(file=sound.path.name, row=row + 1, reason=reason) from error


def _texts(sound: SoundFile, name: str, column: pa.Array) -> list[str]:
    try:
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.date32(), safe=False)
        return _present(text or "" for text in column.cast(pa.string()).to_pylist())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        reason = Text(f"该列应为文字，实为 {column.type}", f"this column should be text and is {column.type}")
        raise FileRefused(file=sound.path.name, column=name, reason=reason) from error
