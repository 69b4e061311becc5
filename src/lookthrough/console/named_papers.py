"""Papers that a page names by hash, held against the evidence of the case: which item each is, and which are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from lookthrough.evidence import queries as evidence

NAMED_BY = ("paper_sha256", "redacted_sha256", "hearing_sha256", "papers")
_HASH_SIGNS = 64


def named_papers(number: str, *rows: Any) -> dict[str, Any]:
    """Return what a page needs: the item of evidence of each hash, and the hashes that the evidence does not hold."""
    items = evidence.numbers_by_hash(case_number=number)
    return {"papers": items, "astray": sorted({one for row in rows for one in _hashes(row)} - set(items))}


def _hashes(row: Any) -> Iterator[str]:
    """Return every hash by which rows, however nested, name a paper."""
    if isinstance(row, list | tuple | dict):
        for one in row.values() if isinstance(row, dict) else row:
            yield from _hashes(one)
    elif is_dataclass(row):
        for field in fields(row):
            value = getattr(row, field.name)
            if field.name in NAMED_BY:
                yield from (one for one in ([value] if isinstance(value, str) else value) if _is_hash(one))
            else:
                yield from _hashes(value)


def _is_hash(given: Any) -> bool:
    return isinstance(given, str) and len(given) == _HASH_SIGNS
