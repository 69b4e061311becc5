"""The list of firms: every filter finds what it says, pages begin at a firm and miss none, files leave bounded and recorded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alert_builders import AS_OF, EAST, NOW, WEST, People, hit
from lookthrough.audit.models import Entry
from lookthrough.offices.queries import District
from lookthrough.registry import list_queries, search_index
from lookthrough.registry import operations as registry
from lookthrough.registry.list_queries import FirmFilter, WithAlerts
from lookthrough.registry.models import Company, CompanyStanding, Hit, Triage, WatchEntry
from lookthrough.risk import operations as risk
from registry.register import code, firm, write

Door = Callable[[str], Client]
CITY = District("9901", unplaced=True)
TODAY = timezone.localdate


def identity(number: int) -> str:
    return code(number, EAST if number % 2 else WEST)


@pytest.fixture
def street(people: People, tmp_path: Path) -> People:
    """Forty firms, odd ones in the east, even ones in the west; some lack a day or a capital."""
    rows = [
        firm(
            number,
            uscc=identity(number),
            name=f"{number % 7}号{'东' if number % 2 else '西'}街第{number:02d}商行",
            established_on="" if number % 9 == 0 else f"20{10 + number % 12}-03-02",
            registered_capital="" if number % 8 == 0 else f"{number % 5}00(万元人民币)",
        )
        for number in range(1, 41)
    ]
    registry.import_companies(path=write(tmp_path / "street.csv", rows), at=NOW, actor="test")
    for number in range(1, 41):
        Company.objects.filter(identity=identity(number)).update(region_code=EAST if number % 2 else WEST)
    search_index.rebuild(at=NOW)
    return people


def listed(client: Client, words: str = "") -> list[str]:
    return [one.row.company_id for one in client.get(f"/firms/?{words}").context["rows"]]


def test_an_officer_sees_the_firms_of_the_district_alone(street: People, sign_in: Door) -> None:
    assert set(listed(sign_in("east"))) == {identity(number) for number in range(1, 41, 2)}
    assert len(listed(sign_in("head"))) == 40
    assert set(listed(sign_in("east"), f"region={WEST}")) == {identity(number) for number in range(1, 41, 2)}  # not theirs to ask for


def test_the_sentence_offers_words_not_what_the_program_calls_them(street: People, sign_in: Door) -> None:
    page = sign_in("head").get("/firms/").content.decode()
    assert '<option value="revoked">吊销</option>' in page
    assert "Text(" not in page


def test_each_filter_finds_what_it_says(street: People, sign_in: Door) -> None:
    pk = {number: Company.objects.get(identity=identity(number)).pk for number in range(1, 41)}
    at, head = timezone.now(), street.head
    plain = {"start": 0, "negated": False, "licensed": False}
    hits = ((3, "理财", "act-737-art-9", "block"), (4, "投资", "national-2016", "watch"), (5, "金融", "national-2016", "none"))
    for number, word, name, grade in hits:
        Hit.objects.create(company_id=pk[number], field="name", word=word, listed_word=word, list_name=name, grade=grade, **plain)
    until = TODAY() + timedelta(days=9)
    WatchEntry.objects.create(company_id=pk[6], reason="风险", from_on=TODAY(), until=until, put_at=at, put_by_id=head)
    past = TODAY() - timedelta(days=1)
    WatchEntry.objects.create(company_id=pk[7], reason="过期", from_on=past - timedelta(days=9), until=past, put_at=at, put_by_id=head)
    Triage.objects.create(company_id=pk[8], event="existing", grade="block", text_hash="x", opened_on=TODAY(), due_on=until)
    Triage.objects.create(
        company_id=pk[9], event="existing", grade="block", text_hash="x", opened_on=TODAY(), due_on=until, state="cleared"
    )
    CompanyStanding.objects.create(company_id=pk[10], status="deregistered")
    risk.update_alerts(
        findings=[], hits=(hit(identity(11)),), as_of=AS_OF, subjects={("company", identity(11)): risk.Subject("十一号", EAST)}
    )
    client = sign_in("head")
    found = {
        "grade=block": {3}, "grade=watch": {4}, "grade=any": {3, 4}, "list=national-2016": {4}, "list=national-2016&grade=block": set(),
        "watch=on": {6}, "triage=open": {8}, "status=deregistered": {10}, "alerts=open": {11}, "alerts=open&grade=block": set(),
        "status=active": set(range(1, 41)) - {10}, f"region={EAST}": set(range(1, 41, 2)),
        "since=2020-01-01": {number for number in range(1, 41) if number % 9 and number % 12 >= 10},
        "since=nonsense": set(range(1, 41)), "status=nonsense": set(range(1, 41)),
    }  # fmt: skip
    for few in (20_000, 0):  # both ways a page is found: by the few that meet a condition, and by a walk in order
        with mock.patch.object(list_queries, "FEW", few):
            for words, expected in found.items():
                assert set(listed(client, words)) == {identity(number) for number in expected}, (few, words)


@pytest.mark.parametrize("order", ["name", "newest", "oldest", "capital"])
@pytest.mark.parametrize("few", [20_000, 0])
def test_pages_forwards_and_back_show_every_firm_once_in_order(street: People, order: str, few: int) -> None:
    def page(**place: int | None) -> list_queries.FirmPage:
        return list_queries.firms(
            asked=FirmFilter(order=order), district=CITY, today=TODAY(), with_alerts=WithAlerts(), size=7, **place
        )  # fmt: skip

    with mock.patch.object(list_queries, "FEW", few):
        pages = [page()]
        while pages[-1].next is not None:
            pages.append(page(after=pages[-1].next))
        forwards = [one.company_id for some in pages for one in some.rows]
        assert len(forwards) == len(set(forwards)) == 40
        back = [pages[-1]]
        while back[0].previous is not None:
            back.insert(0, page(before=back[0].previous))
        assert [one.company_id for some in back for one in some.rows] == forwards
    rows = [one for some in pages for one in some.rows]
    if order in ("newest", "oldest"):
        days = [one.established_on for one in rows]
        known = [one for one in days if one]
        assert known == sorted(known, reverse=order == "newest")
        assert days[len(known) :] == [None] * (40 - len(known))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 45), region=st.sampled_from(["", EAST, WEST]), order=st.sampled_from(list(list_queries.ORDERS)))
def test_however_long_a_page_is_no_firm_is_lost(street: People, size: int, region: str, order: str) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = list_queries.firms(
            asked=FirmFilter(order=order, region=region), district=CITY, today=TODAY(), with_alerts=WithAlerts(), size=size, after=after
        )
        seen += [one.company_id for one in page.rows]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(identity(n) for n in range(1, 41) if not region or (EAST if n % 2 else WEST) == region)


def test_a_search_keeps_to_the_filter_and_to_the_district(street: People, sign_in: Door) -> None:
    assert set(listed(sign_in("head"), "text=街第")) == {identity(number) for number in range(1, 41)}
    assert set(listed(sign_in("east"), "text=街第0")) == {identity(number) for number in (1, 3, 5, 7, 9)}
    assert listed(sign_in("head"), f"text={identity(12)}") == [identity(12)]


def test_a_page_asks_few_questions_and_counts_nothing_whole(street: People, sign_in: Door) -> None:
    client = sign_in("head")
    client.get("/firms/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/firms/?grade=any&alerts=open&watch=on")
    assert len(asked) <= 22
    assert not [one["sql"] for one in asked if "COUNT" in one["sql"] and "LIMIT" not in one["sql"] and "registry_" in one["sql"]]


def test_the_list_leaves_as_excel_and_csv_and_the_trail_says_who_took_it(street: People, sign_in: Door) -> None:
    client = sign_in("east")
    csv = b"".join(client.get("/firms/export.csv?order=name")).decode()  # type: ignore[arg-type]
    assert len(csv.strip().splitlines()) == 21
    assert "西街" not in csv
    book = zipfile.ZipFile(io.BytesIO(client.get("/firms/export.xlsx").content))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 21
    assert [(one.actor, one.details["format"]) for one in Entry.objects.filter(action="export_firms").order_by("number")] == [
        ("east", "csv"),
        ("east", "xlsx"),
    ]


def test_an_empty_answer_teaches_the_next_step(street: People, sign_in: Door) -> None:
    assert "请放宽上面句子中的条件" in sign_in("head").get("/firms/?watch=on").content.decode()
    assert "没有找到" in sign_in("head").get("/firms/?text=绝无此名").content.decode()
