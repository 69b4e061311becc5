"""Where each value of a firm came from: which file, which row, when; what an officer or a notice set instead; what it said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lookthrough.kernel.texts import Text
from lookthrough.registry.models import Company, CompanyChange, HeldValue

COLUMNS: Mapping[str, Text] = {
    "name": Text("名称", "name"),
    "uscc": Text("统一社会信用代码", "credit code"),
    "established_on": Text("成立日期", "established on"),
    "type": Text("类型", "type"),
    "registered_capital_text": Text("注册资本", "registered capital"),
    "business_scope": Text("经营范围", "business scope"),
    "province": Text("省份", "province"),
    "city": Text("城市", "city"),
    "region_code": Text("地区代码", "region code"),
    "event": Text("事项", "event"),
    "site_owner": Text("网站主办者", "site owner"),
}
BY_FILE, BY_NOTICE, BY_CORRECTION = "file", "notice", "correction"


@dataclass(frozen=True, slots=True)
class Before:
    """What a value said before: until when, and the file whose row changed it."""

    value: str
    until: datetime
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class ValueSource:
    """One value with its source: a row of a file, a change notice, or a correction of this office (``reference`` is its number)."""

    column: str
    title: Text
    value: str
    by: str
    file: str
    row: int | None
    reference: str
    at: datetime
    file_says: str
    before: tuple[Before, ...]


def sources_of(*, company_id: str) -> list[ValueSource]:
    """Return every value of a firm with where it came from, in the order of the file's columns."""
    firm = Company.objects.select_related("source").filter(identity=company_id).first()
    if firm is None:
        return []
    held = {one.column: one for one in HeldValue.objects.filter(company=firm, state="standing").select_related("event", "correction")}
    before: dict[str, list[Before]] = {}
    for one in CompanyChange.objects.filter(company=firm).select_related("source").order_by("-changed_at", "-pk"):
        before.setdefault(one.column, []).append(Before(one.old, one.changed_at, one.source.name, one.source_row))
    return [_value(firm, column, held.get(column), tuple(before.get(column, ()))) for column in COLUMNS]


def _value(firm: Company, column: str, held: HeldValue | None, before: tuple[Before, ...]) -> ValueSource:
    value = getattr(firm, column)
    said = "" if value is None else str(value)
    title = COLUMNS[column]
    if held is not None and held.event is not None:
        notice = held.event
        return ValueSource(
            column, title, said, BY_NOTICE, notice.source_file, notice.source_row, notice.notice_id, notice.recorded_at, held.said, before
        )
    if held is not None and held.correction is not None:
        made = held.correction.decided_at or held.correction.made_at
        return ValueSource(column, title, said, BY_CORRECTION, "", None, str(held.correction_id), made, held.said, before)
    read_at = before[0].until if before else firm.source.first_read_at
    return ValueSource(column, title, said, BY_FILE, firm.source.name, firm.source_row, "", read_at, "", before)
