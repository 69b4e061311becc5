"""A lead: opened once a source, joined where two are about the same, and decided by another than who proposed."""

from __future__ import annotations

import pytest

from cases.filing import FIRM, case, case_from_lead, facts, lead
from lookthrough.audit import queries as trail
from lookthrough.cases import lead_decisions, lead_operations, lead_queries, officer_operations
from lookthrough.cases.lead_queries import LeadFile
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def shown(people: dict[str, int], number: str) -> LeadFile:
    """Return a lead as the east sees it."""
    found = lead_queries.lead(number=number, officer_id=people["east"])
    assert found is not None
    return found


def refused(said: str, **given: object) -> None:
    """Expect that a lead is not opened, for a reason."""
    with pytest.raises(NotAllowed) as refusal:
        lead(**given)  # type: ignore[arg-type]
    assert said in refusal.value.reason.zh


def test_an_officers_finding_is_a_lead_of_the_district_alone(people: dict[str, int]) -> None:
    number = lead(people)
    assert number == f"线{TODAY.year}-0001"
    assert shown(people, number).row.officer_id == people["east"]
    assert lead_queries.lead(number=number, officer_id=people["west"]) is None
    assert [one.number for one in lead_queries.leads(officer_id=people["head"])] == [number]
    refused("不在您的辖区", people=people, officer_id=people["west"])
    refused("角色不能办理", people=people, officer_id=people["analyst"])


def test_an_alert_is_a_lead_once_and_a_transfer_once_by_its_number(people: dict[str, int]) -> None:
    first = lead(people, source="alert", reference="alert:7")
    refused(first, people=people, source="alert", reference="alert:7")
    transfer = {"source": "transfer", "from_body": "市公安局", "their_number": "温公移〔2026〕3号"}
    second = lead(people, **transfer)
    refused(second, people=people, **transfer)
    refused("移送单位", people=people, source="transfer")
    assert lead_queries.lead_from(officer_id=people["east"], source="alert", reference="alert:7").number == first  # type: ignore[union-attr]


def test_a_lead_about_the_same_firm_is_proposed_to_be_joined_and_a_person_decides(people: dict[str, int]) -> None:
    first, second, third = lead(people), lead(people), lead(people)
    assert shown(people, first).to_join is None
    asked = shown(people, second).to_join
    assert asked is not None
    assert (asked.into, asked.proposed_by) == (first, "")
    lead_operations.join(number=second, into=first, reason="同一家门店", officer_id=people["east2"], at=AT)
    lead_operations.keep_apart(number=third, reason="另一项业务", officer_id=people["east"], at=AT)
    assert [one.number for one in shown(people, first).joined] == [second]
    assert (shown(people, second).row.state, shown(people, second).row.joined_into) == ("joined", first)
    assert shown(people, third).to_join is None


def test_what_was_joined_can_be_separated_and_goes_along_when_joined_again(people: dict[str, int]) -> None:
    first, second, third = (lead(people, subject_id=f"{FIRM}{each}") for each in range(3))
    lead_operations.join(number=third, into=second, reason="", officer_id=people["east"], at=AT)
    lead_operations.join(number=second, into=first, reason="", officer_id=people["east"], at=AT)
    assert {one.number for one in shown(people, first).joined} == {second, third}
    lead_operations.separate(number=third, reason="看错了", officer_id=people["east"], at=AT)
    assert shown(people, third).row.state == "open"
    with pytest.raises(NotAllowed):
        lead_operations.join(number=first, into=first, reason="", officer_id=people["east"], at=AT)


def test_whoever_proposes_does_not_decide(people: dict[str, int]) -> None:
    number = lead(people)
    lead_operations.propose(number=number, kind="close", reason="已核实不属实", officer_id=people["head"], at=AT)
    for who in ("head", "east2"):
        with pytest.raises(NotAllowed):
            lead_decisions.decide(number=number, agreed=True, reason="", officer_id=people[who], at=AT)
    lead_decisions.withdraw(number=number, officer_id=people["head"], at=AT)
    lead_operations.propose(number=number, kind="close", reason="已核实不属实", officer_id=people["east"], at=AT)
    assert lead_decisions.decide(number=number, agreed=True, reason="", officer_id=people["head"], at=AT) == ""
    assert shown(people, number).row.state == "closed"
    lead_decisions.reopen_lead(number=number, reason="又有举报", officer_id=people["head"], at=AT)
    assert shown(people, number).row.state == "open"


