"""Custodians' statements are brought in by an officer of the district under an authority; the breaks are read, filtered, taken away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alert_builders import AS_OF
from area_builders import tell_a_run
from flows.custody_builders import Entry, books, statement
from lookthrough.audit import queries as audit
from lookthrough.console.views import custody
from lookthrough.flows import queries as flows
from lookthrough.flows.custody_findings import RULE, hold_against_custodians
from lookthrough.flows.models import CustodyReconciliation
from lookthrough.flows.trace_queries import LedgerOfRun
from lookthrough.offices.models import Authority
from lookthrough.risk import operations as risk
from lookthrough.risk.models import Alert, AlertReason

Door = Callable[[str], Client]
REAL = {name: getattr(flows, name) for name in ("transfers_behind", "transfer", "finding", "current_run")}
BOOKS: list[Entry] = [("T1", date(2026, 3, 2), "CL-7", "CU-1", 100_01), ("T2", date(2026, 3, 5), "CL-8", "CU-1", 50_00)]
BANK: list[Entry] = [("T1", date(2026, 3, 2), "CL-7", "CU-1", 100_00), ("T2", date(2026, 3, 5), "CL-8", "CU-1", 50_00)]


@pytest.fixture(autouse=True)
def told(people: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two institutions stand in the register, their books in the data folder."""
    settings.HOME = tmp_path / "home"
    tell_a_run(settings.HOME)
    for name, real in REAL.items():
        monkeypatch.setattr(flows, name, real)
    ledger = LedgerOfRun(books(tmp_path / "books", BOOKS), AS_OF, 2)
    monkeypatch.setattr(custody, "ledger_of_run", lambda: ledger)
    return tmp_path


def bring_in(client: Client, folder: Path, entries: list[Entry] = BANK, **form: str) -> Any:
    content = statement(folder / "march.csv", entries).read_bytes()
    sent = SimpleUploadedFile("三月子账.csv", content)
    return client.post("/custody/read/", {"institution": "I1", "files": [sent], "whole": "1"} | form, follow=True)


def test_an_officer_brings_a_statement_in_and_reads_the_breaks(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    assert "还没有对过账" in client.get("/custody/").content.decode()
    text = bring_in(client, told).content.decode()
    for said in (
        "已对账：差异 3 处，其中逾期 3 处",
        "金额不同",
        "100.00",
        "100.01",
        "-0.01",
        "CL-7",
        "三月子账.csv",
        "依据查询授权 A-1",
        "逾期",
    ):
        assert said in text
    listed = client.get("/custody/").content.decode()
    assert "东区甲贷" in listed
    assert f"/custody/{CustodyReconciliation.objects.get().pk}/" in listed
    again = bring_in(client, told).content.decode()
    assert "没有改动" in again
    assert CustodyReconciliation.objects.count() == 1


def test_the_institution_s_page_says_how_it_stands(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    assert "还没有对过账" in client.get("/institutions/I1/").content.decode()
    bring_in(client, told)
    text = client.get("/institutions/I1/").content.decode()
    assert "至 2026-03-05，差异 3，逾期 3" in text
    assert f"/custody/{CustodyReconciliation.objects.get().pk}/" in text


def test_the_filter_and_the_file(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    bring_in(client, told)
    address = f"/custody/{CustodyReconciliation.objects.get().pk}/"
    assert client.get(f"{address}?kind=amount_differs").content.decode().count("<tr data-row") == 1
    assert client.get(f"{address}?state=cleared").content.decode().count("<tr data-row") == 0
    assert "没有符合条件的差异" in client.get(f"{address}?text=CL-8").content.decode()
    assert client.get(f"{address}?text=T1").content.decode().count("<tr data-row") == 1
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get(f"{address}export.csv?kind=amount_differs")).decode("utf-8-sig"))))
    assert [(row["差异"], row["差额（元）"], row["账龄（工作日）"], row["逾期"]) for row in rows] == [("金额不同", "-0.01", "3", "是")]
    assert client.get(f"{address}export.xlsx").content[:2] == b"PK"


