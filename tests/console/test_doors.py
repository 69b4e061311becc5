"""Every page is shut until a role opens it: strangers are sent to sign in, officers without the role are refused, districts do not mix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from alert_builders import People
from lookthrough.console.urls import urlpatterns
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import MAY, Action, Role
from lookthrough.project import urls
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
OPEN_TO_ALL = {"login", "second-step", "logout", "language", "light", "calendar-feed"}  # the calendar opens to its key alone
OF_ONESELF = {
    "account", "account-password", "confirm", "second-factor", "add-app", "add-key", "remove-factor", "recovery-codes", "end-sessions",
    "notices", "notice", "read-notices", "choose-notices", "notices-address", "make-calendar-key", "revoke-calendar-key",
    "save-search", "default-search", "remove-search", "restore-search",
}  # fmt: skip
FRONT_DOOR = "work"  # leads each officer to the first page that opens
BY_CONVERTER = {"int": 1, "str": "C1", "path": "T1", "uuid": "00000000-0000-0000-0000-000000000000"}


def address(pattern: URLPattern, subject_id: str = "I1") -> str:
    """Return a page's address with what it needs filled in: of an alert the alert's, of anything else some value of its kind."""
    names = {name: type(one).__name__.removesuffix("Converter").lower() for name, one in pattern.pattern.converters.items()}
    needed: dict[str, Any] = {name: BY_CONVERTER.get({"string": "str"}.get(kind, kind), "x") for name, kind in names.items()}
    if "alert_id" in needed:
        needed["alert_id"] = Alert.objects.get(subject_id=subject_id).pk
    return reverse(f"console:{pattern.name}", kwargs=needed)


def guarded() -> Iterator[URLPattern]:
    """Yield every page but those for strangers and those about one's own account."""
    return (pattern for pattern in urlpatterns if pattern.name not in OPEN_TO_ALL | OF_ONESELF)


def answers(client: Client, pattern: URLPattern, subject_id: str = "I1") -> set[int]:
    """Ask for a page by both methods and return what came, but for "this page knows only the other method"."""
    found = address(pattern, subject_id)
    return {client.get(found).status_code, client.post(found).status_code} - {405}


