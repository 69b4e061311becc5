"""The box at the top: what it finds for whom, and what it never looks for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.conftest import Door
from lookthrough.registry import operations
from registry.register import code, firm, write

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def register(tmp_path: Path, db: None) -> None:
    """Bring a firm of each district into the store."""
    rows = [
        firm(1, name="东区海晏<b>有限公司", uscc=code(1, region="990102"), province="", city=""),
        firm(2, name="西区海晏有限公司", uscc=code(2, region="990103"), province="", city=""),
    ]
    operations.import_companies(path=write(tmp_path / "companies.csv", rows), at=AT, actor="test")


def test_the_list_under_the_box_marks_what_fits_and_keeps_to_the_district(register: None, sign_in: Door) -> None:
    text = sign_in("east").get("/search/instant/?q=海晏").content.decode()
    assert "东区<mark>海晏</mark>&lt;b&gt;有限公司" in text
    assert 'role="option"' in text
    assert "西区" not in text


def test_the_page_finds_the_same_and_teaches_when_it_finds_nothing(register: None, sign_in: Door) -> None:
    client = sign_in("west")
    assert "西区<mark>海晏</mark>有限公司" in client.get("/search/?q=海晏").content.decode()
    assert "可以这样查" in client.get("/search/?q=没有这家").content.decode()
    assert client.get("/search/?q=%22*").status_code == 200
    assert client.get("/search/?q=海%01%7f%09晏%22*").status_code == 200


@pytest.mark.parametrize("address", ["/search/?q=%00", "/search/instant/?q=a%00b", "/alerts/?text=%00", "/firms/?%00=1", "/firms/%00/"])
def test_a_nul_which_no_store_keeps_is_refused(register: None, sign_in: Door, address: str) -> None:
    client = sign_in("west")
    assert client.get(address).status_code == 400
    assert client.post("/alerts/note/", {"alert": "1", "text": "a\0b"}).status_code == 400


def test_a_number_of_a_person_is_not_looked_for_nor_shown(register: None, sign_in: Door) -> None:
    text = sign_in("east").get("/search/?q=11010519491231002X", follow=True).content.decode()
    assert "这是公民身份号码" in text
    assert "11010519491231002X" not in text


def test_from_a_number_of_a_person_whoever_may_is_led_to_the_page_for_people(register: None, sign_in: Door) -> None:
    led = '<p><a href="/people/">'
    assert led in sign_in("east").get("/search/?q=11010519491231002X", follow=True).content.decode()
    assert led not in sign_in("analyst").get("/search/?q=11010519491231002X", follow=True).content.decode()


def test_a_firm_shows_the_level_of_what_it_operates_and_the_institution_its_own(register: None, sign_in: Door) -> None:
    operations.record_institutions(institutions=[operations.InstitutionToRecord("I1", "东区甲贷", "p2p", code(1, region="990102"))])
    client = sign_in("east")
    for text, group in (("海晏", "firms"), ("甲贷", "institutions")):
        (found,) = [one for one in client.get(f"/search/?q={text}").context["answer"].groups if one.slug == group]
        assert [(hit.severity, hit.address) for hit in found.hits if hit.severity], text
    assert client.get("/search/?q=海晏").content.decode().count("severity-high") == 1


def test_a_stranger_finds_nothing(register: None, client: object) -> None:
    from django.test import Client

    assert Client().get("/search/instant/?q=海晏").status_code == 302
