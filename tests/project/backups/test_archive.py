"""A back-up file is taken whole or not at all, whoever made it and wherever it was cut, changed or stuffed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.kernel.files import FileRefused
from lookthrough.project.backups import archive

SAID = {"engine": "sqlite", "trail": {"number": 0, "hash": ""}}


def no_news(by: int) -> None:
    """Nobody watches."""


def written(folder: Path) -> bytes:
    """Return a back-up of two parts."""
    (folder / "db").write_bytes(b"store" * 1000)
    (folder / "t.parquet").write_bytes(bytes(range(256)) * 40)
    out = io.BytesIO()
    archive.write(out, [("store/db.sqlite3", folder / "db"), ("files/ledgers/a/t.parquet", folder / "t.parquet")], SAID, no_news)
    return out.getvalue()


def stuffed(*entries: tuple[tarfile.TarInfo, bytes], manifest: dict[str, Any] | None = None, after: bytes | None = None) -> bytes:
    """Return an archive that somebody made by hand, with a manifest that fits what is in it unless another is given."""
    out = io.BytesIO()
    parts = [{"path": entry.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for entry, data in entries]
    document = json.dumps(manifest or {"format": 1, **SAID, "parts": parts}).encode()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for entry, data in [*entries, (named("manifest.json"), document), *([(named("files/a/b"), after)] if after is not None else [])]:
            if entry.isreg():
                entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(out.getvalue())


def named(path: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.linkname = kind, to
    return entry


def unpacked(whole: bytes, into: Path) -> dict[str, Any]:
    return archive.unpack(io.BytesIO(whole), "b.tar.gz", into, no_news)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    manifest = unpacked(written(tmp_path / "in"), tmp_path / "out")
    assert [part["path"] for part in manifest["parts"]] == ["store/db.sqlite3", "files/ledgers/a/t.parquet"]
    assert (tmp_path / "out/store/db.sqlite3").read_bytes() == (tmp_path / "in/db").read_bytes()
    assert (tmp_path / "out/files/ledgers/a/t.parquet").read_bytes() == (tmp_path / "in/t.parquet").read_bytes()


def test_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path) == written(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("whole"))


@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=60, deadline=None)
def test_cut_short_anywhere_it_is_refused(whole: bytes, share: float) -> None:
    with tempfile.TemporaryDirectory() as out, pytest.raises(FileRefused):
        unpacked(whole[: int(len(whole) * share)], Path(out))


@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=120, deadline=None)
def test_a_changed_bit_never_changes_what_is_restored(whole: bytes, share: float, bit: int) -> None:
    place = int(len(whole) * share)
    changed = whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :]
    with tempfile.TemporaryDirectory() as out, tempfile.TemporaryDirectory() as right:
        try:
            manifest = unpacked(changed, Path(out))
        except FileRefused:
            return
        assert manifest == unpacked(whole, Path(right))  # a bit of the gzip header that means nothing


@pytest.mark.parametrize(
    "path",
    [
        "../outside", "/etc/passwd", "files/../../outside", "store/../../outside", "files/a/../../../outside", "elsewhere/a", "store",
        "files/./a", "files//a", "files\\..\\a", "files/c:a", "",
    ],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, path: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    with pytest.raises(FileRefused):
        unpacked(stuffed((named(path), b"evil")), inner)
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_only_plain_files_are_let_in(tmp_path: Path, kind: bytes) -> None:
    with pytest.raises(FileRefused, match="not allowed"):
        unpacked(stuffed((named("files/a/link", kind, "/etc"), b"")), tmp_path)
    assert not (tmp_path / "files").exists()


def test_the_manifest_must_name_every_part_and_no_other(tmp_path: Path) -> None:
    empty = {"format": 1, **SAID, "parts": []}
    with pytest.raises(FileRefused, match="manifest says"):
        unpacked(stuffed((named("files/a/b"), b"x"), manifest=empty), tmp_path / "..")


def test_nothing_follows_the_manifest_and_nothing_comes_twice(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="follows"):
        unpacked(stuffed(after=b"x"), tmp_path)
    with pytest.raises(FileRefused, match="twice"):
        unpacked(stuffed((named("files/a/b"), b"x"), (named("files/a/b"), b"y")), tmp_path)


@pytest.mark.parametrize("manifest", [{"format": 2, **SAID, "parts": []}, {"format": 1, "parts": []}, {"parts": [{"path": 1}]}])
def test_an_unknown_or_unreadable_manifest_is_refused(tmp_path: Path, manifest: dict[str, Any]) -> None:
    with pytest.raises(FileRefused):
        unpacked(stuffed(manifest=manifest), tmp_path)


def test_more_than_the_disk_can_take_is_refused_before_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10})())
    with pytest.raises(FileRefused, match="no room"):
        unpacked(stuffed((named("files/a/b"), b"x" * 11)), tmp_path)


def test_a_file_that_grows_while_it_is_copied_stops_the_back_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    growing = tmp_path / "g"
    growing.write_bytes(b"x" * 100)
    with pytest.raises(FileRefused, match="changed while"):
        archive.write(io.BytesIO(), [("files/a/g", growing)], SAID, lambda by: growing.write_bytes(b"x" * 200) if by else None)