def test_a_refusal_needs_its_reason_and_leaves_the_lead_open(people: dict[str, int]) -> None:
    number = lead(people)
    lead_operations.propose(number=number, kind="case", case_type="illegal_fundraising", reason="涉嫌", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        lead_decisions.decide(number=number, agreed=False, reason=" ", officer_id=people["head"], at=AT)
    lead_decisions.decide(number=number, agreed=False, reason="证据不足", officer_id=people["head"], at=AT)
    file = shown(people, number)
    assert (file.row.state, file.asked, file.proposals[0].decision) == ("open", None, "证据不足")


def test_a_case_is_made_with_the_lead_and_what_was_joined_to_it(people: dict[str, int]) -> None:
    first, second = lead(people), lead(people)
    lead_operations.join(number=second, into=first, reason="", officer_id=people["east"], at=AT)
    number = case_from_lead(people, first)
    made = facts(people, number)
    assert (made.lead_ids, made.lead_officer, made.step, made.subject_id) == ((first, second), "east", "filed", FIRM)
    assert shown(people, first).row.case_number == number
    with pytest.raises(NotAllowed) as refusal:
        lead_operations.propose(number=first, kind="close", reason="再来", officer_id=people["east"], at=AT)
    assert number in refusal.value.reason.zh
    assert trail.verify().broken_at is None


def test_a_lead_may_be_added_to_a_case_that_is_open(people: dict[str, int]) -> None:
    number, other = case(people), lead(people)
    lead_operations.propose(number=other, kind="into_case", into_case=number, reason="同案", officer_id=people["east"], at=AT)
    assert lead_decisions.decide(number=other, agreed=True, reason="", officer_id=people["head"], at=AT) == number
    assert facts(people, number).lead_ids == (other,)


def test_a_change_on_a_page_that_was_overtaken_is_refused_with_who_made_it(people: dict[str, int]) -> None:
    number = lead(people)
    seen = shown(people, number).row.version
    lead_operations.assign_lead(number=number, to_officer_id=people["east2"], officer_id=people["head"], at=AT, version=seen)
    with pytest.raises(NotAllowed) as refusal:
        lead_operations.assign_lead(number=number, to_officer_id=people["east"], officer_id=people["east"], at=AT, version=seen)
    assert "head" in refusal.value.reason.zh
    assert shown(people, number).row.officer_id == people["east2"]


def test_nobody_takes_a_lead_of_another_district_or_hands_it_on_without_the_right(people: dict[str, int]) -> None:
    number = lead(people)
    for to, by in (("west", "head"), ("east2", "east"), ("analyst", "head")):
        with pytest.raises(NotAllowed):
            lead_operations.assign_lead(number=number, to_officer_id=people[to], officer_id=people[by], at=AT)


def test_whoever_declared_to_be_related_keeps_away_from_leads_about_the_subject(people: dict[str, int]) -> None:
    number = lead(people)
    officer_operations.declare_relation(subject_type="company", subject_id=FIRM, relation="配偶任职", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed) as refusal:
        lead_operations.note_lead(number=number, text="看过", officer_id=people["east"], at=AT)
    assert "有关系" in refusal.value.reason.zh
    refused("有关系", people=people)
    lift = {"subject_type": "company", "subject_id": FIRM, "reason": "已离职", "at": AT}
    with pytest.raises(NotAllowed):
        officer_operations.lift_relation(of_officer_id=people["east"], officer_id=people["east"], **lift)  # type: ignore[arg-type]
    officer_operations.lift_relation(of_officer_id=people["east"], officer_id=people["head"], **lift)  # type: ignore[arg-type]
    lead_operations.note_lead(number=number, text="看过", officer_id=people["east"], at=AT)
    assert shown(people, number).acts[0][2:] == ("noted", "看过")
