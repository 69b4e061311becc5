"""What a back-up file is: parts one after the other in a compressed tar, and at its end a manifest with the hash of each.

Unpacking trusts nothing: only plain files with plain paths under the known beginnings, no more bytes than the disk can
take, and not one part more or less than the manifest says.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from lookthrough.kernel.files import FileRefused
from lookthrough.project.backups.refusal import refused

MANIFEST = "manifest.json"
FORMAT = 1
BEGINNINGS = ("store", "files")
LARGEST_MANIFEST = 256 * 1024**2
_BLOCK = 1 << 20

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a back-up: where it lies in the archive, its bytes and their SHA-256."""

    path: str
    bytes: int
    sha256: str


def write(out: IO[bytes], parts: Iterable[tuple[str, Path]], said: dict[str, Any], advance: Advance) -> dict[str, Any]:
    """Write the parts and then the manifest, which is returned: ``said`` and the parts as they went in."""
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=3, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        written = [_add(tar, path, file, advance) for path, file in parts]
        manifest = {"format": FORMAT, **said, "parts": [{"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in written]}
        document = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        tar.addfile(_entry(MANIFEST, len(document)), io.BytesIO(document))
    return manifest


def unpack(source: IO[bytes], name: str, into: Path, advance: Advance) -> dict[str, Any]:
    """Unpack below ``into`` and return the manifest; raises ``FileRefused`` unless every part is there as it was written."""
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            found, document = _take(tar, name, into, advance)
            while packed.read(_BLOCK):  # to the end: the checksum of the whole stream stands there
                pass
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as fault:
        if isinstance(fault, FileRefused):
            raise
        raise refused(name, "文件被截断或已损坏", "the file is cut short or damaged") from fault
    manifest = _manifest(document, name)
    said = [Part(**one) for one in manifest["parts"]]
    if sorted(found, key=_by_path) != sorted(said, key=_by_path):
        raise refused(name, "内容与清单不符", "what is in it is not what its manifest says")
    return manifest


def _by_path(part: Part) -> str:
    return part.path


class _Hashing(io.RawIOBase):
    """Reads a file and hashes what went by."""

    def __init__(self, file: IO[bytes], advance: Advance) -> None:
        self.file, self.advance, self.digest = file, advance, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        self.advance(len(block))
        return block


def _add(tar: tarfile.TarFile, path: str, file: Path, advance: Advance) -> Part:
    try:
        with file.open("rb") as opened:
            size = file.stat().st_size
            hashing = _Hashing(opened, advance)
            tar.addfile(_entry(path, size), hashing)
            if opened.read(1):
                raise OSError("it grew")
    except OSError as fault:
        raise refused(path, "备份时文件有变动，请重新备份", "it changed while it was copied: back up again") from fault
    return Part(path, size, hashing.digest.hexdigest())


def _entry(path: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = size, 0o600
    return entry


def _take(tar: tarfile.TarFile, name: str, into: Path, advance: Advance) -> tuple[list[Part], bytes]:
    found: list[Part] = []
    for entry in tar:
        opened = tar.extractfile(entry) if entry.isreg() else None
        if opened is None or not _plain(entry.name) or entry.size < 0:
            raise refused(name, f"不允许的内容：{entry.name!r}", f"not allowed in a back-up: {entry.name!r}")
        if entry.name == MANIFEST:
            if entry.size > LARGEST_MANIFEST:
                raise refused(name, "清单过大", "its manifest is too large")
            document = opened.read()
            if tar.next() is not None:
                raise refused(name, "清单之后还有内容", "something follows the manifest")
            return found, document
        found.append(_keep(opened, entry, into, name, advance))
    raise refused(name, "文件被截断：没有清单", "the file is cut short: it has no manifest")


def _plain(path: str) -> bool:
    """Return whether a path stays where it is put, whatever the system."""
    given = PurePosixPath(path)
    known = path == MANIFEST or (len(given.parts) > 1 and given.parts[0] in BEGINNINGS)
    return known and ".." not in given.parts and str(given) == path and not set(path) & set("\\:\0")


def _keep(opened: IO[bytes], entry: tarfile.TarInfo, into: Path, name: str, advance: Advance) -> Part:
    if entry.size > shutil.disk_usage(into).free:
        raise refused(name, "磁盘空间不足", "the disk has no room for it")
    target = into / entry.name
    if target.exists():
        raise refused(name, f"内容重复：{entry.name!r}", f"twice in the back-up: {entry.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with target.open("xb") as kept:
        while block := opened.read(_BLOCK):
            kept.write(block)
            digest.update(block)
            advance(len(block))
    return Part(entry.name, entry.size, digest.hexdigest())


def _manifest(document: bytes, name: str) -> dict[str, Any]:
    try:
        manifest = json.loads(document)
        said = manifest["format"]
        _ = [Part(**one) for one in manifest["parts"]], manifest["engine"], manifest["trail"]["hash"]
    except (ValueError, KeyError, TypeError) as fault:
        raise refused(name, "清单不可读", "its manifest cannot be read") from fault
    if said != FORMAT:
        raise refused(name, f"备份格式 {said} 不受本版本支持", f"back-up format {said} is not known to this version")
    return dict(manifest)
