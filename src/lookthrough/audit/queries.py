"""What is asked of the trail: what happened to an object, and who did what when for what purpose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lookthrough.audit.models import Entry
from lookthrough.audit.verification import Verification, head, verify

__all__ = ["Search", "TrailEntry", "Verification", "all_entries", "entries", "entry", "head", "verify"]


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry as it is shown."""

    number: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: str
    purpose: str
    details: Mapping[str, Any]
    hash: str
    previous_hash: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries are wanted; what is left out limits nothing. ``actors`` limits to what these did, ``until`` is not included."""

    actors: Collection[str] | None = None
    action: str = ""
    object_type: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    with_purpose: bool = False


def entries(
    *,
    object_type: str | None = None,
    object_id: str | None = None,
    actors: Collection[str] | None = None,
    search: Search | None = None,
    page: int = 1,
    page_size: int = 50,
) -> tuple[list[TrailEntry], int]:
    """Return one page of entries, newest first, and how many there are."""
    wanted = search or Search(actors=actors, object_type=object_type or "", object_id=object_id or "")
    found = _found(wanted)
    start = (page - 1) * page_size
    return [_shown(one) for one in found.order_by("-number")[start : start + page_size]], found.count()


def all_entries(*, search: Search, most: int) -> Iterator[TrailEntry]:
    """Yield the newest entries of a search, at most so many, without holding them in memory."""
    return map(_shown, _found(search).order_by("-number")[:most].iterator(chunk_size=2000))


def entry(*, number: int) -> TrailEntry | None:
    """Return one entry, or nothing."""
    found = Entry.objects.filter(pk=number).first()
    return _shown(found) if found else None


def _found(wanted: Search) -> QuerySet[Entry]:
    asked = {
        "actor__in": wanted.actors, "action": wanted.action or None, "object_type": wanted.object_type or None,
        "object_id": wanted.object_id or None, "at__gte": wanted.since, "at__lt": wanted.until,
    }  # fmt: skip
    found = Entry.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    return found.exclude(purpose="") if wanted.with_purpose else found


def _shown(one: Entry) -> TrailEntry:
    return TrailEntry(
        one.number, one.at, one.actor, one.action, one.object_type, one.object_id, one.purpose, one.details, one.hash, one.previous_hash
    )
