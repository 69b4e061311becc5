"""Where a file lies while it is read: a folder of its owner alone, below the data directory, that goes away with what lies in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_PLACE = "intake/incoming"


@contextmanager
def folder() -> Iterator[Path]:
    """Lend a folder."""
    within = Path(settings.HOME) / _PLACE
    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=within) as name:
        yield Path(name)


def written(chunks: Iterable[bytes], place: Path) -> Path:
    """Write an upload down piece by piece, under a name of ours; what it is, its content says."""
    path = place / "sent"
    with path.open("wb") as file:
        file.writelines(chunks)
    return path
