"""The next number of a lead or a case: gap-free within a year, two who ask at once wait for each other."""

from __future__ import annotations

from lookthrough.cases.models.numbers import LastNumber

LEAD, CASE = "线", "案"


def next_number(kind: str, year: int) -> str:
    """Take the next number, such as ``案2026-0007``; called within the transaction that uses it."""
    row, _made = LastNumber.objects.select_for_update().get_or_create(kind=kind, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{kind}{year}-{row.last:04d}"
