"""A return held against the company register: codes that it does not know, names that belong to other codes, rows that have slipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from lookthrough.intake.cell_reading import CheckedRow
from lookthrough.intake.template import Template
from lookthrough.intake.troubles import Trouble, trouble
from lookthrough.kernel.limits import Limits
from lookthrough.offices.queries import District
from lookthrough.registry import queries as registry
from lookthrough.registry import search_queries as search
from lookthrough.registry.names import name_key, parts_of

_EVERYWHERE = District("", unplaced=True)
_MOST_ADVISED = 20
_MOST = 5_000  # rows that are looked up; a return with more is judged by these


def held_against_register(rows: Sequence[CheckedRow], template: Template, *, limits: Limits) -> list[Trouble]:
    """Say which firms the register does not hold and whose names differ; doubt a return of which too many do: its rows have slipped."""
    if template.subject != "company":
        return []
    looked = rows[:_MOST]
    names = {one.uscc: one.name for one in registry.companies(company_ids={row.subject_id for row in looked}, limit=None)}
    if not names and not registry.companies(limit=1):  # there is no register yet to hold it against
        return []
    column = template.subject_column
    unknown = [row for row in looked if row.subject_id not in names]
    other = [row for row in looked if row.name and _differs(row, names, limits)]
    found = [trouble("subject_unknown", **row.at(column), found=row.subject_id) for row in unknown]  # type: ignore[arg-type]
    at = template.column("name")
    found += [trouble("name_differs", **row.at(at), found=row.name, registered=names[row.subject_id]) for row in other]  # type: ignore[arg-type]
    named = sum(bool(row.name) and row.subject_id in names for row in looked)
    if len(other) >= limits.whole("names_differ_least") and len(other) >= limits.value("names_differ_share") * named:
        place = {"sheet": other[0].sheet, "row": other[0].row, "column": at.title.zh}
        found.append(trouble("rows_slipped", **place, count=len(other), of=named))  # type: ignore[arg-type]
    if len(unknown) >= limits.whole("unknown_least") and len(unknown) >= limits.value("unknown_share") * len(looked):
        place = {"sheet": unknown[0].sheet, "row": unknown[0].row, "column": column.title.zh}
        found.append(trouble("mostly_unknown", **place, count=len(unknown), of=len(looked)))  # type: ignore[arg-type]
    return found


def _differs(row: CheckedRow, names: Mapping[str, str], limits: Limits) -> bool:
    registered = names.get(row.subject_id)
    if registered is None or name_key(registered) == name_key(row.name):
        return False
    return fuzz.ratio(_own(row.name), _own(registered)) < limits.value("names_alike_from")


def _own(name: str) -> str:
    """Return what is left of a name without place, legal form and branch, which most firms of a city share."""
    parts = parts_of(name)
    return f"{parts.own}{parts.trade}" or name


def codes_by_name(rows: Sequence[CheckedRow], template: Template) -> list[Trouble]:
    """Advise about rows whose code is missing or wrong: the code that the register has under exactly that name."""
    if template.subject != "company":
        return []
    found: list[Trouble] = []
    for row in [row for row in rows if row.name and not row.subject_id][:_MOST_ADVISED]:
        firms = search.firms(text=row.name, district=_EVERYWHERE, limit=2)
        codes = {one.code for one in firms if one.code and name_key(one.name) == name_key(row.name)}
        if len(codes) == 1:
            at = row.at(template.subject_column)
            found.append(trouble("code_by_name", **at, found=row.name, registered=codes.pop()))  # type: ignore[arg-type]
    return found
