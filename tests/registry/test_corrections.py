"""Corrections: looked at before they are made, held against a file that only repeats itself, taken back in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.registry import corrections_operations as correcting
from lookthrough.registry import corrections_queries as queries
from lookthrough.registry import corrections_reading as reading
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.models import HeldValue
from lookthrough.registry.queries import company_by_id, hits_of
from registry.register import firm, write
from registry.working import AT, CITY, EAST, WEST, appoint, ident, settle

Ids = dict[str, int]


@pytest.fixture
def officers(db: None, tmp_path: Path) -> Ids:
    found = appoint()
    settle(tmp_path, *(firm(number, region_code="330302") for number in range(1, 4)), firm(9, region_code="330303"), screen=False)
    return found


def planned(column: str, value: str, *numbers: int, district: object = EAST) -> list[reading.Planned]:
    wanted = reading.wanted_of_codes([ident(number) for number in numbers], column=column, value=value)
    return reading.plan(wanted, district=district)[0]


def correct(officers: Ids, column: str, value: str, *numbers: int, who: str = "east") -> int:
    made = correcting.draft(planned=planned(column, value, *numbers), reason="登记机关来函更正", officer_id=officers[who], at=AT)
    assert correcting.make(correction_id=made, officer_id=officers[who], at=AT)
    return made


def name(number: int = 1) -> str:
    return company_by_id(company_id=ident(number)).name


def test_nothing_changes_before_it_is_made(officers: Ids) -> None:
    plan = planned("name", "某市新名有限公司", 1)
    assert [(one.before, one.value) for one in plan] == [("某市第1商贸有限公司", "某市新名有限公司")]
    correcting.draft(planned=plan, reason="来函", officer_id=officers["east"], at=AT)
    assert name() == "某市第1商贸有限公司"
    assert queries.corrections(district=EAST) == []


def test_a_correction_is_made_and_taken_back_in_one_go(officers: Ids) -> None:
    made = correct(officers, "type", "股份有限公司", 1, 2, 3)
    assert {company_by_id(company_id=ident(number)).type for number in (1, 2, 3)} == {"股份有限公司"}
    row = queries.corrections(district=EAST)[0]
    assert (row.firms, row.state, row.made_by) == (3, "applied", "east")
    assert correcting.undo(correction_id=made, officer_id=officers["east2"], at=AT) == (3, 0)
    assert {company_by_id(company_id=ident(number)).type for number in (1, 2, 3)} == {"有限责任公司"}


def test_screening_follows_a_corrected_name(officers: Ids) -> None:
    made = correct(officers, "name", "某市理财有限公司", 1)
    assert [hit.grade for hit in hits_of(company_id=ident(1))] == ["block"]
    correcting.undo(correction_id=made, officer_id=officers["east"], at=AT)
    assert hits_of(company_id=ident(1)) == []


def test_a_file_that_repeats_itself_keeps_the_correction(officers: Ids, tmp_path: Path) -> None:
    correct(officers, "name", "某市正名有限公司", 1)
    settle(tmp_path, firm(1, region_code="330302", business_scope="五金销售"), screen=False)
    assert name() == "某市正名有限公司"
    assert company_by_id(company_id=ident(1)).business_scope == "五金销售"
    assert queries.conflicts(district=EAST) == []


def test_a_source_that_says_something_new_wins_and_the_conflict_is_listed(officers: Ids, tmp_path: Path) -> None:
    made = correct(officers, "name", "某市正名有限公司", 1)
    settle(tmp_path, firm(1, region_code="330302", name="某市又一名有限公司"), screen=False)
    assert name() == "某市又一名有限公司"
    conflict = queries.conflicts(district=EAST)[0]
    assert (conflict.said, conflict.value, conflict.source_says) == ("某市第1商贸有限公司", "某市正名有限公司", "某市又一名有限公司")
    assert queries.conflicts(district=WEST) == []
    assert correcting.undo(correction_id=made, officer_id=officers["east"], at=AT) == (0, 1)
    assert name() == "某市又一名有限公司", "what the source said last is not ours to take back"


def test_a_source_that_comes_to_agree_is_no_conflict(officers: Ids, tmp_path: Path) -> None:
    correct(officers, "name", "某市正名有限公司", 1)
    settle(tmp_path, firm(1, region_code="330302", name="某市正名有限公司"), screen=False)
    assert queries.conflicts(district=EAST) == []
    assert HeldValue.objects.get().state == "agreed"


def test_a_correction_on_a_correction_is_taken_back_first(officers: Ids, tmp_path: Path) -> None:
    first, second = correct(officers, "name", "甲公司", 1), correct(officers, "name", "乙公司", 1)
    with pytest.raises(NotAllowed):
        correcting.undo(correction_id=first, officer_id=officers["east"], at=AT)
    correcting.undo(correction_id=second, officer_id=officers["east"], at=AT)
    assert name() == "甲公司"
    settle(tmp_path, firm(1, region_code="330302", business_scope="五金"), screen=False)
    assert name() == "甲公司", "the first one holds again"
    correcting.undo(correction_id=first, officer_id=officers["east"], at=AT)
    assert name() == "某市第1商贸有限公司"


def test_many_firms_wait_for_a_second_person(officers: Ids, tmp_path: Path) -> None:
    settle(tmp_path, *(firm(number, region_code="330302") for number in range(100, 151)), screen=False)
    plan = planned("city", "温州市", *range(100, 151))
    made = correcting.draft(planned=plan, reason="统一写法", officer_id=officers["east"], at=AT)
    assert correcting.make(correction_id=made, officer_id=officers["east"], at=AT) is False
    assert company_by_id(company_id=ident(100)).city == "温州"
    with pytest.raises(NotAllowed):
        correcting.approve(correction_id=made, officer_id=officers["east"], at=AT)
    with pytest.raises(NotAllowed):
        correcting.approve(correction_id=made, officer_id=officers["west"], at=AT)
    correcting.approve(correction_id=made, officer_id=officers["east2"], at=AT)
    assert company_by_id(company_id=ident(150)).city == "温州市"


def test_what_changed_after_the_preview_is_looked_at_again(officers: Ids, tmp_path: Path) -> None:
    made = correcting.draft(planned=planned("name", "甲公司", 1), reason="来函", officer_id=officers["east"], at=AT)
    settle(tmp_path, firm(1, region_code="330302", name="某市改名有限公司"), screen=False)
    with pytest.raises(NotAllowed):
        correcting.make(correction_id=made, officer_id=officers["east"], at=AT)
    assert name() == "某市改名有限公司"


def test_a_file_is_read_row_by_row_and_wrong_rows_are_told(officers: Ids, tmp_path: Path) -> None:
    rows = [
        {"uscc": ident(1), "column": "名称", "value": "某市甲有限公司"},
        {"uscc": ident(9), "column": "name", "value": "别区的企业"},
        {"uscc": ident(2), "column": "colour", "value": "red"},
        {"uscc": ident(2), "column": "established_on", "value": "2015-02-30"},
        {"uscc": ident(2), "column": "type", "value": "有限责任公司"},
        {"uscc": ident(1), "column": "name", "value": "某市乙有限公司"},
        {"uscc": ident(3), "column": "region_code", "value": "330303"},
    ]
    path = write(tmp_path / "corrections.csv", rows, columns=("uscc", "column", "value"))
    plan, rejects = reading.plan(reading.wanted_of_file(path, []), district=EAST, file=path.name)
    assert [(one.company_id, one.value) for one in plan] == [(ident(1), "某市甲有限公司")]
    assert [(one.row, one.column) for one in rejects] == [
        (2, "uscc"), (3, "column"), (4, "value"), (5, "value"), (6, "column"), (7, "value"),
    ]  # fmt: skip


def test_a_filter_finds_the_firms_of_the_district_that_hold_a_value(officers: Ids) -> None:
    wanted = reading.wanted_of_filter(district=EAST, column="city", holds="温州", text="", value="温州市")
    assert [one.uscc for one in wanted] == [ident(1), ident(2), ident(3)]
    assert len(reading.wanted_of_filter(district=CITY, column="city", holds="温州", text="第9", value="温州市")) == 1
    assert reading.wanted_of_filter(district=EAST, column="city", holds="", text="", value="x") == [], "no filter is not everything"


@pytest.mark.parametrize("who", ["west", "auditor", "analyst"])
def test_others_correct_nothing(officers: Ids, who: str) -> None:
    made = correct(officers, "name", "甲公司", 1)
    plan = planned("name", "乙公司", 2)
    with pytest.raises(NotAllowed):
        correcting.make(
            correction_id=correcting.draft(planned=plan, reason="x", officer_id=officers[who], at=AT), officer_id=officers[who], at=AT
        )
    with pytest.raises(NotAllowed):
        correcting.undo(correction_id=made, officer_id=officers[who], at=AT)
    assert (name(1), name(2)) == ("甲公司", "某市第2商贸有限公司")
