"""How an entry is sealed: a hash over everything it says and over the seal before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_SPELLING = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(*, number: int, at: datetime, previous_hash: str, **words: str | Mapping[str, Any]) -> str:
    """Return the SHA-256 of the entry in one fixed spelling: keys sorted, time in UTC to the microsecond."""
    said = {"number": number, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "previous_hash": previous_hash, **words}
    return hashlib.sha256(_SPELLING.encode(said).encode()).hexdigest()
