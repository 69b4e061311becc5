"""The three methods stand beside each other and agree in their totals, and the pictures leave as files, within the district alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from area_builders import tell_a_run
from lookthrough.audit import queries as audit
from lookthrough.console.picture_svg import flow_svg
from lookthrough.flows import methods_compared
from lookthrough.flows.methods_compared import Compared
from lookthrough.flows.trace_queries import LedgerElsewhere

Door = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("told")
ROWS = [
    Compared("lender_principal", "lender_return", (70_000, 60_000, 65_000)),
    Compared("lender_principal", "borrower_use", (30_000, 40_000, 35_000)),
]


@pytest.fixture
def told(people: object, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a told run and a told comparison in place."""
    settings.HOME = tmp_path
    tell_a_run(tmp_path)
    monkeypatch.setattr(methods_compared, "compare_methods", lambda **asked: ROWS)


def test_the_three_methods_stand_beside_each_other(sign_in: Door) -> None:
    client = sign_in("east")
    text = client.get("/institutions/I1/methods/").content.decode()
    for said in ("对应匹配", "按比例", "先进先出", "700.00", "600.00", "650.00", "100.00"):
        assert said in text
    assert text.count('<td class="number amount">1,000.00</td>') == 3
    assert "/institutions/I1/methods/" in client.get("/institutions/I1/").content.decode()


def test_the_comparison_leaves_as_a_table(sign_in: Door) -> None:
    rows = b"".join(sign_in("east").get("/institutions/I1/methods/export.csv")).decode("utf-8-sig").splitlines()
    assert rows[0] == "资金来源,用途,对应匹配（元）,按比例（元）,先进先出（元）,相差（元）"
    assert rows[1].endswith("700.00,600.00,650.00,100.00")
    assert sign_in("east").get("/institutions/I1/methods/export.xlsx").content[:2] == b"PK"
    assert "export_methods" in {one.action for one in audit.entries(actors=["east"])[0]}


@pytest.mark.parametrize("page", ["methods/", "methods/export.csv", "methods/export.xlsx", "picture.svg"])
def test_another_district_s_institution_is_not_even_there(sign_in: Door, page: str) -> None:
    assert sign_in("east").get(f"/institutions/I2/{page}").status_code == 404


def test_a_ledger_that_lies_elsewhere_is_said(sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(**asked: object) -> list[Compared]:
        raise LedgerElsewhere

    monkeypatch.setattr(methods_compared, "compare_methods", elsewhere)
    assert "lookthrough flows run --method" in sign_in("east").get("/institutions/I1/methods/").content.decode()
    assert sign_in("east").get("/institutions/I1/methods/export.csv").status_code == 404


@pytest.mark.parametrize("page", ["/institutions/I1/picture.svg", "/money/picture.svg", "/money/picture.svg?business=p2p"])
def test_the_picture_leaves_as_a_file(sign_in: Door, page: str) -> None:
    answer = sign_in("head").get(page)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('.svg"')
    assert answer.content.decode().startswith("<svg")
    assert answer.content.decode().count('class="band') > 1


def test_bands_are_to_scale_and_texts_escaped() -> None:
    nodes = [{"key": key, "title": f"<{key}>", "amount": "1", "column": column} for key, column in (("a", 0), ("b", 1))]
    links = [{"source": "a", "target": "b", "value": fen, "unknown": False, "stock": False, "says": ""} for fen in (300, 100)]
    drawn = flow_svg("&", {"nodes": nodes, "links": links})
    assert 'stroke-width="270.0"' in drawn
    assert 'stroke-width="90.0"' in drawn
    assert "&lt;a&gt;" in drawn
