"""What is to be corrected, read from a file, a list of codes or a filter, and looked at before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lookthrough.kernel.files import Reject, look_at
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry.changes_columns import COLUMNS, CORRECTABLE, OF_THE_FILE, problem_of, value_of
from lookthrough.registry.folding import fold
from lookthrough.registry.models import Company
from lookthrough.registry.reading import read_batches
from lookthrough.registry.triage_queries import of_district

MOST = 5_000  # firms in one go
FILE_COLUMNS = ("uscc", "column", "value")
_ALIASES = {title.zh: name for name, title in COLUMNS.items()} | {"registered_capital": "registered_capital_text"}
_NO_FIRM = Text("辖区内没有此代码的企业", "no firm of your district has this code")
_TWICE = Text("同一企业的同一列出现两次", "the same column of the same firm stands twice")
_SAME = Text("登记的已是这个值", "the register holds this value already")
_OUTSIDE = Text("不能把企业改到辖区以外", "a firm cannot be moved out of your district")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value to set: the firm's code, the column, the value, and the row of the file it came from (1 for a list)."""

    uscc: str
    column: str
    value: str
    row: int = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """One value to set, with what stands there now."""

    company: int
    company_id: str
    name: str
    column: str
    before: str
    value: str


def wanted_of_file(path: Path, rejects: list[Reject]) -> list[Wanted]:
    """Read ``uscc, column, value``; columns go by their name or their Chinese title."""
    sound = look_at(path, required=FILE_COLUMNS)
    found: list[Wanted] = []
    for batch in read_batches(sound, rejects, columns=FILE_COLUMNS):
        cells = zip(batch.rows, *(batch.column(name) for name in FILE_COLUMNS), strict=True)
        found += [Wanted(uscc.strip(), column.strip(), value.strip(), row) for row, uscc, column, value in cells]
    return found


def wanted_of_codes(codes: Iterable[str], *, column: str, value: str) -> list[Wanted]:
    """Set one value for firms by their codes."""
    return [Wanted(code.strip(), column, value.strip(), row) for row, code in enumerate(codes, 1) if code.strip()]


def wanted_of_filter(*, district: District, column: str, holds: str, text: str, value: str) -> list[Wanted]:
    """Set one value for the district's firms that hold another in that column and whose name holds a text."""
    if column not in OF_THE_FILE or not (holds.strip() or text.strip()):
        return []
    found = Company.objects.filter(of_district(district, "region_code"), uscc_sound=True)
    if holds.strip():
        found = found.filter(**{column: holds.strip()}) if column != "established_on" else found.none()
    if text.strip():
        found = found.filter(folded_name__contains=fold(text.strip()))
    codes = found.order_by("pk").values_list("uscc", flat=True)[: MOST + 1]
    return [Wanted(code, column, value.strip(), row) for row, code in enumerate(codes, 1)]


def plan(wanted: Sequence[Wanted], *, district: District, file: str = "") -> tuple[list[Planned], list[Reject]]:
    """Return what would be set, and what cannot be with the reason; nothing is changed."""
    rejects: list[Reject] = []
    if len(wanted) > MOST:
        return [], [Reject(file, MOST + 1, "", str(len(wanted)), Text(f"一次最多 {MOST} 条", f"at most {MOST} at a time"))]
    codes = {normalise_uscc(one.uscc) for one in wanted}
    firms = {one.uscc: one for one in Company.objects.filter(uscc__in=codes, uscc_sound=True)} if codes else {}
    planned: dict[tuple[int, str], Planned] = {}
    for one in wanted:
        found = _planned(one, firms.get(normalise_uscc(one.uscc)), district, file)
        if isinstance(found, Reject):
            rejects.append(found)
        elif (found.company, found.column) in planned:
            rejects.append(Reject(file, one.row, "column", one.column, _TWICE))
        else:
            planned[found.company, found.column] = found
    return list(planned.values()), rejects


def _planned(one: Wanted, company: Company | None, district: District, file: str) -> Planned | Reject:
    column = _ALIASES.get(one.column, one.column)
    if company is None or not district.reaches(company.region_code):
        return Reject(file, one.row, "uscc", one.uscc[:200], _NO_FIRM)
    if column not in CORRECTABLE:
        return Reject(file, one.row, "column", one.column[:200], problem_of("", "") or _SAME)
    if why := problem_of(column, one.value):
        return Reject(file, one.row, "value", one.value[:200], why)
    if column == "region_code" and not district.reaches(one.value):
        return Reject(file, one.row, "value", one.value[:200], _OUTSIDE)
    before = value_of(company, column)
    if before == one.value:
        return Reject(file, one.row, "value", one.value[:200], _SAME)
    return Planned(company.pk, company.identity, company.name, column, before, one.value)
