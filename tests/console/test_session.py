"""The way in is narrow, what a page may do in a browser is little, and language and light are the reader's choice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, override_settings

import lookthrough.console
from alert_builders import People
from lookthrough.audit import queries as audit
from lookthrough.offices.models import Officer

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
    refused = sign_in("nobody").get("/")
    assert refused.status_code == 403
    assert "请联系管理员调整角色" in refused.content.decode()


@override_settings(DEBUG=False)
def test_a_failure_shows_no_source(sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("lookthrough.risk.queries.counts", fail)
    client = sign_in("head")
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "程序出错" in response.content.decode()
    assert "secret words" not in response.content.decode()
