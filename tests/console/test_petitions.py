"""The petition desk in the console: a crowd pasted in, slips printed, told in approved wording, the superior told; nothing for others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.petitions.desk import resident
from lookthrough.audit import queries as trail
from lookthrough.cases.petitions.models import Occasion, Petitioner, Reply
from lookthrough.offices.models import Officer
from registry.working import appoint


@pytest.fixture
def people(db: None, tmp_path: Path, settings: Any) -> dict[str, int]:
    settings.HOME = tmp_path
    return appoint()


def as_(username: str, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["language"] = language
    return client


def here() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def number(people: dict[str, int]) -> str:
    form = {"title": "投资人要求退款", "persons": "60", "way": "visit", "arrived_at": here(), "demands": "退款", "region": "330302"}
    sent = as_("east").post("/petitions/open/", form)
    assert sent.status_code == 302, sent.content.decode()
    return Occasion.objects.get().number


def pasted(client: Client, number: str, count: int = 3) -> Any:
    text = "\n".join(f"张三{one}\t{resident(one)}\t1380000{one:04d}\t5万" for one in range(1, count + 1))
    return client.post(f"/petitions/{number}/register/", {"text": text})


def test_a_crowd_is_pasted_slips_are_printed_once_and_the_reply_is_read_on_the_portal(number: str) -> None:
    east = as_("east")
    assert pasted(east, number).status_code == 302
    page = east.get(f"/petitions/{number}/").content.decode()
    assert "发查询码并打印（3 张）" in page
    assert "张三1" not in page
    slips = east.post(f"/petitions/{number}/codes/")
    codes = re.findall(r'class="slip-code">([A-Z0-9-]{19})<', slips.content.decode())
    assert (len(codes), slips["Cache-Control"]) == (3, "no-store")
    assert codes[0] not in east.get(f"/petitions/{number}/").content.decode()
    again = east.post(f"/petitions/{number}/codes/", follow=True).content.decode()
    assert "都已有查询码" in again
    told = east.post(f"/petitions/{number}/do/tell/", {"wording": "accepted"}, follow=True).content.decode()
    assert "已告知" in told
    phone = Client()
    assert phone.get("/reply/").status_code == 200
    assert phone.post("/reply/", {"code": codes[1].lower()}).status_code == 302
    read = phone.get("/reply/open/")
    assert f"您反映的事项（{number}）已受理" in read.content.decode()
    assert "张三2" not in read.content.decode()
    assert read["Cache-Control"] == "no-store"
    assert [one.reply_seen_at is not None for one in Petitioner.objects.all()] == [False, True, False]
    slip = east.post(f"/petitions/{number}/code/", {"serial": "2"}).content.decode()
    assert phone.get("/reply/open/").status_code == 403, "the lost slip no longer opens the page"
    assert codes[1] not in slip
    phone.post("/reply/leave/")


def test_refused_rows_stay_in_the_form_and_come_back_as_a_file_to_who_sent_them(number: str) -> None:
    east = as_("east")
    typed = {"name": ["王一", "王二", ""], "number": [resident(1), "", ""], "phone": ["", "123", ""]}
    answer = east.post(f"/petitions/{number}/register/", typed | {"amount": ["", "", ""], "representative": ["是", "", ""]})
    page = answer.content.decode()
    assert "退回 1 行" in page
    assert 'value="王二"' in page
    address = re.search(r"/petitions/[^/]+/refused/[0-9a-f]+/", page)
    assert address
    back = east.get(address.group())
    assert "电话号码不正确" in back.content.decode("utf-8-sig")
    assert as_("east2").get(address.group()).status_code == 404
    file = SimpleUploadedFile("名单.csv", "姓名,电话\n李四,13900000001\n李五,\n".encode())
    page = east.post(f"/petitions/{number}/register/", {"file": file}).content.decode()
    assert "退回 1 行" in page
    broken = SimpleUploadedFile("名单.csv", b"\xff\x00\x01")
    assert "没有登记" in east.post(f"/petitions/{number}/register/", {"file": broken}).content.decode()
    assert "没有登记" in east.post(f"/petitions/{number}/register/", {}).content.decode()
    assert Petitioner.objects.count() == 2


def test_names_open_for_a_purpose_that_the_trail_keeps(number: str) -> None:
    east = as_("east")
    pasted(east, number)
    assert "张三2" not in east.post(f"/petitions/{number}/names/", {"purpose": "x"}, follow=True).content.decode()
    assert "张三2" in east.post(f"/petitions/{number}/names/", {"purpose": "核对到场人员"}, follow=True).content.decode()
    assert trail.entries(object_type="petition", object_id=number)[0][0].purpose == "核对到场人员"
    assert "张三2" not in as_("east2").get(f"/petitions/{number}/").content.decode()
    found = east.post("/petitions/find/", {"text": resident(3), "purpose": "本人来访查询"}).content.decode()
    assert f"{number} · 3" in found
    nobody = as_("west").post("/petitions/find/", {"text": resident(3), "purpose": "本人来访查询"}).content.decode()
    assert number not in nobody


def test_a_mass_incident_from_the_first_report_to_the_confirmed_report_afterwards(number: str) -> None:
    east, head = as_("east"), as_("head")
    page = east.get(f"/petitions/{number}/incident/").content.decode()
    assert "60 人到场，最迟" in page
    assert number in east.get("/petitions/due/").content.decode()
    base = f"/petitions/{number}"
    said = {"situation": "聚集", "demands": "退款", "measures": "接谈", "to_body": "市信访局", "way": "phone", "sent_at": here()}
    refused = east.post(f"{base}/do/report/", said | {"kind": "first", "persons": "0", "outlook": "可能<增加>"}).content.decode()
    assert "可能&lt;增加&gt;" in refused, "what was written is kept"
    assert "已记录报告" in east.post(f"{base}/do/report/", said | {"kind": "first", "persons": "60"}, follow=True).content.decode()
    receipt = {"serial": "1", "received_at": here(), "received_by": "值班员", "instruction": "续报"}
    east.post(f"{base}/do/receipt/", receipt)
    sheet = east.get(f"{base}/reports/1/").content.decode()
    assert "值班员" in sheet
    assert "市信访局" in sheet
    east.post(f"{base}/do/plan/", {"level": "medium", "reason": ""})
    east.post(f"{base}/do/tick/", {"item": "receive", "person": "王科长", "done_at": here()})
    assert "✓ 王科长" in east.get(f"{base}/incident/").content.decode()
    east.post(f"{base}/do/untick/", {"item": "receive", "reason": "还没做"})
    east.post(f"{base}/do/over/", {"over_at": here()})
    east.post(f"{base}/do/after/", {"course": "甲", "causes": "乙", "handled": "丙", "lessons": "丁"})
    assert as_("east2").post(f"{base}/decide/agree-after/").status_code == 403
    assert "总结已确认" in head.post(f"{base}/decide/agree-after/", {"reason": ""}, follow=True).content.decode()
    east.post(f"{base}/do/tell/", {"wording": "in_court"})
    ended = east.post(f"{base}/do/end/", {"version": Occasion.objects.get().version}, follow=True).content.decode()
    assert "已了结" in ended
    assert Occasion.objects.get().state == "ended"


def test_a_wording_is_proposed_by_one_and_approved_by_another(number: str) -> None:
    east, head = as_("east"), as_("head")
    form = {"slug": "local", "kind": "interim", "title": "本地进展", "zh": "正在核对账目", "en": "", "valid_from": timezone.localdate()}
    refused = east.post("/petitions/wordings/do/propose/", form | {"zh": "{谁}"}).content.decode()
    assert "没有改动" in refused
    assert "本地进展" in refused
    east.post("/petitions/wordings/do/propose/", form)
    page = head.get("/petitions/wordings/").content.decode()
    which = re.search(r'name="wording" value="(\d+)"', page)
    assert which
    assert "已批准" in head.post("/petitions/wordings/decide/approve/", {"wording": which.group(1)}, follow=True).content.decode()
    east.post(f"/petitions/{number}/do/tell/", {"wording": "local"})
    assert Reply.objects.get().zh == "正在核对账目"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages_empty_and_full(people: dict[str, int], language: str) -> None:
    east = as_("east", language)
    for page in ("/petitions/", "/petitions/open/", "/petitions/due/", "/petitions/wordings/"):
        assert east.get(page).status_code == 200, page
    form = {"title": "Refunds", "persons": "6", "way": "visit", "arrived_at": here(), "demands": "退款", "region": "330302"}
    east.post("/petitions/open/", form)
    number = Occasion.objects.get().number
    for page in ("", "replies/", "incident/", "history/"):
        text = east.get(f"/petitions/{number}/{page}").content.decode()
        assert number in text
        if language == "en":
            assert "petition" in text.lower()
    assert east.get("/petitions/export.csv").status_code == 200
    assert as_("west", language).get(f"/petitions/{number}/").status_code == 404
    assert as_("auditor", language).get(f"/petitions/{number}/").status_code == 200
