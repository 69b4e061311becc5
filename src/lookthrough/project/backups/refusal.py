"""Why a back-up was not written or not put back: one sentence in both languages, and nothing has changed."""

from __future__ import annotations

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text


def refused(file: str, zh: str, en: str) -> FileRefused:
    """Return the refusal to raise; the command says it and leaves with 1."""
    return FileRefused(file=file, reason=Text(zh, en))
