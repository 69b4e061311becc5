"""Invented change notices of the market regulator for the sample area: the same area, the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from lookthrough.sample.operations import Area

COLUMNS = ("notice_id", "uscc", "name", "kind", "on", "before", "after", "region", "place")
_FIRST, _EVERY = 900, 61  # which firms of the register change something: none of those that institutions stand on
_COUNT = 60
_NEW_WORDS = ("理财服务", "财富管理", "金融信息服务", "集资合作", "商贸", "物流")
_NEW_SCOPES = ("理财咨询服务", "股权众筹信息服务", "货物运输代理", "财富管理咨询", "日用百货销售", "不得从事吸收存款、集资等金融业务")
_KINDS = (
    "name_change", "scope_change", "address_change", "capital_change", "legal_representative_change", "shareholder_change", "name_change",
    "deregistered", "scope_change", "address_change", "revoked", "legal_form_change",
)  # fmt: skip


def write_notices(area: Area) -> Path:
    """Write the notices beside the area's register and return their path."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(_rows(_chosen(area.companies), area.as_of))
    path = area.companies.with_name("notices.csv")
    if not path.is_file() or path.read_text(encoding="utf-8") != text.getvalue():
        path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _chosen(companies: Path) -> Sequence[Mapping[str, str]]:
    with companies.open(encoding="utf-8", newline="") as file:
        every = list(csv.DictReader(file))
    return every[min(_FIRST, len(every) // 2) :: _EVERY][:_COUNT]


def _rows(firms: Sequence[Mapping[str, str]], last_day: date) -> Iterator[dict[str, str]]:
    for number, firm in enumerate(firms):
        kind = _KINDS[number % len(_KINDS)]
        on = (last_day - timedelta(days=(number * 7) % 60)).isoformat()
        row = {"notice_id": f"演示-{number + 1:04d}", "uscc": firm["uscc"], "name": firm["name"], "kind": kind, "on": on}
        yield row | _change(number, kind, firm)


def _change(number: int, kind: str, firm: Mapping[str, str]) -> dict[str, str]:
    """Return what changed; of people's changes only that they happened."""
    turn = number // 2 % len(_NEW_WORDS)
    if kind == "name_change":
        return {"before": firm["name"], "after": f"{firm['name'][:4]}{_NEW_WORDS[turn]}有限公司"}
    if kind == "scope_change":
        return {"before": firm["business_scope"], "after": f"{firm['business_scope'].rstrip('。；')}；{_NEW_SCOPES[turn]}"}
    if kind == "capital_change":
        return {"before": firm["registered_capital"], "after": "1000万人民币"}
    if kind == "legal_form_change":
        return {"before": firm["type"], "after": "有限责任公司(自然人独资)"}
    if kind == "address_change":
        place = "operating" if number % 2 else "registered"
        return {"after": f"{firm['district']}演示路{number + 1}号", "region": firm["region_code"], "place": place}
    return {}
