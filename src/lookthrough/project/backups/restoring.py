"""Restore: unpacked beside what stands, judged there, and only then put in its place; what stood before is kept aside."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from lookthrough.project.backups import archive, keys
from lookthrough.project.backups.keeping import folders, kept
from lookthrough.project.backups.opened import Judged, judge
from lookthrough.project.backups.refusal import refused
from lookthrough.project.backups.sealing import SealedReader, is_sealed, opener
from lookthrough.project.backups.stores import ASIDE, Postgresql, Settings, Store, Trail, store_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be restored, and under which conditions."""

    file: Path
    replace: bool = False
    without_keys: bool = False
    passphrase: bytes | None = None
    identity: Path | None = None
    record: Path | None = None  # what the back-up said of itself, kept elsewhere


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now: the back-up's manifest, where its trail ends, and where the old state lies."""

    manifest: dict[str, Any]
    trail: Trail
    aside: str
    keys: dict[str, str]


@dataclass(slots=True)
class _Steps:
    """What was done, so that it can be taken back in turn."""

    undo: list[Callable[[], object]] = field(default_factory=list)

    def done(self, back: Callable[[], object]) -> None:
        self.undo.append(back)

    def take_back(self) -> None:
        while self.undo:
            self.undo.pop()()


def restore(wish: Wish, *, home: Path, database: Settings, at: datetime, advance: archive.Advance = lambda by: None) -> Restored:
    """Put a back-up in place; whatever is wrong with it or with its place, nothing has changed."""
    store, aside = store_of(database), f"{ASIDE}{at:%Y%m%d_%H%M%S}"
    _place_is_free(store, home, wish)
    _is_as_recorded(wish)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as made:
        unpacked = Path(made)
        with wish.file.open("rb") as file, _opened(file, wish) as source:
            manifest = archive.unpack(source, wish.file.name, unpacked, advance)
        faults = _keys_fit(manifest, home, wish)
        steps = _Steps()
        try:
            trail = _put_store(manifest, unpacked, store, home, aside, steps)
            _put_files(unpacked / "files", home, aside, steps)
        except BaseException:
            steps.take_back()
            raise
    return Restored(manifest, trail, aside if _anything_aside(home, store, aside) else "", faults)


def _place_is_free(store: Store, home: Path, wish: Wish) -> None:
    if not wish.file.is_file():
        raise refused(str(wish.file), "没有这个文件", "there is no such file")
    full = store.holds_anything() or any(any((home / name).iterdir()) for name in folders(home))
    if full and not wish.replace:
        zh, en = (
            "这里已有数据；加 --replace 才会替换（旧数据另行保留）",
            "there are data here; --replace replaces them (and keeps them aside)",
        )
        raise refused(str(home), zh, en)
    if store.others_at_work():
        raise refused(str(home), "数据库正在使用：请先停止工作台", "the store is in use: stop the console first")


def _is_as_recorded(wish: Wish) -> None:
    if wish.record is None:
        return
    try:
        said = json.loads(wish.record.read_bytes())["sha256"]
    except (ValueError, KeyError, TypeError, OSError) as fault:
        raise refused(wish.record.name, "备份记录不可读", "the record of the back-up cannot be read") from fault
    with wish.file.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != said:
            raise refused(wish.file.name, "与备份记录的哈希不符", "its hash is not the one that was recorded")


@contextmanager
def _opened(file: IO[bytes], wish: Wish) -> Iterator[IO[bytes]]:
    if not is_sealed(file):
        yield file
        return
    derive = opener(wish.file.name, passphrase=wish.passphrase, identity=wish.identity)
    yield cast("IO[bytes]", SealedReader(file, wish.file.name, derive))


def _keys_fit(manifest: dict[str, Any], home: Path, wish: Wish) -> dict[str, str]:
    """Return the keys that do not fit; without them names and second factors stay unreadable, so that takes a word of consent."""
    faults = keys.faults(home, manifest.get("keys_kept_apart", {}))
    if faults and not wish.without_keys:
        raise refused(
            "、".join(faults),
            f"密钥不在 {home}，或不是备份时的那把：请先放回，或加 --without-keys（姓名、第二因素将无法读出）",
            f"not in {home}, or not the key of the back-up: put it back first, or say --without-keys "
            "(names and second factors will stay unreadable)",
        )
    return faults


