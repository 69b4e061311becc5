"""Pages of evidence and documents: a file looked at safely, a copy opened by two, a document issued, a bundle made."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from alert_builders import EAST, NOW, People
from cases.papers.writing import everything
from lookthrough.cases import case_operations
from lookthrough.cases.papers import office_pdf
from lookthrough.evidence.bundle import check_bundle
from lookthrough.offices.models import Authority
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
TABLE = "姓名,金额\n某甲甲,500000\n<script>alert(1)</script>,1\n".encode()


@pytest.fixture
def number(people: People) -> str:
    """Open a case of the east."""
    return case_operations.open_case(
        case_type="illegal_fundraising", title="某投资公司涉嫌非法集资", region_code=EAST, subject_type="company", subject_id="",
        subject_name="东区某投资有限公司", proposed_by=people.east, officer_id=people.head, at=NOW,
    )  # fmt: skip


def take(client: Client, number: str, content: bytes = TABLE, name: str = "流水.csv", **more: str) -> str:
    """Take a file and return its number."""
    said = {"title": "某甲甲的流水", "source": "某银行", "origin": "collected", "file": SimpleUploadedFile(name, content)}
    page = client.post(f"/cases/{number}/evidence/take/", said | more, follow=True).content.decode()
    return re.findall(r"证\d{4}-\d{6}", page)[-1]


def test_a_file_is_taken_looked_at_and_nothing_in_it_comes_alive(number: str, sign_in: Door) -> None:
    client = sign_in("east")
    assert "还没有证据" in client.get(f"/cases/{number}/evidence/").content.decode()
    item = take(client, number)
    address = f"/cases/{number}/evidence/{item}/"
    assert "保管链 1 条" in client.get(address).content.decode()
    without = client.post(f"{address}view/", {"purpose": " "}, follow=True).content.decode()
    assert "500000" not in without
    page = client.post(f"{address}view/", {"purpose": "核对流水"}).content.decode()
    assert "500000" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "保管链 2 条" in page
    copied = client.post(f"{address}copy/", {"purpose": "送鉴定"})
    assert copied.content == TABLE
    assert copied.headers["Content-Disposition"].startswith("attachment")
    assert copied.headers["Content-Type"] == "application/octet-stream"
    picture = take(client, number, b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a.png")
    assert "data:image/png;base64," in client.post(f"/cases/{number}/evidence/{picture}/view/", {"purpose": "看"}).content.decode()
    program = take(client, number, b"MZ\x90\x00", "a.csv")
    assert "不能由程序逐字读取" in client.post(f"/cases/{number}/evidence/{program}/view/", {"purpose": "看"}).content.decode()


def test_moved_handed_over_taken_back_and_returned_by_two(number: str, sign_in: Door) -> None:
    client, head = sign_in("east"), sign_in("head")
    item = take(client, number, place="柜A")
    work = f"/cases/{number}/evidence/{item}/work/"
    client.post(f"{work}move/", {"place": "柜B", "note": ""})
    client.post(f"{work}hand_over/", {"to": "某鉴定机构", "note": "鉴定"})
    assert "收回…" in client.get(f"/cases/{number}/evidence/{item}/").content.decode()
    client.post(f"{work}receive/", {"holder": "某鉴定机构", "place": "柜A"})
    client.post(f"{work}returned/", {"to": "某公司", "note": "已核对"})
    assert "等待另一人审查" in client.get(f"/cases/{number}/evidence/{item}/").content.decode()
    assert client.post(f"/cases/{number}/evidence/{item}/decide/", {"agree": "1", "reason": "x"}).status_code == 403
    assert client.post(f"{work}burn/").status_code == 404
    head.post(f"/cases/{number}/evidence/{item}/decide/", {"agree": "1", "reason": "同意"})
    page = head.get(f"/cases/{number}/evidence/{item}/").content.decode()
    assert "保管链 5 条" in page
    assert "已退还" in page


def test_a_copy_is_redacted_opened_by_another_and_bundled_for_strangers(number: str, sign_in: Door, tmp_path: Path) -> None:
    client, head = sign_in("east"), sign_in("head")
    item = take(client, number)
    page = client.post(f"/cases/{number}/evidence/{item}/redact/", {"names": "某甲甲、某乙乙"}, follow=True).content.decode()
    copy = re.findall(r"证\d{4}-\d{6}", page)
    made = next(one for one in copy if one != item)
    refused = client.post(f"/cases/{number}/evidence/bundle/", {"audience": "inspection", "purpose": "查阅"}, follow=True).content.decode()
    assert "没有可编入案卷包的证据" in refused
    assert "请写明用途" in client.post(f"/cases/{number}/evidence/bundle/", {"audience": "whole"}, follow=True).content.decode()
    head.post(f"/cases/{number}/evidence/{made}/decide/", {"agree": "1", "reason": "已逐页核对"})
    answer = client.post(f"/cases/{number}/evidence/bundle/", {"audience": "inspection", "purpose": "查阅"})
    (tmp_path / "case.zip").write_bytes(answer.content)
    found = check_bundle(tmp_path / "case.zip")
    assert (found.troubles, found.items) == ([], 1)
    assert "某甲甲".encode() not in answer.content
    by_hand = {"title": "扫描件", "note": "姓名", "file": SimpleUploadedFile("b.pdf", b"%PDF-1.7 black")}
    scan = take(client, number, b"%PDF-1.7 scan", "b.pdf")
    assert "人工遮盖" in client.post(f"/cases/{number}/evidence/{scan}/redact/", {"names": ""}, follow=True).content.decode()
    assert "等待第二人" in client.post(f"/cases/{number}/evidence/{scan}/redact-by-hand/", by_hand, follow=True).content.decode()


def test_a_document_from_draft_to_issue(number: str, sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_pdf, "libreoffice", lambda: None)
    client, head = sign_in("east"), sign_in("head")
    assert "还没有文书" in client.get(f"/cases/{number}/papers/").content.decode()
    address = client.post(f"/cases/{number}/papers/draft/", {"kind": "first_registration_list"}).headers["Location"]
    page = client.get(address).content.decode()
    assert "还缺" in page
    assert 'value="东区某投资有限公司"' in page
    (version,) = re.findall(r'name="version" value="(\d+)"><div', page) or re.findall(r'name="version" value="(\d+)">', page)[:1]
    typed = {name: value for name, value in everything("first_registration_list").items() if isinstance(value, str)}
    typed |= {
        "things.name": ["电脑", ""],
        "things.place": ["1", ""],
        "things.form": ["台式", ""],
        "things.count": ["1", ""],
        "things.kept_at": ["柜", ""],
    }
    late = client.post(f"{address}save/", typed | {"version": "99"}).content.decode()
    assert "保存了新版本" in late
    assert 'value="电脑"' in late  # what was typed is still there
    half = client.post(f"{address}save/", {"version": version, "reason": "", "then": "submit"}, follow=True).content.decode()
    assert "还缺：" in half
    client.post(f"{address}save/", typed | {"version": str(int(version) + 1), "then": "submit"})
    assert "待审批" in client.get(address).content.decode()
    assert client.post(f"{address}decide/", {"agree": "1"}).status_code == 403
    head.post(f"{address}decide/", {"agree": "1", "reason": ""})
    page = client.get(address).content.decode()
    assert "登存〔" in page
    assert "readonly" in page
    word = Document(io.BytesIO(client.get(f"{address}word/").content))
    assert word.tables[0].rows[1].cells[1].text == "电脑"
    assert client.get(f"{address}pdf/").content.startswith(b"%PDF")
    preview = client.get(f"{address}preview/").content.decode()
    assert "data:image/png;base64," in preview
    assert "没有 LibreOffice" in preview
    assert "证" in client.get(f"/cases/{number}/evidence/").content.decode()


def test_an_offices_template_and_letterhead(number: str, sign_in: Door) -> None:
    client, head = sign_in("east"), sign_in("head")
    assert client.post("/paper-templates/letterhead/", {"office": "x"}).status_code == 403
    head.post("/paper-templates/letterhead/", {"office": "某市金融局", "mark": "市金", "address": "", "telephone": ""})
    assert "某市金融局" in head.get("/paper-templates/").content.decode()
    shipped = client.get("/paper-templates/opinion/0/").content
    assert "{{ finding }}" in "\n".join(one.text for one in Document(io.BytesIO(shipped)).paragraphs)
    evil = Document()
    evil.add_paragraph("{{ cycler.__init__ }}")
    out = io.BytesIO()
    evil.save(out)
    bring = "/paper-templates/opinion/bring/"
    assert "没有字段" in client.post(bring, {"file": SimpleUploadedFile("a.docx", out.getvalue())}, follow=True).content.decode()
    assert "等待第二人审定" in head.post(bring, {"file": SimpleUploadedFile("a.docx", shipped)}, follow=True).content.decode()
    assert client.get("/paper-templates/opinion/1/").status_code == 404  # the head's office has it, the east reads it no other way
    refused = head.post("/paper-templates/opinion/decide/", {"version": "1", "agree": "1"}, follow=True).content.decode()
    assert "不能审定" in refused
    assert client.get("/paper-templates/nothing/0/").status_code == 404


def test_another_district_finds_none_of_it(number: str, sign_in: Door) -> None:
    east, west, analyst = sign_in("east"), sign_in("west"), sign_in("analyst")
    item = take(east, number)
    paper = east.post(f"/cases/{number}/papers/draft/", {"kind": "opinion"}).headers["Location"]
    for address in (f"/cases/{number}/evidence/", f"/cases/{number}/evidence/{item}/", f"/cases/{number}/papers/", paper, f"{paper}word/"):
        assert west.get(address).status_code == 404
        assert analyst.get(address).status_code == 403
    shut = west.post(f"/cases/{number}/evidence/{item}/view/", {"purpose": "x"})
    assert shut.status_code in (302, 404)
    assert b"500000" not in shut.content
    assert west.post(f"{paper}save/", {"version": "1"}).status_code == 404


def test_in_english(number: str, sign_in: Door) -> None:
    client = sign_in("east")
    client.cookies["language"] = "en"
    take(client, number)
    assert "Chain of custody" in client.get(f"/cases/{number}/evidence/{take(client, number)}/").content.decode()
    assert "Take evidence" in client.get(f"/cases/{number}/evidence/").content.decode()
    address = client.post(f"/cases/{number}/papers/draft/", {"kind": "opinion"}).headers["Location"]
    assert "fields are missing" in client.get(address).content.decode()
    assert "Templates of documents" in client.get("/paper-templates/").content.decode()


def test_transfers_behind_an_alert_become_evidence_once_and_only_under_an_authority(people: People, sign_in: Door) -> None:
    about = case_operations.open_case(
        case_type="illegal_fundraising", title="某网贷平台", region_code=EAST, subject_type="institution", subject_id="I1",
        subject_name="甲贷", proposed_by=people.east, officer_id=people.head, at=NOW,
    )  # fmt: skip
    alert = Alert.objects.get(subject_id="I1").pk
    client, address = sign_in("east"), f"/cases/{about}/evidence/"
    assert f'value="{alert}"' in client.get(address).content.decode()
    before = Authority.objects.values_list("expires_on", flat=True).get()
    Authority.objects.update(expires_on=NOW.date() - timedelta(days=400))
    assert "没有有效的账户查询授权" in client.post(f"{address}gather/", {"alert": alert}, follow=True).content.decode()
    Authority.objects.update(expires_on=before)
    page = client.post(f"{address}gather/", {"alert": alert}, follow=True).content.decode()
    (item, *_more) = re.findall(r"证\d{4}-\d{6}", page)
    content = client.post(f"{address}{item}/copy/", {"purpose": "核对"}).content.decode()
    assert content.startswith("transfer_id,at,from_account_id")
    assert content.count("\n") == 121
    count = len(set(re.findall(r"证\d{4}-\d{6}", client.get(address).content.decode())))
    client.post(f"{address}gather/", {"alert": alert})
    assert len(set(re.findall(r"证\d{4}-\d{6}", client.get(address).content.decode()))) == count
    others = Alert.objects.get(subject_id="I2").pk
    assert "没有此预警" in client.post(f"{address}gather/", {"alert": others}, follow=True).content.decode()
    assert "没有此报送" in client.post(f"{address}gather/", {"submission": "R-NONE"}, follow=True).content.decode()
