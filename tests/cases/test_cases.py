"""A case: opened by two, its steps refused until milestones are there, its end decided by another, its clocks kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.filing import FIRM, NAME, case, facts, investigated
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.clocks import Unit
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def reach(number: str, *milestones: str) -> None:
    """Report milestones as rooms do."""
    for name in milestones:
        case_operations.attest(number=number, milestone=name, reference="test:1", actor="east", at=AT)


def step(people: dict[str, int], number: str, *path: str) -> None:
    """Take steps one after the other."""
    for to in path:
        case_operations.advance(number=number, to=to, reason="", officer_id=people["east"], at=AT)


def refused_step(people: dict[str, int], number: str, to: str, said: str, who: str = "east") -> None:
    """Expect that a step is refused, for a reason in both languages."""
    with pytest.raises(NotAllowed) as refusal:
        case_operations.advance(number=number, to=to, reason="", officer_id=people[who], at=AT)
    assert said in refusal.value.reason.zh
    assert refusal.value.reason.en != refusal.value.reason.zh


def closing(people: dict[str, int]) -> str:
    """Bring a case to the step from which it may be closed as unfounded."""
    number = investigated(people)
    step(people, number, "investigation", "determination")
    reach(number, "determination_settled")
    case_operations.propose_step(number=number, to="unfounded", reason="不构成", officer_id=people["east"], at=AT)
    return number


def test_a_case_is_opened_by_two_and_seen_in_its_district(people: dict[str, int]) -> None:
    number = case(people)
    assert number == f"案{TODAY.year}-0001"
    assert case_queries.case(number=number, officer_id=people["west"]) is None
    assert case_queries.case(number=number, officer_id=0) is None
    assert [one.number for one in case_queries.cases(officer_id=people["east2"])] == [number]
    alone = {"case_type": "advertising", "title": "广告", "region_code": "330302", "subject_type": "company", "subject_id": FIRM,
             "subject_name": NAME, "officer_id": people["head"], "at": AT}  # fmt: skip
    for proposer, said in (("head", "不能自己决定"), ("west", "辖区"), ("auditor", "角色")):
        with pytest.raises(NotAllowed) as refusal:
            case_operations.open_case(**alone, proposed_by=people[proposer])  # type: ignore[arg-type]
        assert said in refusal.value.reason.zh


def test_the_way_from_filing_to_report_is_taken_step_by_step(people: dict[str, int]) -> None:
    number = case(people)
    refused_step(people, number, "investigation", "两名以上调查人员")
    refused_step(people, number, "ban", "不能从“立案”直接到“取缔”")
    number = investigated(people)
    step(people, number, "investigation", "determination")
    refused_step(people, number, "rectification", "业务实质认定已有结论")
    reach(number, "determination_settled")
    step(people, number, "rectification")
    reach(number, "notice_served")
    assert [(one.to, len(one.missing)) for one in case_queries.next_steps(number=number)] == [("ban", 1), ("closed", 1), ("transferred", 1)]
    reach(number, "deadline_missed")
    step(people, number, "ban")
    reach(number, "ban_announced", "claims_closed", "audit_reported", "plan_approved_by_court", "repayment_complete")
    step(people, number, "claims", "plan", "repayment", "report")
    (clock,) = case_queries.clocks(number=number, today=TODAY)
    assert (clock.name, clock.count, clock.unit, clock.working_days_left) == ("report", 30, "working_days", 30)


def test_a_milestone_counts_once_and_can_be_taken_back(people: dict[str, int]) -> None:
    number = investigated(people)
    step(people, number, "investigation", "determination")
    reach(number, "determination_settled", "determination_settled")
    assert len([one for one in case_queries.events(number=number) if one.reference == "test:1"]) == 1
    said = {"milestone": "determination_settled", "reference": "test:1", "actor": "east", "at": AT}
    case_operations.retract(number=number, reason="意见书撤回", **said)  # type: ignore[arg-type]
    refused_step(people, number, "rectification", "还缺")
    with pytest.raises(NotAllowed):
        case_operations.retract(number=number, reason="再撤", **said)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        reach(number, "moon_landed")


def test_the_end_is_decided_by_another(people: dict[str, int]) -> None:
    number = closing(people)
    refused_step(people, number, "unfounded", "另一位有权人员")
    for who in ("east", "east2", "west"):
        with pytest.raises(NotAllowed):
            case_operations.decide_step(number=number, agreed=True, reason="", officer_id=people[who], at=AT)
    case_operations.decide_step(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)
    ended = facts(people, number)
    assert (ended.state, ended.step, ended.outcome, ended.ended_at) == ("ended", "unfounded", "不构成", AT)
    refused_step(people, number, "investigation", "已办结")
    with pytest.raises(NotAllowed):
        reach(number, "notice_served")


def test_what_was_proposed_is_looked_at_again_when_it_is_decided(people: dict[str, int]) -> None:
    number = closing(people)
    case_operations.retract(number=number, milestone="determination_settled", reference="test:1", reason="撤回", actor="east", at=AT)
    with pytest.raises(NotAllowed) as refusal:
        case_operations.decide_step(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)
    assert "还缺" in refusal.value.reason.zh
    case_operations.decide_step(number=number, agreed=False, reason="先补认定", officer_id=people["head"], at=AT)
    assert (facts(people, number).state, case_queries.waiting_step(number=number)) == ("open", None)


def test_a_proposal_can_be_withdrawn_by_whoever_made_it(people: dict[str, int]) -> None:
    number = closing(people)
    with pytest.raises(NotAllowed):
        case_operations.withdraw_step(number=number, officer_id=people["east2"], at=AT)
    case_operations.withdraw_step(number=number, officer_id=people["east"], at=AT)
    assert case_queries.waiting_step(number=number) is None


def test_two_officers_on_one_page_cannot_overwrite_each_other(people: dict[str, int]) -> None:
    number = investigated(people)
    seen = facts(people, number).version
    case_operations.advance(number=number, to="investigation", reason="", officer_id=people["east"], at=AT, version=seen)
    with pytest.raises(NotAllowed) as refusal:
        case_operations.advance(number=number, to="determination", reason="", officer_id=people["east2"], at=AT, version=seen)
    assert "east" in refusal.value.reason.zh
    assert facts(people, number).step == "investigation"


def test_only_who_is_assigned_or_decides_takes_steps(people: dict[str, int]) -> None:
    number = case(people)
    refused_step(people, number, "investigation", "不是本案的承办人员", who="east2")
    refused_step(people, number, "investigation", "不在您的辖区", who="west")
    refused_step(people, number, "investigation", "还缺", who="head")


def test_a_clock_stands_still_and_runs_on(people: dict[str, int]) -> None:
    number = case(people)
    said = {"number": number, "name": "answer", "actor": "east", "at": AT}
    day = date(2026, 11, 2)
    start = {"title": Text("答复", "answer"), "from_on": day, "count": 5, "unit": Unit.WORKING_DAYS, "basis": "试"}
    assert case_operations.start_clock(**said, **start) == date(2026, 11, 9)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        case_operations.start_clock(**said, **start)  # type: ignore[arg-type]
    case_operations.suspend_clock(**said, from_on=date(2026, 11, 4), reason="送鉴定", basis="鉴定期间")  # type: ignore[arg-type]
    (standing,) = case_queries.clocks(number=number, today=date(2026, 11, 20))
    assert (standing.state, standing.working_days_left, standing.late) == ("suspended", None, False)
    assert case_queries.clocks_due(officer_id=people["east"], today=day, until=date(2027, 1, 1)) == []
    assert case_operations.resume_clock(**said, on=date(2026, 11, 11)) == date(2026, 11, 16)  # type: ignore[arg-type]
    due = case_queries.clocks_due(officer_id=people["east"], today=date(2026, 11, 18), until=date(2026, 11, 30), mine=True)
    assert [(one.number, one.late, one.working_days_left) for one in due] == [(number, True, -2)]
    assert case_queries.clocks_due(officer_id=people["west"], today=day, until=date(2026, 11, 30)) == []
    case_operations.stop_clock(**said, on=date(2026, 11, 18), outcome="")  # type: ignore[arg-type]
    assert "逾期后停止" in case_queries.events(number=number)[0].text.zh
    with pytest.raises(NotAllowed):
        case_operations.stop_clock(**said, on=day, outcome="")  # type: ignore[arg-type]


def test_a_penalty_clock_starts_with_the_case_and_stops_with_the_decision(people: dict[str, int]) -> None:
    number = case(people, case_type="licensed_body_breach")
    (clock,) = case_queries.clocks(number=number, today=TODAY)
    assert (clock.name, clock.unit, clock.due_on) == ("decision_term", "days", date(2027, 2, 1))
    assert clock.due_on - TODAY >= timedelta(days=90)
    reach(number, "two_investigators", "prior_notice_served", "hearing_settled", "legal_review_passed", "decision_served")
    step(people, number, "investigation", "prior_notice", "decision", "enforcement")
    assert case_queries.clocks(number=number, today=TODAY)[0].state == "stopped"


def test_rooms_write_on_the_timeline_and_everything_is_in_the_trail(people: dict[str, int]) -> None:
    number = case(people)
    case_operations.note_event(number=number, kind="paper_issued", text=Text("发文", "issued"), reference="paper:1", actor="east", at=AT)
    newest = case_queries.events(number=number)[0]
    assert (newest.kind, newest.text.en, newest.reference, newest.actor) == ("paper_issued", "issued", "paper:1", "east")
    assert trail.verify().broken_at is None


def test_rooms_ask_whether_an_officer_may_act(people: dict[str, int]) -> None:
    number = case(people)
    assert case_operations.may_act(number=number, officer_id=people["east2"], at=AT).username == "east2"
    for who, assigned in (("west", False), ("auditor", False), ("east2", True)):
        with pytest.raises(NotAllowed):
            case_operations.may_act(number=number, officer_id=people[who], at=AT, assigned=assigned)
