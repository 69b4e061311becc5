"""Campaigns in the console: opened, swept, visited, reported, accepted; every page opens, in both languages, for those who may."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from campaign_builders import PNG, SEEN
from lookthrough.audit import queries as trail
from lookthrough.cases.campaigns.models import Campaign, Entry, Report, Task, Visit
from lookthrough.cases.campaigns.stages import ORDER
from lookthrough.offices.models import Officer
from registry.working import appoint, barred, ident, settle


@pytest.fixture
def people(db: None, tmp_path: Path, settings: Any) -> dict[str, int]:
    """Return the city's officers, with firms of both districts that the screen has hit."""
    settings.HOME = tmp_path
    made = appoint()
    (tmp_path / "in").mkdir()
    settle(tmp_path / "in", barred(1), barred(2), barred(3, "330303"))
    return made


def as_(username: str, language: str = "zh-hans") -> Client:
    """Sign somebody in."""
    client = Client()
    client.force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["language"] = language
    return client


@pytest.fixture
def number(people: dict[str, int]) -> str:
    """Have the head open a campaign by the form; the stage of today is the sweep, deployment lies behind."""
    today = timezone.localdate()
    form: dict[str, Any] = {"name": "专项整治一号", "basis": "国办发〔2016〕21号", "fields": "网络借贷 | 银监分局\n股权众筹｜证监办"}
    form["district"] = ["330302", "330303"]
    for place, stage in enumerate(ORDER):
        form[f"from_{stage}"], form[f"to_{stage}"] = (today + timedelta(days=10 * (place - 1) + ahead) for ahead in (0, 9))
    sent = as_("head").post("/campaigns/open/", form)
    assert sent.status_code == 302, sent.content.decode()[:2000]
    return Campaign.objects.get().number


def firm_of(number: str) -> Entry:
    """Enter the eastern firms that the sweep finds, and return the first."""
    east = as_("east")
    page = east.get(f"/campaigns/{number}/sweep/", {"region": "330302", "from": ["hit", "alert", "licence", "level"]}).content.decode()
    assert "某市第1理财有限公司" in page
    field = Campaign.objects.get(number=number).fields.order_by("pk")[0].pk
    east.post(f"/campaigns/{number}/sweep/", {"region": "330302", "from": ["hit"], "field": field, "firm": [ident(1), ident(2), ident(3)]})
    assert sorted(Entry.objects.values_list("company_id", flat=True)) == sorted([ident(1), ident(2)]), "the western firm is not the east's"
    return Entry.objects.get(company_id=ident(1))


def record(firm: Entry, /, **more: Any) -> dict[str, Any]:
    """Return a record as the phone's page sends it."""
    said = {
        "visit": str(uuid4()), "phone": str(uuid4()), "entry": firm.pk, "based_on": "", "answers": SEEN, "note": "前台三人",
        "place": {"latitude": 28.01, "longitude": 120.66, "accuracy": 12.5}, "seen_at": timezone.now().isoformat(),
    } | more  # fmt: skip
    return {"record": json.dumps(said), "photo": SimpleUploadedFile("p.png", PNG, content_type="image/png")}


def test_two_records_of_one_firm_arrive_clash_and_are_settled_on_the_page(people: dict[str, int], number: str) -> None:
    firm, east = firm_of(number), as_("east")
    today = timezone.localdate().isoformat()
    east.post(f"/campaigns/firms/{firm.pk}/plan/", {"officer": ["east", "east2"], "visit_on": today})
    listed = east.get("/visits/today.json", {"phone": str(uuid4())}).json()
    assert [(one["entry"], one["name"], one["with"]) for one in listed["firms"]] == [(firm.pk, firm.name, ["east2"])]
    assert {item["slug"] for item in listed["forms"][number]} >= set(SEEN)

    first = record(firm)
    assert east.post("/visits/send/", first).json() == {"state": "sent", "standing": "standing", "again": False}
    first["photo"].seek(0)
    assert east.post("/visits/send/", first).json()["again"] is True
    assert as_("east2").post("/visits/send/", record(firm, answers=SEEN | {"staff": 9})).json()["state"] == "clash"
    page = east.get(f"/campaigns/firms/{firm.pk}/").content.decode()
    assert "走访记录不一致" in page
    assert "28.01, 120.66" in page

    right = str(Visit.objects.get(officer="east2").pk)
    east.post(f"/campaigns/firms/{firm.pk}/settle/", {"right_staff": right, "reason": "按门禁记录"})
    firm.refresh_from_db()
    assert firm.answers["staff"] == 9
    photo = Visit.objects.get(officer="east").photos.get()
    shown = as_("east2").get(f"/campaigns/photos/{photo.pk}/")
    assert (shown.content, shown["Content-Type"]) == (PNG, "image/png")
    assert as_("west").get(f"/campaigns/photos/{photo.pk}/").status_code == 404
    assert [one.actor for one in trail.entries(object_type="campaign_firm", object_id=str(firm.pk))[0]] == ["east2"]


