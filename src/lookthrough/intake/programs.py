"""Returns as programs send them: rows of named values in the facts' own units, described by a JSON schema made from the template."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lookthrough.intake.template import Column, Template
from lookthrough.intake.troubles import NotReadable, trouble

MOST_TEXT = 500
_PATTERNS = {
    "uscc": "^[1-9ANY][0-9A-HJ-NPQRTUWXY]\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$", "month": "^\\d{4}-(0[1-9]|1[0-2])$",
    "day": "^\\d{4}-\\d{2}-\\d{2}$",
}  # fmt: skip
_UNITS = {"money": "fen", "share": "fraction", "rate": "fraction a year"}


def json_schema(template: Template) -> dict[str, Any]:
    """Return the JSON schema of a return: an object with its rows; money in whole fen, shares and rates as fractions, flags 0 or 1."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": template.title.en, "description": template.title.zh,
        "type": "object", "required": ["rows"], "additionalProperties": False,
        "properties": {
            "period": {"type": "string", "description": f"one {template.period}; empty when the rows say it"},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object", "additionalProperties": False,
                    "required": [column.name for column in template.columns if column.required],
                    "properties": {column.name: _property(column) for column in template.columns},
                },
            },
        },
    }  # fmt: skip


def _property(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"title": column.title.en, "description": column.title.zh}
    if column.kind in _PATTERNS:
        return {**said, "type": "string", "pattern": _PATTERNS[column.kind]}
    if column.kind == "text":
        return {**said, "type": "string", "maxLength": MOST_TEXT}
    if column.kind == "flag":
        return {**said, "type": "integer", "enum": [0, 1]}
    if column.kind == "choice":
        return {**said, "type": "string", "enum": list(column.choices)}
    bounds = {"minimum": column.least, "maximum": column.most}
    kind = "integer" if column.kind in ("money", "count") else "number"
    return {**said, "type": kind, "unit": _UNITS.get(column.kind, column.unit)} | {
        name: bound for name, bound in bounds.items() if bound is not None
    }


def write_rows(rows: Sequence[Mapping[str, Any]], template: Template, path: Path) -> None:
    """Write a program's rows as the file that ``operations.submit`` reads: a CSV headed by field names, so that each value is in the
    fact's own unit. What is no row raises ``NotReadable``; what is wrong inside a row is for the receipt to say.
    """
    names = [column.name for column in template.columns]
    if not all(isinstance(row, Mapping) for row in rows):
        raise NotReadable(trouble("no_rows"))
    further = sorted({str(name) for row in rows for name in row} - set(names))
    used = [name for name in names if any(name in row for row in rows)] + further
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(used)
        writer.writerows([_plain(row.get(name)) for name in used] for row in rows)


def _plain(value: object) -> str:
    """Write a value without exponent and without what a list or object would bring in."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value == value and abs(value) < 1e15:
        return format(value, ".15f").rstrip("0").rstrip(".") if value != int(value) else str(int(value))
    return str(value)
