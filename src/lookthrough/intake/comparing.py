"""A return beside the one before it: what a correction changed, and whether figures are of the size they had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from statistics import median
from typing import Any

from lookthrough.intake.cells import Value
from lookthrough.intake.template import Template
from lookthrough.intake.troubles import Trouble, trouble
from lookthrough.kernel.limits import Limits

_LISTED = 200
Keyed = Mapping[tuple[str, ...], Mapping[str, Value]]


def keyed(rows: Iterable[tuple[str, str, Mapping[str, Value]]], template: Template) -> dict[tuple[str, ...], Mapping[str, Value]]:
    """Return rows by what makes them one: subject, month and the template's further key."""
    return {(subject, month, *(str(values.get(name)) for name in template.key)): values for subject, month, values in rows}


def difference(before: Keyed, after: Keyed) -> dict[str, Any]:
    """Return what a correction changed: rows added, taken out and changed, the first two hundred of them value by value."""
    changes: list[dict[str, Any]] = []
    changed = 0
    for key in sorted(before.keys() & after.keys()):
        fields = sorted(name for name in {*before[key], *after[key]} if before[key].get(name) != after[key].get(name))
        changed += bool(fields)
        for name in fields if len(changes) < _LISTED else ():
            changes.append(
                {"subject_id": key[0], "month": key[1], "field": name, "before": before[key].get(name), "after": after[key].get(name)}
            )
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return {
        "added": len(added), "removed": len(removed), "changed": changed, "changes": changes,
        "added_subjects": [key[0] for key in added[:_LISTED]], "removed_subjects": [key[0] for key in removed[:_LISTED]],
    }  # fmt: skip


def own_past(before: Keyed, after: Keyed, template: Template, *, period: str, sheet: str, limits: Limits) -> list[Trouble]:
    """Doubt columns whose size among the same subjects has changed by so much that the unit is the likeliest cause."""
    times, least = limits.value("doubt_times_own_past"), limits.whole("doubt_least_subjects")
    pairs = _pairs(before, after)
    found: list[Trouble] = []
    for column in template.facts:
        if column.kind not in ("money", "quantity"):
            continue
        both = [(old[column.name], new[column.name]) for old, new in pairs if _sizes(old.get(column.name), new.get(column.name))]
        if len(both) < least:
            continue
        ratio = median(abs(float(new)) / abs(float(old)) for old, new in both)  # type: ignore[arg-type]
        if ratio >= times or ratio <= 1 / times:
            said = f"{ratio:,.4g}"
            found.append(trouble("own_past", sheet=sheet, column=column.title.zh, heading=column.title, times=said, period=period))
    return found


def fewer_rows(before: Sized, after: Sized, *, period: str, sheet: str, limits: Limits) -> list[Trouble]:
    """Doubt a return with far fewer rows than that of the period before: a part was probably left out."""
    if len(before) < limits.whole("doubt_fewer_rows_from") or len(after) * limits.value("doubt_times_fewer_rows") >= len(before):
        return []
    return [trouble("far_fewer", sheet=sheet, found=str(len(after)), period=period, before=len(before), now=len(after))]


def _pairs(before: Keyed, after: Keyed) -> Sequence[tuple[Mapping[str, Value], Mapping[str, Value]]]:
    old = {(key[0], *key[2:]): values for key, values in before.items()}
    return [(old[key[0], *key[2:]], values) for key, values in after.items() if (key[0], *key[2:]) in old]


def _sizes(old: Value, new: Value) -> bool:
    return all(isinstance(one, int | float) and one != 0 for one in (old, new))