def test_another_district_neither_reads_nor_brings_in(sign_in: Door, told: Path) -> None:
    bring_in(sign_in("east"), told)
    number, west = CustodyReconciliation.objects.get().pk, sign_in("west")
    assert "东区甲贷" not in west.get("/custody/").content.decode()
    for page in ("", "export.csv", "export.xlsx"):
        assert west.get(f"/custody/{number}/{page}").status_code == 404
    for deed in ("withdraw", "restore"):
        assert west.post(f"/custody/{number}/{deed}/").status_code == 404
    assert bring_in(west, told).status_code == 404
    assert CustodyReconciliation.objects.get().withdrawn_at is None


def test_without_an_authority_nothing_is_read_or_taken_in(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    bring_in(client, told)
    number = CustodyReconciliation.objects.get().pk
    Authority.objects.update(expires_on=date.today() - timedelta(days=1))  # noqa: DTZ011
    for page in ("", "export.csv"):
        response = client.get(f"/custody/{number}/{page}")
        assert response.status_code == 403
        assert "CL-7" not in response.content.decode()
    assert bring_in(client, told, [*BANK, ("T3", date(2026, 3, 6), "CL-7", "CU-1", 1)]).status_code == 403
    assert CustodyReconciliation.objects.count() == 1


def test_who_only_reads_sees_no_form(sign_in: Door, told: Path) -> None:
    bring_in(sign_in("east"), told)
    analyst = sign_in("analyst")
    assert "/custody/read/" not in analyst.get("/custody/").content.decode()
    assert "/withdraw/" not in analyst.get(f"/custody/{CustodyReconciliation.objects.get().pk}/").content.decode()
    assert bring_in(analyst, told).status_code == 403


def test_it_is_taken_back_and_put_again(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    bring_in(client, told)
    number = CustodyReconciliation.objects.get().pk
    assert "已撤回这次对账" in client.post(f"/custody/{number}/withdraw/", follow=True).content.decode()
    assert "东区甲贷</a>" not in client.get("/custody/").content.decode()
    assert "已恢复这次对账" in client.post(f"/custody/{number}/restore/", follow=True).content.decode()
    assert "没有改动" in client.post(f"/custody/{number}/restore/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [({"files": []}, "请选择存管行的对账单文件"), ({"files": [SimpleUploadedFile("x.exe", b"MZ")]}, "应为 XML、CSV 或 Excel")],
)
def test_what_is_no_statement_is_refused_with_the_reason(sign_in: Door, told: Path, form: dict[str, Any], said: str) -> None:
    assert said in bring_in(sign_in("east"), told, **form).content.decode()
    assert not CustodyReconciliation.objects.exists()


def test_a_table_with_other_headings_is_told_what_it_lacks(sign_in: Door, told: Path) -> None:
    sent = SimpleUploadedFile("a.csv", "账户,日期\nCU-1,2026-03-02\n".encode())
    text = bring_in(sign_in("east"), told, files=[sent]).content.decode()
    assert "没有改动" in text
    assert not CustodyReconciliation.objects.exists()


def test_what_stays_open_becomes_an_alert_that_leads_to_the_breaks(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    bring_in(client, told)
    for _ in range(2):
        found = hold_against_custodians(as_of=AS_OF)
        risk.update_alerts(findings=found, hits=(), as_of=AS_OF, subjects={("institution", "I1"): risk.Subject("东区甲贷", "990102")})
    assert AlertReason.objects.filter(rule=RULE).count() == 1
    alert = Alert.objects.get(reasons__rule=RULE)
    text = client.get(f"/alerts/{alert.pk}/").content.decode()
    number = CustodyReconciliation.objects.get().pk
    for said in ("存管对账差异逾期", "3 个工作日", f"/custody/{number}/?state=overdue", "银监办发〔2017〕21号"):
        assert said in text
    evidence = client.get(f"/alerts/{alert.pk}/transfers/?finding={found[0].finding_id}").content.decode()
    assert "100.01" in evidence


def test_every_reading_is_written_down(sign_in: Door, told: Path) -> None:
    client = sign_in("east")
    bring_in(client, told)
    b"".join(client.get(f"/custody/{CustodyReconciliation.objects.get().pk}/export.csv"))
    entries, _ = audit.entries(actors=["east"])
    assert [one.action for one in entries] == ["export_breaks", "read_breaks", "reconcile"]
    assert entries[0].details["authority"] == "A-1"
