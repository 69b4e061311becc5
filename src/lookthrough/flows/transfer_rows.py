"""A transfer as pages list it, one page of them, and one with its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer with the part of it in question; ``origin`` is empty where it touched no books, ``part_fen`` then the whole."""

    transfer_id: str
    at: datetime
    from_account_id: str
    from_role: str
    to_account_id: str
    to_role: str
    purpose: str
    product_id: str | None
    order_id: str | None
    amount_fen: int
    part_fen: int
    origin: str
    from_institution_id: str = ""  # known of evidence alone
    to_institution_id: str = ""


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One page of transfers, and the totals over all pages."""

    rows: list[TransferRow]
    total_rows: int
    total_fen: int
    part_fen: int


@dataclass(frozen=True, slots=True)
class TransferDetail:
    """One transfer and how it divides: (origin, use, fen)."""

    row: TransferRow
    parts: list[tuple[str, str, int]] = field(default_factory=list)
