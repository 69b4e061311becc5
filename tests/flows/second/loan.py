"""A listing in the second city."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

WAN = 10_000_00  # 万 yuan in fen


@dataclass
class Loan:
    """A listing and who holds how much of it."""

    name: str
    borrower: str
    rate: float
    term: int
    claims: Counter[str]
    told: dict[str, Any] = field(default_factory=dict)  # further columns of the product
    off: bool = False  # part of the conduct
    lent_on: float = 0.0
    paid_days: float = 0.0  # days whose interest is paid already, or never falls due

    @property
    def principal(self) -> int:
        return sum(self.claims.values())

    def interest(self, claim: int, days: float | None = None) -> int:
        return int(claim * self.rate * (self.term - self.paid_days if days is None else days) / 365)
