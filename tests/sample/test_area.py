"""The sample area: a city that does not exist, whose register reads like one."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from stdnum import numdb

from lookthrough.kernel.calendar import is_working_day
from lookthrough.kernel.capital import parse_capital
from lookthrough.kernel.identifiers import check_uscc
from lookthrough.sample.area import regions
from lookthrough.sample.directory import write_directory
from lookthrough.sample.firms import words
from lookthrough.sample.notices import write_notices
from lookthrough.sample.operations import Area, write_area
from sample.reading_ledgers import contents, count, opened

SEED = 5


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Area:
    return write_area(seed=SEED, home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def companies(area: Area) -> list[dict[str, str]]:
    with area.companies.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_area_is_written_once_and_anew_only_when_something_changed(tmp_path: Path) -> None:
    first = write_area(seed=1, home=tmp_path, companies=300, institutions=4)
    before = contents(tmp_path)
    again = write_area(seed=1, home=tmp_path, companies=300, institutions=4)
    assert (first.fresh, again.fresh) == (True, False)
    assert contents(tmp_path) == before

    beside = write_directory(again)
    write_notices(again)
    assert not write_area(seed=1, home=tmp_path, companies=300, institutions=4).fresh, "what is made from the area does not change it"
    beside.unlink()
    write_notices(again).unlink()

    (again.ledger / "truth.parquet").unlink()
    mended = write_area(seed=1, home=tmp_path, companies=300, institutions=4)
    assert mended.fresh
    assert contents(tmp_path) == before, "the same seed gives the same bytes"
    assert write_area(seed=2, home=tmp_path, companies=300, institutions=4).fresh


def test_no_real_place_has_its_code_or_name() -> None:
    real = numdb.get("cn/loc").prefixes
    codes = {stem for _, stem, *_ in real}
    names = "".join(properties["county"] for *_, counties in real for _, _, _, properties, _ in counties)

    assert words()["province"]["code"] // 10_000 not in {int(code) for code in codes}
    for place in regions():
        assert place.name not in names
        assert place.name[:-1] not in names, "nor the name without its kind"
    assert len(regions()) == 2 + 12


def test_the_register_holds_the_companies_that_the_brief_of_a_city_needs(companies: list[dict[str, str]]) -> None:
    assert len(companies) == 20_000
    assert len({row["uscc"] for row in companies}) == len({row["name"] for row in companies}) == 20_000
    assert [row for row in companies if check_uscc(row["uscc"]) or row["uscc"][2:8] != row["region_code"]] == []
    assert {row["region_code"] for row in companies} == {str(one["code"]) for one in words()["districts"]}
    assert max(row["established_on"] for row in companies) < "2026-10-31"
    assert min(row["established_on"] for row in companies) > "1999-01-01"


def test_capital_stands_in_shapes_that_the_registry_uses_and_can_be_read(companies: list[dict[str, str]]) -> None:
    read = [parse_capital(row["registered_capital"]) for row in companies]

    assert [capital for capital in read if capital.problem] == []
    assert {capital.currency for capital in read} >= {"CNY", "USD", None}
    assert len(Counter("".join(c for c in row["registered_capital"] if not c.isdigit()) for row in companies)) >= 10


@pytest.mark.parametrize("word", ["财富管理", "財富管理", "Ｐ２Ｐ", "P2P", "众筹", "理财", "基金", "融资租赁", "民间借贷", "投资咨询"])
def test_names_that_a_screening_must_see_are_there(word: str, companies: list[dict[str, str]]) -> None:
    assert any(word in row["name"] for row in companies)


def test_many_scopes_deny_finance_and_most_never_mention_it(companies: list[dict[str, str]]) -> None:
    denying = [row for row in companies if "不得从事" in row["business_scope"]]

    assert 600 < len(denying) < 1_500
    assert sum("金融" in row["business_scope"] for row in companies) < 1_800


def test_institutions_are_run_by_companies_of_the_register(area: Area, companies: list[dict[str, str]]) -> None:
    con = opened(area.ledger)
    operators = con.execute("SELECT p.name, p.identifier FROM institutions i JOIN parties p ON p.party_id = i.operator_party_id").fetchall()
    known = {(row["name"], row["uscc"]) for row in companies}

    assert len(operators) == 40
    assert set(operators) <= known
    firms = set(con.execute("SELECT name, identifier FROM parties WHERE kind IN ('company', 'cooperative')").fetchall())
    assert len(firms & known) > 0.9 * len(firms), "borrowers and merchants come from the register too"


def test_the_year_holds_about_three_hundred_thousand_transfers_and_both_conducts(area: Area) -> None:
    con = opened(area.ledger)

    assert 270_000 < count(con, "SELECT count(*) FROM transfers") < 400_000
    for rule in ("ponzi_payout", "client_money_diversion"):
        assert count(con, f"SELECT count(*) FROM truth WHERE rule = '{rule}' AND kind = 'guilty'") >= 2
    first, last = con.execute('SELECT min("at")::DATE, max("at")::DATE FROM transfers').fetchall()[0]
    assert date(2025, 11, 1) <= first
    assert last <= area.as_of == date(2026, 10, 31)


def test_borrowers_are_paid_on_working_days_in_office_hours(area: Area) -> None:
    rows = (
        opened(area.ledger)
        .execute('SELECT DISTINCT "at"::DATE, extract(hour FROM "at") FROM moved WHERE purpose = \'disburse\'')
        .fetchall()
    )

    assert all(is_working_day(day) and 8 <= hour <= 18 for day, hour in rows)


def test_the_authority_says_that_it_is_a_sample(area: Area) -> None:
    authority = json.loads((area.ledger / "authority.json").read_text(encoding="utf-8"))

    assert set(authority) == {"authority_id", "legal_basis", "purpose", "approver", "scope", "expires_on"}
    assert "生成" in authority["legal_basis"]
    assert date.fromisoformat(authority["expires_on"]) > area.as_of


def test_licences_belong_to_companies_of_the_register(area: Area, companies: list[dict[str, str]]) -> None:
    with area.licences.open(encoding="utf-8", newline="") as file:
        licences = list(csv.DictReader(file))

    assert {row["uscc"] for row in licences} <= {row["uscc"] for row in companies}
    assert {"payment", "bank", "guarantor"} <= {row["kind"] for row in licences}
