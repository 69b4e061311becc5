"""Back up: the store as of one moment, then every file it speaks of, then a manifest that says what must be there."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from lookthrough import __version__
from lookthrough.project.backups import archive, keys
from lookthrough.project.backups.refusal import refused
from lookthrough.project.backups.sealing import SealingWriter
from lookthrough.project.backups.stores import ASIDE, Settings, store_of

KEPT = "backups"  # in the data directory: one JSON a back-up, for the page of the installation's state
NOT_KEPT = {KEPT, "keys", "static", "lost+found"}
ENDING, SEALED_ENDING = ".tar.gz", ".tar.gz.sealed"


@dataclass(frozen=True, slots=True)
class BackUp:
    """A back-up that was written: its file, and what its record says."""

    file: Path
    record: dict[str, Any]


def back_up(
    *,
    home: Path,
    database: Settings,
    out: Path,
    at: datetime,
    passphrase: bytes | None = None,
    recipient: bytes | None = None,
    advance: archive.Advance = lambda by: None,
) -> BackUp:
    """Write a back-up into the folder ``out``; it appears there whole or not at all."""
    sealed = passphrase is not None or recipient is not None
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"lookthrough-{at:%Y%m%dT%H%M%S}{SEALED_ENDING if sealed else ENDING}"
    if (out / name).exists():
        raise refused(name, "同名备份已存在", "a back-up of this name stands there already")
    if out.resolve() == home.resolve() or any(out.resolve().is_relative_to((home / folder).resolve()) for folder in folders(home)):
        raise refused(str(out), "备份不能放在被备份的目录里", "a back-up cannot lie in a folder that is backed up")
    (home / KEPT).mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=home / KEPT, prefix=".making-") as making:
        store = store_of(database)
        copy, trail = store.dump(Path(making))
        said = {
            "at": at.isoformat(),
            "version": __version__,
            "engine": store.engine,
            "trail": {"number": trail.number, "hash": trail.hash},
            "keys_kept_apart": keys.check_values(home),
        }
        with _appearing(out / name) as file, _perhaps_sealed(file, passphrase, recipient) as sink:
            manifest = archive.write(sink, [(store.part, copy), *_files(home)], said, advance)
    record = {"file": name, "bytes": (out / name).stat().st_size, "sha256": _hash(out / name), "sealed": sealed, **manifest}
    _keep(home / KEPT / f"{name.removesuffix(SEALED_ENDING).removesuffix(ENDING)}.json", record)
    return BackUp(out / name, record)


def folders(home: Path) -> list[str]:
    """Return the folders of the data directory that are backed up: all but those that can be made anew."""
    return sorted(path.name for path in home.iterdir() if path.is_dir() and kept(path.name))


def kept(name: str) -> bool:
    """Return whether a folder is backed up: keys, back-ups, and what a restore put aside are not."""
    return name not in NOT_KEPT and not name.startswith((".", ASIDE))


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    for folder in folders(home):
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in path.relative_to(home).parts):
                yield f"files/{path.relative_to(home).as_posix()}", path


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that gets its name when it is whole and on the disk, and goes away if anything fails."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".making-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(path)
    except BaseException:
        Path(name).unlink()
        raise


@contextmanager
def _perhaps_sealed(file: IO[bytes], passphrase: bytes | None, recipient: bytes | None) -> Iterator[IO[bytes]]:
    if passphrase is None and recipient is None:
        yield file
        return
    writer = SealingWriter(file, passphrase=passphrase, recipient=recipient)
    try:
        yield cast("IO[bytes]", writer)
    except BaseException:
        writer.abandon()
        raise
    writer.close()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(path: Path, record: dict[str, Any]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=1)
