"""Files of evidence: kept once by their SHA-256, sealed, under the data directory; whole or not at all, never written over."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from lookthrough.evidence.refusal import Damaged
from lookthrough.offices.sealing import SealBroken, opened, sealed


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Keep a file and return its hash; what is kept already stays as it is."""
    sha256 = hash_of(content)
    place = _place(sha256)
    if place.exists():
        return sha256
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".kept-")  # mkstemp gives 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(sealed(content, about=f"evidence {sha256}"))
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(place)
    return sha256


def kept(sha256: str) -> bytes:
    """Return a kept file; ``Damaged`` when it is missing, does not open, or is not what its hash says."""
    try:
        content = opened(_place(sha256).read_text(encoding="ascii"), about=f"evidence {sha256}")
    except (OSError, SealBroken, ValueError) as fault:
        raise Damaged(sha256) from fault
    if hash_of(content) != sha256:
        raise Damaged(sha256)
    return content


def _place(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a hash")
    return Path(settings.HOME) / "evidence" / sha256[:2] / f"{sha256}.sealed"
