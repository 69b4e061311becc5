"""The way in is narrow, what a page may do in a browser is little, and language and light are the reader's choice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

import lookthrough.console
from alert_builders import People
from lookthrough.audit import queries as audit
from lookthrough.audit.models import Entry
from lookthrough.console import sessions
from lookthrough.offices import visits
from lookthrough.offices.models import Officer, Visit

Door = Callable[[str], Client]
CONSOLE = Path(lookthrough.console.__file__).parent


@pytest.fixture
def head(people: People) -> Officer:
    officer = Officer.objects.get(username="head")
    officer.set_password("right-password-1")
    officer.save()
    return officer


def enter(client: Client, password: str, **more: str) -> int:
    return client.post("/login/", {"username": "head", "password": password, **more}).status_code


def test_signing_in_and_out_is_written_down(head: Officer) -> None:
    client = Client()
    assert enter(client, "right-password-1") == 302
    assert client.get("/").status_code == 200
    client.post("/logout/")
    assert client.get("/").status_code == 302
    assert [one.action for one in audit.entries(actors=["head"])[0]] == ["sign_out", "sign_in"]


def test_five_wrong_passwords_lock_the_door(head: Officer) -> None:
    client = Client()
    assert [enter(client, "wrong") for _ in range(5)] == [200, 200, 200, 200, 429]
    assert enter(client, "right-password-1") == 429
    assert "已锁定一刻钟" in client.post("/login/", {"username": "head", "password": "right-password-1"}).content.decode()


def test_a_closed_account_does_not_get_in(head: Officer) -> None:
    head.is_active = False
    head.save()
    assert enter(Client(), "right-password-1") == 200


def test_signing_in_leads_nowhere_else(head: Officer) -> None:
    response = Client().post("/login/", {"username": "head", "password": "right-password-1", "next": "https://example.com/"})
    assert response.headers["Location"] == "/"


def test_the_session_ends_with_the_browser_and_scripts_cannot_read_it(head: Officer) -> None:
    client = Client()
    enter(client, "right-password-1")
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_who_has_no_work_page_lands_on_the_first_page_that_opens(sign_in: Door) -> None:
    for username, first in {"nobody": "/account/", "security": "/officers/", "system": "/system/", "watcher": "/audit/"}.items():
        response = sign_in(username).get("/", follow=True)
        assert response.redirect_chain == [(first, 302)], username
        assert response.status_code == 200


def test_a_wrong_name_is_not_kept_as_it_was_typed(head: Officer) -> None:
    Client().post("/login/", {"username": "my-password-in-the-wrong-field", "password": "x"})
    enter(Client(), "wrong")
    known, unknown = audit.entries(actors=["stranger"])[0]
    assert (known.action, known.object_id) == ("sign_in_failed", "head")
    assert unknown.object_id.startswith("unknown-")
    assert not AccessAttempt.objects.filter(username__contains="wrong-field").exists()
    assert "wrong-field" not in str(Entry.objects.values_list())


def test_a_locked_door_is_written_down_once(head: Officer) -> None:
    client = Client()
    for _ in range(9):
        enter(client, "wrong")
    assert [one.action for one in audit.entries(actors=["stranger"])[0]] == ["sign_in_locked", *["sign_in_failed"] * 4]


def test_a_closed_door_is_written_down_once_however_often_it_is_tried_without_cookies(head: Officer) -> None:
    for _ in range(12):
        enter(Client(), "wrong")
    assert [one.action for one in audit.entries(actors=["stranger"])[0]] == ["sign_in_locked", *["sign_in_failed"] * 4]


def test_ever_changing_names_do_not_fill_the_trail_and_are_counted(head: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    start = timezone.now()
    for place in range(30):
        moment = start + timedelta(seconds=3 * place)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        Client().post("/login/", {"username": f"name-{place}", "password": "x"})
    later, first = audit.entries(actors=["stranger"])[0]
    assert first.details["attempts"] == 1
    assert later.details["attempts"] == 22
    enter(Client(), "wrong")
    assert audit.entries(actors=["stranger"])[0][0].object_id == "head"


def test_another_address_with_unknown_names_is_told_of_at_once(head: Officer) -> None:
    for place in range(3):
        Client(REMOTE_ADDR=f"10.0.0.{place}").post("/login/", {"username": f"name-{place}", "password": "x"})
    assert [one.details["address"] for one in audit.entries(actors=["stranger"])[0]] == ["10.0.0.2", "10.0.0.1", "10.0.0.0"]


def test_what_is_refused_is_written_down(sign_in: Door) -> None:
    sign_in("analyst").get("/audit/")
    (refused,), _ = audit.entries(search=audit.Search(action="refused"))
    assert (refused.actor, refused.object_id) == ("analyst", "trail")


def test_the_address_is_what_the_proxy_saw_and_never_what_a_stranger_claims(rf: RequestFactory, settings: Any) -> None:
    claimed = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9", "REMOTE_ADDR": "127.0.0.1"}
    assert sessions.address(rf.get("/", **claimed)) == "127.0.0.1"
    settings.ORIGIN = "https://console.example.gov.cn"
    assert sessions.address(rf.get("/", **claimed)) == "203.0.113.9"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(rf: RequestFactory, agent: str, words: str) -> None:
    assert sessions.browser(rf.get("/", headers={"user-agent": agent})) == words


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_half_an_hour_without_a_page_ends_the_session(sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("head")
    assert client.get("/alerts/").status_code == 200
    later(monkeypatch, timedelta(minutes=31))
    assert client.get("/alerts/").headers["Location"].startswith("/login/")
    assert "登录已到时" in client.get("/login/").content.decode()
    assert Visit.objects.get().ended_why == "idle"


def test_a_working_day_ends_the_session_however_busy_it_is(people: People, sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("head")
    begin = timezone.now()
    for minutes in range(0, 600, 25):
        monkeypatch.setattr(timezone, "now", lambda now=begin + timedelta(minutes=minutes): now)
        assert client.get("/account/").status_code == 200, minutes
    later(monkeypatch, timedelta(minutes=26))
    assert client.get("/account/").status_code == 302
    open_ones = visits.visits_of(officer_id=people.head, at=timezone.now(), idle=timedelta(days=9), longest=sessions.longest())
    assert open_ones == []


def test_a_part_of_a_page_that_comes_after_the_end_loads_the_sign_in_page_whole(sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("head")
    client.get("/alerts/")
    later(monkeypatch, timedelta(hours=2))
    response = client.get("/alerts/?state=all", headers={"hx-request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/login/?next=/alerts/%3Fstate%3Dall")


def test_the_session_gets_a_new_id_at_sign_in(head: Officer) -> None:
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": "x", "password": "y"})
    before = client.session.session_key
    enter(client, "right-password-1")
    assert client.session.session_key != before


def test_pages_are_kept_by_no_cache_and_load_nothing_from_elsewhere(sign_in: Door) -> None:
    headers = sign_in("head").get("/alerts/").headers
    assert "no-store" in headers["Cache-Control"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", sorted(CONSOLE.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_what_the_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|https?://|\|safe", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_language_and_light_are_kept(sign_in: Door) -> None:
    client = sign_in("head")
    assert '<html lang="zh-hans" data-theme="auto">' in client.get("/").content.decode()
    response = client.post("/language/", {"language": "en", "next": "/alerts/"})
    assert response.headers["Location"] == "/alerts/"
    client.post("/light/", {"theme": "dark"})
    text = client.get("/alerts/").content.decode()
    assert '<html lang="en" data-theme="dark">' in text
    client.post("/language/", {"language": "fr"})
    client.post("/light/", {"theme": "x"})
    assert '<html lang="zh-hans" data-theme="auto">' in client.get("/").content.decode()


def test_a_browser_that_prefers_english_still_reads_chinese_first(head: Officer) -> None:
    assert 'lang="zh-hans"' in Client().get("/login/", headers={"accept-language": "en"}).content.decode()


def test_generated_data_say_so_on_every_page(sign_in: Door) -> None:
    client = sign_in("head")
    for page in ("/", "/alerts/", "/officers/", "/firms/"):
        assert "演示数据" in client.get(page).content.decode()
    assert "演示数据" in Client().get("/login/").content.decode()


def test_errors_say_what_to_do(sign_in: Door) -> None:
    missing = sign_in("head").get("/no-such-page/")
    assert missing.status_code == 404
    assert "请从工作台或预警列表重新进入" in missing.content.decode()
    refused = sign_in("nobody").get("/alerts/")
    assert refused.status_code == 403
    assert "请联系管理员调整角色" in refused.content.decode()


@override_settings(DEBUG=False)
def test_a_failure_shows_no_source(sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("lookthrough.risk.following.changed_since", fail)
    client = sign_in("head")
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "程序出错" in response.content.decode()
    assert "secret words" not in response.content.decode()
