"""What the senders' pages say: how urgent a duty is, what state a return is in, and values in the units of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from lookthrough.intake.cells import day_of
from lookthrough.intake.duties import Duty
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.template import NUMBERS, Column, Template
from lookthrough.kernel.texts import Text

STATES: Mapping[str, Text] = {
    "accepted": Text("已生效", "counts"),
    "waiting": Text("待另一人确认", "waits for a second person"),
    "refused": Text("未接收", "refused"),
    "replaced": Text("已被更正替换", "replaced by a correction"),
    "declined": Text("已退回", "sent back"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
LEVELS: Mapping[str, Text] = {
    "wrong": Text("错误，须改正", "mistakes, to be mended"),
    "doubt": Text("存疑，须由第二人确认", "doubts, for a second person"),
    "note": Text("说明，无须处理", "notes, nothing to do"),
}
KINDS: Mapping[str, Text] = {
    "text": Text("文字", "text"), "uscc": Text("18 位代码", "code of 18 characters"), "money": Text("金额", "amount"),
    "share": Text("比例", "share"), "rate": Text("年利率", "yearly rate"), "count": Text("整数", "whole number"),
    "quantity": Text("数字", "number"), "day": Text("日期", "day"), "month": Text("月份", "month"),
    "flag": Text("是 或 否", "是 (yes) or 否 (no)"), "choice": Text("从选项中选", "one of the choices"),
}  # fmt: skip
EMPTY: Mapping[str, Text] = {
    "refused": Text("必填", "required"), "zero": Text("空白即为 0", "empty means 0"),
    "unknown": Text("空白即为不掌握", "empty means not known"),
}  # fmt: skip
PERIODS: Mapping[str, Text] = {
    "day": Text("日报", "daily"),
    "month": Text("月报", "monthly"),
    "quarter": Text("季报", "quarterly"),
}
PARTS: Sequence[tuple[str, Text, tuple[str, ...]]] = (
    ("late", Text("逾期", "Late"), ("late",)),
    ("open", Text("待报", "Due"), ("open",)),
    ("waiting", Text("已报，待确认", "Sent, to be confirmed"), ("waiting",)),
    ("to_come", Text("本期结束后报送", "Due once the period is over"), ("to_come",)),
    ("done", Text("已完成", "Done"), ("done", "done_late")),
)
NO_FILE = Text("请选择要报送的文件", "please choose the file to send")
_OFFICE, _PROGRAM = Text("主管部门", "the office"), Text("程序", "program")
_YES, _NO = Text("是", "yes"), Text("否", "no")


def said(refusal: NotAllowed) -> str:
    """Say in the reader's language why something was not done."""
    return refusal.reason.in_language(get_language())


def urgency(duty: Duty, today: date) -> Text:
    """Say how many working days are left, or by how many a duty is late."""
    if duty.state == "late":
        return _late(-duty.working_days_left)
    if duty.state in ("done", "done_late"):
        return Text("按时", "in time") if duty.state == "done" else Text("逾期后报送", "came late")
    if duty.state == "waiting":
        return Text("已收到", "received")
    if duty.due_on == today:
        return Text("今天到期", "due today")
    left = duty.working_days_left
    if left < 0:
        return _late(-left)
    return Text(f"还有 {left} 个工作日", f"{left} working day{'s' * (left != 1)} left")


def _late(days: int) -> Text:
    if days <= 0:
        return Text("逾期，未满 1 个工作日", "late, by less than a working day")
    return Text(f"逾期 {days} 个工作日", f"{days} working day{'s' * (days != 1)} late")


def value_said(value: object, column: Column) -> Text:
    """Write a stored value (fen, fractions, days as numbers) as the form asks for it."""
    if value is None or value == "":
        return Text("—", "—")
    if column.kind == "flag":
        return _YES if value else _NO
    if column.kind == "day" and isinstance(value, int | float):
        return _same(day_of(value).isoformat())
    if isinstance(value, int | float):
        return _same(_figure(value, column))
    return _same(str(value))


def _figure(value: float, column: Column) -> str:
    exact = Decimal(str(value))
    if column.kind == "money":
        return f"{exact / 100:,.2f}"
    if column.kind in ("share", "rate"):
        return f"{(exact * 100).normalize():f}%"
    return f"{exact.normalize():,f}" if exact == exact.to_integral_value() else f"{exact:,f}"


def _same(text: str) -> Text:
    return Text(text, text)


def table_of(rows: Sequence[Any], template: Template) -> tuple[list[Column], list[list[tuple[Text, bool]]]]:
    """Return the columns and the values of stored rows (and whether each is a figure), for who must see what is confirmed."""
    columns = list(template.columns)
    return columns, [[(_cell(row, one, template), one.kind in NUMBERS) for one in columns] for row in rows]


def _cell(row: Any, column: Column, template: Template) -> Text:
    own = {template.subject_column.name: row.subject_id, "name": row.name, "month": row.month}
    return _same(own[column.name] or "—") if column.name in own else value_said(row.values.get(column.name), column)


def changes_said(difference: Mapping[str, Any], template: Template) -> list[dict[str, Any]]:
    """Return what a correction changed, value by value, in the units of the form."""
    names = {column.name: column for column in template.columns}
    return [
        {
            "subject": one["subject_id"], "month": one["month"], "field": names[one["field"]].title,
            "before": value_said(one["before"], names[one["field"]]), "after": value_said(one["after"], names[one["field"]]),
        }
        for one in difference["changes"]
        if one["field"] in names
    ]  # fmt: skip


def person(actor: str, names: Mapping[str, str]) -> Text:
    """Say who did something: one's own people and programs by name, officers as the office."""
    if actor.startswith("program:"):
        name = actor.removeprefix("program:")
        return Text(f"{_PROGRAM.zh} {name}", f"{_PROGRAM.en} {name}")
    return _same(names[actor]) if actor in names else _OFFICE
