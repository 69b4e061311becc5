"""The cycle and the register of products: unused it says nothing; in use, what is sold outside it becomes an alert, and stops being one."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from lookthrough.flows import queries as flows
from lookthrough.flows.product_checking import RULE
from lookthrough.pipeline import run_cycle
from lookthrough.registry.product_operations import register_products
from lookthrough.risk.models import AlertReason
from lookthrough.sample.operations import Area, write_area
from lookthrough.sample.settling import settle

AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def area(tmp_path: Path, db: None, settings: Any) -> Area:
    settings.HOME = tmp_path
    return write_area(seed=3, home=tmp_path, companies=60, institutions=4)


def cycle(area: Area, authority_id: str) -> None:
    run_cycle(ledger=area.ledger, authority_id=authority_id, generated=True, today=area.as_of, at=AT)


def registrations(area: Area, path: Path) -> Path:
    """Write a registration for every listing of the ledger, as wide as it needs to be."""
    products = duckdb.read_parquet(str(area.ledger / "products.parquet"))
    rows = products.project("institution_id, product_id, kind, annual_rate, term_days").order("ALL").fetchall()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["registration_no", "institution_id", "product_id", "kind", "amount", "annual_rate", "term_days", "registered_on"])
        for number, (institution, product, kind, rate, term) in enumerate(rows):
            writer.writerow([f"R{number}", institution, product, kind, "9000000000", round(rate + 0.001, 6), term, "2013-06-01"])
    return path


def test_findings_come_with_the_register_and_go_with_the_registration(area: Area, tmp_path: Path) -> None:
    authority_id = settle(area=area, at=AT).authority_id
    cycle(area, authority_id)
    assert not [one for one in flows.findings() if one.rule == RULE]
    one_row = registrations(area, tmp_path / "all.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    (tmp_path / "one.csv").write_text("".join(one_row), encoding="utf-8")
    register_products(path=tmp_path / "one.csv", at=AT, actor="test")
    cycle(area, authority_id)
    found = [one for one in flows.findings() if one.rule == RULE]
    assert found
    assert all(one.evidence and one.prohibition_basis and one.threshold_basis for one in found)
    assert AlertReason.objects.filter(rule=RULE).count() == len(found)
    cycle(area, authority_id)
    assert [one.finding_id for one in flows.findings() if one.rule == RULE] == [one.finding_id for one in found]
    register_products(path=tmp_path / "all.csv", at=AT, actor="test")
    cycle(area, authority_id)
    assert not [one for one in flows.findings() if one.rule == RULE]
