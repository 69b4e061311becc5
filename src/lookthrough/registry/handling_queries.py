"""What is asked of the handling of firms: who looks after one, and the notes that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookthrough.registry.models.handling import FirmNote, FirmOfficer


@dataclass(frozen=True, slots=True)
class Note:
    """A note that stands."""

    note_id: int
    author_id: int
    author: str
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """An officer who looks or looked after a firm."""

    officer_id: int
    name: str
    given_by: str
    since: datetime
    until: datetime | None


def notes_of(*, company_id: str) -> list[Note]:
    """Return the notes about a firm that were not taken back, newest first."""
    found = (
        FirmNote.objects.filter(company__identity=company_id, taken_back_at=None).select_related("author").order_by("-written_at", "-pk")
    )
    return [Note(one.pk, one.author_id, str(one.author), one.written_at, one.text) for one in found]


def keepers_of(*, company_id: str) -> list[Keeper]:
    """Return who looks after a firm and who did before, the newest first."""
    found = FirmOfficer.objects.filter(company__identity=company_id).select_related("officer", "given_by").order_by("-since", "-pk")
    return [Keeper(one.officer_id, str(one.officer), str(one.given_by), one.since, one.until) for one in found]


def keeper_of(*, company_id: str) -> Keeper | None:
    """Return who looks after a firm now, or nobody."""
    return next((one for one in keepers_of(company_id=company_id) if one.until is None), None)
