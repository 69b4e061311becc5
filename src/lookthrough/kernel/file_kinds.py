"""What a file is, told by what it holds and never by its name, and whether it carries anything that runs."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import dataclass

from lookthrough.kernel.texts import Text

PICTURES = ("png", "jpeg", "webp")
LARGEST_UNPACKED = 200 * 1024**2
_MOST_PARTS = 10_000
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
)
_RUNS = ("vbaproject", "macrosheets/", "activex", "embeddings/", "oleobject")
_PDF_RUNS = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia")
_HTML = ("<!doctype html", "<html")
_TITLES = {
    "pdf": Text("PDF 文件", "PDF"), "png": Text("图片 PNG", "PNG picture"), "jpeg": Text("图片 JPEG", "JPEG picture"),
    "webp": Text("图片 WebP", "WebP picture"), "parquet": Text("Parquet 数据表", "Parquet table"), "gzip": Text("压缩文件", "gzip"),
    "zip": Text("压缩包", "zip archive"), "docx": Text("Word 文档", "Word document"), "xlsx": Text("Excel 工作簿", "Excel workbook"),
    "old_office": Text("旧版 Office 文档", "Office document of the old form"), "sound": Text("录音", "sound"), "film": Text("录像", "film"),
    "html": Text("网页", "web page"), "json": Text("JSON 数据", "JSON data"), "text": Text("文本", "text"),
    "other": Text("其他文件", "other file"),
}  # fmt: skip
ENDINGS = {
    "pdf": ".pdf", "png": ".png", "jpeg": ".jpg", "webp": ".webp", "parquet": ".parquet", "gzip": ".gz", "zip": ".zip", "docx": ".docx",
    "xlsx": ".xlsx", "html": ".html", "json": ".json", "text": ".txt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileKind:
    """A file's kind by its content; ``active`` when it carries macros, scripts or files within, so that nobody opens it unwarned."""

    slug: str
    active: bool = False

    @property
    def title(self) -> Text:
        """Return the kind in words."""
        return _TITLES[self.slug]


def kind_of(content: bytes) -> FileKind:
    """Return what a file is; ``other`` for what is not known, which is kept but never shown."""
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    if content[4:8] == b"ftyp":
        return FileKind("film")
    if content.startswith(b"RIFF") and content[8:12] in (b"WEBP", b"WAVE"):
        return FileKind("webp" if content[8:12] == b"WEBP" else "sound")
    slug = next((slug for magic, slug in _MAGIC if content.startswith(magic)), None)
    if slug == "pdf":
        return FileKind("pdf", active=any(sign in content for sign in _PDF_RUNS))
    return FileKind(slug, active=slug == "old_office") if slug else _text(content)


def _package(content: bytes) -> FileKind:
    """Tell a Word file and a workbook from any other archive by their parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = [part.filename.lower() for part in parts]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return FileKind("zip", active=True)
    bearable = len(parts) <= _MOST_PARTS and sum(part.file_size for part in parts) <= LARGEST_UNPACKED
    active = not bearable or any(sign in name for name in names for sign in _RUNS)
    for part, slug in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
        if part in names and "[content_types].xml" in names:
            return FileKind(slug, active=active)
    return FileKind("zip", active=True)


def _text(content: bytes) -> FileKind:
    text = decoded(content)
    if text is None or "\0" in text:
        return FileKind("other", active=True)
    begin = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if begin.startswith(_HTML) or "<html" in begin:
        return FileKind("html", active=True)
    return FileKind("json") if begin[:1] in ("{", "[") and _is_json(text) else FileKind("text")


def decoded(content: bytes) -> str | None:
    """Return a text file's text: UTF-8, else GB 18030 as older systems write it; nothing when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True
