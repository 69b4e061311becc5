"""People looked for by exact name or number, within the district, and the firms they sit in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lookthrough.registry import people_queries
from registry.register import code
from registry.relations import given_firms, given_ties, resident, tie

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 5)


def find(text: str, prefix: str = "", *, unplaced: bool = True) -> list[str]:
    return [one.name for one in people_queries.find_people(text=text, region_prefix=prefix, unplaced=unplaced, on=ON)]


def test_a_name_is_found_whole_in_any_spelling_and_a_number_too(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("張三丰", 1, from_identifier=resident(1)), tie("张三", 1))
    assert find("张三丰") == ["張三丰"]
    assert find("张三") == ["张三"]
    assert find("张") == find("三丰") == find("") == []
    assert find(resident(1).lower()) == ["張三丰"]


def test_people_without_a_seat_in_the_district_are_not_found(tmp_path: Path) -> None:
    given_firms(tmp_path, 2)
    given_ties(tmp_path, tie("王五", 1), tie("赵六", "王五", "kin"))
    assert find("王五", "3303") or find("王五", "")
    assert find("王五", "11", unplaced=False) == []
    assert find("赵六") == []


def test_seats_are_listed_with_their_days_and_source(tmp_path: Path) -> None:
    given_firms(tmp_path, 2)
    given_ties(
        tmp_path,
        tie("王五", 1, share="0.5", from_identifier=resident(1), valid_from="2020-01-01", valid_to="2021-12-31"),
        tie("王五", 2, "manager", from_identifier=resident(1), valid_from="2024-01-01"),
    )
    (found,) = people_queries.find_people(text="王五", region_prefix="", unplaced=True, on=ON)
    assert found.number == f"{resident(1)[:6]}********{resident(1)[-4:]}"
    seats = people_queries.seats(person_id=found.person_id)
    assert [(one.kind, one.company_id, one.holds_on(ON), one.source_row) for one in seats] == [
        ("manager", code(2), True, 2),
        ("shareholder", code(1), False, 1),
    ]


def test_one_person_shows_masked_until_asked_for_clear(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("王五", 1, from_identifier=resident(1)))
    (found,) = people_queries.find_people(text="王五", region_prefix="", unplaced=True, on=ON)
    masked = people_queries.person(person_id=found.person_id, clear=False)
    assert masked is not None
    assert (masked.name, masked.number, masked.has_number) == ("王**", "", True)
    assert people_queries.person(person_id=0, clear=True) is None
