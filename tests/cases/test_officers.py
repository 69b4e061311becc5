"""Who works on a case: two investigators, none of them related, others by delegation from day to day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.filing import FIRM, case, facts, investigated
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.officer_operations import (
    decide_conflict,
    declare_conflict,
    declare_relation,
    delegate,
    end_delegation,
    name_officer,
    relieve_officer,
)
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint

NEXT_DAY = AT + timedelta(days=1)


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def named(people: dict[str, int], number: str, who: str, part: str, by: str = "east") -> None:
    """Give somebody a part."""
    name_officer(number=number, to_officer_id=people[who], part=part, officer_id=people[by], at=AT)


def two(number: str) -> bool:
    """Return whether the milestone of two investigators stands."""
    return "two_investigators" in case_queries.milestones(number=number)


def test_two_investigators_are_counted_by_the_programme(people: dict[str, int]) -> None:
    number = case(people)
    named(people, number, "east", "investigator")
    assert not two(number), "one officer with two parts is one"
    named(people, number, "east2", "investigator")
    assert two(number)
    relieve_officer(number=number, of_officer_id=people["east2"], part="investigator", reason="调岗", officer_id=people["head"], at=AT)
    assert not two(number)


def test_a_part_is_given_to_nobody_who_may_not_have_it(people: dict[str, int]) -> None:
    number = investigated(people)
    for who, part, said in (
        ("west", "investigator", "不能办理该地区"),
        ("analyst", "investigator", "不能办理该地区"),
        ("east2", "investigator", "已担任"),
        ("east2", "legal_reviewer", "法制审核"),
        ("head", "judge", "没有这个角色"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            named(people, number, who, part)
        assert said in refusal.value.reason.zh


def test_a_new_lead_officer_replaces_the_former_who_goes_on_investigating(people: dict[str, int]) -> None:
    number = investigated(people)
    named(people, number, "east2", "lead", by="head")
    assert facts(people, number).lead_officer == "east2"
    assert {(one.username, one.part) for one in facts(people, number).officers} >= {("east2", "lead"), ("east", "investigator")}
    with pytest.raises(NotAllowed):
        relieve_officer(number=number, of_officer_id=people["east2"], part="lead", reason="无", officer_id=people["head"], at=AT)


def test_a_declared_conflict_bars_from_acts_at_once_and_another_person_decides(people: dict[str, int]) -> None:
    number = investigated(people)
    declare_conflict(number=number, relation="与当事人是同学", officer_id=people["east2"], at=AT)
    with pytest.raises(NotAllowed) as refusal:
        case_operations.may_act(number=number, officer_id=people["east2"], at=AT)
    assert "回避" in refusal.value.reason.zh
    with pytest.raises(NotAllowed):
        declare_conflict(number=number, relation="再次", officer_id=people["east2"], at=AT)
    decide_conflict(number=number, of_officer_id=people["east2"], recused=False, reason="关系疏远", officer_id=people["head"], at=AT)
    assert case_operations.may_act(number=number, officer_id=people["east2"], at=AT)
    assert two(number)


def test_who_is_recused_gives_up_all_parts_and_is_not_named_again(people: dict[str, int]) -> None:
    number = investigated(people)
    declare_conflict(number=number, relation="当事人申请", of_officer_id=people["east2"], officer_id=people["east"], at=AT)
    decide_conflict(number=number, of_officer_id=people["east2"], recused=True, reason="亲属", officer_id=people["head"], at=AT)
    assert [one.username for one in facts(people, number).officers] == ["east"]
    assert not two(number)
    with pytest.raises(NotAllowed) as refusal:
        named(people, number, "east2", "investigator")
    assert "回避" in refusal.value.reason.zh


def test_nobody_decides_on_ones_own_recusal(people: dict[str, int]) -> None:
    number = case(people)
    declare_conflict(number=number, relation="曾任职", officer_id=people["head"], at=AT)
    for who in ("head", "east"):
        with pytest.raises(NotAllowed):
            decide_conflict(number=number, of_officer_id=people["head"], recused=False, reason="无", officer_id=people[who], at=AT)


def test_a_relation_to_the_subject_bars_from_every_case_about_it(people: dict[str, int]) -> None:
    number = investigated(people)
    declare_relation(subject_type="company", subject_id=FIRM, relation="持有股份", officer_id=people["east2"], at=AT)
    with pytest.raises(NotAllowed):
        case_operations.advance(number=number, to="investigation", reason="", officer_id=people["east2"], at=AT)
    with pytest.raises(NotAllowed):
        case_operations.open_case(
            case_type="advertising", title="广告", region_code="330302", subject_type="company", subject_id=FIRM, subject_name="同一企业",
            proposed_by=people["east2"], officer_id=people["head"], at=AT,
        )  # fmt: skip


def test_who_stands_in_acts_from_day_to_day_and_not_beyond(people: dict[str, int]) -> None:
    number = case(people)
    case_operations.attest(number=number, milestone="two_investigators", reference="test", actor="east", at=AT)
    given = {"to_officer_id": people["east2"], "officer_id": people["east"], "reason": "出差", "at": AT}
    tomorrow = TODAY + timedelta(days=1)
    made = delegate(number=number, from_on=tomorrow, to_on=tomorrow, **given)  # type: ignore[arg-type]
    said = {"number": number, "to": "investigation", "reason": "", "officer_id": people["east2"]}
    for at in (AT, AT + timedelta(days=2)):
        with pytest.raises(NotAllowed):
            case_operations.advance(**said, at=at)  # type: ignore[arg-type]
    case_operations.advance(**said, at=NEXT_DAY)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        end_delegation(delegation_id=made, officer_id=people["head"], at=AT)
    end_delegation(delegation_id=made, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        case_operations.advance(**{**said, "to": "determination"}, at=NEXT_DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to", "from_day", "to_day"), [("east", 0, 1), ("west", 0, 1), ("auditor", 0, 1), ("east2", 2, 1), ("east2", -3, -1), ("east2", 0, 90)]
)
def test_a_delegation_that_cannot_stand_is_refused(people: dict[str, int], to: str, from_day: int, to_day: int) -> None:
    first, last = (TODAY + timedelta(days=each) for each in (from_day, to_day))
    with pytest.raises(NotAllowed):
        delegate(to_officer_id=people[to], from_on=first, to_on=last, reason="出差", officer_id=people["east"], at=AT)
