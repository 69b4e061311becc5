"""Files that firms send with an answer: known by their content, kept by hash under random names, read again only as they came."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lookthrough.kernel.texts import Text

KINDS = ("pdf", "png", "jpeg", "xlsx")
_MAGIC = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"PK\x03\x04": "xlsx"}
_XLSX_NEEDS = {"[Content_Types].xml", "xl/workbook.xml"}
# Macros old and new, files inside files, links that fetch
_XLSX_RUNS = (
    "vbaproject",
    "macrosheets/",
    "activex",
    "embeddings/",
    "externallinks/",
    "oleobject",
)
_LARGEST_UNPACKED = 200 * 1024**2
_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w.\-（）()\u4e00-\u9fff ]+")
_ENDINGS = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg", "xlsx": ".xlsx"}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came: the name its sender gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is kept. ``stored_as`` is a path below the evidence folder that says nothing about it."""

    name: str
    kind: str
    size: int
    sha256: str
    stored_as: str


def problem_with(sent: SentFile, *, largest: int) -> Text | None:
    """Return why a file is not taken, or nothing."""
    if not sent.content:
        return Text(f"{_shown(sent.name)} 是空文件", f"{_shown(sent.name)} is empty")
    if len(sent.content) > largest:
        size = largest // 1024**2
        return Text(f"{_shown(sent.name)} 超过 {size} MB", f"{_shown(sent.name)} is larger than {size} MB")
    if kind_of(sent.content) is None:
        return Text(f"{_shown(sent.name)} 不是 PDF、PNG、JPEG 或 XLSX 文件", f"{_shown(sent.name)} is no PDF, PNG, JPEG or XLSX file")
    return None


def kind_of(content: bytes) -> str | None:
    """Return what a file is by its first bytes, a workbook also by what it holds; or nothing."""
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    return kind if kind != "xlsx" or _is_plain_workbook(content) else None


def keep(sent: SentFile, *, folder: Path) -> KeptFile:
    """Write a file once, under a random name, readable by the server's own user alone."""
    kind = kind_of(sent.content) or ""
    name = secrets.token_hex(16)
    place = folder / name[:2] / name
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sent.content)
    digest = hashlib.sha256(sent.content).hexdigest()
    return KeptFile(_safe_name(sent.name, kind), kind, len(sent.content), digest, f"{name[:2]}/{name}")


def read(kept: KeptFile, *, folder: Path) -> bytes:
    """Return a file as it came; ``ValueError`` when it is no longer what it was."""
    content = (folder / kept.stored_as).read_bytes()
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise ValueError(f"{kept.stored_as} is not as it was sent")
    return content


def _is_plain_workbook(content: bytes) -> bool:
    """Say whether a zip is a workbook that runs, embeds and fetches nothing and unpacks to a bearable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {entry.filename for entry in package.infolist()}
            size = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return False
    return names >= _XLSX_NEEDS and size <= _LARGEST_UNPACKED and not any(sign in name.lower() for name in names for sign in _XLSX_RUNS)


def _safe_name(name: str, kind: str) -> str:
    """Return the sender's name without folders and signs of its own, ending as what it is."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .") or "file"
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem[:_LONGEST_NAME]}{_ENDINGS[kind]}"


def _shown(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][:60]
