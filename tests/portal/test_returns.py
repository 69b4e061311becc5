"""A sender's pages: what is due, a file dropped, the receipt at once, mended, confirmed by a second person, withdrawn; by plain forms."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intake.sending import AT, MONTH, POWER, code, power_company, power_rows, write_xlsx
from intake.sending import send as sent_by
from lookthrough.audit import queries as trail
from lookthrough.intake import calling, queries, sender_operations
from lookthrough.intake.models import ReportedRow, Submission
from lookthrough.intake.who import Who
from lookthrough.kernel.spreadsheets import read_sheet
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.portal import limits
from portal.returning import DUE, number_in, on, send, shown, signed_in, two_people, upload, with_a_wrong_row

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=13)  # 18 November: October was due on the 9th


@pytest.fixture(autouse=True)
def _its_own_home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path / "home"


def test_what_is_due_stands_there_with_its_working_days_the_late_first(monkeypatch: Any) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    page = shown(maker, "/returns/")
    late, due = page.index("part-late"), page.index("part-open")
    assert late < page.index("/2026-07/") < due < page.index("/2026-10/")
    assert "3 份报表已逾期" in page
    assert "还有 2 个工作日" in page  # the 8th is a Sunday, so Monday the 9th
    assert "期限 2026-11-09 (周一)" in page
    on(monkeypatch, LATER)
    later = signed_in("power-wenzhou-maker")
    assert "4 份报表已逾期" in shown(later, "/returns/")
    assert "逾期 7 个工作日" in shown(later, DUE)


def test_the_form_comes_as_excel_with_its_head_and_as_csv(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    answer = maker.get(f"/returns/forms/{POWER}/xlsx/")
    assert "attachment" in answer["Content-Disposition"]
    (tmp_path / "form.xlsx").write_bytes(answer.content)
    assert "欠费金额（元）" in read_sheet(tmp_path / "form.xlsx", sheet="填报")[0]
    assert "欠费金额（元）" in maker.get(f"/returns/forms/{POWER}/csv/").content.decode("utf-8-sig")
    for address in (
        f"/returns/forms/{POWER}/exe/",
        "/returns/forms/court/xlsx/",
        "/returns/due/court/2026-10/",
        f"/returns/due/{POWER}/2019-01/",
    ):
        assert maker.get(address).status_code == 404, address


def test_a_wrong_row_is_said_with_its_place_mended_and_confirmed_by_another(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch, LATER)
    maker, checker = two_people()
    first = send(maker, tmp_path, with_a_wrong_row())
    page = shown(maker, f"/returns/receipts/{first}/")
    for word in ("未接收", "G4", "欠费金额", "第 4 行", "约12万", "改好后再报"):
        assert word in page, word
    assert not ReportedRow.objects.exists()
    marked = maker.get(f"/returns/receipts/{first}/marked/")
    (tmp_path / "marked.xlsx").write_bytes(marked.content)
    assert "约12万" in read_sheet(tmp_path / "marked.xlsx", sheet="填报")[3]
    answer = maker.post(f"/returns/receipts/{first}/correct/", {"file": upload(tmp_path)})
    second = number_in(answer["Location"])
    assert "待另一人确认" in shown(maker, f"/returns/receipts/{second}/")
    assert "请核对后确认" not in shown(maker, f"/returns/receipts/{second}/")
    assert maker.post(f"/returns/receipts/{second}/do/confirm/").status_code == 400
    assert "待您确认" in shown(checker, "/returns/")
    page = shown(checker, f"/returns/receipts/{second}/")
    assert "请核对后确认" in page
    assert code(1) in page
    assert "101.50" in page  # arrears in yuan, as the form asks for them
    assert checker.post(f"/returns/receipts/{second}/do/confirm/", {"remark": "已核对"}).status_code == 302
    assert Submission.objects.get(pk=second).state == "accepted"
    assert "3 份报表已逾期" in shown(maker, "/returns/")
    assert {fact.submission_id for fact in queries.facts()} == {second}


def test_with_scripts_the_receipt_comes_in_place(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    answer = maker.post(f"{DUE}send/", {"file": upload(tmp_path, with_a_wrong_row())}, headers={"hx-request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "约12万" in page
    assert "<html" not in page
    assert page.lstrip().startswith("<title>")
    assert answer["HX-Push-Url"] == f"/returns/receipts/{Submission.objects.get().pk}/"


def test_a_correction_replaces_and_the_one_before_stays_to_be_seen(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, checker = two_people()
    first = send(maker, tmp_path)
    checker.post(f"/returns/receipts/{first}/do/confirm/")
    changed = {"file": upload(tmp_path, power_rows(5, arrears=200)), "reason": ""}
    refused = maker.post(f"/returns/receipts/{first}/correct/", changed)
    assert refused.status_code == 400
    assert "请写明理由" in refused.content.decode()
    changed = {"file": upload(tmp_path, power_rows(5, arrears=200)), "reason": "抄错一列"}
    second = number_in(maker.post(f"/returns/receipts/{first}/correct/", changed)["Location"])
    assert "新增 0 行，去掉 1 行，改动 5 行" in shown(checker, f"/returns/receipts/{second}/")
    assert "已生效" in shown(maker, f"/returns/receipts/{first}/")
    checker.post(f"/returns/receipts/{second}/do/confirm/")
    page = shown(maker, f"/returns/receipts/{first}/")
    assert "已被更正替换" in page
    assert second in page
    page = shown(maker, f"/returns/receipts/{second}/")
    for word in ("抄错一列", "101.50", "201.00", first):
        assert word in page, word
    assert shown(maker, "/returns/receipts/").count("/returns/receipts/R") == 2
    assert "没有符合条件" in shown(maker, "/returns/receipts/?state=withdrawn")
    assert maker.get("/returns/receipts/?first=1e9&template=court&state=x").status_code == 200


def test_being_called_on_stands_beside_the_duty_with_the_officers_word(monkeypatch: Any) -> None:
    on(monkeypatch, LATER)
    maker, _ = two_people()
    offices.record_office(name="市金融办", region_prefix="3303")
    offices.appoint_officer(username="head", name="主任", office="市金融办", role=Role.HEAD, password="a very long password")
    officer = Who(actor="head", officer_id=Officer.objects.get(username="head").pk)
    calling.call_on(wanted=[("power-wenzhou", POWER, "2026-09")], note="请于周五前补报", by=officer, at=LATER)
    batch = calling.call_on(wanted=[("power-wenzhou", POWER, "2026-08")], note="点错了", by=officer, at=LATER)
    calling.take_back(batch=batch, by=officer, at=LATER)
    page = shown(maker, "/returns/")
    assert "2026-11-18 催报：请于周五前补报" in page
    assert "点错了" not in page
    assert "请于周五前补报" in shown(maker, f"/returns/due/{POWER}/2026-09/")


def test_nothing_to_report_is_a_return_too(monkeypatch: Any) -> None:
    on(monkeypatch)
    maker, checker = two_people()
    number = number_in(maker.post(f"{DUE}nothing/")["Location"])
    assert "零报告" in shown(maker, f"/returns/receipts/{number}/")
    checker.post(f"/returns/receipts/{number}/do/confirm/")
    assert Submission.objects.get().state == "accepted"
    running = maker.post(f"/returns/due/{POWER}/2026-11/nothing/")
    assert running.status_code == 400
    assert "没有接收" in running.content.decode()
    assert Submission.objects.count() == 1


def test_what_was_withdrawn_can_be_put_back_and_what_was_sent_back_says_why(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, checker = two_people()
    number = send(maker, tmp_path)
    address = f"/returns/receipts/{number}/"
    assert maker.post(f"{address}do/withdraw/").status_code == 400
    assert maker.post(f"{address}do/withdraw/", {"reason": "月份错了"}).status_code == 302
    assert "月份错了" in shown(checker, address)
    assert maker.post(f"{address}do/put-back/").status_code == 302
    assert Submission.objects.get().state == "waiting"
    assert checker.post(f"{address}do/decline/", {"reason": "第 3 行不对"}).status_code == 302
    page = shown(maker, address)
    assert "已退回" in page
    assert "第 3 行不对" in page
    assert maker.post(f"{address}do/forget/").status_code == 404


def test_no_file_and_what_is_no_table_get_an_answer_and_nothing_is_kept(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    answer = maker.post(f"{DUE}send/")
    assert answer.status_code == 400
    assert "请选择要报送的文件" in answer.content.decode()
    assert not Submission.objects.exists()
    answer = maker.post(f"{DUE}send/", {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")}, follow=True)
    assert "PDF 文件" in answer.content.decode()
    assert not ReportedRow.objects.exists()
    assert list((tmp_path / "home/intake/incoming").iterdir()) == []


def test_what_is_too_large_is_not_read_and_the_page_says_what_to_do(monkeypatch: Any) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    assert limits.largest_return() == 33 << 20
    monkeypatch.setattr(limits, "largest_return", lambda: 2 << 20)
    large = SimpleUploadedFile("表.xlsx", b"x" * (3 << 20))
    page = maker.post(f"{DUE}send/", {"file": large})
    assert page.status_code == 413
    assert "文件约 3 MB，最多 1 MB" in page.content.decode()
    large.seek(0)
    fragment = maker.post(f"{DUE}send/", {"file": large}, headers={"hx-request": "true"}).content.decode()
    assert "文件太大" in fragment
    assert "<html" not in fragment
    assert not Submission.objects.exists()


def test_files_leave_as_downloads_and_each_is_written_down(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    number = send(maker, tmp_path, with_a_wrong_row())
    original = maker.get(f"/returns/receipts/{number}/original/")
    assert original.content == (tmp_path / "made.xlsx").read_bytes()
    assert original["Content-Type"] == "application/octet-stream"
    assert original["Content-Disposition"].startswith("attachment")
    assert "约12万" in maker.get(f"/returns/receipts/{number}/lines/").content.decode("utf-8-sig")
    maker.get(f"/returns/receipts/{number}/marked/")
    found, _ = trail.entries(search=trail.Search(action="read_return_file"))
    assert [(one.actor, one.object_id, one.details["what"]) for one in found] == [
        ("power-wenzhou-maker", number, "marked"), ("power-wenzhou-maker", number, "original"),
    ]  # fmt: skip
    nil = number_in(maker.post(f"{DUE}nothing/")["Location"])
    assert maker.get(f"/returns/receipts/{nil}/original/").status_code == 404
    assert maker.get(f"/returns/receipts/{nil}/marked/").status_code == 404


def test_the_score_stands_there_with_its_formula_and_people_by_name_alone(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, checker = two_people()
    checker.post(f"/returns/receipts/{send(maker, tmp_path)}/do/confirm/")
    page = shown(maker, "/returns/quality/")
    assert "Σ（分值 × 比例）" in page
    score = queries.quality(sender_id="power-wenzhou", by=_maker(), today=AT.date())
    assert score is not None
    assert f"数据质量 {score.score} 分" in page
    token = sender_operations.make_token(
        sender_id="power-wenzhou", name="用电系统", expires_on=(AT + timedelta(days=30)).date(), at=AT, actor="test"
    )
    page = shown(maker, "/returns/people/")
    assert "checker" in page
    assert "用电系统" in page
    assert "power-wenzhou-checker" not in page
    assert token not in page


def _maker() -> Any:
    found = sender_operations.sign_in(username="power-wenzhou-maker", password="long enough to hold", at=AT)
    assert found is not None
    return found.who


def test_a_return_that_a_program_sent_is_confirmed_by_any_person(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    token = sender_operations.make_token(
        sender_id="power-wenzhou", name="用电系统", expires_on=(AT + timedelta(days=30)).date(), at=AT, actor="test"
    )
    program = sender_operations.token_holder(token=token, at=AT)
    assert program is not None
    sent = sent_by(program, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    assert "程序 用电系统" in shown(maker, f"/returns/receipts/{sent.submission_id}/")
    assert maker.post(f"/returns/receipts/{sent.submission_id}/do/confirm/").status_code == 302


def test_pages_speak_english_too_and_every_form_carries_its_token(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    number = send(maker, tmp_path, with_a_wrong_row())
    maker.cookies["language"] = "en"
    page = shown(maker, f"/returns/receipts/{number}/")
    assert "Monthly return on electricity use" in page
    assert "How to mend it" in page
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = maker.cookies
    assert strict.post(f"{DUE}nothing/").status_code == 403
    assert Submission.objects.count() == 1


def test_text_of_a_sender_stays_text(monkeypatch: Any, tmp_path: Path) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    rows = power_rows()
    rows[0]["power_arrears_fen"] = "<script>alert(1)</script>"
    answer = maker.post(f"{DUE}send/", {"file": upload(tmp_path, rows, "<b>.xlsx"), "reason": "<img src=x>"}, follow=True)
    page = answer.content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_day_that_counts_is_the_offices(monkeypatch: Any) -> None:
    on(monkeypatch)
    power_company()
    maker = signed_in("power-wenzhou-maker")
    assert MONTH in shown(maker, "/returns/")
