"""From the morning hit to the decision: asked, answered with the code of the letter, cleared; others see or change nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lookthrough.audit import queries as audit
from lookthrough.offices.models import Officer
from lookthrough.registry import triage_operations
from lookthrough.registry.models import AnswerFile, Question, Triage, WatchEntry
from registry.working import appoint, barred, ident, settle

Door = Callable[[str], Client]
PDF = b"%PDF-1.7\nannual report"


@pytest.fixture
def door(db: None, tmp_path: Path, settings: Any) -> Door:
    """A city with two districts, two barred names in the east and one in the west, found by this morning's run."""
    settings.HOME = tmp_path
    appoint()
    now = timezone.localtime()
    (tmp_path / "in").mkdir()
    settle(tmp_path / "in", barred(1), barred(2), barred(3, "330303"), at=now)
    triage_operations.open_triages(on=now.date(), at=now)

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def of(number: int) -> Triage:
    return Triage.objects.get(company__identity=ident(number))


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode())


def ask(client: Client, number: int = 1) -> str:
    """Ask the firm and return the code that stands in the letter."""
    letter = client.post(reverse("console:ask-triage", args=[of(number).pk]), {"wording": "business"})
    assert letter.status_code == 200, letter.headers
    found = re.search(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}", text_of(letter))
    assert found
    return found.group()


def answer(code: str, number: int = 1, *, files: list[SimpleUploadedFile] | None = None, text: str = "我们卖日用百货。") -> Any:
    stranger = Client()
    opened = stranger.post("/answer/", {"code": code, "uscc": ident(number)})
    assert opened.status_code == 200
    token = re.search(r'name="opened" value="([^"]+)"', text_of(opened))
    assert token
    return stranger.post("/answer/send/", {"opened": token.group(1), "text": text, "files": files or []})


def test_from_the_morning_hit_to_the_decision(door: Door) -> None:
    officer = door("east")
    morning = text_of(officer.get("/triage/"))
    assert "某市第1理财有限公司" in morning
    assert "某市第3理财有限公司" not in morning

    code = ask(officer)
    assert code not in text_of(officer.get(reverse("console:triage", args=[of(1).pk])))
    receipt = answer(code, files=[SimpleUploadedFile("合同.pdf", PDF)])
    number = re.search(r"DF\d{8}-[A-Z0-9]{8}", text_of(receipt))
    assert number

    page = text_of(officer.get(reverse("console:triage", args=[of(1).pk])))
    assert "我们卖日用百货。" in page
    assert number.group() in page
    sent = officer.get(reverse("console:answer-file", args=[AnswerFile.objects.get().pk]))
    assert sent.content == PDF
    assert sent.headers["Content-Type"] == "application/octet-stream"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert audit.entries(object_type="company", object_id=ident(1))[0][0].action == "read_answer_file"

    officer.post("/triage/clear/", {"triage": of(1).pk, "reason": "只卖日用百货，已要求变更名称"})
    assert "某市第1理财有限公司" not in text_of(officer.get("/triage/"))
    assert "某市第1理财有限公司" in text_of(officer.get("/triage/?state=cleared"))
    assert audit.verify().sound


def test_the_officer_of_another_district_sees_and_changes_nothing(door: Door) -> None:
    code = ask(door("east"))
    answer(code, files=[SimpleUploadedFile("a.pdf", PDF)])
    west = door("west")
    assert west.get(reverse("console:triage", args=[of(1).pk])).status_code == 404
    assert west.get(reverse("console:answer-file", args=[AnswerFile.objects.get().pk])).status_code == 404
    assert west.get(reverse("console:firm-handling", args=[ident(1)])).status_code == 404
    for page in ("/triage/?state=all", "/triage/export.csv?state=all", "/watch/?state=all", "/corrections/"):
        assert "某市第1" not in text_of(west.get(page)), page
    for deed in ("take", "clear", "pass-on", "note"):
        west.post(f"/triage/{deed}/", {"triage": of(1).pk, "reason": "x"})
    west.post(reverse("console:ask-triage", args=[of(1).pk]), {"wording": "name"})
    assert (of(1).state, Question.objects.count()) == ("answered", 1)


