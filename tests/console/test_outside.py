"""A lawyer or an accountant from outside reads the pages of a case that were opened, and on them only what others may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alert_builders import People
from cases.papers.writing import issued, submitted
from console.conftest import Door
from console.test_case_pages import case, send, text
from lookthrough.audit import queries as trail
from lookthrough.cases import view_operations
from lookthrough.cases.papers import exhibits
from lookthrough.console.case_file import TABS
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role

INSIDE = {"people", "determination", "petitions"}


@pytest.fixture
def number(people: People) -> str:
    return case(people)


def lawyer(people: People, number: str, sign_in: Door, *tabs: str) -> Client:
    """Let a lawyer from outside in, to some pages of a case."""
    offices.appoint_officer(username="lawyer", name="律师", office="市", role=Role.OUTSIDE_ADVISER, password="long enough for a test")
    view_operations.open_view(
        number=number, to_officer_id=Officer.objects.get(username="lawyer").pk, tabs=tabs, until=timezone.localdate() + timedelta(days=3),
        purpose="法律意见", officer_id=people.head, at=timezone.now(),
    )  # fmt: skip
    return sign_in("lawyer")


def taken(people: People, number: str, title: str) -> str:
    """Take a file as evidence; returns its number."""
    return exhibits.take(
        case_number=number, title=title, source="某银行", origin="collected", content="姓名,金额\n甲,500000\n".encode(),
        original_name="流水.csv", place="", holder="", note="", officer_id=people.east, at=timezone.now(),
    )  # fmt: skip


def opened(people: People, number: str, item: str) -> None:
    """Have a second person open an item to inspection."""
    words = {"note": "供律师查阅"}
    exhibits.act(case_number=number, number=item, deed="opened", words=words, officer_id=people.east, at=timezone.now())
    exhibits.decide(case_number=number, number=item, agreed=True, reason="看过", officer_id=people.head, at=timezone.now())


def test_every_page_can_be_opened_but_those_about_people_and_what_departments_say(people: People, number: str, sign_in: Door) -> None:
    pages = {tab.slug: tab.url_name for tab in TABS}
    assert {tab.slug for tab in TABS if not tab.shared} == INSIDE
    shared = [tab.slug for tab in TABS if tab.shared]
    client = lawyer(people, number, sign_in, *shared, *INSIDE)
    head = text(sign_in("head"), "case-people", number)
    assert all(f'name="tab" value="{slug}"' in head for slug in shared)
    for slug, url in pages.items():
        expected = 403 if slug in INSIDE else 200
        page = client.get(reverse(url, args=[number]))
        assert page.status_code == expected, slug
        assert slug in INSIDE or 'method="post"' not in page.content.decode().partition("<main")[2], slug


def test_of_the_evidence_only_what_was_opened_is_read_and_for_a_purpose(people: People, number: str, sign_in: Door) -> None:
    client = lawyer(people, number, sign_in, "evidence")
    shut, open_ = taken(people, number, "内部研判"), taken(people, number, "甲的流水")
    opened(people, number, open_)
    page = text(client, "case-evidence", number)
    assert ("甲的流水" in page, "内部研判" in page) == (True, False)
    assert client.get(reverse("console:evidence-item", args=[number, shut])).status_code == 404
    assert client.post(reverse("console:view-evidence", args=[number, shut]), {"purpose": "看"}).status_code in (302, 404)
    assert 'id="chain-title"' not in text(client, "evidence-item", number, open_)
    assert "500000" not in send(client, "view-evidence", number, open_, purpose=" ")
    assert "500000" in send(client, "view-evidence", number, open_, purpose="出具意见")
    assert client.post(reverse("console:case-bundle", args=[number]), {"purpose": "看"}).status_code == 403
    read, _more = trail.entries(actors=["lawyer"])
    assert any(one.purpose == "出具意见" for one in read)


def test_of_the_documents_only_issued_ones_are_read(people: People, number: str, sign_in: Door) -> None:
    who = {"east": people.east, "head": people.head}
    done, waits = issued(who, number), submitted(who, number, "talk_record")
    client = lawyer(people, number, sign_in, "papers")
    for name in ("paper", "paper-word"):
        assert client.get(reverse(f"console:{name}", args=[number, done])).status_code == 200, name
        assert client.get(reverse(f"console:{name}", args=[number, waits])).status_code == 404, name
    assert reverse("console:paper", args=[number, waits]) not in text(client, "case-papers", number)


def test_claims_can_be_taken_away_by_label_and_nothing_changed(people: People, number: str, sign_in: Door) -> None:
    client = lawyer(people, number, sign_in, "claims")
    assert client.get(reverse("console:export-claims-csv", args=[number])).status_code == 200
    assert client.get(reverse("console:case-repayment", args=[number])).status_code == 403
    file = SimpleUploadedFile("claims.csv", b"name\n")
    assert client.post(reverse("console:import-claims", args=[number]), {"file": file}).status_code == 403
    assert client.post(reverse("console:work-claims", args=[number, "open"]), {"closes_on": "2030-01-01"}).status_code == 403
