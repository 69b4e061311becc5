"""Searches that officers save: theirs alone, shown to others by a link that finds only what lies in the reader's own district."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from alert_builders import People
from lookthrough.audit import queries as audit
from lookthrough.console.models import SavedSearch

Door = Callable[[str], Client]


def save(client: Client, name: str = "高的", query: str = "severity=high&state=open&page=3", **more: str) -> SavedSearch:
    client.post("/searches/save/", {"page": "alerts", "name": name, "query": query, **more})
    return SavedSearch.objects.get(name=name)


def test_a_search_is_kept_and_opened_again(sign_in: Door) -> None:
    client = sign_in("head")
    assert save(client).query == "severity=high&state=open"
    text = client.get("/alerts/?severity=high&state=open").content.decode()
    assert 'class="chip chip-here"' in text
    assert "高的" in text
    assert "高的" not in sign_in("city").get("/alerts/").content.decode()


def test_the_link_finds_what_lies_in_the_readers_own_district(sign_in: Door) -> None:
    one = save(sign_in("east"))
    shared = sign_in("west").get(f"/searches/{one.token}/", follow=True)
    assert shared.redirect_chain == [("/alerts/?severity=high&state=open", 302)]
    text = shared.content.decode()
    assert "西区乙贷" in text
    assert "东区甲贷" not in text


def test_a_default_opens_by_itself_and_can_be_left(sign_in: Door) -> None:
    client = sign_in("head")
    one = save(client, query="month=2026-03", default="1")
    assert client.get("/alerts/").headers["Location"] == "/alerts/?month=2026-03"
    assert client.get("/alerts/?state=open").status_code == 200
    save(client, name="另一个", query="order=name", default="1")
    assert SavedSearch.objects.filter(is_default=True).count() == 1
    client.post("/searches/default/", {"token": SavedSearch.objects.get(name="另一个").token})
    assert client.get("/alerts/").status_code == 200
    assert not SavedSearch.objects.get(pk=one.pk).is_default


def test_what_is_taken_away_comes_back(sign_in: Door) -> None:
    client = sign_in("head")
    one = save(client)
    removed = client.post("/searches/remove/", {"token": one.token}, follow=True)
    assert "已移除" in removed.content.decode()
    assert "/searches/restore/" in removed.content.decode()
    assert client.get(f"/searches/{one.token}/").status_code == 404
    client.post("/searches/restore/", {"token": one.token})
    assert client.get(f"/searches/{one.token}/").status_code == 302
    assert [entry.action for entry in audit.entries(object_type="search")[0]] == ["search_restored", "search_removed", "search_saved"]


@pytest.mark.parametrize("deed", ["remove", "default", "restore"])
def test_nobody_touches_anothers_search(sign_in: Door, deed: str) -> None:
    one = save(sign_in("head"))
    assert sign_in("city").post(f"/searches/{deed}/", {"token": one.token}).status_code == 404
    one.refresh_from_db()
    assert (one.removed_at, one.is_default) == (None, False)


def test_no_role_no_list_no_search(sign_in: Door, people: People) -> None:
    assert sign_in("nobody").post("/searches/save/", {"page": "alerts", "name": "x", "query": ""}).status_code == 403
    assert sign_in("head").post("/searches/save/", {"page": "nowhere", "name": "x"}).status_code == 404
    refused = sign_in("head").post("/searches/save/", {"page": "alerts", "name": " "}, follow=True)
    assert "没有保存" in refused.content.decode()
    assert not SavedSearch.objects.exists()
