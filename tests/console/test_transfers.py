"""Account data are shown under an authority in force, and every look at them is written into the trail."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from alert_builders import AS_OF, finding
from lookthrough.audit import queries as audit
from lookthrough.offices.models import Authority
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
BAND = "link=enters%3Alender_principal%3Acustody&from=2026-03-02&to=2026-03-31"


def behind(query: str = "") -> str:
    return f"/alerts/{Alert.objects.get(subject_id='I1').pk}/transfers/{query}"


def test_the_transfers_of_a_band(sign_in: Door, ledger: Any) -> None:
    text = sign_in("head").get(behind(f"?{BAND}")).content.decode()
    assert ledger.asked[-1] == {
        "institution_id": "I1", "from_date": date(2026, 3, 2), "to_date": AS_OF,
        "link_key": "enters:lender_principal:custody", "finding_id": None,
    }  # fmt: skip
    for said in (
        "出借人本金 → 存管账户",
        "1,234.56",
        "1,000.00",
        "2026-03-03 09:30:05",
        "兑付本金",
        "第 1–50 条，共 120 条",
        "依据查询授权 A-1",
    ):
        assert said in text


def test_the_evidence_of_a_finding(sign_in: Door, ledger: Any) -> None:
    text = sign_in("head").get(behind(f"?finding={finding().finding_id}")).content.decode()
    assert ledger.asked[-1]["finding_id"] == finding().finding_id
    assert "“借新还旧”的证据转账" in text


def test_another_alerts_finding_is_not_looked_up_here(sign_in: Door, ledger: Any) -> None:
    assert sign_in("head").get(behind(f"?finding={finding('I2').finding_id}")).status_code == 404
    assert ledger.asked == []


def test_one_transfer_divides_by_origin_and_use(sign_in: Door) -> None:
    text = sign_in("head").get(behind("T1/")).content.decode()
    for said in ("1,234.56元", "CU-1", "CL-7", "1,000.00元", "234.56元", "来源不明"):
        assert said in text
    assert sign_in("head").get(behind("T9/")).status_code == 404


def test_every_look_is_written_down(sign_in: Door) -> None:
    client = sign_in("east")
    client.get(behind(f"?{BAND}&page=2"))
    client.get(behind("T1/"))
    b"".join(client.get(behind(f"export.csv?{BAND}")))
    shown, _ = audit.entries(actors=["east"])
    assert [one.action for one in shown] == ["export_transfers", "read_transfer", "read_transfers"]
    assert {(one.object_type, one.object_id, one.purpose, one.details["authority"]) for one in shown} == {
        ("alert", str(Alert.objects.get(subject_id="I1").pk), "专项监测", "A-1")
    }
    assert shown[2].details["rows"] == 50
    assert shown[2].details["page"] == 2
    assert shown[0].details["rows"] == 120
    assert audit.verify().sound


@pytest.mark.parametrize("state", ["ended", "missing", "no run"])
@pytest.mark.parametrize("page", ["", "T1/", "export.csv", "export.xlsx"])
def test_without_an_authority_in_force_nothing_is_read(sign_in: Door, ledger: Any, state: str, page: str) -> None:
    if state == "ended":
        Authority.objects.update(expires_on=date.today() - timedelta(days=1))  # noqa: DTZ011
    elif state == "missing":
        Authority.objects.all().delete()
    else:
        ledger.run = None
    response = sign_in("head").get(behind(page))
    assert response.status_code == 403
    assert "没有有效的查询授权" in response.content.decode()
    assert ledger.asked == []


def test_the_transfers_leave_as_csv(sign_in: Door) -> None:
    text = b"".join(sign_in("head").get(behind(f"export.csv?{BAND}"))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 120
    assert (rows[0]["转账编号"], rows[0]["金额（元）"], rows[0]["归属部分（元）"], rows[0]["资金来源"]) == (
        "T1",
        "1234.56",
        "1000.00",
        "出借人本金",
    )
