"""Who may act in a determination, and how each act is kept: on the file's timeline and in the trail."""

from __future__ import annotations

from datetime import datetime

from lookthrough.cases import case_operations
from lookthrough.cases.determination.words import ACTS, classes
from lookthrough.cases.room_acting import titled
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

_CLASS = Text("请从列出的类别中选择", "please choose a class from the list")


def known_class(slug: str) -> str:
    """Return a class of the list, or refuse."""
    if slug not in classes():
        raise NotAllowed(_CLASS)
    return slug


def keep(number: str, kind: str, by: Colleague, at: datetime, note: Text | None = None, *, reference: str = "") -> None:
    """Write an act on the file's timeline, which also writes it into the trail."""
    said = titled(ACTS[kind], note)
    kind = f"determination.{kind}"
    case_operations.note_event(number=number, kind=kind, text=said, reference=reference, actor=by.username, at=at)
