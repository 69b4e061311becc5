"""The one spelling of a bundle's archive: a plain zip whose every byte follows from the names and contents, so that nothing hides in it.

Entries are stored, not packed, with a fixed date and no extra fields. The reader spells each header anew and compares: a byte changed
in a header, between entries or after the end is found as one changed in a file is. Any unzip program opens it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lookthrough.kernel.texts import Text

LARGEST = 0xF000_0000  # bytes: a zip without the later extension for giant archives, its directory included
MOST_ENTRIES = 60_000
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_NEEDS, _NAMES_ARE_UTF8, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x0021
_BLOCK = 1 << 20


class Broken(Exception):  # noqa: N818 - what was found, not a fault of the program
    """The archive is not as it was written; says where."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class TooLarge(Exception):  # noqa: N818
    """More than one archive of this form can hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive as it was read: its hash, and its content where the reader was asked to keep it."""

    name: str
    size: int
    sha256: str
    content: bytes | None


class Writer:
    """Writes entries one after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._offset = file, 0
        self._directory: list[bytes] = []

    def add(self, name: str, content: bytes) -> None:
        """Write one entry."""
        crc, spelled = zlib.crc32(content), name.encode()
        if self._offset + len(content) > LARGEST or len(self._directory) >= MOST_ENTRIES:
            raise TooLarge(name)
        self._directory.append(_central(spelled, crc, len(content), self._offset))
        for part in (_local(spelled, crc, len(content)), content):
            self._file.write(part)
            self._offset += len(part)

    def close(self) -> None:
        """Write the directory and the end."""
        for part in self._directory:
            self._file.write(part)
        self._file.write(_end(self._directory, self._offset))


def read(file: IO[bytes], *, keep: frozenset[str] = frozenset(), largest_kept: int = 256 << 20) -> Iterator[Entry]:
    """Yield the entries of an archive in their order; ``Broken`` at the first byte that is not as it should be."""
    directory: list[bytes] = []
    names: set[str] = set()
    offset = 0
    while (sign := file.read(4)) == _LOCAL_SIGN:
        head = sign + _exactly(file, _LOCAL.size - 4)
        *_rest, crc, size, _size, name_length, _extra = _LOCAL.unpack(head)
        spelled = _exactly(file, name_length)
        if head + spelled != _local(spelled, crc, size):
            raise _changed(f"{spelled.decode(errors='replace')[:80]}", "文件头", "header")
        name = _name(spelled, names)
        entry, found_crc = _content(file, name, size, keep=name in keep and size <= largest_kept)
        if found_crc != crc:
            raise _changed(name, "内容", "content")
        yield entry
        directory.append(_central(spelled, crc, size, offset))
        offset += len(head) + len(spelled) + size
    expected = b"".join(directory) + _end(directory, offset)
    if sign + file.read(len(expected) + 1) != expected:
        raise Broken(Text("压缩包目录或结尾与内容不符", "the archive's directory or end does not match what it holds"))


def _content(file: IO[bytes], name: str, size: int, *, keep: bool) -> tuple[Entry, int]:
    digest, crc, left = hashlib.sha256(), 0, size
    kept: list[bytes] = []
    while left:
        block = _exactly(file, min(left, _BLOCK))
        digest.update(block)
        crc = zlib.crc32(block, crc)
        left -= len(block)
        if keep:
            kept.append(block)
    return Entry(name, size, digest.hexdigest(), b"".join(kept) if keep else None), crc


def _name(spelled: bytes, names: set[str]) -> str:
    try:
        name = spelled.decode()
    except UnicodeDecodeError:
        raise _changed(repr(spelled)[:80], "文件名", "name") from None
    if name in names or not name or name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise _changed(name, "文件名", "name")
    names.add(name)
    return name


def _exactly(file: IO[bytes], count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise Broken(Text("压缩包被截断", "the archive is cut short"))
    return found


def _changed(name: str, zh: str, en: str) -> Broken:
    return Broken(Text(f"{name} 的{zh}被改动", f"the {en} of {name} was altered"))


def _local(name: bytes, crc: int, size: int) -> bytes:
    return _LOCAL.pack(_LOCAL_SIGN, _NEEDS, _NAMES_ARE_UTF8, _STORED, _TIME, _DATE, crc, size, size, len(name), 0) + name


def _central(name: bytes, crc: int, size: int, offset: int) -> bytes:
    head = _CENTRAL.pack(
        _CENTRAL_SIGN, _NEEDS, _NEEDS, _NAMES_ARE_UTF8, _STORED, _TIME, _DATE, crc, size, size, len(name), 0, 0, 0, 0, 0, offset
    )
    return head + name


def _end(directory: list[bytes], offset: int) -> bytes:
    count = len(directory)
    return _END.pack(_END_SIGN, 0, 0, count, count, sum(map(len, directory)), offset, 0)
