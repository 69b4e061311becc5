"""Every page is shut until a role opens it: strangers are sent to sign in, officers without the role are refused, districts do not mix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from alert_builders import People
from lookthrough.console.urls import urlpatterns
from lookthrough.offices.roles import MAY, Action, Role
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
OPEN_TO_ALL = {"login", "logout", "language", "light"}
POSTS = {"assign", "snooze", "close", "reopen", "undo"}


def address(pattern: URLPattern, subject_id: str = "I1") -> str:
    """Return a page's address with what it needs filled in."""
    found = Alert.objects.get(subject_id=subject_id).pk
    needed: dict[str, Any] = {"alert_id": found, "transfer_id": "T1", "company_id": "C1"}
    return reverse(f"console:{pattern.name}", kwargs={name: needed[name] for name in pattern.pattern.converters})


def guarded() -> Iterator[URLPattern]:
    """Yield every page but the few for strangers."""
    return (pattern for pattern in urlpatterns if pattern.name not in OPEN_TO_ALL)


def ask(client: Client, pattern: URLPattern, subject_id: str = "I1") -> int:
    found = address(pattern, subject_id)
    return client.post(found).status_code if pattern.name in POSTS else client.get(found).status_code


def test_every_page_says_which_action_it_takes_or_that_it_is_open() -> None:
    for pattern in urlpatterns:
        if pattern.name in OPEN_TO_ALL:
            assert pattern.callback.open_to_all, pattern.name
        else:
            assert isinstance(pattern.callback.needed_action, Action), pattern.name


def test_strangers_are_sent_to_sign_in(people: People) -> None:
    for pattern in guarded():
        response = Client().post(address(pattern)) if pattern.name in POSTS else Client().get(address(pattern))
        assert response.status_code == 302, pattern.name
        assert response.headers["Location"].startswith("/login/"), pattern.name


def test_officers_without_office_or_role_are_refused(sign_in: Door) -> None:
    client = sign_in("nobody")
    assert {ask(client, pattern) for pattern in guarded()} == {403}


ROLES = {
    "head": Role.HEAD,
    "city": Role.CASE_OFFICER,
    "analyst": Role.ANALYST,
    "auditor": Role.AUDITOR,
    "system": Role.SYSTEM_ADMINISTRATOR,
    "security": Role.SECURITY_ADMINISTRATOR,
    "watcher": Role.AUDIT_ADMINISTRATOR,
}


@pytest.mark.parametrize("username", list(ROLES))
def test_each_role_opens_what_its_actions_open_and_nothing_else(sign_in: Door, username: str) -> None:
    from lookthrough.offices import operations
    from lookthrough.offices.models import Officer

    if not Officer.objects.filter(username=username).exists():
        operations.appoint_officer(username=username, name=username, office="市", role=ROLES[username])
    client = sign_in(username)
    for pattern in guarded():
        allowed = pattern.callback.needed_action in MAY[ROLES[username]]
        assert (ask(client, pattern) != 403) is allowed, (username, pattern.name)


def test_another_districts_alert_is_not_even_confirmed_to_exist(sign_in: Door) -> None:
    client = sign_in("west")
    about_one = [pattern for pattern in guarded() if "alert_id" in pattern.pattern.converters]
    assert len(about_one) >= 5
    assert {ask(client, pattern, "I1") for pattern in about_one} == {404}
    assert {ask(client, pattern, "I2") for pattern in about_one} == {200}


def test_another_districts_alert_stands_in_no_list(sign_in: Door) -> None:
    client = sign_in("west")
    for page in ("/", "/alerts/?state=all", "/alerts/export.csv?state=all", "/firms/?text=东区"):
        response = client.get(page)
        text = b"".join(response).decode()
        assert "东区甲贷" not in text, page
        assert "东区丙公司" not in text, page


def test_another_districts_alert_cannot_be_worked_on(sign_in: Door) -> None:
    client = sign_in("west")
    for deed in ("assign", "snooze", "close", "reopen"):
        client.post(
            reverse(f"console:{deed}"),
            {"alert": Alert.objects.get(subject_id="I1").pk, "reason": "x", "outcome": "confirmed", "until": "2099-01-01"},
        )
    assert Alert.objects.get(subject_id="I1").state == "new"


def test_navigation_shows_only_what_opens(sign_in: Door) -> None:
    for username, expected in {"analyst": ["/", "/alerts/", "/firms/"], "head": ["/", "/alerts/", "/firms/", "/officers/"]}.items():
        response = sign_in(username).get("/")
        assert [entry["url"] for entry in response.context["navigation"]] == expected
