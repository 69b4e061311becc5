"""Assets, claims and repayment on the pages of a case: from the first claim to a reconciled account, names only for a purpose."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alert_builders import People
from console.conftest import Door
from console.test_case_pages import case, send, text
from lookthrough.audit import queries as trail
from lookthrough.cases.repayment import claim_queries, repayment_queries
from lookthrough.offices import operations as offices
from lookthrough.offices.roles import Role

LATER = str(timezone.localdate() + timedelta(days=30))
TODAY = str(timezone.localdate())
PERSON = {"name": "王某某", "id_number": "E12345678", "phone": "13800000000", "account": "6222000011112222", "bank": "某银行"}


@pytest.fixture
def number(people: People) -> str:
    return case(people)


@pytest.fixture
def second(people: People, sign_in: Door) -> Client:
    offices.appoint_officer(username="second", name="复核员", office="东区", role=Role.CASE_OFFICER, password="long enough for a test")
    return sign_in("second")


def claims_open(client: Client, number: str) -> None:
    send(client, "work-claims", number, "open", closes_on=LATER, institution="")


def registered(client: Client, number: str, who: int, yuan: str, **more: str) -> str:
    given = PERSON | {"name": f"申报人{who}", "id_number": f"E{who:08d}", "contributed": yuan, "returned": ""} | more
    return send(client, "work-claims", number, "register", **given)


def decided(client: Client, number: str, serial: int, yuan: str, **more: str) -> str:
    given = {"serial": str(serial), "contributed": yuan, "returned": "0", "reason": "", "version": "1"} | more
    return send(client, "work-claims", number, "decide", **given)


def test_empty_pages_teach_the_next_step(number: str, sign_in: Door) -> None:
    east = sign_in("east")
    assert "先登记查封、冻结的财产" in text(east, "case-assets", number)
    assert "定下截止日即可开始" in text(east, "case-claims", number)
    assert "由另一人复核，法院批准" in text(east, "case-repayment", number)


def test_from_claims_to_a_reconciled_account(number: str, sign_in: Door, second: Client) -> None:
    east, head = sign_in("east"), sign_in("head")
    claims_open(east, number)
    assert "已登记债权 1 号" in registered(east, number, 1, "100")
    registered(east, number, 2, "300")
    assert "登记的人不能自己核定" in decided(east, number, 1, "100")
    decided(second, number, 1, "100")
    assert "须写明理由" in decided(second, number, 2, "299")
    decided(second, number, 2, "300")
    assert "申报已截止" in send(head, "decide-repayment", number, "close")
    send(east, "work-repayment", number, "enter", kind="surrender", fen="100.00", on=TODAY, text="退缴", reference="")
    send(east, "work-repayment", number, "draft-plan", base="gross", text="按比例")
    send(second, "work-repayment", number, "check-plan", version="1")
    paper = SimpleUploadedFile("ruling.pdf", b"%PDF-1.4 ruling")
    send(east, "record-ruling", number, version="1", court="某法院", ruling="1号", ruled_on=TODAY, paper=paper)
    assert "方案生效" in send(head, "decide-repayment", number, "ruling", version="1", agrees="1", reason="")
    assert east.get(reverse("console:ruling-paper", args=[number, 1])).content == b"%PDF-1.4 ruling"
    send(east, "work-repayment", number, "draft-round", available="100.00")
    assert "起草轮次的人不能复核" in send(east, "work-repayment", number, "check-round", serial="1")
    send(second, "work-repayment", number, "check-round", serial="1")
    assert "本轮已执行" in send(east, "work-repayment", number, "execute-round", serial="1")
    page = text(east, "case-round", number, 1)
    assert "25" in page
    assert 'class="spread"' in page
    for name in ("export-round-csv", "export-claims-csv"):
        answer = east.get(reverse(f"console:{name}", args=[number, 1] if "round" in name else [number]))
        assert "25.00" in b"".join(answer.streaming_content).decode() or name == "export-claims-csv"  # type: ignore[attr-defined]
    send(east, "work-repayment", number, "bank-balance", on=TODAY, fen="0.00", source="回单")
    assert "一分不差" in text(east, "case-repayment", number)
    send(east, "work-repayment", number, "bank-balance", on=TODAY, fen="0.01", source="回单")
    assert "银行余额与账面不符，差额 0.01元" in text(east, "case-repayment", number)


def test_names_and_the_bank_file_open_only_for_a_purpose(number: str, sign_in: Door, second: Client) -> None:
    east = sign_in("east")
    test_from_claims_to_a_reconciled_account(number, sign_in, second)
    assert "申报人1" not in text(east, "case-claim", number, 1)
    assert east.get(reverse("console:claim-statement", args=[number, 1])).status_code == 302
    assert "没有显示姓名" in send(east, "open-claimant", number, 1, purpose="查")
    assert "申报人1" in send(east, "open-claimant", number, 1, purpose="核对收款账户")
    statement = text(east, "claim-statement", number, 1)
    assert "25.00元" in statement
    assert "6222000011112222" not in statement
    assert "E0********01" in statement
    paper = east.get(reverse("console:claim-statement-pdf", args=[number, 1]))
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert send(east, "round-bank-file", number, 1, purpose="", debtor="专户", account="3301")
    given = {"purpose": "向银行付款", "debtor": "处置专户", "account": "33010000"}
    answer = east.post(reverse("console:round-bank-file", args=[number, 1]), given)
    assert answer["Content-Type"] == "application/xml"
    assert answer.content.count(b"<CdtTrfTxInf>") == 2
    read, _more = trail.entries(object_type="case", object_id=number)
    assert "向银行付款" in [one.purpose for one in read]
    found = send(east, "find-claimant", number, text="申报人2", purpose="来访人查询")
    assert "债权 2 号" in found


def test_a_file_of_claims_is_taken_row_by_row(number: str, sign_in: Door) -> None:
    east = sign_in("east")
    claims_open(east, number)
    rows = ("甲,E00000001,,6222000000001111,行,100.00,", "乙,E00000002,,,,-5,", "甲,E00000001,,,,7,")
    table = "\n".join(("姓名,证件号码,电话,收款账号,开户银行,投入金额,已返还金额", *rows))
    page = send(east, "import-claims", number, file=SimpleUploadedFile("名册.csv", table.encode()))
    assert "已导入 1 笔，拒收 2 行" in page
    assert re.search(r"<td class=\"number\">2</td><td>投入金额</td><td>-5</td>", page)
    assert "一人一笔" in page
    (row,) = claim_queries.shown(claim_queries.rows(number=number))
    assert (row.contributed_fen, row.source) == (10_000, "import")
    assert "缺少该列" in send(east, "import-claims", number, file=SimpleUploadedFile("x.csv", b"a,b\n1,2\n"))


def test_codes_are_shown_once_as_slips(number: str, sign_in: Door) -> None:
    east = sign_in("east")
    claims_open(east, number)
    page = send(east, "claim-codes", number, count="3")
    assert len(re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", page)) == 3
    assert "申报码发出 3，已用 0" in text(east, "case-claims", number)


def test_an_asset_is_seized_valued_and_sold_with_leave(number: str, sign_in: Door) -> None:
    east, head = sign_in("east"), sign_in("head")
    send(
        east,
        "work-assets",
        number,
        "register",
        kind="goods",
        source="balance",
        description="水果",
        holder="某公司",
        place="",
        perishable="1",
    )
    send(east, "work-assets", number, "value", serial="1", on=TODAY, fen="5000", valuer="某所", basis="市价")
    until = str(timezone.localdate() + timedelta(days=60))
    seized = {"serial": "1", "measure": "seize", "body": "公安", "document": "1号", "from_on": TODAY, "until_on": until}
    assert "即将到期" not in send(east, "work-assets", number, "seize", **seized)
    soon = str(timezone.localdate() + timedelta(days=9))
    assert "还有 9 天" in send(east, "work-assets", number, "seize", **(seized | {"document": "2号", "until_on": soon}))
    send(east, "work-assets", number, "propose-sale", serial="1", early="1", way="auction", floor="4000", reason="易腐")
    assert send(head, "decide-repayment", number, "sale", serial="1", approve="1", reason="")
    page = send(east, "work-assets", number, "sell", serial="1", on=TODAY, proceeds="4500", buyer="某人", reference="")
    assert "已变现" in page
    assert repayment_queries.reconciliation(number=number).receipts_fen == 4500_00


def test_others_see_what_they_may(number: str, sign_in: Door) -> None:
    west, auditor = sign_in("west"), sign_in("auditor")
    for name in ("case-assets", "case-claims", "case-repayment"):
        assert west.get(reverse(f"console:{name}", args=[number])).status_code == 404
        assert auditor.get(reverse(f"console:{name}", args=[number])).status_code == 200
    assert auditor.post(reverse("console:work-claims", args=[number, "open"])).status_code == 403
    assert sign_in("east").post(reverse("console:decide-repayment", args=[number, "close"])).status_code == 403
