"""OWASP A01 at the senders' doors: another body's people and programs walk every address with its ids and learn and change nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from ninja.openapi.schema import OpenAPISchema

from intake.sending import AT, MONTH, POWER
from lookthrough.api.urls import api
from lookthrough.intake import sender_operations
from lookthrough.portal.returns_receipts import DEEDS
from lookthrough.portal.returns_urls import urlpatterns
from portal.returning import on, send, two_people, upload, with_a_wrong_row

pytestmark = pytest.mark.django_db
NOWHERE = "R20261105-AAAAAAAA"
FORM = {"reason": "x", "remark": "x", "number": NOWHERE}
# what has no id of anybody's, but a return's own name and period: everybody has these of their own
OF_ONES_OWN = {"form", "due", "send", "nothing"}


def state() -> str:
    """Return what stands in every table of returns."""
    shown = [one for one in apps.get_app_config("intake").get_models() if one.__name__ not in ("FailedSignIn",)]
    return json.dumps([serializers.serialize("python", one.objects.order_by("pk")) for one in shown], default=str)


@pytest.fixture
def theirs(monkeypatch: Any, tmp_path: Path, settings: Any) -> str:
    """A power company's return that waits, and one that was refused; the number of the first."""
    settings.HOME = tmp_path / "home"
    on(monkeypatch)
    maker, _ = two_people()
    send(maker, tmp_path, with_a_wrong_row())
    return send(maker, tmp_path)


def pages(number: str) -> list[tuple[str, str]]:
    """Return every page about one return by name and address."""
    about = [one for one in urlpatterns if "number" in one.pattern.converters]
    return [
        (f"{one.name} {deed}", reverse(f"returns:{one.name}", kwargs={"number": number, **({"deed": deed} if deed else {})}))
        for one in about
        for deed in (DEEDS if "deed" in one.pattern.converters else ("",))
    ]


def test_a01_the_walk_leaves_no_page_with_an_id_out() -> None:
    with_an_id = {str(one.name) for one in urlpatterns if one.pattern.converters}
    assert {name.split()[0] for name, _ in pages(NOWHERE)} == with_an_id - OF_ONES_OWN


def test_a01_another_bodys_return_does_not_exist_for_its_people(theirs: str, tmp_path: Path) -> None:
    strangers = two_people("power-elsewhere", "330400")
    before = state()
    for client in strangers:
        for (name, there), (_, none) in zip(pages(theirs), pages(NOWHERE), strict=True):
            assert client.get(there).status_code == client.get(none).status_code, name
            assert client.get(there).status_code in (404, 405), name
            answers = [client.post(place, {**FORM, "file": upload(tmp_path)}) for place in (there, none)]
            assert answers[0].status_code == answers[1].status_code, name
            assert answers[0].status_code in (404, 405), name
        for page in ("", "receipts/", "quality/", "people/", f"due/{POWER}/{MONTH}/"):
            shown = client.get(f"/returns/{page}").content.decode()
            assert theirs not in shown
            assert "power-wenzhou" not in shown
    assert state() == before


def test_a01_another_bodys_return_does_not_exist_for_its_programs(theirs: str) -> None:
    two_people("power-elsewhere", "330400")
    token = sender_operations.make_token(
        sender_id="power-elsewhere", name="x", expires_on=(AT + timedelta(days=9)).date(), at=AT, actor="test"
    )
    headers, before = {"authorization": f"Bearer {token}"}, state()
    described: OpenAPISchema = api.get_openapi_schema()
    places = [path for path in described["paths"] if "{number}" in path]
    assert len(places) == 2
    for place in places:
        there, none = (Client().get(place.replace("{number}", number), headers=headers) for number in (theirs, NOWHERE))
        assert (there.status_code, there.content) == (none.status_code, none.content)
        assert there.status_code == 404
    for place in (path for path in described["paths"] if "{" not in path and "submissions" not in path):
        assert theirs not in Client().get(place, headers=headers).content.decode()
    assert json.loads(Client().get("/api/v1/returns/submissions", headers=headers).content) == []
    assert _but_for_the_use(state()) == _but_for_the_use(before)


def _but_for_the_use(kept: str) -> list[Any]:
    """Return what stands there without the day a token was last used on and how often in this minute."""
    tables = [[row for row in table if row["model"] != "intake.tokenminute"] for table in json.loads(kept)]
    for row in (row for table in tables for row in table):
        row["fields"].pop("last_used_at", None)
    return tables


@pytest.mark.parametrize("number", ["9" * 300, "x" * 33, "-", "R20261105-AAAAAAA", "1", "R1_OR_1"])
def test_a03_a_number_that_is_none_is_refused_and_breaks_nothing(theirs: str, number: str, tmp_path: Path) -> None:
    client, _ = two_people("power-elsewhere", "330400")
    for name, place in pages(number):
        assert client.get(place).status_code in (404, 405), name
        assert client.post(place, FORM).status_code in (404, 405), name
    for place in (f"/returns/due/{POWER}/{number}/", f"/returns/due/{number}/{MONTH}/", f"/returns/forms/{number}/xlsx/"):
        assert client.get(place).status_code == 404
        assert client.post(f"{place}send/", {"file": upload(tmp_path)}).status_code in (404, 405)
