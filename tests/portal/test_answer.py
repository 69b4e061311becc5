"""The page where a firm answers: nothing but the code opens it, it tells nothing that is known, and it takes only what it should."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.audit import queries as audit
from lookthrough.offices.models import Officer
from lookthrough.portal import limits
from lookthrough.registry import triage_answers, triage_operations
from lookthrough.registry.models import Answer, AnswerFile, Triage, WrongCode
from lookthrough.registry.triage_answer_files import kind_of
from registry.working import appoint, barred, ident, settle


@pytest.fixture
def code(db: None, tmp_path: Path, settings: Any) -> str:
    """The code from a letter to firm 1."""
    settings.HOME = tmp_path
    officers, now = appoint(), timezone.localtime()
    (tmp_path / "in").mkdir()
    settle(tmp_path / "in", barred(1), at=now)
    triage_operations.open_triages(on=now.date(), at=now)
    one = Triage.objects.get()
    return triage_answers.ask(triage_id=one.pk, wording="business", due_on=None, officer_id=officers["east"], at=now).code


def workbook(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return kept.getvalue()


def opened(code: str) -> str:
    page = Client().post("/answer/", {"code": code, "uscc": ident(1)}).content.decode()
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def send(code: str, *files: SimpleUploadedFile, text: str = "答复") -> Any:
    return Client().post("/answer/send/", {"opened": opened(code), "text": text, "files": list(files)})


def test_strangers_reach_the_page_without_an_account(db: None) -> None:
    page = Client().get("/answer/")
    assert page.status_code == 200
    assert "<script" not in page.content.decode()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_the_firm_sees_the_question_and_nothing_that_is_known(code: str) -> None:
    page = Client().post("/answer/", {"code": code.lower().replace("-", " "), "uscc": ident(1).lower()}).content.decode()
    assert "请说明贵企业登记的名称和经营范围" in page
    for word in ("命中", "禁止", "名单", "预警", "737", "分诊", "east"):
        assert word not in page, word


def test_a_wrong_code_tells_nothing_about_the_firm(code: str) -> None:
    for tried in ({"code": "AAAA-AAAA-AAAA-AAAA", "uscc": ident(1)}, {"code": code, "uscc": ident(2)}):
        page = Client().post("/answer/", tried)
        assert page.status_code == 403
        assert "某市第1" not in page.content.decode()


def test_after_five_wrong_codes_the_page_is_closed_to_that_address(code: str) -> None:
    for _ in range(5):
        Client().post("/answer/", {"code": "AAAA-AAAA-AAAA-AAAA", "uscc": ident(1)})
    assert Client().post("/answer/", {"code": code, "uscc": ident(1)}).status_code == 429
    assert Client(REMOTE_ADDR="10.1.2.3").post("/answer/", {"code": code, "uscc": ident(1)}).status_code == 200
    assert all("127.0.0.1" not in one.address_hash for one in WrongCode.objects.all())


def test_an_address_the_stranger_claims_does_not_count(code: str) -> None:
    for place in range(6):
        last = Client().post("/answer/", {"code": "A", "uscc": ident(1)}, headers={"x-forwarded-for": f"10.0.0.{place}"})
    assert last.status_code == 429


def test_a_form_that_nobody_opened_with_a_code_is_refused(code: str) -> None:
    from django.core import signing

    for token in ("", "1", signing.dumps(1, salt="other"), opened(code)[:-2]):
        assert Client().post("/answer/send/", {"opened": token, "text": "x"}).status_code == 403
    assert Answer.objects.count() == 0


def test_the_change_comes_by_form_with_its_token(code: str) -> None:
    assert Client(enforce_csrf_checks=True).post("/answer/", {"code": code, "uscc": ident(1)}).status_code == 403


def test_an_answer_is_given_once_and_its_receipt_is_shown_again(code: str) -> None:
    receipt = re.search(r"DF\d{8}-\w{8}", send(code).content.decode())
    assert receipt
    again = Client().post("/answer/", {"code": code, "uscc": ident(1)}).content.decode()
    assert receipt.group() in again
    assert 'name="text"' not in again


def test_files_are_kept_below_the_evidence_folder_under_names_of_ours(code: str, tmp_path: Path) -> None:
    send(
        code,
        SimpleUploadedFile("../../../etc/passwd.pdf", b"%PDF-1.4 x"),
        SimpleUploadedFile("表.xlsx", workbook("[Content_Types].xml", "xl/workbook.xml")),
    )
    kept = list(AnswerFile.objects.order_by("pk"))
    assert [one.name for one in kept] == ["passwd.pdf", "表.xlsx"]
    on_disk = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert len(on_disk) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", path.name) and path.stat().st_mode & 0o777 == 0o600 for path in on_disk)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ program",
        b"<svg onload=alert(1)>",
        workbook("[Content_Types].xml", "word/document.xml"),
        workbook("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        workbook("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        workbook("[Content_Types].xml", "xl/workbook.xml", "xl/embeddings/oleObject1.bin"),
        workbook("[Content_Types].xml", "xl/workbook.xml", "xl/externalLinks/externalLink1.xml"),
        b"<!doctype html><script>alert(1)</script>",
        b"",
    ],
    ids=["program", "drawing", "another package", "macros", "old macros", "embedded", "fetches", "page", "empty"],
)
def test_other_files_are_refused_and_the_text_stays_in_the_form(code: str, content: bytes, tmp_path: Path) -> None:
    page = send(code, SimpleUploadedFile("合同.pdf", content), text="这是答复")
    assert page.status_code == 400
    assert "这是答复" in page.content.decode()
    assert "附件请重新选择" in page.content.decode()
    assert Answer.objects.count() == 0
    assert not (tmp_path / "evidence").exists()


def test_a_workbook_that_unpacks_without_end_is_refused(code: str) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            package.writestr(name, "<x/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(201):
                sheet.write(b"0" * 1024**2)
    assert len(kept.getvalue()) < 1024**2
    assert send(code, SimpleUploadedFile("年报.xlsx", kept.getvalue())).status_code == 400
    assert Answer.objects.count() == 0


@given(st.binary(max_size=200))
def test_whatever_follows_the_first_bytes_of_a_package_it_is_judged_and_nothing_breaks(rest: bytes) -> None:
    whole = workbook("[Content_Types].xml", "xl/workbook.xml")
    assert kind_of(b"PK\x03\x04" + rest) is None
    assert kind_of(whole[: len(rest)] + rest + whole[len(rest) :]) in (None, "xlsx")


def test_what_a_firm_sent_leaves_as_a_download_with_a_name_of_ours_and_an_entry(code: str) -> None:
    send(code, SimpleUploadedFile('a"\r\nX-Evil: 1\r\n.html', b"%PDF-1.7 <script>alert(1)</script>", content_type="text/html"))
    kept, officer = AnswerFile.objects.get(), Client()
    officer.force_login(Officer.objects.get(username="east"), backend="django.contrib.auth.backends.ModelBackend")
    page = officer.get(f"/triage/files/{kept.pk}/")
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"] == f'attachment; filename="answer-{kept.pk}.pdf"'
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Evil" not in page.headers
    (entry,), _ = audit.entries(search=audit.Search(action="read_answer_file"))
    assert entry.details["sha256"] == kept.sha256
    stranger = Client().get(f"/triage/files/{kept.pk}/")
    assert stranger.status_code == 302


def test_more_than_an_answer_may_hold_is_not_even_read(code: str) -> None:
    page = Client().post("/answer/send/", {"opened": "x"}, CONTENT_LENGTH=str(limits.largest_body() + 1))
    assert page.status_code == 413
    assert "没有收到您的答复" in page.content.decode()


def test_what_the_firm_writes_stays_text(code: str) -> None:
    send(code, text="<script>alert(1)</script>")
    officer = Client()
    officer.force_login(Officer.objects.get(username="east"), backend="django.contrib.auth.backends.ModelBackend")
    page = officer.get(f"/triage/{Triage.objects.get().pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
