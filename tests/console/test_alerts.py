"""The list and the alert: what it is, why it is here, what can be done; what is done can be undone."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alert_builders import People, finding, update
from lookthrough.audit import queries as audit
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]


def alert(subject_id: str = "I1") -> Alert:
    return Alert.objects.get(subject_id=subject_id)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_what_why_and_how_grave(sign_in: Door) -> None:
    text = page(sign_in("head"), "/alerts/")
    for said in ("东区甲贷", "借新还旧", "30 日兑付中 45% 来自其他客户本金", "1.5×", "12.35万元", "123,456.78元", "东区 · 2026-03"):
        assert said in text


def test_the_filter_lives_in_the_address(sign_in: Door) -> None:
    client = sign_in("head")
    text = page(client, "/alerts/?region=990103&rule=ponzi_payout")
    assert "西区乙贷" in text
    assert "东区甲贷" not in text
    assert '<option value="990103" selected>西区</option>' in text
    assert "没有符合条件的预警" in page(client, "/alerts/?text=没有这家")
    assert "没有待处理的预警" not in page(client, "/alerts/?severity=nonsense&state=nonsense")


def test_an_empty_list_teaches_the_next_step(sign_in: Door) -> None:
    Alert.objects.all().delete()
    assert "没有待处理的预警" in page(sign_in("head"), "/alerts/")


def test_long_lists_have_pages(sign_in: Door) -> None:
    update(*(finding(f"I{place}") for place in range(10, 75)))
    client = sign_in("head")
    assert "第 1–50 条，共 68 条" in page(client, "/alerts/")
    assert "第 51–68 条，共 68 条" in page(client, "/alerts/?page=2")
    assert client.get("/alerts/?page=99999999999999").status_code == 200


def test_an_alert_gives_figure_limit_and_both_bases(sign_in: Door) -> None:
    text = page(sign_in("head"), f"/alerts/{alert().pk}/")
    for said in ("45.0%", "限额 30.0%，为其 1.5×", "国务院令第737号 第二条", "本局设定 2026-01", "查看 2 笔证据转账"):
        assert said in text


def test_the_picture_and_its_table_say_the_same(sign_in: Door) -> None:
    response = sign_in("head").get(f"/alerts/{alert().pk}/")
    picture = response.context["picture"]
    bands = [*picture.entering, *picture.inside, *picture.leaving]
    assert sorted(band.amount_fen for band in bands) == sorted(link["value"] for link in picture.data["links"])
    assert picture.agrees
    assert {node["key"]: node["column"] for node in picture.data["nodes"]} == {
        "from:lender_principal": 0, "from:unknown": 0, "books:custody": 1, "books:own": 2, "to:lender_return": 3, "stock:after": 3,
        "back:custody": 3, "returned:custody": 0,
    }  # fmt: skip
    assert [band.unknown for band in picture.entering] == [False, True, False]
    into = {
        node["key"]: sum(link["value"] for link in picture.data["links"] if link["target"] == node["key"]) for node in picture.data["nodes"]
    }
    out_of = {
        node["key"]: sum(link["value"] for link in picture.data["links"] if link["source"] == node["key"]) for node in picture.data["nodes"]
    }
    assert all(into[key] == out_of[key] for key in into if key.startswith("books:"))
    assert into["stock:after"] == picture.closing_fen - picture.opening_fen
    text = response.content.decode()
    assert "分毫不差" in text
    assert sum(1 for band in bands if band.address) == 6
    assert all(band.address.replace("&", "&amp;") in text for band in bands)


def test_a_company_alert_has_no_picture_and_no_transfers(sign_in: Door) -> None:
    client = sign_in("head")
    assert client.get(f"/alerts/{alert('C1').pk}/").context["picture"] is None
    assert client.get(f"/alerts/{alert('C1').pk}/transfers/").status_code == 404


def test_take_it_and_take_it_back(people: People, sign_in: Door) -> None:
    client = sign_in("east")
    done = client.post("/alerts/assign/", {"alert": alert().pk, "next": "/alerts/?severity=high"}, follow=True)
    assert done.redirect_chain == [("/alerts/?severity=high", 302)]
    assert (alert().state, alert().owner_id) == ("assigned", people.east)
    assert "已处理 1 条预警。" in done.content.decode()
    batch = next(iter(done.context["messages"])).extra_tags
    client.post("/alerts/undo/", {"batch": batch})
    assert (alert().state, alert().owner_id) == ("new", None)


def test_many_at_once(people: People, sign_in: Door) -> None:
    client = sign_in("head")
    client.post("/alerts/assign/", {"alert": [alert("I1").pk, alert("I2").pk], "officer": people.city})
    assert {alert(one).owner_id for one in ("I1", "I2")} == {people.city}


def test_put_aside_and_close_ask_for_their_words(sign_in: Door) -> None:
    client, later = sign_in("east"), (timezone.localdate() + timedelta(days=3)).isoformat()
    for deed, words in {
        "snooze": [{"reason": "等回函"}, {"until": later}, {"until": "x", "reason": "等"}, {"until": "2020-01-01", "reason": "等"}],
        "close": [{"reason": "已核实"}, {"outcome": "confirmed"}, {"outcome": "x", "reason": "y"}],
    }.items():
        for some in words:
            refused = client.post(f"/alerts/{deed}/", {"alert": alert().pk, **some}, follow=True)
            assert "没有改动" in refused.content.decode()
    assert alert().state == "new"
    client.post("/alerts/snooze/", {"alert": alert().pk, "until": later, "reason": "等回函"})
    assert alert().state == "snoozed"
    client.post("/alerts/close/", {"alert": alert().pk, "outcome": "unfounded", "reason": "已核实"})
    assert (alert().state, alert().outcome) == ("closed", "unfounded")
    client.post("/alerts/reopen/", {"alert": alert().pk, "reason": "新线索"})
    assert alert().state == "new"
    text = page(client, f"/alerts/{alert().pk}/")
    assert all(note in text for note in ("等回函", "已核实", "新线索"))


def test_nothing_chosen_changes_nothing(sign_in: Door) -> None:
    refused = sign_in("east").post("/alerts/assign/", {"alert": ["x"]}, follow=True)
    assert "请先选择预警" in refused.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)", "x"])
def test_a_form_leads_back_within_the_console_only(sign_in: Door, elsewhere: str) -> None:
    response = sign_in("east").post("/alerts/assign/", {"alert": alert().pk, "next": elsewhere})
    assert response.headers["Location"] == "/alerts/"


@pytest.mark.parametrize("deed", ["assign", "snooze", "close", "reopen", "undo"])
def test_changes_come_by_form_with_its_token(sign_in: Door, deed: str) -> None:
    client = sign_in("east")
    assert client.get(f"/alerts/{deed}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(f"/alerts/{deed}/", {"alert": alert().pk}).status_code == 403
    assert alert().state == "new"


def test_the_list_leaves_as_csv_that_no_spreadsheet_runs(sign_in: Door) -> None:
    Alert.objects.filter(subject_id="I1").update(name='=HYPERLINK("http://x")')
    response = sign_in("head").get("/alerts/export.csv")
    text = b"".join(response).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["主体"] for row in rows[:2]] == ['\'=HYPERLINK("http://x")', "西区乙贷"]
    assert rows[0]["涉及金额（元）"] == "123456.78"
    last = audit.entries()[0][0]
    assert (last.actor, last.action, last.details) == ("head", "export_alerts", {"rows": 3, "format": "csv"})


def test_the_list_leaves_as_excel(sign_in: Door) -> None:
    response = sign_in("head").get("/alerts/export.xlsx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="alerts.xlsx"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "123456.78" in sheet
    assert "东区甲贷" in sheet
    assert "<f>" not in sheet
