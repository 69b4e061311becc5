"""Who stands behind the sample area's firms: invented people, whole cap tables, and nothing that the ledger says otherwise."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.kernel.identifiers import check_resident_id
from lookthrough.registry.ownership.graph import CapTables, Tie, cap_tables
from lookthrough.registry.ownership.rings import rings
from lookthrough.sample.firms import districts
from lookthrough.sample.operations import Area, write_area
from lookthrough.sample.people import FROM_LEDGER, person

Row = dict[str, str]


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Area:
    return write_area(seed=5, home=tmp_path_factory.mktemp("home"), companies=3_000, institutions=6)


@pytest.fixture(scope="module")
def rows(area: Area) -> list[Row]:
    with area.relations.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(rows: list[Row], on: date) -> CapTables:
    ties = [
        Tie(
            row["from_uscc"] or row["from_identifier"] or row["from_name"], row["to_uscc"], row["kind"],
            Decimal(row["share"]) if row["share"] else None, None,
            date.fromisoformat(row["valid_from"] or "0001-01-01"), date.fromisoformat(row["valid_to"] or "9999-12-31"),
        )
        for row in rows
    ]  # fmt: skip
    return cap_tables(tie for tie in ties if tie.valid_from <= on <= tie.valid_to)


def test_people_have_names_and_sound_numbers_of_a_region_that_does_not_exist() -> None:
    people = [person(number, 5) for number in (*range(3_000), *range(FROM_LEDGER, FROM_LEDGER + 3_000))]
    assert {check_resident_id(one.number) for one in people} == {None}
    assert {int(one.number[:6]) for one in people} <= set(districts().tolist())
    assert len({one.number for one in people}) == 6_000
    assert {len(one.name) for one in people} == {2, 3}


def test_every_firm_has_a_legal_representative_and_a_whole_cap_table(area: Area, rows: list[Row]) -> None:
    with area.companies.open(encoding="utf-8", newline="") as file:
        codes = {row["uscc"] for row in csv.DictReader(file)}
    assert {row["to_uscc"] for row in rows if row["kind"] == "legal_representative"} >= codes
    assert not tables(rows, date(2022, 6, 1)).oversubscribed()
    told = tables(rows, area.as_of)
    assert all(abs(told.stated(code) - 1) < 1e-6 for code in codes)


def test_there_are_groups_rings_a_nominee_and_former_holders(area: Area, rows: list[Row]) -> None:
    found = rings(tables(rows, area.as_of))
    assert [len(ring.parties) for ring in found] == [3] * 6
    assert sum(not ring.solvable for ring in found) == 1
    chiefs = Counter(row["from_identifier"] for row in rows if row["kind"] == "legal_representative")
    assert chiefs.most_common(1)[0][1] == 12
    holders: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["kind"] == "shareholder" and row["from_uscc"]:
            holders[row["from_uscc"]].add(row["to_uscc"])
    assert sum(len(held) >= 3 for held in holders.values()) >= 20
    assert sum(bool(row["valid_to"]) for row in rows) > 40


def test_where_the_ledger_speaks_the_file_says_the_same(area: Area, rows: list[Row]) -> None:
    parties = {row["party_id"]: row for row in pq.read_table(area.ledger / "parties.parquet").to_pylist()}

    def key(party: str) -> str:
        return parties[party]["identifier"] if parties[party]["name"] else person(FROM_LEDGER + int(party[1:]), 5).number

    said = {(row["from_uscc"] or row["from_identifier"], row["to_uscc"] or row["to_identifier"], row["kind"], row["share"]) for row in rows}
    relations = pq.read_table(area.ledger / "relations.parquet").to_pylist()
    for row in relations:
        share = "" if row["share"] is None else f"{row['share']:.4f}".rstrip("0")
        assert (key(row["from_party_id"]), key(row["to_party_id"]), row["kind"], share) in said
    assert len(relations) > 50


def test_the_same_seed_gives_the_same_people(area: Area, tmp_path: Path) -> None:
    again = write_area(seed=5, home=tmp_path, companies=3_000, institutions=6)
    assert again.relations.read_bytes() == area.relations.read_bytes()
