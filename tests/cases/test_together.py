"""Many leads or cases at once, and all of it undone while nothing else was changed."""

from __future__ import annotations

import pytest

from cases.filing import FIRM, case, facts, lead
from lookthrough.cases import case_queries, lead_operations, lead_queries, party_operations, sharing_queries, together_operations
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def owners(people: dict[str, int]) -> set[int | None]:
    """Return who looks after the open leads."""
    return {one.officer_id for one in lead_queries.leads(officer_id=people["head"])}


def test_leads_are_assigned_at_once_and_put_back(people: dict[str, int]) -> None:
    numbers = [lead(people, subject_id=f"{FIRM}{each}") for each in range(3)]
    by = {"officer_id": people["head"], "at": AT}
    batch = together_operations.assign_leads(numbers=numbers, to_officer_id=people["east2"], **by)  # type: ignore[arg-type]
    assert owners(people) == {people["east2"]}
    with pytest.raises(NotAllowed):
        together_operations.undo(batch=batch, officer_id=people["east"], at=AT)
    assert together_operations.undo(batch=batch, **by) == 3  # type: ignore[arg-type]
    assert owners(people) == {people["east"]}
    with pytest.raises(NotAllowed):
        together_operations.undo(batch=batch, **by)  # type: ignore[arg-type]


def test_nothing_is_undone_that_was_changed_since_and_nothing_is_done_by_halves(people: dict[str, int]) -> None:
    numbers = [lead(people, subject_id=f"{FIRM}{each}") for each in range(2)]
    batch = together_operations.assign_leads(numbers=numbers, to_officer_id=people["east2"], officer_id=people["head"], at=AT)
    lead_operations.note_lead(number=numbers[1], text="看过", officer_id=people["east2"], at=AT)
    with pytest.raises(NotAllowed) as refusal:
        together_operations.undo(batch=batch, officer_id=people["head"], at=AT)
    assert numbers[1] in refusal.value.reason.zh
    assert owners(people) == {people["east2"]}
    with pytest.raises(NotAllowed):
        together_operations.assign_leads(numbers=[*numbers, "线2026-9999"], to_officer_id=people["east"], officer_id=people["head"], at=AT)
    assert owners(people) == {people["east2"]}


def test_notes_on_many_are_taken_back(people: dict[str, int]) -> None:
    by = {"officer_id": people["east"], "at": AT}
    one, other = lead(people), case(people)
    first = together_operations.note_leads(numbers=[one], text="约谈", **by)  # type: ignore[arg-type]
    second = together_operations.note_cases(numbers=[other], text="约谈", **by)  # type: ignore[arg-type]
    for batch in (first, second):
        together_operations.undo(batch=batch, **by)  # type: ignore[arg-type]
    file = lead_queries.lead(number=one, officer_id=people["east"])
    assert file is not None
    assert "约谈" not in {note for _at, _actor, _kind, note in file.acts}
    assert "约谈" not in {each.text.zh for each in case_queries.events(number=other)}


def test_cases_get_a_lead_officer_at_once_and_get_the_former_back(people: dict[str, int]) -> None:
    numbers = [case(people), case(people, case_type="advertising")]
    batch = together_operations.assign_cases(numbers=numbers, to_officer_id=people["east2"], officer_id=people["head"], at=AT)
    assert {facts(people, one).lead_officer for one in numbers} == {"east2"}
    together_operations.undo(batch=batch, officer_id=people["head"], at=AT)
    assert {(facts(people, one).lead_officer, len(facts(people, one).officers)) for one in numbers} == {("east", 1)}
    assert "two_investigators" not in case_queries.milestones(number=numbers[0])
    with pytest.raises(NotAllowed):
        together_operations.assign_cases(numbers=numbers, to_officer_id=people["east2"], officer_id=people["east"], at=AT)


@pytest.mark.parametrize("numbers", [[], [f"线2026-{each:04d}" for each in range(201)]])
def test_none_and_too_many_are_refused(people: dict[str, int], numbers: list[str]) -> None:
    with pytest.raises(NotAllowed):
        together_operations.note_leads(numbers=numbers, text="看", officer_id=people["east"], at=AT)


def test_parties_are_named_once_and_taken_off_with_a_reason(people: dict[str, int]) -> None:
    number = case(people)
    said = {"number": number, "subject_type": "company", "subject_id": FIRM, "name": "某投资", "part": "operator", "note": "",
            "officer_id": people["east"], "at": AT}  # fmt: skip
    party_operations.name_party(**said)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        party_operations.name_party(**said)  # type: ignore[arg-type]
    (party,) = sharing_queries.parties(number=number)
    party_operations.take_party_off(number=number, party_id=party.party_id, reason="重名", officer_id=people["east"], at=AT)
    assert sharing_queries.parties(number=number) == []
    assert "重名" in case_queries.events(number=number)[0].text.zh


def test_a_closing_of_many_is_proposed_by_one_and_agreed_by_another(people: dict[str, int]) -> None:
    numbers = [lead(people, subject_id=f"{FIRM}{each}") for each in range(3)]
    east, head = {"officer_id": people["east"], "at": AT}, {"officer_id": people["head"], "at": AT}
    batch = together_operations.propose_to_close(numbers=numbers, reason="不属本办职责", **east)  # type: ignore[arg-type]
    assert together_operations.undo(batch=batch, **east) == 3  # type: ignore[arg-type]
    together_operations.propose_to_close(numbers=numbers[:2], reason="不属本办职责", **east)  # type: ignore[arg-type]
    together_operations.propose_to_close(numbers=numbers[2:], reason="不属本办职责", **head)  # type: ignore[arg-type]
    for who, some in ((east, numbers[:2]), (head, numbers), (head, [*numbers[:2], lead(people)])):  # no right, own, not proposed
        with pytest.raises(NotAllowed):
            together_operations.agree_to_close(numbers=some, **who)  # type: ignore[arg-type]
    assert {one.state for one in lead_queries.leads(officer_id=people["head"], state="all")} == {"open"}
    assert together_operations.agree_to_close(numbers=numbers[:2], **head) == 2  # type: ignore[arg-type]
    assert not set(numbers[:2]) & {one.number for one in lead_queries.leads(officer_id=people["head"])}
