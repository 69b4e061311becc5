"""The ownership page and people: masked until a purpose is stated, bounded by the district, readable with hundreds of holders."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lookthrough.audit.models import Entry
from lookthrough.console import names_open
from lookthrough.console.ownership_picture import MOST_ABREAST, drawn, percent
from lookthrough.registry import operations
from lookthrough.registry.models import Person
from lookthrough.registry.ownership.queries import ownership
from registry.register import code, firm, write
from registry.relations import AT, given_ties, resident, tie

Door = Callable[[str], Client]
EAST, WEST = "990102", "990103"
NAME, NUMBER = "欧阳明月", resident(7)


def placed(number: int, region: str) -> dict[str, str]:
    """Return a firm's row in one of the two districts."""
    return firm(number, uscc=code(number, region), region_code=region, province="", city="")


@pytest.fixture
def town(tmp_path: Path, sign_in: Door) -> Door:
    """Firm 1 in the east, held by a person through firm 2 in the west; firm 3 in the west has a person of its own."""
    rows = [placed(1, EAST), placed(2, WEST), placed(3, WEST)]
    operations.import_companies(path=write(tmp_path / "firms.csv", rows), at=AT, actor="test")
    given_ties(
        tmp_path,
        tie("", 1, share="0.6", from_uscc=code(2, WEST), to_uscc=code(1, EAST)),
        tie(NAME, 1, share="0.4", from_identifier=NUMBER, to_uscc=code(1, EAST), valid_from="2020-01-01"),
        tie(NAME, 1, share="0.9", from_identifier=NUMBER, to_uscc=code(2, WEST)),
        tie("西门一人", 1, "manager", to_uscc=code(3, WEST)),
    )
    return sign_in


def page(number: int = 1, region: str = EAST, name: str = "firm-ownership") -> str:
    return reverse(f"console:{name}", args=[code(number, region)])


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_names_are_masked_until_a_purpose_is_stated_and_the_reading_is_written_down(town: Door) -> None:
    client = town("head")
    assert "欧**" in text_of(client, page())
    assert NAME not in text_of(client, page())
    client.post(page(name="open-firm-names"), {"purpose": " "})
    assert NAME not in text_of(client, page())
    assert not Entry.objects.filter(action="read_person").exists()
    client.post(page(name="open-firm-names"), {"purpose": "核查非法集资线索", "reference": "YJ-7"})
    assert NAME in text_of(client, page())
    entry = Entry.objects.get(action="read_person")
    assert (entry.object_type, entry.object_id, entry.purpose) == ("company", code(1, EAST), "核查非法集资线索")
    assert entry.details["reference"] == "YJ-7"
    assert NAME not in text_of(town("head"), page()), "another session has to say its own purpose"


def test_names_close_after_a_quarter_of_an_hour(town: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    client = town("head")
    client.post(page(name="open-firm-names"), {"purpose": "核查非法集资线索"})
    assert NAME in text_of(client, page())
    later = timezone.now() + timedelta(minutes=names_open.MINUTES, seconds=1)
    monkeypatch.setattr(names_open.timezone, "now", lambda: later)
    assert NAME not in text_of(client, page())


def test_an_analyst_sees_shares_and_no_names(town: Door) -> None:
    client = town("analyst")
    assert "94%" in text_of(client, page())
    assert client.post(page(name="open-firm-names"), {"purpose": "核查非法集资线索"}).status_code == 403
    assert client.get(reverse("console:people")).status_code == 403


def test_another_district_s_firm_does_not_exist_and_is_no_link(town: Door) -> None:
    client = town("east")
    assert client.get(page(2, WEST)).status_code == 404
    assert client.post(page(2, WEST, "open-firm-names"), {"purpose": "核查非法集资线索"}).status_code == 404
    said = text_of(client, page())
    assert "某市第2商贸有限公司" in said
    assert code(2, WEST) not in said


def test_every_day_has_its_own_answer_and_nonsense_means_today(town: Door) -> None:
    client = town("head")
    assert "欧**" in text_of(client, f"{page()}?on=2026-01-05")
    assert "54%" in text_of(client, f"{page()}?on=2019-06-01")
    assert client.get(f"{page()}?on=2019-02-30").context["on"] == timezone.localdate()


def test_a_firm_without_ties_tells_the_next_step(town: Door, tmp_path: Path) -> None:
    operations.import_companies(path=write(tmp_path / "more.csv", [placed(9, EAST)]), at=AT, actor="test")
    assert "registry import-relations" in text_of(town("head"), page(9))


def test_the_table_leaves_as_excel_with_names_as_the_page_shows_them(town: Door) -> None:
    client = town("head")
    address = page(name="export-ownership-xlsx")
    strings = [zipfile.ZipFile(io.BytesIO(client.get(address).content)).read("xl/worksheets/sheet1.xml").decode()]
    client.post(page(name="open-firm-names"), {"purpose": "核查非法集资线索"})
    strings.append(zipfile.ZipFile(io.BytesIO(client.get(address).content)).read("xl/worksheets/sheet1.xml").decode())
    assert [NAME in one for one in strings] == [False, True]
    assert [entry.purpose for entry in Entry.objects.filter(action="export_ownership").order_by("number")] == ["", "核查非法集资线索"]


def test_people_are_found_by_exact_name_or_number_and_no_word_stands_in_an_address_or_the_trail(town: Door) -> None:
    client, address = town("head"), reverse("console:people")
    for text in (NAME, NUMBER):
        response = client.post(address, {"text": text, "purpose": "核查代持线索"})
        assert NAME in response.content.decode()
    assert client.post(address, {"text": NAME[:2], "purpose": "核查代持线索"}).context["found"] == []
    assert client.post(address, {"text": NAME, "purpose": ""}).context["found"] is None
    for entry in Entry.objects.filter(action="read_person"):
        assert NAME not in str(entry.details) + entry.object_id
        assert NUMBER not in str(entry.details) + entry.object_id


def test_a_person_s_page_needs_a_purpose_and_a_seat_in_the_district(town: Door) -> None:
    mine, other = (reverse("console:person", args=[Person.objects.get(known_at=known).pk]) for known in ("", code(3, WEST)))
    client = town("east")
    assert client.get(other).status_code == 404
    masked = text_of(client, mine)
    assert (NAME in masked, "某市第1商贸有限公司" in masked) == (False, False)
    client.post(mine, {"purpose": "核查代持线索"})
    said = text_of(client, mine)
    assert NAME in said
    assert "某市第2商贸有限公司" in said
    assert code(2, WEST) not in said, "a firm of another district is named and not linked"


@pytest.mark.django_db
def test_two_hundred_holders_stay_readable(tmp_path: Path) -> None:
    operations.import_companies(path=write(tmp_path / "firms.csv", [firm(1)]), at=AT, actor="test")
    given_ties(tmp_path, *(tie(f"持有人{n}", 1, share="0.004") for n in range(200)), tie("大股东", 1, share="0.2"))
    found = ownership(company_id=code(1), on=date(2026, 1, 5), clear_names=True)
    assert found is not None
    picture = drawn(found)
    assert len(picture.boxes) == 1 + MOST_ABREAST
    assert {"大股东", "另 196 名持有人"} <= {line for box in picture.boxes for line in box.lines}
    assert "合计 78.4%" in {box.below for box in picture.boxes}
    assert picture.width < 1_200


def test_shares_are_written_without_false_nothing_or_false_precision() -> None:
    assert [percent(share) for share in (1.0, 0.5, 0.123456, 0.00001, 0.0, 0.1)] == ["100%", "50%", "12.35%", "<0.01%", "0%", "10%"]
