"""Figures of accepted returns as supervision holds them: taken over from whoever receives returns, replaced by corrections."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from lookthrough.supervision.models import ReportedFigure

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that a body reported for a month (``2026-10``)."""

    institution_id: str
    month: str
    field: str
    value: float
    source: str
    submission_id: str = ""


def take_figures(*, figures: Iterable[Figure]) -> int:
    """Keep figures; one of the same body, month and field replaces what was there. Returns how many were taken."""
    newest = {(one.institution_id, one.month, one.field): one for one in figures if math.isfinite(one.value)}
    rows = [
        ReportedFigure(
            institution_id=one.institution_id, month=one.month, field=one.field, value=one.value, source=one.source,
            submission_id=one.submission_id,
        )
        for one in newest.values()
    ]  # fmt: skip
    with transaction.atomic():
        ReportedFigure.objects.bulk_create(
            rows, batch_size=_AT_ONCE, update_conflicts=True, unique_fields=["institution_id", "month", "field"],
            update_fields=["value", "source", "submission_id"],
        )  # fmt: skip
    return len(rows)