def test_the_auditor_reads_and_cannot_change(door: Door) -> None:
    auditor = door("auditor")
    assert "某市第1理财有限公司" in text_of(auditor.get("/triage/"))
    assert "询问企业…" not in text_of(auditor.get(reverse("console:triage", args=[of(1).pk])))
    for deed in ("take", "clear", "pass-on", "watch", "note", "undo"):
        assert auditor.post(f"/triage/{deed}/", {"triage": of(1).pk, "reason": "x"}).status_code == 403
    assert auditor.post(reverse("console:ask-triage", args=[of(1).pk]), {"wording": "name"}).status_code == 403
    for address in ("/watch/put/", "/watch/extend/", "/watch/take-off/", "/corrections/draft/"):
        assert auditor.post(address, {}).status_code == 403
    assert of(1).state == "open"


def test_many_are_decided_in_one_go_and_taken_back_in_one_go(door: Door) -> None:
    officer = door("east")
    officer.post("/triage/clear/", {"triage": [of(1).pk, of(2).pk], "reason": "同一集团，已核实"}, follow=True)
    assert (of(1).state, of(2).state) == ("cleared", "cleared")
    batch = of(1).changes.latest("pk").batch
    officer.post("/triage/undo/", {"batch": f"triage-{batch}"})
    assert (of(1).state, of(2).state) == ("open", "open")


def test_on_the_key_watch_list_and_off_it(door: Door) -> None:
    officer = door("east")
    until = timezone.localdate().replace(day=1).replace(year=timezone.localdate().year + 1)
    officer.post("/triage/watch/", {"triage": of(1).pk, "reason": "须跟踪资金去向", "until": until.isoformat()})
    assert of(1).state == "watched"
    assert "须跟踪资金去向" in text_of(officer.get("/watch/"))
    assert "须跟踪资金去向" in text_of(officer.get(reverse("console:firm-handling", args=[ident(1)])))
    entry = WatchEntry.objects.get()
    officer.post("/watch/take-off/", {"entry": entry.pk, "reason": "已说明"})
    assert "须跟踪资金去向" not in text_of(officer.get("/watch/"))
    officer.post("/watch/put-back/", {"entry": entry.pk})
    assert "须跟踪资金去向" in text_of(officer.get("/watch/"))


def test_who_hands_out_work_sees_in_the_morning_what_is_overdue_in_nobodys_hands(door: Door) -> None:
    said = "件分诊已逾期而无人承办"
    Triage.objects.filter(pk__in=[of(1).pk, of(3).pk]).update(due_on=timezone.localdate() - timedelta(days=1))
    assert f"2 {said}" in text_of(door("head").get("/"))
    assert said not in text_of(door("east").get("/"))
    Triage.objects.filter(pk=of(1).pk).update(owner=Officer.objects.get(username="east"))
    text = text_of(door("head").get("/"))
    assert f"1 {said}" in text
    assert len(door("head").get("/triage/?due=overdue&owner=nobody").context["rows"]) == 1


def test_refusals_say_what_to_do(door: Door) -> None:
    officer = door("east")
    page = text_of(officer.post("/triage/clear/", {"triage": of(1).pk, "reason": " "}, follow=True))
    assert "没有改动：请写明理由" in page
    assert of(1).state == "open"


def test_the_list_leaves_as_a_workbook(door: Door) -> None:
    response = door("east").get("/triage/export.xlsx")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert [number for number in (1, 2, 3) if f"某市第{number}理财有限公司" in sheet] == [1, 2]


def test_a_correction_is_looked_at_made_and_taken_back(door: Door) -> None:
    from lookthrough.registry.queries import company_by_id

    officer = door("east")
    sent = SimpleUploadedFile("更正.csv", f"uscc,column,value\n{ident(1)},名称,某市第1百货有限公司\n{ident(3)},name,别区\n".encode())
    preview = officer.post("/corrections/draft/", {"file": sent, "reason": "登记机关来函"}, follow=True)
    address = preview.request["PATH_INFO"]
    assert "某市第1百货有限公司" in text_of(preview)
    assert "第 2 行不在其中" in text_of(preview)
    assert company_by_id(company_id=ident(1)).name == "某市第1理财有限公司"
    assert door("east2").get(address).status_code == 404, "a draft is its maker's alone"
    officer.post(f"{address}make/")
    assert company_by_id(company_id=ident(1)).name == "某市第1百货有限公司"
    assert door("west").get(address).status_code == 404
    assert door("west").post(f"{address}undo/").status_code == 404
    officer.post(f"{address}undo/")
    assert company_by_id(company_id=ident(1)).name == "某市第1理财有限公司"