def ask(client: Client, pattern: URLPattern, subject_id: str = "I1") -> int:
    """Ask for a page as it is meant: by GET, or by POST where it changes something."""
    found = address(pattern, subject_id)
    code = client.get(found).status_code
    return client.post(found).status_code if code == 405 else code


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer what is refused or is not there with the bare code: walks over all pages ask for nothing else."""
    for code in (403, 404):
        monkeypatch.setattr(urls, f"handler{code}", lambda request, exception, code=code: HttpResponse(status=code))


def test_every_page_says_which_action_it_takes_or_that_it_is_open() -> None:
    for pattern in urlpatterns:
        if pattern.name in OPEN_TO_ALL:
            assert pattern.callback.open_to_all, pattern.name
        elif pattern.name in OF_ONESELF:
            assert pattern.callback.for_oneself, pattern.name
        else:
            assert isinstance(pattern.callback.needed_action, Action), pattern.name


def test_strangers_are_sent_to_sign_in(people: People) -> None:
    for pattern in urlpatterns:
        if pattern.name in OPEN_TO_ALL:
            continue
        response = Client().get(address(pattern))
        response = Client().post(address(pattern)) if response.status_code == 405 else response
        assert response.status_code == 302, pattern.name
        assert response.headers["Location"].startswith("/login/"), pattern.name


def test_officers_without_office_or_role_are_refused(sign_in: Door, bare_refusals: None) -> None:
    client = sign_in("nobody")
    for pattern in guarded():
        if pattern.name != FRONT_DOOR:
            assert answers(client, pattern) == {403}, pattern.name


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
def test_each_role_opens_what_its_actions_open_and_nothing_else(sign_in: Door, bare_refusals: None, username: str) -> None:
    client = sign_in(username)
    for pattern in guarded():
        if pattern.name == FRONT_DOOR:
            continue
        if pattern.callback.needed_action in MAY[ROLES[username]]:
            code = ask(client, pattern)
            assert code != 403, (username, pattern.name)
            assert code < 500, (username, pattern.name)
        else:
            assert ask(client, pattern) == 403, (username, pattern.name)  # by either method: the test above


# forms that show names, an account or evidence for a stated purpose: they change nothing and stand in the trail
READINGS = {
    "open-firm-names", "search-account", "find-claimant", "open-claimant", "view-evidence", "copy-evidence", "case-bundle",
    "export-chosen-cases-csv", "export-chosen-cases-xlsx", "export-chosen-leads-csv", "export-chosen-leads-xlsx",
    "find-petitioner", "open-petitioners",
}  # fmt: skip


@pytest.mark.parametrize("username", ["auditor", "watcher"])
def test_who_audits_changes_nothing(sign_in: Door, bare_refusals: None, username: str) -> None:
    """Every form refuses the auditor, but for the own account, the check of the trail, and readings that the trail keeps."""
    client = sign_in(username)
    before = list(Officer.objects.order_by("pk").values_list("pk", "role", "office", "is_active"))
    for pattern in guarded():
        if pattern.name not in {FRONT_DOOR, "verify-trail", *READINGS} and client.get(address(pattern)).status_code == 405:
            assert client.post(address(pattern)).status_code == 403, pattern.name
    assert list(Officer.objects.order_by("pk").values_list("pk", "role", "office", "is_active")) == before


def test_another_districts_alert_is_not_even_confirmed_to_exist(sign_in: Door) -> None:
    client = sign_in("west")
    about_one = [pattern for pattern in guarded() if "alert_id" in pattern.pattern.converters]
    assert len(about_one) >= 5
    for pattern in about_one:
        assert ask(client, pattern, "I1") == 404, pattern.name
        assert ask(client, pattern, "I2") != 403, pattern.name


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


def test_another_districts_officers_do_not_exist_for_the_asker(sign_in: Door) -> None:
    east = sign_in("east-security")
    officer = {name: Officer.objects.get(username=name).pk for name in ("east", "west", "head")}
    assert [east.get(f"/officers/{officer[name]}/").status_code for name in ("east", "west", "head")] == [200, 404, 404]
    for deed in ("change", "dismiss", "unlock", "new-password", "reset-second-factor", "end-sessions", "reinstate"):
        assert east.post(f"/officers/{officer['west']}/{deed}/", {"reason": "x"}).status_code == 404, deed
    listed = east.get("/officers/").content.decode()
    assert "east某" in listed
    assert "west某" not in listed
    assert Officer.objects.get(username="west").is_active


def test_a_districts_auditor_sees_the_districts_trail_alone(sign_in: Door) -> None:
    from lookthrough.audit import queries as audit

    sign_in("west").post("/login/")
    sign_in("west").get("/audit/")  # refused, and that is an entry of west's
    (theirs,), _ = audit.entries(actors=["west"])
    east, city = sign_in("east-auditor"), sign_in("auditor")
    assert east.get(f"/audit/{theirs.number}/").status_code == 404
    assert city.get(f"/audit/{theirs.number}/").status_code == 200
    assert "west" not in b"".join(east.get("/audit/export.csv")).decode()
    assert "west" in b"".join(city.get("/audit/export.csv")).decode()


def test_navigation_shows_only_what_opens(sign_in: Door) -> None:
    for username, role in ROLES.items():
        response = sign_in(username).get("/", follow=True)
        shown = [entry["url"] for entry in response.context["navigation"] + response.context["navigation_more"]]
        assert shown, username
        for url in shown:
            assert sign_in(username).get(url).status_code == 200, (username, url)
        assert ("/audit/" in shown) is (Action.SEE_AUDIT in MAY[role])
        assert ("/firms/" in shown) is (Action.SEE_FIRMS in MAY[role])
