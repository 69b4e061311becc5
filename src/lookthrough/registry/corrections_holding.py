"""Values that a notice or an officer set hold against a file that only repeats itself; when the source says something new, it wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from lookthrough.registry.changes_columns import OF_THE_FILE, set_value, stored_values, value_of
from lookthrough.registry.company_rows import CompanyRow
from lookthrough.registry.models import Company, CompanyEvent, Correction, HeldValue

STANDING, REPLACED, TAKEN_BACK, OVERTAKEN, AGREED = "standing", "replaced", "taken_back", "overtaken", "agreed"
_A_STATEMENT = 1_000


def hold(
    *, company: Company, column: str, value: str, at: datetime, event: CompanyEvent | None = None, correction: Correction | None = None
) -> HeldValue:
    """Set a value of a firm and keep what the source said, so that only a new word of the source sets it back."""
    now = value_of(company, column)
    former = HeldValue.objects.filter(company=company, column=column, state=STANDING).first()
    if former:
        former.state, former.ended_at = REPLACED, at
        former.save(update_fields=["state", "ended_at"])
    set_value(company, column, value)
    return HeldValue.objects.create(
        company=company, column=column, said=former.said if former else now, before=now, value=value, event=event, correction=correction,
        replaces=former,
    )  # fmt: skip


def take_back(held: HeldValue, *, at: datetime) -> None:
    """Set a value back to what stood before, and let what was held then stand again."""
    set_value(held.company, held.column, held.before)
    held.state, held.ended_at = TAKEN_BACK, at
    held.save(update_fields=["state", "ended_at"])
    if held.replaces and held.replaces.state == REPLACED:
        held.replaces.state, held.replaces.ended_at = STANDING, None
        held.replaces.save(update_fields=["state", "ended_at"])


def with_held_values(rows: Mapping[int, CompanyRow], *, at: datetime) -> dict[int, CompanyRow]:
    """Return rows of a file, by firm, as they are to be stored: held values in place of what the file only repeats."""
    kept, ended = dict(rows), list[HeldValue]()
    for held in _standing(rows):
        text = _text(getattr(rows[held.company_id], held.column))
        if text == held.said:
            kept[held.company_id] = kept[held.company_id]._replace(**stored_values(held.column, held.value))
        else:
            held.state, held.source_says, held.ended_at = (AGREED if text == held.value else OVERTAKEN), text, at
            ended.append(held)
    HeldValue.objects.bulk_update(ended, ["state", "source_says", "ended_at"], batch_size=_A_STATEMENT)
    return kept


def _standing(pks: Iterable[int]) -> Iterable[HeldValue]:
    if not HeldValue.objects.filter(state=STANDING).exists():
        return
    every = list(pks)
    for begin in range(0, len(every), _A_STATEMENT):
        yield from HeldValue.objects.filter(company_id__in=every[begin : begin + _A_STATEMENT], state=STANDING, column__in=OF_THE_FILE)


def _text(value: object) -> str:
    return "" if value is None else str(value)
