"""A refusal with its reason in both languages."""

from __future__ import annotations

from lookthrough.kernel.texts import Text


class NotAllowed(Exception):  # noqa: N818 - a refusal, not a fault
    """Refused, with the reason an officer can act on."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Damaged(Exception):  # noqa: N818 - named like FileRefused
    """A kept file is no longer what it was, or cannot be opened."""
