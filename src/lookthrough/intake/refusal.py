"""Why something about returns was not done, in words for the person who asked."""

from __future__ import annotations

from lookthrough.kernel.texts import Text


class NotAllowed(Exception):  # noqa: N818 - named like FileRefused
    """Nothing was changed; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def needed(text: str, *, most: int = 2_000) -> str:
    """Return a reason that was given; ``NotAllowed`` when there is none."""
    if not text.strip():
        raise NotAllowed(Text("请写明理由", "please give the reason"))
    return text.strip()[:most]
