"""What is asked of corrections: the batches of a district, what each sets, and where the source has since said something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry.changes_columns import COLUMNS, CORRECTABLE
from lookthrough.registry.models import Company, Correction, HeldValue
from lookthrough.registry.triage_queries import of_district

_LOOKED_AT, _A_STATEMENT = 5_000, 5_000  # batches that a list looks through for those of a district; firms in one question
COLUMN_TITLES = {name: COLUMNS[name] for name in CORRECTABLE}
STATE_TITLES = {
    "draft": Text("预览", "being looked at"),
    "proposed": Text("待第二人批准", "waits for a second person"),
    "applied": Text("已生效", "in force"),
    "refused": Text("未批准", "turned down"),
    "undone": Text("已撤销", "taken back"),
}


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One batch."""

    correction_id: int
    made_at: datetime
    made_by: str
    made_by_id: int
    reason: str
    firms: int
    values: int
    columns: tuple[Text, ...]
    state: str
    state_title: Text
    decided_by: str
    decided_at: datetime | None
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a batch."""

    company_id: str
    name: str
    uscc: str
    column: Text
    before: str
    value: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A held value that the source has overtaken: what we held, what the source said before and says now."""

    company_id: str
    name: str
    column: Text
    said: str
    value: str
    source_says: str
    at: datetime | None
    correction_id: int | None


def corrections(*, district: District, limit: int = 100) -> list[CorrectionRow]:
    """Return the batches whose firms all lie in the district, the newest first; drafts are nobody's business yet."""
    rows: list[CorrectionRow] = []
    every = Correction.objects.exclude(state="draft").select_related("made_by", "decided_by", "undone_by").order_by("-pk")
    for begin in range(0, _LOOKED_AT, limit):
        some = list(every[begin : begin + limit])
        rows += [_row(one) for one in _within_district(some, district)]
        if len(rows) >= limit or len(some) < limit:
            break
    return rows[:limit]


def correction(*, correction_id: int, district: District, officer_id: int) -> tuple[CorrectionRow, list[ValueRow]] | None:
    """Return one batch with what it sets; a draft to its maker alone."""
    one = Correction.objects.select_related("made_by", "decided_by", "undone_by").filter(pk=correction_id).first()
    if one is None or not _within_district([one], district) or (one.state == "draft" and one.made_by_id != officer_id):
        return None
    firms = Company.objects.in_bulk([value["company"] for value in one.values])
    values = [_value(firms[value["company"]], value["column"], value["before"], value["value"]) for value in one.values]
    return _row(one), values


def conflicts(*, district: District, limit: int = 200) -> list[ConflictRow]:
    """Return the held values of a district that the source has overtaken, the newest first."""
    found = HeldValue.objects.filter(of_district(district), state="overtaken").select_related("company").order_by("-ended_at", "-pk")
    return [
        ConflictRow(
            one.company.identity,
            one.company.name,
            COLUMNS[one.column],
            one.said,
            one.value,
            one.source_says,
            one.ended_at,
            one.correction_id,
        )
        for one in found[:limit]
    ]


def _within_district(every: Sequence[Correction], district: District) -> list[Correction]:
    """Return those whose firms all lie in the district, by one question for all of them."""
    wanted = sorted({value["company"] for one in every for value in one.values})
    inside: set[int] = set()
    for begin in range(0, len(wanted), _A_STATEMENT):
        firms = Company.objects.filter(of_district(district, "region_code"), pk__in=wanted[begin : begin + _A_STATEMENT])
        inside.update(firms.values_list("pk", flat=True))
    return [one for one in every if all(value["company"] in inside for value in one.values)]


def _value(firm: Company, column: str, before: str, value: str) -> ValueRow:
    return ValueRow(firm.identity, firm.name, firm.uscc, COLUMNS[column], before, value)


def _row(one: Correction) -> CorrectionRow:
    return CorrectionRow(
        correction_id=one.pk, made_at=one.made_at, made_by=str(one.made_by), made_by_id=one.made_by_id, reason=one.reason, firms=one.count,
        values=len(one.values), columns=tuple(COLUMNS[name] for name in sorted({value["column"] for value in one.values})), state=one.state,
        state_title=STATE_TITLES[one.state], decided_by=str(one.decided_by or ""), decided_at=one.decided_at,
        undone_by=str(one.undone_by or ""), undone_at=one.undone_at,
    )  # fmt: skip
