"""Senders come in by a session of their own: nobody learns who has an account, guessing is slow, nothing of an officer's opens here."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from intake.sending import AT, POWER, power_company
from lookthrough.intake import sender_operations
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.portal.returns_session import COOKIE
from lookthrough.portal.returns_urls import urlpatterns
from portal.returning import PASSWORD, on, shown, signed_in, two_people

pytestmark = pytest.mark.django_db
OPEN = {"sign-in", "sign-out"}
VALUES = {"template": POWER, "period": "2026-10", "kind": "xlsx", "number": "R20261105-AAAAAAAA", "deed": "confirm"}


def addresses() -> dict[str, str]:
    """Return every address of these pages by name."""
    return {
        str(one.name): reverse(f"returns:{one.name}", kwargs={name: VALUES[name] for name in one.pattern.converters}) for one in urlpatterns
    }


def test_strangers_and_officers_are_led_to_sign_in_from_every_page(monkeypatch: Any) -> None:
    on(monkeypatch)
    offices.record_office(name="市金融办", region_prefix="3303")
    offices.appoint_officer(username="head", name="主任", office="市金融办", role=Role.HEAD, password="a very long password")
    officer = Client()
    officer.force_login(Officer.objects.get(username="head"), backend="django.contrib.auth.backends.ModelBackend")
    for client in (Client(), officer):
        for name, address in addresses().items():
            for answer in (client.get(address), client.post(address)):
                if name not in OPEN and answer.status_code != 405:
                    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/returns/sign-in/"), name
    fragment = Client().post(addresses()["send"], headers={"hx-request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/returns/sign-in/")


def test_every_page_but_the_door_says_who_may_open_it() -> None:
    assert {str(one.name) for one in urlpatterns if not getattr(one.callback, "of_sender", False)} == OPEN


def test_a_sender_is_no_officer(monkeypatch: Any) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    answer = maker.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
    maker.cookies["sessionid"] = maker.cookies[COOKIE].value  # and its key opens nothing in an officer's place
    assert maker.get("/alerts/")["Location"].startswith("/login/")


def test_an_officers_session_key_opens_no_senders_page(monkeypatch: Any) -> None:
    on(monkeypatch)
    power_company()
    offices.record_office(name="市金融办", region_prefix="3303")
    offices.appoint_officer(username="head", name="主任", office="市金融办", role=Role.HEAD, password="a very long password")
    officer = Client()
    officer.force_login(Officer.objects.get(username="head"), backend="django.contrib.auth.backends.ModelBackend")
    officer.cookies[COOKIE] = officer.cookies["sessionid"].value
    assert officer.get("/returns/").status_code == 302
    officer.post("/returns/sign-out/")
    assert Session.objects.filter(pk=officer.cookies["sessionid"].value).exists()


def test_a_wrong_password_an_unknown_name_and_a_locked_account_get_one_answer(monkeypatch: Any) -> None:
    on(monkeypatch)
    power_company()
    answers = []
    for username in ("power-wenzhou-maker", "nobody-at-all"):
        answer = Client().post("/returns/sign-in/", {"username": username, "password": "wrong wrong wrong"})
        answers.append((answer.status_code, answer.content.decode().replace(username, "")))
    for _ in range(4):
        Client().post("/returns/sign-in/", {"username": "power-wenzhou-maker", "password": "wrong"})
    locked = Client().post("/returns/sign-in/", {"username": "power-wenzhou-maker", "password": PASSWORD})
    answers.append((locked.status_code, locked.content.decode().replace("power-wenzhou-maker", "")))
    assert {(status, _without_token(page)) for status, page in answers} == {(403, _without_token(answers[0][1]))}
    on(monkeypatch, AT + timedelta(minutes=16))
    assert signed_in("power-wenzhou-maker").get("/returns/").status_code == 200


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_who_tries_many_names_from_one_address_is_shut_out_there_alone(monkeypatch: Any) -> None:
    on(monkeypatch)
    power_company()
    for place in range(20):
        Client().post("/returns/sign-in/", {"username": f"name{place}", "password": "wrong"})
    form = {"username": "power-wenzhou-maker", "password": PASSWORD}
    closed = Client().post("/returns/sign-in/", form)
    assert closed.status_code == 429
    assert "15 分钟" in closed.content.decode()
    assert Client(REMOTE_ADDR="10.1.2.3").post("/returns/sign-in/", form).status_code == 302
    on(monkeypatch, AT + timedelta(minutes=16))
    assert Client().post("/returns/sign-in/", form).status_code == 302


def test_a_session_ends_when_idle_when_old_when_left_and_when_the_account_is_closed(monkeypatch: Any) -> None:
    on(monkeypatch)
    maker, checker = two_people()
    on(monkeypatch, AT + timedelta(minutes=20))
    assert maker.get("/returns/").status_code == 200
    on(monkeypatch, AT + timedelta(minutes=45))
    assert maker.get("/returns/").status_code == 200  # twenty-five minutes since the page before
    assert checker.get("/returns/").status_code == 302  # forty-five
    for hours in range(1, 11):
        on(monkeypatch, AT + timedelta(hours=hours, minutes=-1))
        maker.get("/returns/")
    on(monkeypatch, AT + timedelta(hours=10, minutes=1))
    assert maker.get("/returns/").status_code == 302
    again = signed_in("power-wenzhou-maker")
    key = again.cookies[COOKIE].value
    again.post("/returns/sign-out/")
    again.cookies[COOKIE] = key
    assert again.get("/returns/").status_code == 302
    once_more = signed_in("power-wenzhou-maker")
    sender_operations.close_account(username="power-wenzhou-maker", at=AT, actor="test")
    assert once_more.get("/returns/").status_code == 302


def test_a_one_time_password_is_changed_first_and_other_sessions_end_with_it(monkeypatch: Any) -> None:
    on(monkeypatch)
    power_company()
    elsewhere = signed_in("power-wenzhou-maker")
    given = sender_operations.reset_password(username="power-wenzhou-maker", one_time_until=AT + timedelta(days=3), at=AT, actor="test")
    assert elsewhere.get("/returns/").status_code == 302
    client = signed_in("power-wenzhou-maker", given)
    assert client.get("/returns/")["Location"] == "/returns/password/"
    for new, again in (("short", "short"), ("password1234", "password1234"), ("123456789012", "123456789012"), ("a good new one", "other")):
        answer = client.post("/returns/password/", {"old": given, "new": new, "again": again})
        assert answer.status_code == 400, new
    before = client.cookies[COOKIE].value
    assert client.post("/returns/password/", {"old": given, "new": "a good new one", "again": "a good new one"}).status_code == 302
    assert client.cookies[COOKIE].value != before
    assert client.cookies[COOKIE]["max-age"] == ""  # it lasts as long as the browser, and is not taken away with the one before
    assert "power" not in shown(client, "/returns/people/")
    assert client.get("/returns/").status_code == 200


def test_after_signing_in_one_comes_back_within_these_pages_alone(monkeypatch: Any) -> None:
    on(monkeypatch)
    power_company()
    for wanted, led in (
        ("/returns/quality/", "/returns/quality/"), ("//evil.example/returns/", "/returns/"), ("https://evil.example/", "/returns/"),
        ("/alerts/", "/returns/"), ("/returns/\\evil", "/returns/"),
    ):  # fmt: skip
        form = {"username": "power-wenzhou-maker", "password": PASSWORD, "next": wanted}
        assert Client().post("/returns/sign-in/", form)["Location"] == led or wanted.endswith("evil"), wanted


def test_the_cookie_is_for_these_pages_and_no_script(monkeypatch: Any) -> None:
    on(monkeypatch)
    maker, _ = two_people()
    cookie = maker.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/returns/", True, "Lax")
    page = maker.get("/returns/")
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