def _put_store(manifest: dict[str, Any], unpacked: Path, store: Store, home: Path, aside: str, steps: _Steps) -> Trail:
    wanted = Trail(manifest["trail"]["number"], manifest["trail"]["hash"])
    given = manifest["engine"]
    if given == "sqlite":
        staged = _stage(unpacked, wanted)
        if isinstance(store, Postgresql):
            _fill(store, staged, home, aside, steps, wanted)
        else:
            _swap_file(staged, home, aside, steps)
    elif isinstance(store, Postgresql):
        _load(store, unpacked / store.part, home, aside, steps, wanted)
    else:
        zh = "备份来自 PostgreSQL：请设置 LOOKTHROUGH_DATABASE（只能从 SQLite 迁往 PostgreSQL）"
        raise refused("store", zh, "the back-up is of PostgreSQL: set LOOKTHROUGH_DATABASE (a store moves from SQLite to PostgreSQL only)")
    return wanted


def _stage(unpacked: Path, wanted: Trail) -> Path:
    """Bring a SQLite file up to date and judge it, apart from everything that stands; return it."""
    place = unpacked / "home"
    place.mkdir(mode=0o700)
    staged = (unpacked / "store" / "db.sqlite3").rename(place / "db.sqlite3")
    _sound(judge({"LOOKTHROUGH_HOME": str(place), "LOOKTHROUGH_SECRET": "restoring"}), wanted)
    with closing(sqlite3.connect(staged)) as alone:
        alone.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    return staged


def _sound(found: Judged, wanted: Trail) -> None:
    if found.fault:
        raise refused("audit", f"审计链有误（{found.fault}）", f"the audit trail is broken ({found.fault})")
    if found.trail != wanted:
        zh = f"审计链末尾是第 {found.trail.number} 条，清单写的是第 {wanted.number} 条"
        raise refused("audit", zh, f"the audit trail ends at entry {found.trail.number}, its manifest says {wanted.number}")


def _swap_file(staged: Path, home: Path, aside: str, steps: _Steps) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        _move_aside(home, f"db.sqlite3{ending}", aside, steps)
    staged.chmod(0o600)
    _move(staged, home / "db.sqlite3", steps)


def _load(store: Postgresql, dump: Path, home: Path, aside: str, steps: _Steps, wanted: Trail) -> None:
    store.load(dump, aside)
    steps.done(lambda: store.take_back(aside))
    _sound(judge(_surroundings(home)), wanted)


def _fill(store: Postgresql, staged: Path, home: Path, aside: str, steps: _Steps, wanted: Trail) -> None:
    store.put_aside(aside)
    steps.done(lambda: store.take_back(aside))
    _sound(judge(_surroundings(home), fill_from=staged), wanted)


def _surroundings(home: Path) -> dict[str, str]:
    """Return what a process needs to open the store of this installation."""
    ours = {name: value for name, value in os.environ.items() if name.startswith("LOOKTHROUGH_")}
    return ours | {"LOOKTHROUGH_HOME": str(home)}


def _put_files(unpacked: Path, home: Path, aside: str, steps: _Steps) -> None:
    for name in folders(home):
        _move_aside(home, name, aside, steps)
    for path in sorted(unpacked.iterdir()) if unpacked.is_dir() else []:
        if not path.is_dir() or not kept(path.name):
            raise refused(path.name, "不属于备份内容", "does not belong into a back-up")
        _move(path, home / path.name, steps)


def _move_aside(home: Path, name: str, aside: str, steps: _Steps) -> None:
    if (home / name).exists():
        (home / aside).mkdir(mode=0o700, exist_ok=True)
        _move(home / name, home / aside / name, steps)


def _move(path: Path, target: Path, steps: _Steps) -> None:
    path.rename(target)
    steps.done(lambda: target.rename(path))


def _anything_aside(home: Path, store: Store, aside: str) -> bool:
    """Return whether something was kept aside; an empty schema or folder is taken away."""
    held = isinstance(store, Postgresql) and store.forget_if_empty(aside)
    if (home / aside).is_dir() and not any((home / aside).iterdir()):
        shutil.rmtree(home / aside)
    return bool(held) or (home / aside).is_dir()
