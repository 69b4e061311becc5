"""Money is followed from a finding in one click, under an authority, hop by hop, and every reading is written down."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from alert_builders import AS_OF, finding
from area_builders import tell_a_run
from lookthrough.audit import queries as audit
from lookthrough.flows import trace_queries
from lookthrough.flows.trace_queries import LedgerOfRun
from lookthrough.offices.models import Authority
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
FINDING = f"finding={finding().finding_id}"
ROWS = [
    ("T1", "09:00", "CU-1", "CL-7", 100_000),
    ("T2", "09:10", "CU-1", "CL-8", 50_000),
    ("T3", "10:00", "CL-7", "OUT", 60_000),
    ("T4", "11:00", "CL-7", "CU-2", 40_000),
    ("T5", "12:00", "CU-2", "FAR", 40_000),
    ("T6", "13:00", "OUT", "CU-1", 10_000),
]
ACCOUNTS = {"CU-1": "I1", "CL-7": "I1", "CL-8": "I1", "CU-2": "I2", "OUT": None, "FAR": None}


@pytest.fixture(autouse=True)
def traced_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ledger: Any) -> Path:
    """Lay a small ledger of two institutions where the newest run's would lie."""
    tables = {
        "parties": [{"party_id": "P", "kind": "company", "name": "某公司"}],
        "institutions": [
            {"institution_id": one, "operator_party_id": "P", "name": one, "business": "p2p", "opened_on": "2026-01-01"}
            for one in ("I1", "I2")
        ],
        "accounts": [
            {
                "account_id": one, "holder_party_id": "P", "institution_id": of,
                "role": "external" if of is None else "custody" if one.startswith("CU") else "client",
            }
            for one, of in ACCOUNTS.items()
        ],
        "products": [],
        "transfers": [
            {
                "transfer_id": one, "at": f"2026-03-03T{at}:00", "from_account_id": source, "to_account_id": target, "amount_fen": fen,
                "purpose": "transfer", "product_id": None,
            }
            for one, at, source, target, fen in ROWS
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        if rows:
            pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
    monkeypatch.setattr(trace_queries, "ledger_of_run", lambda: LedgerOfRun(tmp_path, AS_OF, len(ROWS)))
    return tmp_path


def behind(page: str = "") -> str:
    return f"/alerts/{Alert.objects.get(subject_id='I1').pk}/trace/{page}"


def test_one_click_from_the_finding(sign_in: Door) -> None:
    client = sign_in("head")
    alert = client.get(f"/alerts/{Alert.objects.get(subject_id='I1').pk}/").content.decode()
    assert behind(f"?{FINDING}") in alert

    text = client.get(behind(f"?{FINDING}")).content.decode()

    for said in ("钱到哪里去了", "追踪金额", "1,000.00元", "第 1 手", "<svg", 'class="band told"', "依据查询授权 A-1"):
        assert said in text
    assert "<style" not in text
    assert text.count("<details") == text.count("</details>")


def test_the_page_of_a_transfer_leads_both_ways(sign_in: Door) -> None:
    client, alert = sign_in("head"), f"/alerts/{Alert.objects.get(subject_id='I1').pk}"
    text = client.get(f"{alert}/transfers/T1/").content.decode()
    for way in ("forward", "back"):
        assert f"{alert}/trace/?transfer=T1&amp;direction={way}" in text
        assert client.get(f"{alert}/trace/?transfer=T1&direction={way}").status_code == 200


@pytest.mark.usefixtures("registered")
def test_under_an_institution_too(sign_in: Door) -> None:
    assert sign_in("east").get("/institutions/I1/trace/?transfer=T1").status_code == 200
    assert sign_in("west").get("/institutions/I1/trace/?transfer=T1").status_code == 404


def test_money_that_comes_back_is_told_with_the_accounts_passed(sign_in: Door) -> None:
    text = sign_in("head").get(behind(f"?{FINDING}&hops=8&days=90")).content.decode()
    assert "<code>CU-1</code> → <code>CL-7</code> → <code>OUT</code> → <code>CU-1</code>" in text
    assert 'class="band round"' in text


def test_the_listing_of_a_transfer_can_be_chosen(sign_in: Door) -> None:
    client = sign_in("head")
    text = client.get(behind(f"?{FINDING}")).content.decode()
    assert '<option value="product">标的 L-1</option>' in text
    assert "这个方向上没有可追踪的资金" in client.get(behind(f"?{FINDING}&of=product")).content.decode()  # the small ledger has no listing


def test_hops_and_days_keep_their_bounds(sign_in: Door) -> None:
    text = sign_in("head").get(behind(f"?{FINDING}&hops=99&days=0&share=x")).content.decode()
    assert "<option selected>8</option>" in text
    assert 'value="1" required' in text


@pytest.fixture
def registered(people: object, settings: Any, tmp_path: Path) -> None:
    """Both institutions stand in the register, each in its district."""
    settings.HOME = tmp_path / "home"
    tell_a_run(settings.HOME)


@pytest.mark.usefixtures("registered")
def test_another_institution_s_accounts_stay_hidden_but_no_fen_is_lost(sign_in: Door) -> None:
    east, head = (sign_in(name).get(behind(f"?{FINDING}")).content.decode() for name in ("east", "head"))
    assert "CU-2" in head
    assert "FAR" in head
    for hidden in (">CU-2<", ">FAR<", "transfer=T5"):
        assert hidden not in east
    assert "授权以外账户 1" in east
    assert "授权以外账户 2" in east
    assert "400.00" in east


def test_one_goes_on_only_from_what_a_trace_has_shown(sign_in: Door) -> None:
    client = sign_in("head")
    assert client.get(behind("?transfer=T3")).status_code == 404
    text = client.get(behind(f"?{FINDING}")).content.decode().replace("&amp;", "&")
    onward = re.search(r'href="([^"]*transfer=T3&direction=forward[^"]*)"', text)
    assert onward
    shown = client.get(onward[1])
    assert shown.status_code == 200
    assert "600.00元" in shown.content.decode()
    assert client.get(onward[1].replace("transfer=T3", "transfer=T5")).status_code == 404


def test_an_account_is_followed_on_that_day(sign_in: Door) -> None:
    text = sign_in("head").get(behind("?transfer=T1&of=payer")).content.decode()
    assert "1,500.00元" in text


def test_every_trace_is_written_down(sign_in: Door) -> None:
    client = sign_in("east")
    client.get(behind(f"?{FINDING}"))
    b"".join(client.get(behind(f"export.csv?{FINDING}")))
    entries, _ = audit.entries(actors=["east"])
    assert [one.action for one in entries] == ["export_trace", "read_trace"]
    assert {(one.object_type, one.purpose, one.details["authority"], one.details["transfer"]) for one in entries} == {
        ("alert", "专项监测", "A-1", "T1")
    }


@pytest.mark.parametrize("page", ["", "export.csv", "export.xlsx", "picture.svg"])
def test_without_an_authority_nothing_is_followed(sign_in: Door, page: str) -> None:
    Authority.objects.update(expires_on=date.today() - timedelta(days=1))  # noqa: DTZ011
    response = sign_in("head").get(behind(f"{page}?{FINDING}"))
    assert response.status_code == 403
    assert "CL-7" not in response.content.decode()


@pytest.mark.parametrize("page", ["", "export.csv", "export.xlsx", "picture.svg"])
def test_another_district_s_alert_is_not_even_there(sign_in: Door, page: str) -> None:
    assert sign_in("west").get(behind(f"{page}?{FINDING}")).status_code == 404


def test_another_alert_s_finding_is_not_followed(sign_in: Door) -> None:
    assert sign_in("head").get(behind(f"?finding={finding('I2').finding_id}")).status_code == 404


def test_the_trace_leaves_as_a_table_and_a_picture(sign_in: Door) -> None:
    client = sign_in("head")
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get(behind(f"export.csv?{FINDING}"))).decode("utf-8-sig"))))
    picture = client.get(behind(f"picture.svg?{FINDING}"))
    assert [(row["手"], row["转账编号"], row["追踪部分（元）"], row["回到起点"]) for row in rows][:2] == [
        ("0", "T1", "1000.00", ""),
        ("1", "T3", "600.00", ""),
    ]
    assert [row["回到起点"] for row in rows if row["转账编号"] == "T6"] == ["是"]
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert picture.content.decode().startswith("<svg")
    assert client.get(behind(f"export.xlsx?{FINDING}")).content[:2] == b"PK"


def test_a_ledger_that_lies_elsewhere_or_is_too_large_is_said(sign_in: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = sign_in("head")
    monkeypatch.setattr(trace_queries, "ledger_of_run", lambda: LedgerOfRun(tmp_path, AS_OF, 5_000_001))
    assert "lookthrough flows trace" in client.get(behind(f"?{FINDING}")).content.decode()
    monkeypatch.setattr(trace_queries, "ledger_of_run", lambda: None)
    assert "不在数据目录" in client.get(behind(f"?{FINDING}")).content.decode()
    assert client.get(behind(f"export.csv?{FINDING}")).status_code == 404
