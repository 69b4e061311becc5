"""A small register and lists of another body, as stories tell them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from lookthrough.registry import operations as registry
from lookthrough.registry.matching import operations as matching
from lookthrough.registry.models import MatchPair
from registry.register import firm, write

AT = datetime(2026, 4, 1, tzinfo=UTC)
COLUMNS = ("key", "name", "brand", "uscc", "province", "city", "region_code", "site", "icp", "phone", "since", "registered_capital")
FIRMS = [
    firm(1, name="温州金诚信投资管理有限公司", registered_capital="5000(万元人民币)"),
    firm(2, name="杭州金诚信投资管理有限公司", city="杭州"),
    firm(3, name="温州金诚信投资管理有限公司瑞安分公司"),
    firm(4, name="温州云禾网络科技有限公司", established_on="2019-05-01"),
    *(firm(number, name=f"温州甲乙{chr(0x4E00 + number)}商贸有限公司") for number in range(5, 40)),
]


def register(tmp_path: Path, firms: list[dict[str, str]] = FIRMS) -> None:
    """Import a register of one firm that is meant, some that are like it, and many that are not."""
    registry.import_companies(path=write(tmp_path / "firms.csv", firms), at=AT, actor="t")


def records(tmp_path: Path, *rows: dict[str, str]) -> matching.RecordsImported:
    """Import a list; what a row does not say is empty."""
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({"key": f"K{number}", "province": "浙江", "city": "温州"} | row for number, row in enumerate(rows, 1))
    return matching.import_records(path=path, source="platform-directory", at=AT, actor="t", phone_key=b"0" * 32)


def match() -> matching.Matched:
    """Match the store."""
    return matching.match(at=AT, actor="t")


def pairs() -> dict[tuple[str, str], MatchPair]:
    """Return the pairs by the record's key and the firm's name."""
    found = MatchPair.objects.filter(record__isnull=False).select_related("record", "company")
    return {(pair.record.key, pair.company.name): pair for pair in found if pair.record}
