"""The page of registered products: it teaches when empty, finds, filters, reads files in, and stops at the district."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alert_builders import EAST, WEST, finding, update
from lookthrough.audit.models import Entry
from lookthrough.console.words import limit_name
from lookthrough.flows.product_checking import RULE
from lookthrough.registry import operations as registry
from lookthrough.registry.models import RegisteredProduct
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
HEADER = "registration_no,institution_id,product_id,name,kind,amount,annual_rate,term_days,registered_on"


@pytest.fixture(autouse=True)
def institutions(people: object) -> None:
    registry.record_institutions(
        institutions=[
            registry.InstitutionToRecord("I1", "东区甲贷", "p2p", region_code=EAST),
            registry.InstitutionToRecord("I2", "西区乙付", "p2p", region_code=WEST),
        ]
    )


def upload(client: Client, *rows: str, name: str = "登记.csv"):
    content = "\n".join((HEADER, *rows)).encode()
    return client.post("/products/register/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def numbers(client: Client, words: str = "") -> list[str]:
    return [one.row.registration_no for one in client.get(f"/products/?{words}").context["rows"]]


ONE = "R1,I1,L1,一号产品,loan,15万元,12%,30,2026-02-25"
TWO = "R2,I1,L2,二号产品,wealth,5万元,0.1,90,2026-02-26"


def test_an_empty_register_teaches_the_next_step(sign_in: Door) -> None:
    client = sign_in("head")
    text = client.get("/products/").content.decode()
    assert "还没有登记产品" in text
    assert "上传" in text
    client.post("/language/", {"language": "en"})
    assert "No product is registered yet" in client.get("/products/").content.decode()


def test_a_file_is_read_in_found_filtered_and_taken_back(sign_in: Door) -> None:
    client = sign_in("head")
    assert "新增 2" in upload(client, ONE, TWO).content.decode()
    assert numbers(client) == ["R2", "R1"]
    assert numbers(client, "text=一号") == ["R1"]
    assert numbers(client, "kind=wealth") == ["R2"]
    assert numbers(client, "state=ended") == []
    (done,) = client.get("/products/").context["imports"]
    client.post("/products/undo/", {"import": done.import_id})
    assert numbers(client) == []
    assert not RegisteredProduct.objects.exists()


def test_refused_rows_are_shown_with_their_reason_and_the_others_stored(sign_in: Door) -> None:
    client = sign_in("head")
    response = upload(client, ONE, "R9,I1,L9,坏,loan,1.234,12%,30,2026-02-25")
    text = response.content.decode()
    assert "1 行没有登记" in text
    assert "1.234" in text
    assert numbers(client) == ["R1"]
    bad = upload(client, "R8,I1,L8,坏,house,1,12%,30,2026-02-25")
    assert bad.status_code == 400
    assert numbers(client) == ["R1"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b"\xff\xfe\x00"), ("a.xlsx", b"PK\x03\x04"), ("a.parquet", b"PAR1"), ("a.csv", b"x,y\n1,2\n")]
)
def test_an_unsound_file_changes_nothing_and_says_why(sign_in: Door, name: str, content: bytes) -> None:
    response = sign_in("head").post("/products/register/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert "没有改动" in response.content.decode()
    assert not RegisteredProduct.objects.exists()


def test_one_product_shows_its_history(sign_in: Door) -> None:
    client = sign_in("head")
    upload(client, ONE)
    upload(client, ONE.replace("15万元", "20万元"), name="更正.csv")
    text = client.get("/products/R1/").content.decode()
    assert "15000000" in text
    assert "200,000.00" in text
    assert "更正.csv" in text


def test_a_district_sees_and_registers_its_own_alone(sign_in: Door) -> None:
    upload(sign_in("head"), ONE, TWO.replace("I1", "I2"))
    east = sign_in("east")
    assert numbers(east) == ["R1"]
    assert east.get("/products/R2/").status_code == 404
    assert b"R2" not in b"".join(east.get("/products/export.csv"))
    assert upload(east, "R5,I2,L5,五号,loan,1万元,12%,30,2026-02-25").status_code == 400


def test_who_only_looks_registers_nothing(sign_in: Door) -> None:
    client = sign_in("auditor")
    assert client.get("/products/").status_code == 200
    assert client.post("/products/register/").status_code == 403
    assert client.post("/products/undo/").status_code == 403


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file_and_that_stands_in_the_trail(sign_in: Door, format: str) -> None:  # noqa: A002
    client = sign_in("head")
    upload(client, ONE, '"=cmd()",I1,L3,坏名,loan,1万元,12%,30,2026-02-25')
    response = client.get(f"/products/export.{format}")
    content = b"".join(response) if response.streaming else response.content
    assert content[:2] == (b"PK" if format == "xlsx" else b"\xef\xbb")
    if format == "csv":
        assert "'=cmd()" in content.decode()
        assert "150000.00" in content.decode()
    assert Entry.objects.filter(action="export_products").exists()


def test_an_alert_about_products_opens_and_leads_to_its_limits(sign_in: Door) -> None:
    update(finding("I1", rule=RULE, unit="fen", value=28_000_001.0, limit=10_000_000.0))
    client = sign_in("head")
    text = client.get(f"/alerts/{Alert.objects.get(subject_id='I1', rules__contains=RULE).pk}/").content.decode()
    assert "产品未登记或超出登记" in text
    response = client.get(f"/methods/rules/{RULE}/", follow=True)
    assert response.status_code == 200
    assert limit_name("binds_p2p") in response.content.decode()
    assert RULE in client.get("/alerts/").content.decode()


def test_the_page_is_read_from_this_file_of_the_howto(sign_in: Door) -> None:
    path = Path(__file__).resolve().parents[2] / "docs/howto/register-products/registrations.csv"
    response = sign_in("head").post("/products/register/", {"file": SimpleUploadedFile(path.name, path.read_bytes())}, follow=True)
    assert "新增 3" in response.content.decode()
