"""What is asked of reconciliations with custodians: the newest of each institution, one with its breaks, and what was brought in when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lookthrough.flows.custody_operations import custody_folder
from lookthrough.flows.models import CustodyReconciliation
from lookthrough.flows.reconciliation import Break, BreakKind, read_breaks
from lookthrough.kernel.texts import Text

OPEN, OVERDUE, CLEARED = "open", "overdue", "cleared"
STATES = {OPEN: Text("未平", "Open"), OVERDUE: Text("逾期未平", "Overdue"), CLEARED: Text("已平", "Cleared")}


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One reconciliation as it is shown."""

    reconciliation_id: int
    institution_id: str
    files: tuple[str, ...]
    whole: bool
    books: str
    from_day: date
    as_of: date
    accounts: int
    matched: int
    breaks: int
    overdue: int
    oldest: int | None
    refused: int
    refusals: tuple[tuple[int, str, Text], ...]
    done_at: datetime
    done_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class BreakPage:
    """One page of breaks and how many the whole list has."""

    rows: list[Break]
    total: int


def newest(*, institution_ids: Collection[str]) -> list[Reconciled]:
    """Return the newest standing reconciliation of each institution, those with overdue breaks first."""
    found: dict[str, CustodyReconciliation] = {}
    for one in _of(institution_ids).filter(withdrawn_at=None).order_by("id"):
        found[one.institution_id] = one
    return sorted((_shown(one, is_newest=True) for one in found.values()), key=lambda one: (-one.overdue, -one.breaks, one.institution_id))


def history(*, institution_id: str) -> list[Reconciled]:
    """Return all that was brought in for an institution, the newest first."""
    found = list(_of([institution_id]).order_by("-id"))
    standing = next((one.pk for one in found if one.withdrawn_at is None), None)
    return [_shown(one, is_newest=one.pk == standing) for one in found]


def reconciliation(*, reconciliation_id: int) -> Reconciled | None:
    """Return one reconciliation, or nothing."""
    found = CustodyReconciliation.objects.filter(pk=reconciliation_id).first()
    return next((one for one in history(institution_id=found.institution_id) if one.reconciliation_id == found.pk), None) if found else None


def breaks(
    *, reconciliation_id: int, kind: str = "", state: str = "", text: str = "", page: int = 1, page_size: int = 50
) -> BreakPage:  # fmt: skip
    """Return a page of a reconciliation's breaks, the oldest open ones first; the caller holds the authority."""
    row = CustodyReconciliation.objects.filter(pk=reconciliation_id).first()
    every = _read(row.folder) if row else ()
    found = [one for one in every if (not kind or one.kind == kind) and _in_state(one, state) and _holds(one, text)]
    start = (max(page, 1) - 1) * page_size
    return BreakPage(found[start : start + page_size], len(found))


@lru_cache(maxsize=4)
def _read(folder: str) -> Sequence[Break]:
    """Return the breaks of a folder, whose name tells what made them."""
    every = read_breaks(custody_folder(folder))
    return tuple(sorted(every, key=lambda one: (one.cleared_on is not None, one.day, -abs(one.difference_fen), one.account_id)))


def _in_state(one: Break, state: str) -> bool:
    if state == OVERDUE:
        return one.overdue
    return not state or (one.cleared_on is None) == (state == OPEN)


def _holds(one: Break, text: str) -> bool:
    if not text:
        return True
    ends = (one.custodian_from, one.custodian_to, one.books_from, one.books_to)
    said = (one.account_id, one.custodian_transfer_id, one.books_transfer_id, *ends)
    return any(text.casefold() in (part or "").casefold() for part in said)


def _of(institution_ids: Collection[str]) -> Any:
    return CustodyReconciliation.objects.filter(institution_id__in=list(institution_ids))


def _shown(one: CustodyReconciliation, *, is_newest: bool) -> Reconciled:
    kinds = {BreakKind(kind): some for kind, some in one.document["breaks"].items()}
    oldest = max((some["oldest_working_days"] for some in kinds.values() if some["oldest_working_days"] is not None), default=None)
    refusals = tuple((some["row"], some["column"], Text(some["zh"], some["en"])) for some in one.refused)
    return Reconciled(
        one.pk, one.institution_id, tuple(one.files), one.whole, one.books, one.from_day, one.as_of, one.document["accounts"],
        one.document["matched"]["count"], sum(int(some["count"]) for some in kinds.values()), one.overdue, oldest,
        int(one.document.get("refused_entries", 0)), refusals, one.done_at, one.done_by, one.withdrawn_at, one.withdrawn_by, is_newest,
    )  # fmt: skip
