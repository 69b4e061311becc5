"""The readable part of a file, as paragraphs and tables: what a page may show and what a redacted copy is made from."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from docx.document import Document as Word
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from python_calamine import CalamineError, CalamineWorkbook

from lookthrough.kernel.file_kinds import FileKind, decoded, kind_of
from lookthrough.kernel.texts import Text

READABLE = ("text", "json", "html", "docx", "xlsx", "parquet")
MOST_ROWS = 100_000
# what readers raise over damaged files
_DAMAGE = (
    PackageNotFoundError, CalamineError, pa.ArrowException, zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, LookupError, OSError,
    AttributeError, TypeError, RuntimeError,
)  # fmt: skip
_SILENT = {"script", "style", "noscript", "template", "svg"}
_BREAKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "title"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table or sheet: its title and its rows of text."""

    title: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Readable:
    """A file's paragraphs and tables in their order, and what of the file they do not hold."""

    parts: Sequence[str | Table]
    left_out: list[Text] = field(default_factory=list)


class NotReadable(Exception):  # noqa: N818 - a property of the file
    """A machine cannot read this file's text; says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def readable(content: bytes) -> Readable:
    """Return the readable part of a file; ``NotReadable`` for pictures, sound, PDF and all that is not text by itself."""
    kind = kind_of(content)
    if kind.slug not in READABLE:
        zh, en = kind.title.zh, kind.title.en
        raise NotReadable(Text(f"{zh}不能由程序逐字读取", f"a {en} cannot be read word by word by a program"))
    return _read(kind, content)


def _read(kind: FileKind, content: bytes) -> Readable:
    readers = {"docx": _docx, "xlsx": _xlsx, "parquet": _parquet, "html": _html, "json": _json, "text": _text}
    try:
        return readers[kind.slug](content)
    except _DAMAGE as fault:
        raise NotReadable(Text("文件损坏，不能读取", f"the file is damaged ({type(fault).__name__})")) from fault


def _text(content: bytes) -> Readable:
    text = decoded(content) or ""
    rows = _rows(text)
    return Readable([Table("", rows)] if rows else list(text.splitlines()))


def _rows(text: str) -> list[list[str]]:
    """Return the rows when the text is a table with commas; nothing otherwise."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    wide = {len(row) for row in csv.reader(lines)}
    if len(lines) < 2 or len(wide) != 1 or wide == {1}:
        return []
    return [row for _count, row in zip(range(MOST_ROWS), csv.reader(io.StringIO(text)), strict=False)]


def _json(content: bytes) -> Readable:
    said = json.loads((decoded(content) or "").lstrip("\ufeff"))
    return Readable(json.dumps(said, ensure_ascii=False, indent=1).splitlines())


def _docx(content: bytes) -> Readable:
    document = Document(io.BytesIO(content))
    parts = list(_blocks(document))
    names = [name.lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()]
    left = []
    pictures = sum(name.startswith("word/media/") for name in names)
    if pictures:
        left.append(Text(f"{pictures} 张图片", f"{pictures} pictures"))
    for sign, zh, en in (
        ("comments", "批注", "comments"),
        ("footnotes", "脚注", "footnotes"),
        ("embeddings/", "嵌入的文件", "embedded files"),
    ):
        if any(name.startswith("word/") and sign in name for name in names):
            left.append(Text(zh, en))
    left.append(Text("页眉、页脚、修订和文档属性", "headers, footers, tracked changes and properties"))
    return Readable(parts, left)


def _blocks(document: Word) -> Iterator[str | Table]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, WordTable):
            yield Table("", [[cell.text for cell in row.cells] for row in block.rows])


def _xlsx(content: bytes) -> Readable:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets: list[str | Table] = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS)
        sheets.append(Table(name, [[_cell(value) for value in row] for row in rows]))
    return Readable(sheets, [Text("公式、批注、图片和隐藏属性", "formulas, comments, pictures and hidden properties")])


def _cell(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value)


def _parquet(content: bytes) -> Readable:
    table = pq.read_table(pa.BufferReader(content)).slice(0, MOST_ROWS)
    rows = [[str(value) if value is not None else "" for value in row.values()] for row in table.to_pylist()]
    return Readable([Table("", [list(table.column_names), *rows])])


class _Words(HTMLParser):
    """Collects what a reader would see of a page; nothing of it runs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent, self.words = 0, [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _BREAKS:
            self.words.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(self.silent - (tag in _SILENT), 0)
        if tag in _BREAKS:
            self.words.append("")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words[-1] += data


def _html(content: bytes) -> Readable:
    words = _Words()
    words.feed(decoded(content) or "")
    words.close()
    lines: list[str | Table] = [" ".join(line.split()) for line in words.words if line.strip()]
    return Readable(lines, [Text("图片、样式和脚本", "pictures, styles and scripts")])
