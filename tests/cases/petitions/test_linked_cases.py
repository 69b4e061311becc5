"""A petition that is linked to a case: a longer period moves the case's clock too, and a case that is over does not stop the reply."""

from __future__ import annotations

from datetime import date

import pytest

from cases.filing import case, investigated
from cases.petitions.desk import LATER, arrived, crowd
from lookthrough.cases import case_operations, case_queries, handover_operations, merge_operations
from lookthrough.cases.petitions import operations, reply_operations
from registry.working import AT, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


def tell(people: dict[str, int], number: str, wording: str) -> int:
    return reply_operations.tell(number=number, wording=wording, officer_id=people["east"], at=LATER)


def linked(people: dict[str, int], case_number: str) -> str:
    number = arrived(people)
    crowd(people, number)
    operations.link_case(number=number, case_number=case_number, officer_id=people["east"], at=LATER)
    return number


def granted(people: dict[str, int], number: str) -> date | None:
    reply_operations.ask_longer(number=number, reason="账册三百余卷", officer_id=people["east"], at=LATER)
    return reply_operations.decide_longer(number=number, agreed=True, decision="", officer_id=people["head"], at=LATER)


def ends(number: str) -> date:
    (clock,) = case_queries.clocks(number=number, today=AT.date())
    return clock.due_on


def test_a_longer_period_moves_the_clock_of_the_linked_case_and_back(people: dict[str, int]) -> None:
    about = case(people, case_type="petition")
    case_operations.advance(number=about, to="accepted", reason="", officer_id=people["east"], at=LATER)
    number, before = linked(people, about), ends(about)
    accepted = tell(people, number, "accepted")
    longest = granted(people, number)
    assert longest is not None
    assert before < ends(about) <= longest  # the desk counts on from a day of rest that had moved
    operations.unlink_case(number=number, reason="关联错了", officer_id=people["east"], at=LATER)
    assert ends(about) == before
    operations.link_case(number=number, case_number=about, officer_id=people["east"], at=LATER)
    assert ends(about) > before
    reply_operations.take_back(number=number, reply_id=accepted, reason="误受理", officer_id=people["east"], at=LATER)
    assert ends(about) == before


def test_a_case_without_that_clock_is_left_alone(people: dict[str, int]) -> None:
    number = linked(people, case(people))
    tell(people, number, "accepted")
    assert granted(people, number) is not None


def ended(people: dict[str, int]) -> str:
    number = investigated(people)
    case_operations.advance(number=number, to="investigation", reason="", officer_id=people["east"], at=AT)
    handover_operations.send(number=number, to_kind="police", to_body="公安局", reason="涉罪", officer_id=people["east"], at=AT)
    handover_operations.receive(number=number, their_number="公1", on=AT.date(), officer_id=people["east"], at=AT)
    case_operations.propose_step(number=number, to="transferred", reason="已移送", officer_id=people["east"], at=AT)
    case_operations.decide_step(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)
    return number


def test_petitioners_are_answered_though_the_linked_case_is_over(people: dict[str, int]) -> None:
    about = investigated(people)
    number = linked(people, about)
    tell(people, number, "accepted")
    other = case(people)
    merge_operations.merge(number=about, into=other, reason="同一主体", officer_id=people["head"], at=AT)
    reply = tell(people, number, "handled")
    assert "reply_given" in case_queries.milestones(number=other)
    reply_operations.take_back(number=number, reply_id=reply, reason="有误", officer_id=people["east"], at=LATER)
    assert "reply_given" not in case_queries.milestones(number=other)


def test_petitioners_are_answered_though_the_linked_case_has_ended(people: dict[str, int]) -> None:
    about = ended(people)
    number = linked(people, about)
    tell(people, number, "accepted")
    reply = tell(people, number, "handled")
    assert case_queries.events(number=about)[0].kind == "petition_replied"
    reply_operations.take_back(number=number, reply_id=reply, reason="有误", officer_id=people["east"], at=LATER)
    operations.unlink_case(number=number, reason="关联错了", officer_id=people["east"], at=LATER)