def test_what_the_phone_sends_wrongly_is_refused_with_a_reason_and_nothing_is_stored(people: dict[str, int], number: str) -> None:
    firm, east = firm_of(number), as_("east")
    broken: list[dict[str, Any]] = [{}, {"record": "{"}, {"record": "[]"}, {"record": json.dumps({"visit": "x"})}]
    wrong = [record(firm, answers=[1]), record(firm, seen_at="gestern"), record(firm, place={"latitude": "x"}), record(firm, entry=10**30)]
    wrong += [record(firm, answers={"note": "\0"}), record(firm) | {"photo": SimpleUploadedFile("p.png", b"not one")}]
    for sent in [*broken, *wrong]:
        answer = east.post("/visits/send/", sent)
        assert (answer.status_code, answer.json()["state"], bool(answer.json()["reason"])) == (422, "refused", True)
    assert as_("west").post("/visits/send/", record(firm)).status_code == 422
    assert as_("analyst").post("/visits/send/", record(firm)).status_code == 403
    assert Client().post("/visits/send/", record(firm)).status_code == 302
    assert Visit.objects.count() == 0


def test_a_report_is_written_sent_corrected_rolled_up_and_taken_away_as_word_and_excel(people: dict[str, int], number: str) -> None:
    firm_of(number)
    east, head = as_("east"), as_("head")
    form = {"item_officers_sent": "12", "item_situation": "已走访", "item_problems": "人手不足"}
    sent = east.post(f"/campaigns/{number}/reports/330302/sweep/", form | {"item_officers_sent": "many"})
    assert "须为整数" in sent.content.decode()
    east.post(f"/campaigns/{number}/reports/330302/sweep/", form)
    report = Report.objects.get()
    east.post(f"/campaigns/reports/{report.pk}/send/")
    report.refresh_from_db()
    assert (report.state, report.figures["firms"]) == ("sent", 2)
    east.post(f"/campaigns/{number}/reports/330302/sweep/", form | {"item_situation": "改写"})
    assert Report.objects.get(pk=report.pk).answers["situation"] == "已走访", "what was sent is frozen"
    east.post(f"/campaigns/reports/{report.pk}/correct/", {"reason": "漏报一家"})
    assert Report.objects.get(version=2).state == "draft"
    head.post(f"/campaigns/{number}/roll-up/sweep/", form)
    city = Report.objects.get(region_code="3303")
    assert (city.figures["firms"], [part["region"] for part in city.parts]) == (2, ["330302"])
    for client, one in ((east, report), (head, city)):
        assert "已走访" in client.get(f"/campaigns/reports/{one.pk}/").content.decode()
        word = zipfile.ZipFile(io.BytesIO(client.get(f"/campaigns/reports/{one.pk}/export.docx").content))
        assert "发现主体" in word.read("word/document.xml").decode()
        assert zipfile.ZipFile(io.BytesIO(client.get(f"/campaigns/reports/{one.pk}/export.xlsx").content)).testzip() is None
    assert east.get(f"/campaigns/reports/{city.pk}/").status_code == 404, "the city's report is not the district's"
    exported = [one for one in trail.entries(object_type="campaign", page_size=200)[0] if one.action == "campaign.report_exported"]
    assert len(exported) == 4


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_for_readers_and_workers(people: dict[str, int], number: str, language: str) -> None:
    firm = firm_of(number)
    Task.objects.filter(stage="sweep", region_code="330302").update(due_on=timezone.localdate() - timedelta(days=5))
    as_("east").post(
        f"/campaigns/{number}/reports/330302/deploy/", {"item_officers_sent": "1", "item_situation": "x", "item_problems": "y"}
    )
    report = Report.objects.get().pk
    read = (
        "",
        f"{number}/",
        f"{number}/firms/",
        f"{number}/reports/",
        f"{number}/acceptance/",
        f"{number}/forms/",
        "late/",
        f"firms/{firm.pk}/",
    )
    read += (f"reports/{report}/", f"{number}/firms/export.xlsx", "?state=all", "late/?standing=soon")
    work = (f"{number}/sweep/?from=hit", f"{number}/reports/330302/sweep/")
    for who, some in (("head", (*read, *work, "open/", f"{number}/roll-up/deploy/")), ("east", (*read, *work)), ("auditor", read)):
        client = as_(who, language)
        for one in some:
            assert client.get(f"/campaigns/{one}").status_code == 200, (who, one)
    assert as_("auditor").get(f"/campaigns/{number}/sweep/").status_code == 403
    assert as_("east").get("/campaigns/open/").status_code == 403
    wall = as_("east", language).get(f"/campaigns/{number}/").content.decode()
    assert "wall-late" in wall
    assert "330303" not in wall
    assert number in as_("east", language).get(f"/firms/{ident(1)}/timeline/").content.decode(), "the firm's timeline tells of it"


def test_the_phones_page_holds_no_firm_and_may_ask_for_the_place(people: dict[str, int], number: str) -> None:
    firm, east = firm_of(number), as_("east")
    page = east.get("/visits/")
    assert firm.name not in page.content.decode()
    assert "east" not in page.content.decode().replace("least", "")
    assert "geolocation=(self)" in page["Permissions-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    worker = east.get("/visits/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert b'"/visits/"' in worker.content
    assert as_("auditor").get("/visits/").status_code == 403
    one, other = (as_(who).get("/visits/today.json", {"phone": "0" * 32}).json() for who in ("east", "east2"))
    again = as_("east").get("/visits/today.json", {"phone": "0" * 32}).json()
    assert (one["key"], one["owner"]) == (again["key"], again["owner"])
    assert one["key"] != other["key"]
    assert one["owner"] != other["owner"]
    assert east.get("/visits/today.json").status_code == 404
