"""Departments answer or differ, the leading group settles, two sign, experts are drawn, handling is decided."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases.determination.doing import (
    DUE,
    FUNDRAISING,
    LATER,
    LENDING,
    PAPER,
    People,
    agreed,
    answered,
    circulated,
    draft,
    file,
    met,
    refused,
)
from cases.filing import case, facts, investigated
from lookthrough.audit import queries as trail
from lookthrough.cases import case_queries
from lookthrough.cases.determination import circulation_operations as rounds
from lookthrough.cases.determination import handling_operations as handling
from lookthrough.cases.determination import opinion_operations as opinions
from lookthrough.cases.determination import panel_operations as panels
from lookthrough.cases.determination import pool, queries
from lookthrough.cases.determination.panels import order_of_draw
from lookthrough.desk import own_work
from lookthrough.offices import operations as offices
from lookthrough.offices import queries as colleagues
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from registry.working import AT, TODAY, appoint, barred, ident, settle


@pytest.fixture
def people(db: None) -> People:
    """Return those who work here, and a second head."""
    found = appoint()
    offices.appoint_officer(username="head2", name="另一负责人", office="市局", role=Role.HEAD, password="long enough for a test")
    return {**found, "head2": Officer.objects.get(username="head2").pk}


@pytest.fixture
def number(people: People) -> str:
    """Return a case with two investigators."""
    return investigated(people)


def test_where_departments_agree_two_sign_and_the_opinion_issues(people: People, number: str) -> None:
    refused("还没有征求部门意见", draft, people=people, number=number)
    agreed(people, number)
    draft(people, number)
    opinions.sign_first(number=number, officer_id=people["east"], at=AT)
    refused("您的角色", opinions.sign_second, number=number, officer_id=people["east2"], at=AT)
    assert opinions.sign_second(number=number, officer_id=people["head"], at=AT) == f"认定〔{TODAY.year}〕1号"
    assert case_queries.milestones(number=number)["determination_settled"][0] == f"opinion:认定〔{TODAY.year}〕1号"
    opinion = file(number).opinion
    assert opinion is not None
    assert (opinion.state, opinion.first_signed_by, opinion.second_signed_by, len(opinion.sha256)) == ("issued", "east", "head", 64)
    assert any("出具认定意见书" in one.text.zh for one in case_queries.events(number=number))


def test_nobody_signs_twice_even_a_head(people: People, number: str) -> None:
    agreed(people, number)
    draft(people, number)
    opinions.sign_first(number=number, officer_id=people["head"], at=AT)
    refused("两次签署须由两人", opinions.sign_second, number=number, officer_id=people["head"], at=AT)


def test_an_issued_opinion_is_withdrawn_by_a_head_who_did_not_sign_and_the_milestone_falls(people: People, number: str) -> None:
    agreed(people, number)
    draft(people, number)
    opinions.sign_first(number=number, officer_id=people["east"], at=AT)
    opinions.sign_second(number=number, officer_id=people["head"], at=AT)
    refused("先撤销", draft, people=people, number=number)
    refused("须先撤销", circulated, people=people, number=number)
    refused("签署人以外", opinions.withdraw, number=number, reason="新证据", officer_id=people["head"], at=AT)
    opinions.withdraw(number=number, reason="新证据", officer_id=people["head2"], at=AT)
    assert "determination_settled" not in case_queries.milestones(number=number)
    draft(people, number)
    opinions.sign_first(number=number, officer_id=people["east"], at=AT)
    assert opinions.sign_second(number=number, officer_id=people["head"], at=AT).endswith("2号")


def test_a_department_that_differs_brings_it_to_the_leading_group(people: People, number: str) -> None:
    asked = circulated(people, number)
    answered(people, number, asked["市场监管局"])
    refused("写明认为属于哪一类", answered, people=people, number=number, asked=asked["公安局"], view="differs")
    answered(people, number, asked["公安局"], "differs", class_proposed=LENDING, reasons="对象特定", paper_sha256=PAPER)
    rounds.close(number=number, officer_id=people["east"], at=AT)
    refused("公安局不同意", draft, people=people, number=number)
    refused("没有领导小组会议", draft, people=people, number=number, ground="meeting")
    refused("到会人数不足：到会 2 人，须超过成员 4 人的 50%", met, people, number, FUNDRAISING, FUNDRAISING, FUNDRAISING, members=4)
    refused("表决未通过：赞成 2 人，须超过到会 4 人", met, people, number, FUNDRAISING, FUNDRAISING, FUNDRAISING, LENDING, "")
    met(people, number, FUNDRAISING, FUNDRAISING, FUNDRAISING, FUNDRAISING, LENDING)
    refused("与领导小组会议议定的不同", draft, people=people, number=number, ground="meeting", class_found=LENDING, at=LATER)
    draft(people, number, "meeting", at=LATER)
    meeting = file(number).meetings[0]
    assert [vote for _, _, vote in meeting.votes].count(FUNDRAISING) == 3
    assert len(meeting.sha256) == 64


def test_late_departments_are_shown_reminded_and_cannot_hold_the_case_for_ever(people: People, number: str) -> None:
    asked = circulated(people, number)
    answered(people, number, asked["市场监管局"])
    refused("期限未到", rounds.close, number=number, officer_id=people["east"], at=AT)
    rounds.remind(number=number, asked_id=asked["公安局"].asked_id, how="电话催办", officer_id=people["east"], at=AT)
    refused("已经答复", rounds.remind, number=number, asked_id=asked["市场监管局"].asked_id, how="电话", officer_id=people["east"], at=AT)
    assert queries.late_answers(officer_id=people["east"], today=DUE) == []
    late = queries.late_answers(officer_id=people["east"], today=DUE + timedelta(days=1))
    assert [(of, row.department) for of, row in late] == [(number, "公安局")]
    assert queries.late_answers(officer_id=people["west"], today=DUE + timedelta(days=1)) == []
    me = colleagues.officer(officer_id=people["east"])
    assert me is not None
    on_the_desk = own_work.late_answers(me, AT, DUE + timedelta(days=1))
    assert [(one.number, one.title, one.late) for one in on_the_desk] == [(number, "公安局", True)], "who leads the case is told"
    answered(people, number, asked["公安局"], "no_view", LATER)
    row = next(one for one in file(number, LATER.date()).circulations[0].asked if one.department == "公安局")
    assert row.answer is not None
    assert row.answer.late
    assert len(row.reminders) == 1


def test_a_silent_department_is_named_and_the_leading_group_settles(people: People, number: str) -> None:
    asked = circulated(people, number)
    answered(people, number, asked["市场监管局"])
    rounds.close(number=number, officer_id=people["east"], at=LATER)
    refused("公安局没有答复", draft, people=people, number=number, at=LATER)


def test_a_corrected_answer_replaces_the_one_before_which_stays(people: People, number: str) -> None:
    asked = circulated(people, number)["公安局"]
    answered(people, number, asked, "differs", class_proposed=LENDING, reasons="对象特定")
    answered(people, number, asked)
    row = next(one for one in file(number).circulations[0].asked if one.department == "公安局")
    assert row.answer is not None
    assert row.answer.view == "agrees"
    assert [one.view for one in row.replaced] == ["differs"]


def test_a_round_may_be_extended_withdrawn_and_is_one_at_a_time(people: People, number: str) -> None:
    asked = circulated(people, number)["公安局"]
    refused("已有进行中", circulated, people=people, number=number)
    refused(
        "晚于原期限", rounds.extend, number=number, asked_id=asked.asked_id, due_on=DUE, reason="案情复杂", officer_id=people["east"], at=AT
    )
    rounds.extend(
        number=number, asked_id=asked.asked_id, due_on=DUE + timedelta(days=5), reason="案情复杂", officer_id=people["east"], at=AT
    )
    rounds.withdraw(number=number, reason="问题有误", officer_id=people["east"], at=AT)
    refused("没有进行中", rounds.close, number=number, officer_id=people["east"], at=AT)
    circulated(people, number)
    assert [one.state for one in file(number).circulations] == ["open", "withdrawn"]


def test_who_is_not_of_the_case_or_the_district_does_nothing(people: People, number: str) -> None:
    lonely = case(people, subject_id="91330302MA0000002X")
    given = {"question": "是否", "class_proposed": FUNDRAISING, "departments": ["公安局"], "due_on": DUE, "at": AT}
    for who, words in (("west", "不在您的辖区"), ("auditor", "您的角色"), ("analyst", "您的角色")):
        refused(words, rounds.circulate, number=number, officer_id=people[who], **given)
    refused("不是本案的承办人员", rounds.circulate, number=lonely, officer_id=people["east2"], **given)
    refused("没有此案件", rounds.circulate, number="案2026-9999", officer_id=people["east"], **given)
    assert file(number).circulations == ()


def experts(people: People, how_many: int) -> list[int]:
    """Put experts into the pool of the east."""
    said = {"field": "金融", "officer_id": people["east"], "at": AT}
    return [pool.record_expert(name=f"专家{one}", employer=f"大学{one}", **said) for one in range(how_many)]  # type: ignore[arg-type]


def drawn(people: People, number: str, size: int = 3, who: str = "east") -> None:
    """Draw a panel."""
    panels.draw(number=number, questions=["收益是否明显过高", "是否存在补贴"], size=size, seed="种子", officer_id=people[who], at=AT)


def say(people: People, number: str, seat_id: int, *answers: str) -> None:
    """Have an expert declare and speak."""
    panels.declare(number=number, seat_id=seat_id, text="与当事人无利害关系", officer_id=people["east"], at=AT)
    said = [(one, "理由") for one in answers]
    panels.give_opinion(number=number, seat_id=seat_id, answers=said, given_on=TODAY, paper_sha256=PAPER, officer_id=people["east"], at=AT)


def test_a_panel_is_drawn_from_those_without_a_conflict_and_the_minority_is_kept(people: People, tmp_path: Path) -> None:
    settle(tmp_path, barred(1))
    number = case(people, subject_id=ident(1))
    pool_of = experts(people, 6)
    pool.record_conflict(
        expert_id=pool_of[0], company_id=facts(people, number).subject_id, reason="曾任顾问", officer_id=people["east"], at=AT
    )
    refused("奇数", drawn, people=people, number=number, size=4)
    refused("只有 5 人", drawn, people=people, number=number, size=7)
    drawn(people, number)
    panel = file(number).panels[0]
    assert panel.left_out == (("专家0", "曾任顾问"),)
    assert list(panel.eligible) == order_of_draw(seed="种子", eligible=pool_of[1:])
    first, second, third = (one.seat_id for one in panel.seats)
    refused("尚未声明", panels.give_opinion, number=number, seat_id=first, answers=[("yes", "a"), ("no", "b")], given_on=TODAY,
            officer_id=people["east"], at=AT)  # fmt: skip
    panels.stand_down(number=number, seat_id=third, reason="亲属任职", officer_id=people["east"], at=AT)
    fourth = file(number).panels[0].seats[3].seat_id
    say(people, number, first, "yes", "no")
    say(people, number, second, "yes", "unclear")
    refused("没有出具意见", panels.close, number=number, conclusion="过高", officer_id=people["east"], at=AT)
    say(people, number, fourth, "no", "yes")
    panels.close(number=number, conclusion="多数认为过高", officer_id=people["east"], at=AT)
    closed = file(number).panels[0]
    assert [one.majority for one in closed.counts] == ["yes", ""]
    assert closed.counts[0].minority == (4,)
    assert closed.seats[3].answers[0] == ("no", "理由")


def test_a_draw_is_not_repeated_until_it_suits(people: People, number: str) -> None:
    experts(people, 3)
    drawn(people, number)
    refused("进行中", drawn, people=people, number=number)
    refused("您的角色", panels.withdraw, number=number, reason="重抽", officer_id=people["east"], at=AT)
    panels.withdraw(number=number, reason="问题有误", officer_id=people["head"], at=AT)
    drawn(people, number, who="head")
    refused("抽取人不能自己撤回", panels.withdraw, number=number, reason="重抽", officer_id=people["head"], at=AT)


def test_the_pool_is_of_the_line_of_offices_and_one_who_sits_does_not_leave(people: People, number: str) -> None:
    pool_of = experts(people, 3)
    west = case(people, region_code="330302", subject_id="91330302MA0000009X")
    assert west
    refused("没有这位专家", pool.end_expert, expert_id=pool_of[0], reason="退休", officer_id=people["west"], at=AT)
    drawn(people, number)
    refused("正在参加评审", pool.end_expert, expert_id=pool_of[0], reason="退休", officer_id=people["east"], at=AT)
    panels.withdraw(number=number, reason="问题有误", officer_id=people["head"], at=AT)
    pool.end_expert(expert_id=pool_of[0], reason="退休", officer_id=people["east"], at=AT)
    refused("只有 2 人", drawn, people=people, number=number)


def test_handling_is_proposed_from_licence_and_conduct_and_decided_by_another(people: People, tmp_path: Path) -> None:
    settle(tmp_path, barred(1))
    number = case(people, subject_id=ident(1))
    given = {"number": number, "reasons": "多次规避监管", "officer_id": people["east"], "at": AT}
    refused("无牌主体的行为须为", handling.propose, conduct="beyond_licence", chosen="ban", **given)
    handling.propose(conduct="very_irregular", chosen="stop_and_correct", **given)  # type: ignore[arg-type]
    refused("已有待决定", handling.propose, conduct="very_irregular", chosen="ban", **given)
    refused("您的角色", handling.decide, number=number, approve=True, reason="", officer_id=people["east"], at=AT)
    refused("须写明理由", handling.decide, number=number, approve=True, reason=" ", officer_id=people["head"], at=AT)
    handling.decide(number=number, approve=True, reason="已承诺退款", officer_id=people["head"], at=AT)
    row = file(number).handling
    assert row is not None
    assert (row.licensed, row.proposed, row.chosen, row.deviates, row.decided_by) == (False, "ban", "stop_and_correct", True, "head")
    assert {one.kind for one in row.evidence} >= {"licence", "alert", "elements"}
    assert any("与分类表的建议不同" in one.text.zh for one in case_queries.events(number=number))


def test_a_new_decision_supersedes_the_old_one_and_a_head_does_not_decide_the_own_proposal(people: People, number: str) -> None:
    for who, decider in (("east", "head"), ("head2", "head")):
        handling.propose(
            number=number, conduct="very_irregular", chosen="ban", reasons="规避监管", officer_id=people[who], at=AT
        )  # fmt: skip
        if who == "head2":
            refused("不能自己决定", handling.decide, number=number, approve=True, reason="", officer_id=people["head2"], at=AT)
        handling.decide(number=number, approve=True, reason="", officer_id=people[decider], at=AT)
    assert [one.state for one in file(number).handlings] == ["decided", "superseded"]
    assert not file(number).handlings[0].deviates


def test_every_act_stands_in_the_trail(people: People, number: str) -> None:
    agreed(people, number)
    acts = {one.action for one in trail.all_entries(search=trail.Search(), most=100)}
    assert {"case.determination.circulated", "case.determination.answered", "case.determination.circulation_closed"} <= acts
