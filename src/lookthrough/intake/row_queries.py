"""Rows of returns that count, as they were reported: for rooms above that need who stands beside whom, not only sums by subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lookthrough.intake.models import ReportedRow


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row of an accepted return: its subject, month and values by field."""

    subject_id: str
    month: str
    values: dict[str, Any]
    sender_subject_id: str  # the institution that sent it, where it reports of itself


def rows_that_count(*, template_slug: str, month: str) -> list[CountedRow]:
    """Return the rows of all accepted returns of a template for a month; bounded by district in the rooms above."""
    found = ReportedRow.objects.filter(submission__state="accepted", submission__template=template_slug, month=month)
    rows = found.order_by("submission_id", "row", "pk").values_list("subject_id", "month", "values", "submission__sender__subject_id")
    return [CountedRow(*row) for row in rows]


def newest_month(*, template_slug: str, until: str) -> str:
    """Return the newest month for which a template has rows that count, up to a month; empty if there is none."""
    found = ReportedRow.objects.filter(submission__state="accepted", submission__template=template_slug, month__lte=until)
    return found.order_by("-month").values_list("month", flat=True).first() or ""
