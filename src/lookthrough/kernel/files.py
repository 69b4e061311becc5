"""Files that strangers send: looked at before anything reads them, refused with file, row and column.

``look_at`` decides by content, not by name, whether a file is Parquet, gzip or plain CSV, and reads a CSV once as a stream:
its encoding, its longest line and, for gzip, how much it unpacks to. So a reader behind it meets only sound files.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.texts import Text

LONGEST_LINE = 1_000_000  # bytes; a registry scope rarely passes 10,000
LARGEST_UNPACKED = 64 * 1024**3  # bytes that a compressed file may unpack to
LARGEST_RATIO = 300  # unpacked to packed; honest CSV stays below 60
RATIO_FROM = 64 * 1024**2  # bytes unpacked before the ratio is held against a file
_BLOCK = 1 << 20
_SIGNED_FIGURE = re.compile(r"[-+][\d.,]+(e[-+]?\d+)?%?", re.IGNORECASE)


class FileRefused(Exception):  # noqa: N818 - the file is refused, the program is well
    """Nothing of the file was stored. Carries file, row (from 1, header not counted; 0 is the header), column and the reason."""

    def __init__(self, *, file: str, reason: Text, row: int | None = None, column: str | None = None) -> None:
        self.file, self.row, self.column, self.reason = file, row, column, reason
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """Return one line: file, row, column, reason."""
        english = language.startswith("en")
        row = "" if self.row is None else (f", row {self.row}" if english else f"，第 {self.row} 行")
        column = "" if self.column is None else (f", column {self.column}" if english else f"，{self.column} 列")
        return f"{self.file}{row}{column}{': ' if english else '：'}{self.reason.in_language(language)}"

    def as_dict(self) -> dict[str, object]:
        """Return the same as plain values for ``--json``."""
        return {"file": self.file, "row": self.row, "column": self.column, "reason": self.reason.en, "reason_zh": self.reason.zh}


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused or doubtful value: ``row`` from 1 (header not counted), what was found and what was expected."""

    file: str
    row: int
    column: str
    found: str
    reason: Text

    HEADER = ("file", "row", "column", "found", "reason_zh", "reason_en")

    def as_row(self) -> tuple[str, int, str, str, str, str]:
        """Return the values in the order of ``HEADER``; what strangers wrote is no formula to a spreadsheet that opens it."""
        file, column, found = map(_harmless, (self.file, self.column, self.found))
        return (file, self.row, column, found, self.reason.zh, self.reason.en)


