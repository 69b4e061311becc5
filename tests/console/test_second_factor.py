"""The second step at sign-in: an app, a key or a recovery code, each good once; required where officers come over the network."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from alert_builders import People
from lookthrough.audit import queries as audit
from lookthrough.offices import second_factor
from lookthrough.offices.models import AuthenticatorApp, Officer, RecoveryCode, SecurityKey, Visit
from second_factors import SecurityKeyInSoftware, enrol_app

Door = Callable[[str], Client]
PASSWORD = "right-password-1"


@pytest.fixture
def head(people: People) -> Officer:
    officer = Officer.objects.get(username="head")
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def enter(username: str = "head", password: str = PASSWORD) -> Client:
    client = Client(headers={"host": "localhost"})
    client.post("/login/", {"username": username, "password": password})
    return client


def code(secret: str, ahead: int = 0) -> str:
    """Return the code of this half minute or of one ``ahead``, which a clock that is off also shows."""
    return second_factor.code_at(secret, timezone.now() + timedelta(seconds=30 * ahead))


def with_app(head: Officer) -> str:
    return enrol_app(enter(), timezone.now())


def test_a_demo_officer_comes_in_with_the_password_alone(head: Officer) -> None:
    assert enter().get("/").status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(head: Officer) -> None:
    with_app(head)
    client = Client(headers={"host": "localhost"})
    assert client.post("/login/", {"username": "head", "password": PASSWORD}).headers["Location"] == "/login/second/"
    assert client.get("/alerts/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_the_right_code_opens_once_and_the_session_gets_a_new_id(head: Officer) -> None:
    secret = with_app(head)
    client = enter()
    before = client.session.session_key
    said = code(secret, 1)
    assert client.post("/login/second/", {"code": said}).headers["Location"] == "/"
    assert client.session.session_key != before
    assert client.get("/alerts/").status_code == 200
    assert Visit.objects.latest("started_at").second_factor == "app"
    again = enter()
    assert again.post("/login/second/", {"code": said}).status_code == 200
    assert again.get("/alerts/").status_code == 302


def test_a_code_that_was_seen_at_setting_up_opens_nothing(head: Officer) -> None:
    secret = with_app(head)
    client = enter()
    client.post("/login/second/", {"code": code(secret)})
    assert client.get("/alerts/").status_code == 302


def test_five_wrong_codes_close_the_second_step_wherever_they_come_from(head: Officer) -> None:
    secret = with_app(head)
    answers = [enter().post("/login/second/", {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{place}").status_code for place in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert enter().post("/login/second/", {"code": code(secret, 1)}).status_code == 429
    written = [one.action for one in audit.entries(actors=["head"])[0]][:5]
    assert written == ["second_step_locked", *["second_step_failed"] * 4]


def test_after_the_pause_it_opens_again_but_after_twenty_only_a_person_opens_it(head: Officer) -> None:
    secret, now = with_app(head), timezone.now()
    for _ in range(5):
        second_factor.failed(officer_id=head.pk, at=now)
    assert second_factor.must_wait(officer_id=head.pk, at=now)
    assert not second_factor.must_wait(officer_id=head.pk, at=now + timedelta(minutes=16))
    for _ in range(15):
        second_factor.failed(officer_id=head.pk, at=now)
    assert second_factor.must_wait(officer_id=head.pk, at=now + timedelta(days=30))
    second_factor.succeeded(officer_id=head.pk)
    client = enter()
    client.post("/login/second/", {"code": code(secret, 1)})
    assert client.get("/alerts/").status_code == 200


def test_the_first_step_is_forgotten_after_five_minutes(head: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = with_app(head)
    client = enter()
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.post("/login/second/", {"code": second_factor.code_at(secret, later)}).headers["Location"] == "/login/"


def test_nobody_reaches_the_second_step_without_the_first() -> None:
    assert Client().get("/login/second/").headers["Location"] == "/login/"


def test_a_dismissed_officer_is_stopped_at_the_second_step(head: Officer) -> None:
    secret = with_app(head)
    client = enter()
    Officer.objects.filter(pk=head.pk).update(is_active=False)
    client.post("/login/second/", {"code": code(secret, 1)})
    assert client.get("/alerts/").status_code == 302


def test_a_recovery_code_opens_once(head: Officer) -> None:
    client = enter()
    enrol_app(client, timezone.now())
    codes = re.findall(r"<li><code>([a-z0-9-]{11})</code>", client.post("/account/recovery-codes/").content.decode())
    assert len(codes) == 10
    one = enter()
    one.post("/login/second/", {"recovery": codes[0].upper()})
    assert one.get("/alerts/").status_code == 200
    again = enter()
    again.post("/login/second/", {"recovery": codes[0]})
    assert again.get("/alerts/").status_code == 302
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_secrets_lie_encrypted_and_open_for_their_officer_alone(head: Officer, people: People) -> None:
    secret = with_app(head)
    kept = AuthenticatorApp.objects.get()
    assert secret not in kept.secret
    AuthenticatorApp.objects.filter(pk=kept.pk).update(officer_id=people.city)
    with pytest.raises(ValueError, match="authenticator app of officer"):
        second_factor.code_is_right(officer_id=people.city, code=code(secret, 1), at=timezone.now())


def test_the_picture_for_the_app_is_drawn_whole_at_any_size(head: Officer) -> None:
    page = enter().get("/account/second-factor/").content.decode()
    assert re.search(r'<svg [^>]*viewBox="0 0 \d+ \d+"', page.partition('class="qr"')[2])


def test_a_key_is_set_up_and_opens(head: Officer) -> None:
    client, key = enter(), SecurityKeyInSoftware()
    options = client.get("/account/second-factor/").context["key_options"]
    made = client.post("/account/second-factor/key/", {"credential": key.register(options), "name": "桌上的密钥"})
    assert "请记下恢复码" in made.content.decode()
    again = enter()
    asked = again.get("/login/second/").context["key_options"]
    answer = key.sign(asked)
    assert again.post("/login/second/", {"credential": answer}).headers["Location"] == "/"
    assert Visit.objects.latest("started_at").second_factor == "key"
    repeated = enter()
    repeated.get("/login/second/")
    repeated.post("/login/second/", {"credential": answer})
    assert repeated.get("/alerts/").status_code == 302


@pytest.mark.parametrize("fault", ["other site", "other key", "copied key", "no challenge", "nonsense"])
def test_a_key_that_proves_something_else_opens_nothing(head: Officer, fault: str) -> None:
    client, key = enter(), SecurityKeyInSoftware()
    options = client.get("/account/second-factor/").context["key_options"]
    client.post("/account/second-factor/key/", {"credential": key.register(options)})
    if fault == "copied key":
        SecurityKey.objects.update(counter=7)
    if fault == "other site":
        key.origin = "http://localhost.example.com"
    if fault == "other key":
        key.private = SecurityKeyInSoftware().private
    again = enter()
    asked = again.get("/login/second/").context["key_options"]
    if fault == "no challenge":
        again.post("/login/second/", {"credential": key.sign(asked)[:-2]})
    answer = "{}" if fault == "nonsense" else key.sign(asked)
    again.post("/login/second/", {"credential": answer})
    assert again.get("/alerts/").status_code == 302


def test_a_key_of_another_site_is_not_kept(head: Officer) -> None:
    client = enter()
    options = client.get("/account/second-factor/").context["key_options"]
    client.post("/account/second-factor/key/", {"credential": SecurityKeyInSoftware(origin="https://evil.example").register(options)})
    assert not SecurityKey.objects.exists()


def test_required_means_nothing_else_opens_before(head: Officer, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    client = enter()
    assert client.get("/").headers["Location"] == "/account/second-factor/"
    assert client.get("/alerts/").headers["Location"] == "/account/second-factor/"
    assert client.post("/alerts/assign/", {"alert": "1"}).headers["Location"] == "/account/second-factor/"
    enrol_app(client, timezone.now())
    assert client.get("/alerts/").status_code == 200


def test_where_it_is_required_the_last_one_stays(head: Officer, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    client = enter()
    enrol_app(client, timezone.now())
    client.post("/account/second-factor/remove/", {"factor": "app"})
    assert AuthenticatorApp.objects.filter(confirmed_at__isnull=False).exists()
    settings.SECOND_FACTOR = "offered"
    client.post("/account/second-factor/remove/", {"factor": "app"})
    assert not AuthenticatorApp.objects.exists()


def test_a_quarter_of_an_hour_later_the_password_is_asked_once_more(head: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter()
    later = timezone.now() + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/account/second-factor/").headers["Location"] == "/account/confirm/?next=%2Faccount%2Fsecond-factor%2F"
    assert client.post("/account/confirm/", {"password": "wrong", "next": "/account/second-factor/"}).status_code == 400
    assert client.post("/account/confirm/", {"password": PASSWORD, "next": "//evil.example"}).headers["Location"] == "/account/"
    assert client.get("/account/second-factor/").status_code == 200


def test_a_one_time_password_must_be_changed_first_and_lapses(head: Officer) -> None:
    Officer.objects.filter(pk=head.pk).update(one_time_until=timezone.now() + timedelta(days=1))
    client = enter()
    assert client.get("/alerts/").headers["Location"] == "/account/password/"
    new = {"old": PASSWORD, "new": "a-new-and-long-one-7", "again": "a-new-and-long-one-7"}
    assert client.post("/account/password/", {**new, "new": PASSWORD, "again": PASSWORD}).status_code == 400
    assert client.post("/account/password/", {**new, "again": "other"}).status_code == 400
    assert client.post("/account/password/", new).headers["Location"] == "/account/"
    assert client.get("/alerts/").status_code == 200
    Officer.objects.filter(pk=head.pk).update(one_time_until=timezone.now() - timedelta(days=1))
    late = enter(password="a-new-and-long-one-7")
    assert late.get("/alerts/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(head: Officer) -> None:
    here, there = enter(), enter()
    assert there.get("/alerts/").status_code == 200
    here.post("/account/password/", {"old": PASSWORD, "new": "a-new-and-long-one-7", "again": "a-new-and-long-one-7"})
    assert there.get("/alerts/").status_code == 302
    assert here.get("/alerts/").status_code == 200


def test_one_sees_and_ends_the_own_sessions_and_nobody_elses(head: Officer, sign_in: Door) -> None:
    here, there, other = enter(), enter(), sign_in("city")
    shown = here.get("/account/")
    assert len(shown.context["sessions"]) == 2
    strange = Visit.objects.get(officer__username="city").visit_id
    here.post("/account/sessions/end/", {"session": str(strange)})
    assert other.get("/alerts/").status_code == 200
    (wanted,) = [one.visit_id for one in shown.context["sessions"] if one.visit_id != shown.context["this"]]
    here.post("/account/sessions/end/", {"session": wanted})
    assert there.get("/alerts/").status_code == 302
    third = enter()
    here.post("/account/sessions/end/", {"session": "others"})
    assert third.get("/alerts/").status_code == 302
    assert here.get("/alerts/").status_code == 200


def test_signing_out_ends_the_session_for_good(head: Officer) -> None:
    client = enter()
    stolen = client.session.session_key
    kept = Session.objects.get(session_key=stolen).session_data
    client.post("/logout/")
    Session.objects.create(session_key=stolen, session_data=kept, expire_date=timezone.now() + timedelta(hours=1))
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/alerts/").status_code == 302
