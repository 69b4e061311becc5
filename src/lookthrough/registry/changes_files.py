"""Files of change notices: ``notice_id, uscc, name, kind, on, before, after, region``, for addresses ``place?`` (registered, operating)."""

from __future__ import annotations

from pathlib import Path

from lookthrough.kernel.files import Reject, look_at
from lookthrough.kernel.identifiers import check_uscc, normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.registry.changes import ABOUT_PEOPLE, KINDS, NEEDS_AFTER, PLACES, Notice
from lookthrough.registry.changes_columns import problem_of
from lookthrough.registry.reading import parse_day, read_batches

COLUMNS = ("notice_id", "uscc", "name", "kind", "on")
_OPTIONAL = ("before", "after", "region", "place")
_LONGEST = 80


def read_notices(path: Path, rejects: list[Reject]) -> list[Notice]:
    """Return the notices of a file; rows that cannot be understood go to ``rejects``."""
    sound = look_at(path, required=COLUMNS)
    found: list[Notice] = []
    for batch in read_batches(sound, rejects, columns=[*COLUMNS, *_OPTIONAL]):
        columns = [batch.column(name) for name in (*COLUMNS, *_OPTIONAL)]
        for row, *values in zip(batch.rows, *columns, strict=True):
            notice = _notice(path.name, row, *(value.strip() for value in values))
            rejects.append(notice) if isinstance(notice, Reject) else found.append(notice)
    return found


def _notice(
    file: str, row: int, notice_id: str, uscc: str, name: str, kind: str, on: str, before: str, after: str, region: str, place: str
) -> Notice | Reject:
    day, code = parse_day(on), normalise_uscc(uscc)
    if not notice_id or len(notice_id) > _LONGEST:
        return Reject(file, row, "notice_id", notice_id[:200], Text("缺少或过长的通知编号", "the notice id is missing or too long"))
    if why := check_uscc(code):
        return Reject(file, row, "uscc", uscc[:200], why)
    if kind not in KINDS:
        known = ", ".join(KINDS)
        return Reject(file, row, "kind", kind[:200], Text(f"未知变更种类，应为 {known}", f"unknown kind, expected one of {known}"))
    if day is None:
        return Reject(file, row, "on", on[:200], Text("不是存在的日期", "this is not a day that exists"))
    if (place or PLACES[0]) not in PLACES:
        return Reject(file, row, "place", place[:200], Text("应为 registered 或 operating", "expected registered or operating"))
    if kind in ABOUT_PEOPLE:
        before = after = ""  # names of people are not kept here, only that something changed
    notice = Notice(notice_id, code, name, kind, day, before, after, region, place or PLACES[0], row)
    return _refusal(file, notice) or notice


def _refusal(file: str, notice: Notice) -> Reject | None:
    if not notice.name:
        return Reject(file, notice.row, "name", "", Text("缺少企业名称", "the name is missing"))
    if notice.kind in NEEDS_AFTER and not notice.after:
        return Reject(file, notice.row, "after", "", Text("缺少变更后的内容", "what it was changed to is missing"))
    if notice.kind in ("move_in", "move_out") and not notice.region_code:
        return Reject(file, notice.row, "region", "", Text("缺少迁入或迁出地", "where it moved to is missing"))
    columns = {"name": notice.name, **notice.sets()} | ({"region_code": notice.region_code} if notice.region_code else {})
    for column, value in columns.items():
        if why := problem_of(column, value):
            field = "region" if column.endswith("region_code") else "name" if column == "name" and notice.kind != "name_change" else "after"
            return Reject(file, notice.row, field, value[:200], why)
    return None