def _harmless(text: str) -> str:
    """Put a mark before what Excel would take for a formula; figures with a sign stay as they are."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _SIGNED_FIGURE.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A file that passed ``look_at``: its path, its format (``parquet``, ``csv`` or ``csv.gz``) and its column names."""

    path: Path
    format: str
    columns: tuple[str, ...]


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """Write refused rows as UTF-8 CSV with a header (BOM first, so that Excel opens the Chinese)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Reject.HEADER)
        writer.writerows(reject.as_row() for reject in rejects)


def look_at(path: Path, *, required: Sequence[str] = ()) -> SoundFile:
    """Check one file from top to bottom without keeping it in memory.

    Raises ``FileRefused`` for a missing or empty file, wrong encoding, a line over ``LONGEST_LINE``, a gzip that is cut short or
    unpacks beyond the caps, a Parquet file without a sound footer, and a missing or doubled column. Of Parquet only the footer
    is read: damaged pages show when the reader behind meets them.
    """
    if not path.is_file():
        raise FileRefused(file=path.name, reason=Text("找不到文件", "there is no such file"))
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise FileRefused(file=path.name, reason=Text("文件无法打开", f"the file cannot be opened ({error.strerror})")) from error
    if not head:
        raise FileRefused(file=path.name, row=0, reason=Text("文件为空", "the file is empty"))
    if path.suffix == ".parquet" or head == b"PAR1":
        sound = SoundFile(path, "parquet", _parquet_columns(path))
    else:
        packed = head[:2] == b"\x1f\x8b"
        sound = SoundFile(path, "csv.gz" if packed else "csv", _csv_columns(path, packed=packed))
    _require(sound, required)
    return sound


def _require(sound: SoundFile, required: Sequence[str]) -> None:
    for name in required:
        if name not in sound.columns:
            raise FileRefused(file=sound.path.name, row=0, column=name, reason=Text("缺少该列", "this column is missing"))
    doubled = {name for name in sound.columns if sound.columns.count(name) > 1}
    if doubled:
        raise FileRefused(file=sound.path.name, row=0, column=min(doubled), reason=Text("列名重复", "this column stands twice"))


def _parquet_columns(path: Path) -> tuple[str, ...]:
    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(
            file=path.name, reason=Text("Parquet 文件损坏或不完整", f"the Parquet file is damaged or cut short ({_first_line(error)})")
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__


def _csv_columns(path: Path, *, packed: bool) -> tuple[str, ...]:
    reading = _CsvReading(path.name)
    with path.open("rb") as file:
        for block in _unpacked(file, path) if packed else iter(lambda: file.read(_BLOCK), b""):
            reading.take(block)
    return reading.finish()


def _unpacked(file: IO[bytes], path: Path) -> Iterator[bytes]:
    """Yield the unpacked content in blocks; concatenated gzip members are one stream, as gzip itself reads them."""
    unzip, out = zlib.decompressobj(wbits=31), 0
    packed, size = b"", max(path.stat().st_size, 1)
    while packed or (packed := file.read(_BLOCK)):
        try:
            block = unzip.decompress(packed, _BLOCK * 8)
        except zlib.error as error:
            raise FileRefused(file=path.name, reason=Text("压缩文件损坏", f"the gzip data is damaged ({error})")) from error
        out += len(block)
        if out > LARGEST_UNPACKED or (out > RATIO_FROM and out > size * LARGEST_RATIO):
            raise FileRefused(
                file=path.name,
                reason=Text("压缩文件解开后异常庞大，疑似压缩炸弹", f"the gzip unpacks to more than {out:,} bytes: refused as a zip bomb"),
            )
        yield block
        packed = unzip.unconsumed_tail
        if unzip.eof:
            packed, unzip = unzip.unused_data or file.read(_BLOCK), zlib.decompressobj(wbits=31)
            if not packed:
                return
    raise FileRefused(file=path.name, reason=Text("压缩文件不完整", "the gzip file is cut short"))


class _CsvReading:
    """Follows lines through blocks of bytes; keeps the header and the state of the last line only."""

    def __init__(self, name: str) -> None:
        self.name, self.rest, self.lines = name, b"", 0
        self.header: tuple[str, ...] | None = None

    def take(self, block: bytes) -> None:
        whole, newline, rest = (self.rest + block).rpartition(b"\n")
        if newline:
            self._lines(whole + newline)
        self.rest = rest
        if len(rest) > LONGEST_LINE:
            raise self._too_long(self.lines)

    def finish(self) -> tuple[str, ...]:
        if self.rest:
            self._lines(self.rest + b"\n")
        if self.header is None:
            raise FileRefused(file=self.name, row=0, reason=Text("没有表头", "there is no header"))
        return self.header

    def _lines(self, text: bytes) -> None:
        if self.header is None:
            first = text.split(b"\n", 1)[0].rstrip(b"\r").removeprefix(b"\xef\xbb\xbf")
            self.header = tuple(_fields(self._decoded(first, 0)))
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._wrong_encoding(text, error.start) from error
        if b"\0" in text:
            raise self._at(text, text.index(b"\0"), Text("含有空字节，不是文本文件", "a NUL byte: this is not a text file"))
        if len(text) > LONGEST_LINE and max(map(len, text.split(b"\n"))) > LONGEST_LINE:
            long = next(i for i, line in enumerate(text.split(b"\n")) if len(line) > LONGEST_LINE)
            raise self._too_long(self.lines + long)
        self.lines += text.count(b"\n")

    def _decoded(self, line: bytes, row: int) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise FileRefused(file=self.name, row=row, reason=_NOT_UTF8) from error

    def _too_long(self, row: int) -> FileRefused:
        reason = Text("该行过长，超过一百万字节", f"this line is longer than {LONGEST_LINE:,} bytes")
        return FileRefused(file=self.name, row=row, reason=reason)

    def _wrong_encoding(self, text: bytes, start: int) -> FileRefused:
        return self._at(text, start, _NOT_UTF8)

    def _at(self, text: bytes, start: int, reason: Text) -> FileRefused:
        row = self.lines + text.count(b"\n", 0, start)
        before = text[text.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", errors="replace")
        place = max(len(_fields(before)), 1) - 1
        header: Sequence[Any] = self.header or ()
        return FileRefused(file=self.name, row=row, column=header[place] if 0 <= place < len(header) else None, reason=reason)


def _fields(line: str) -> list[str]:
    """Split one line; where the csv module refuses it (a lone carriage return, a giant field), at the commas, for it only names a place."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return line.split(",")


_NOT_UTF8 = Text("编码不是 UTF-8（GBK 文件请先另存为 UTF-8）", "the encoding is not UTF-8 (save a GBK file as UTF-8 first)")
