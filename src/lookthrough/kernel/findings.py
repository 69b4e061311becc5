"""A finding: a lead for a person, never a determination, with value, limit, both legal bases and its evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is; ``critical`` is only proposed by the machine, a second officer sets it."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL_PROPOSED = "critical_proposed"

    @property
    def rank(self) -> int:
        """Return 0 for info up to 4 for critical_proposed."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, one subject, one month. ``evidence`` lists transfer ids, at most 200, largest first; shares are fractions."""

    rule: str
    subject_type: str
    subject_id: str
    from_date: date
    to_date: date
    measure: str
    value: float
    limit: float
    unit: str
    severity: Severity
    prohibition_basis: str
    threshold_basis: str
    explanation_zh: str
    explanation_en: str
    rule_version: str
    limits_version: str
    as_of: date
    evidence: tuple[str, ...] = ()
    value_specific: float | None = None
    value_pro_rata: float | None = None
    value_fifo: float | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def month(self) -> str:
        """Return the month the finding stands for, as ``2026-03``: that of its last day."""
        return self.to_date.strftime("%Y-%m")

    @property
    def finding_id(self) -> str:
        """Return the same id for the same rule, subject and month, so that a later run updates instead of repeating."""
        key = "\x1f".join((self.rule, self.subject_type, self.subject_id, self.month))
        return hashlib.sha256(key.encode()).hexdigest()[:20]
