"""Files as they were sent: kept by their hash, sealed, under the data directory; the same file is kept once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from lookthrough.offices.sealing import opened, sealed

_BLOCK = 1 << 20


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, read as a stream."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def keep(path: Path, sha256: str) -> None:
    """Keep a file; it appears whole or not at all, and is never written over."""
    place = _place(sha256)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".kept-")  # mkstemp gives 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(sealed(path.read_bytes(), about=f"return {sha256}"))
    Path(name).replace(place)


def kept(sha256: str) -> bytes | None:
    """Return a kept file, or nothing when there is none of that hash (too large a file leaves its hash alone)."""
    place = _place(sha256)
    return opened(place.read_text(encoding="ascii"), about=f"return {sha256}") if place.exists() else None


def _place(sha256: str) -> Path:
    if len(sha256) != 64 or not sha256.isalnum():
        raise ValueError("not a hash")
    return Path(settings.HOME) / "intake" / "files" / sha256[:2] / f"{sha256}.sealed"
