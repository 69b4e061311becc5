"""A template as a file to fill in: Excel with drop-downs and a sheet of explanations, or the head of a CSV."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.format import Format  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped, unused-ignore]

from lookthrough.intake.office_settings import due_on
from lookthrough.intake.template import NUMBERS, Column, Template, sender_kinds
from lookthrough.kernel.periods import Month, trailing_months
from lookthrough.kernel.texts import Text

_ROWS = 5_000  # with drop-downs; rows below are read all the same
_MONTHS = 14
_HOW = "一个主体一行；只填数字，不带单位；不合并单元格；没有情况的月份请用“零报告”。改过的表重新报送即替换上一次，旧表仍留存。"
_KIND = {
    "text": Text("文字", "text"), "uscc": Text("18 位代码", "code of 18 characters"), "money": Text("金额", "amount"),
    "share": Text("比例", "share"), "rate": Text("年利率", "yearly rate"), "count": Text("整数", "whole number"),
    "quantity": Text("数字", "number"), "day": Text("日期，如 2026-03-01", "day such as 2026-03-01"),
    "month": Text("月份，如 2026-03", "month such as 2026-03"), "flag": Text("是 或 否", "是 (yes) or 否 (no)"),
    "choice": Text("从选项中选", "one of the choices"),
}  # fmt: skip
_EMPTY = {
    "refused": Text("必填", "required"), "zero": Text("空白即为 0", "empty means 0"),
    "unknown": Text("空白即为不掌握", "empty means not known"),
}  # fmt: skip


def write_csv(template: Template, path: Path) -> None:
    """Write the head of a CSV (UTF-8 with a mark, so that Excel opens the Chinese)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerow([column.heading for column in template.columns])


def write_workbook(template: Template, path: Path, *, today: date) -> None:
    """Write the Excel file to fill in; its months to choose from end with the month of ``today``."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(template.sheet)
        fill_head(book, sheet, template)
        add_drop_downs(sheet, template, first_row=1, today=today)
        _explain(book, template, today)


def fill_head(book: Workbook, sheet: Worksheet, template: Template) -> None:
    """Write the head with a comment on each column; codes and months are texts, so that Excel leaves them alone."""
    needed = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"})
    other = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True, "valign": "vcenter"})
    as_text, plain = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00########"})
    for place, column in enumerate(template.columns):
        sheet.write_string(0, place, column.heading, needed if column.required else other)
        sheet.write_comment(0, place, _remark(column), {"x_scale": 2})
        sheet.set_column(place, place, _width(column), _format(column, as_text, plain))
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 32)


def _width(column: Column) -> int:
    return 24 if column.kind in ("uscc", "text") else max(12, len(column.heading) * 2)


def _format(column: Column, as_text: Format, plain: Format) -> Format | None:
    if column.kind in ("uscc", "text", "month", "day"):
        return as_text
    return plain if column.kind == "money" else None


def _remark(column: Column) -> str:
    parts = [f"{_KIND[column.kind].zh}{f'，单位{column.unit}' if column.unit else ''}", _EMPTY[column.empty].zh]
    return "；".join([*parts, column.title.en])


def add_drop_downs(sheet: Worksheet, template: Template, *, first_row: int, today: date, rows: int = _ROWS) -> None:
    """Give each column what Excel can check by itself."""
    months = [str(month) for month in reversed(trailing_months(Month.of(today), _MONTHS))]
    for place, column in enumerate(template.columns):
        rule = _rule(column, months)
        if rule:
            sheet.data_validation(first_row, place, first_row + rows - 1, place, rule)


def _rule(column: Column, months: list[str]) -> dict[str, object] | None:
    said = {"error_title": column.title.zh[:32], "input_title": column.title.zh[:32], "ignore_blank": True}
    if column.kind == "flag":
        return {**said, "validate": "list", "source": ["是", "否"], "error_message": "请选择“是”或“否”"}
    if column.kind == "choice":
        return {**said, "validate": "list", "source": list(column.choices), "error_message": "请从下拉框选择"}
    if column.kind == "month":
        return {**said, "validate": "list", "source": months, "error_message": "请填月份，如 2026-03", "error_type": "warning"}
    if column.kind == "uscc":
        return {**said, "validate": "length", "criteria": "==", "value": 18, "error_message": "统一社会信用代码为 18 位"}
    if column.kind in NUMBERS:
        kind = "integer" if column.kind == "count" else "decimal"
        least = 0 if column.least == 0 else -(10**14)
        between = {"criteria": "between", "minimum": least, "maximum": 10**14}
        return {**said, **between, "validate": kind, "error_message": "请只填数字，不带单位", "error_type": "warning"}
    return None


def _explain(book: Workbook, template: Template, today: date) -> None:
    """Write the second sheet: who sends it when on which basis, and each column."""
    sheet = book.add_worksheet("填写说明")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    due = due_on(today)[template.due]
    lines = (
        ("报表 Return", f"{template.title.zh}  {template.title.en}"), ("报送单位 Sender", sender_kinds()[template.sender].title.zh),
        ("依据 Basis", template.basis), ("期限 Due", f"{due_text(template, today).zh}（{due.threshold_basis}）"),
        ("说明 How", _HOW),
    )  # fmt: skip
    for row, (name, said) in enumerate(lines):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, said, wrap)
    head = ("列", "Column", "内容", "单位", "必填或空白的含义", "选项", "也可写作")
    start = len(lines) + 1
    for place, name in enumerate(head):
        sheet.write_string(start, place, name, bold)
    for row, column in enumerate(template.columns, start + 1):
        kind, empty = _KIND[column.kind].zh, _EMPTY[column.empty].zh
        lists = ("、".join(column.choices), "、".join(column.aliases))
        for place, cell in enumerate((column.title.zh, column.title.en, kind, column.unit, empty, *lists)):
            sheet.write_string(row, place, cell, wrap)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 6, 20)


def due_text(template: Template, today: date) -> Text:
    """Say in words when a return is due."""
    rule = due_on(today)[template.due]
    number = int(rule.value)
    if rule.unit == "day of the next month":
        return Text(f"次月 {number} 日前（遇节假日顺延）", f"by day {number} of the next month, or the next working day")
    if rule.unit == "working days of the next month":
        return Text(f"期末后前 {number} 个工作日内", f"within the first {number} working days after the period")
    return Text(f"期末后 {number} 个工作日内", f"within {number} working days after the period")
