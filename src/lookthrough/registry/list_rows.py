"""What a list shows of each firm: its hits, its mark on the key watch list and the institutions it operates, in three questions a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from lookthrough.registry.models import Company, Hit, Institution, WatchEntry

GRADED, ACTIVE = ("block", "watch"), "active"


@dataclass(frozen=True, slots=True)
class FirmRow:
    """One firm as a list shows it."""

    number: int
    company_id: str
    name: str
    uscc: str
    region_code: str
    established_on: date | None
    registered_capital_text: str
    registered_capital_fen: int | None
    status: str
    grade: str = ""
    words: tuple[str, ...] = ()
    watched: bool = False
    institution_ids: tuple[str, ...] = ()


def rows_of(found: Iterable[Company], today: date) -> list[FirmRow]:
    """Return firms as the list shows them, with their hits, their mark and the institutions they operate."""
    firms = list(found)
    ids = [one.pk for one in firms]
    words: dict[int, list[tuple[str, str]]] = {}
    hits = Hit.objects.filter(company__in=ids).values_list("company", "grade", "word")
    for company, grade, word in hits:  # graded ones are picked here: asked for, the store would read every graded hit there is
        if grade in GRADED:
            words.setdefault(company, []).append((grade, word))
    watched = set(
        WatchEntry.objects.filter(company__in=ids, from_on__lte=today, until__gte=today, taken_off_on=None).values_list(
            "company", flat=True
        )
    )
    operated: dict[int, list[str]] = {}
    for operator, institution in Institution.objects.filter(operator__in=ids).values_list("operator", "institution_id"):
        operated.setdefault(operator, []).append(institution)
    return [
        replace(
            _row(one),
            grade=min((grade for grade, _ in words.get(one.pk, ())), key=GRADED.index, default=""),
            words=tuple(dict.fromkeys(word for _, word in sorted(words.get(one.pk, ())))),
            watched=one.pk in watched,
            institution_ids=tuple(operated.get(one.pk, ())),
        )
        for one in firms
    ]


def _row(one: Company) -> FirmRow:
    status = one.standing.status if hasattr(one, "standing") else ACTIVE
    return FirmRow(
        one.pk, one.identity, one.name, one.uscc, one.region_code, one.established_on, one.registered_capital_text,
        one.registered_capital_fen, status,
    )  # fmt: skip
