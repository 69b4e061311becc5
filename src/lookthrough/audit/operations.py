"""What changes in the trail: it grows by one entry at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lookthrough.audit.models import Entry, Head
from lookthrough.audit.seal import seal

HEAD = 1
READ_PERSON = "read_person"


def record(
    *, actor: str, action: str, object_type: str, object_id: str, purpose: str, at: datetime, details: Mapping[str, Any] | None = None
) -> int:
    """Append one entry and return its number; ``at`` carries a time zone, ``details`` plain JSON values.

    Appends wait for each other: the head is locked until the caller's transaction ends, so record last in a long one.
    If the caller's transaction fails, the entry goes with the change it told of.
    """
    if at.tzinfo is None:
        raise ValueError("the time of an entry needs a time zone")
    said: dict[str, Any] = {"actor": actor, "action": action, "object_type": object_type, "object_id": object_id, "purpose": purpose}
    said["details"] = dict(details or {})
    with transaction.atomic():
        head, _ = Head.objects.select_for_update().get_or_create(pk=HEAD)
        number, previous = head.number + 1, head.hash
        own = seal(number=number, at=at, previous_hash=previous, **said)
        Entry.objects.create(number=number, at=at, previous_hash=previous, hash=own, **said)
        head.number, head.hash = number, own
        head.save(update_fields=["number", "hash"])
    return number


class PurposeMissing(ValueError):  # noqa: N818 - named like FileRefused
    """Somebody wanted to read personal data and did not say what for."""


def record_reading(
    *, actor: str, object_type: str, object_id: str, purpose: str, at: datetime, details: Mapping[str, Any] | None = None
) -> int:
    """Write down that personal data were read, before they are shown; ``details`` say how much, never what.

    Raises ``PurposeMissing`` when no purpose is stated: nothing is to be shown then.
    """
    if not purpose.strip():
        raise PurposeMissing(f"{object_type} {object_id}")
    said = {"object_type": object_type, "object_id": object_id, "purpose": purpose.strip(), "details": details}
    return record(actor=actor, action=READ_PERSON, at=at, **said)  # type: ignore[arg-type]
