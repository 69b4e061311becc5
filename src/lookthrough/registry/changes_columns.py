"""The columns of a firm that notices and corrections set, written as the register keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lookthrough.kernel.capital import parse_capital
from lookthrough.kernel.regions import nearest_region
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold
from lookthrough.registry.lists import EVENTS
from lookthrough.registry.models import Company, CompanyStanding
from lookthrough.registry.reading import parse_day
from lookthrough.registry.triage_opening import move_with

COLUMNS: Mapping[str, Text] = {
    "name": Text("名称", "name"),
    "established_on": Text("成立日期", "established on"),
    "type": Text("企业类型", "legal form"),
    "registered_capital_text": Text("注册资本", "registered capital"),
    "business_scope": Text("经营范围", "business scope"),
    "province": Text("省份", "province"),
    "city": Text("城市", "city"),
    "region_code": Text("行政区划代码", "region code"),
    "event": Text("登记事项", "event"),
    "site_owner": Text("网站主办者", "site owner"),
    "status": Text("登记状态", "status"),
    "registered_address": Text("住所", "registered address"),
    "registered_region_code": Text("住所区划代码", "region of the registered address"),
    "operating_address": Text("经营场所", "operating address"),
    "operating_region_code": Text("经营场所区划代码", "region of the operating address"),
}
CORRECTABLE = tuple(name for name in COLUMNS if name not in ("event", "registered_region_code"))
OF_THE_FILE = frozenset(
    (
        "name",
        "established_on",
        "type",
        "registered_capital_text",
        "business_scope",
        "province",
        "city",
        "region_code",
        "event",
        "site_owner",
    )
)  # what a file of companies gives too, and so might set back
_STANDING = frozenset(COLUMNS) - OF_THE_FILE
_LARGEST = 2**63 - 1
_LONGEST = {"name": 300, "type": 200, "province": 60, "city": 60, "site_owner": 300}


def value_of(company: Company, column: str) -> str:
    """Return what the register holds in a column, as text."""
    if column not in _STANDING:
        found = getattr(company, column)
        return "" if found is None else str(found)
    standing = CompanyStanding.objects.filter(company=company).first() or CompanyStanding(company=company)
    return str(getattr(standing, column) or "")


def problem_of(column: str, value: str) -> Text | None:
    """Return why a value cannot stand in a column, or nothing."""
    if column not in COLUMNS:
        return Text(f"没有这一列，可用：{'、'.join(CORRECTABLE)}", f"no such column, expected one of {', '.join(CORRECTABLE)}")
    if "\0" in value or len(value) > _LONGEST.get(column, 20_000):
        return Text("内容过长或含有空字节", "the value is too long or holds a NUL byte")
    check = _CHECKS.get(column)
    return check(value.strip()) if check else None


def set_value(company: Company, column: str, value: str) -> None:
    """Write a value, with what follows from it: the folded name, the capital in fen."""
    if column in _STANDING:
        CompanyStanding.objects.update_or_create(company=company, defaults={column: value})
        return
    stored = stored_values(column, value)
    for name, one in stored.items():
        setattr(company, name, one)
    company.save(update_fields=list(stored))
    if "region_code" in stored:
        move_with(companies=[company.pk])


def stored_values(column: str, value: str) -> dict[str, Any]:
    """Return the fields of a firm, with their values, that a column of a file stands for."""
    if column == "name":
        return {"name": value, "folded_name": fold(value).strip()}
    if column == "established_on":
        return {"established_on": parse_day(value)}
    if column == "registered_capital_text":
        capital = parse_capital(value)
        fen = capital.amount_fen if (capital.amount_fen or 0) <= _LARGEST else None
        return {"registered_capital_text": value, "registered_capital_fen": fen, "currency": capital.currency or ""}
    return {column: value}


def _needed(value: str) -> Text | None:
    return None if value else Text("不能为空", "this must not be empty")


def _day(value: str) -> Text | None:
    return None if not value or parse_day(value) else Text("不是存在的日期", "this is not a day that exists")


def _region(value: str) -> Text | None:
    known = len(value) == 6 and value.isdecimal() and nearest_region(value) is not None
    return None if not value or known else Text("不是已知的六位行政区划代码", "this is no known region code of six digits")


def _capital(value: str) -> Text | None:
    return parse_capital(value).problem if value else None


def _event(value: str) -> Text | None:
    return None if value in EVENTS else Text("未知事项", "unknown event")


def _status(value: str) -> Text | None:
    words = ("active", "moved_out", "deregistered", "revoked")
    return None if value in words else Text(f"应为 {'、'.join(words)}", f"expected one of {', '.join(words)}")


_CHECKS: Mapping[str, Callable[[str], Text | None]] = {
    "name": _needed,
    "established_on": _day,
    "region_code": _region,
    "operating_region_code": _region,
    "registered_capital_text": _capital,
    "event": _event,
    "status": _status,
}
