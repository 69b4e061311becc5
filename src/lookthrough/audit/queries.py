"""What is asked of the trail: what happened to an object, and whether every entry is still as it was written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lookthrough.audit.models import Entry, Head
from lookthrough.audit.operations import HEAD
from lookthrough.audit.seal import seal
from lookthrough.kernel.texts import Text


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


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the trail is whole; if not, the first entry that is not as written and what is wrong with it.

    ``head`` is the seal of the last entry: written down elsewhere, it shows later that nothing before it was replaced.
    """

    entries: int
    head: str
    broken_at: int | None = None
    reason: Text | None = None

    @property
    def sound(self) -> bool:
        """Return whether nothing is wrong."""
        return self.broken_at is None


def entries(
    *,
    object_type: str | None = None,
    object_id: str | None = None,
    actors: Collection[str] | None = None,
    page: int = 1,
    page_size: int = 50,
) -> tuple[list[TrailEntry], int]:
    """Return one page of entries, newest first, and how many there are; ``actors`` limits to what these did."""
    asked = {"object_type": object_type, "object_id": object_id, "actor__in": actors}
    found = Entry.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    start = (page - 1) * page_size
    return [_shown(one) for one in found.order_by("-number")[start : start + page_size]], found.count()


def verify() -> Verification:
    """Read the whole trail and check number, seal and link of each entry, and that the last one is the head."""
    head = Head.objects.filter(pk=HEAD).first() or Head(number=0, hash="")
    number, previous = 0, ""
    for one in Entry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if reason := _fault(one, number, previous):
            return Verification(entries=number, head=head.hash, broken_at=number, reason=reason)
        previous = one.hash
    if (number, previous) != (head.number, head.hash):
        reason = Text("末尾条目缺失或被替换", "the last entries are missing or were replaced")
        return Verification(entries=number, head=head.hash, broken_at=number + 1, reason=reason)
    return Verification(entries=number, head=head.hash)


def _fault(one: Entry, number: int, previous: str) -> Text | None:
    if one.number != number:
        return Text("条目缺失", "an entry is missing")
    if one.previous_hash != previous:
        return Text("与前一条不相连", "it is not linked to the entry before")
    words = {name: getattr(one, name) for name in ("actor", "action", "object_type", "object_id", "purpose", "details")}
    if one.hash != seal(number=number, at=one.at, previous_hash=previous, **words):
        return Text("内容与封印不符", "what it says does not fit its seal")
    return None


def _shown(one: Entry) -> TrailEntry:
    return TrailEntry(one.number, one.at, one.actor, one.action, one.object_type, one.object_id, one.purpose, one.details, one.hash)
