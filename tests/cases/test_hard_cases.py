"""What a hurried office does: closes a lead too early, splits what two investigate, lengthens a clock and takes it back."""

from __future__ import annotations

from datetime import date

import pytest

from cases.filing import case, case_from_lead, investigated, lead
from lookthrough.cases import case_operations, case_queries, lead_decisions, lead_operations, merge_operations, officer_operations
from lookthrough.cases.clocks import Unit
from lookthrough.cases.petitions import operations as petitions
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


def closed(people: dict[str, int], number: str) -> None:
    lead_operations.propose(number=number, kind="close", reason="查无此事", officer_id=people["east"], at=AT)
    lead_decisions.decide(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)


def test_a_closed_lead_stays_closed_while_its_alert_is_another_lead(people: dict[str, int]) -> None:
    first = lead(people, source="alert", reference="7")
    closed(people, first)
    second = lead(people, source="alert", reference="7")
    with pytest.raises(NotAllowed, match=second):
        lead_decisions.reopen_lead(number=first, reason="另有线索", officer_id=people["east"], at=AT)
    closed(people, second)
    lead_decisions.reopen_lead(number=first, reason="另有线索", officer_id=people["east"], at=AT)


def test_the_number_of_a_case_is_no_longer_than_numbers_are(people: dict[str, int]) -> None:
    with pytest.raises(NotAllowed, match="at most 24"):
        lead_operations.propose(
            number=lead(people), kind="into_case", into_case="案" * 25, reason="同一事", officer_id=people["east"], at=AT
        )


def split(people: dict[str, int], number: str) -> str:
    also = lead(people, subject_id="", subject_name="另一投资公司")
    lead_operations.propose(number=also, kind="into_case", into_case=number, reason="同一人控制", officer_id=people["east"], at=AT)
    lead_decisions.decide(number=also, agreed=True, reason="", officer_id=people["head"], at=AT)
    return merge_operations.split(
        number=number, title="另案", subject_type="other", subject_id="", subject_name="另一投资公司", leads=[also], reason="分案办理",
        officer_id=people["head"], at=AT,
    )  # fmt: skip


def test_a_case_that_is_split_off_brings_its_two_investigators_and_its_clock(people: dict[str, int]) -> None:
    number = case_from_lead(people, case_type="licensed_body_breach")
    officer_operations.name_officer(number=number, to_officer_id=people["east2"], part="investigator", officer_id=people["east"], at=AT)
    made = split(people, number)
    assert "two_investigators" in case_queries.milestones(number=made)
    assert [one.name for one in case_queries.clocks(number=made, today=AT.date())] == ["decision_term"]
    case_operations.advance(number=made, to="investigation", reason="", officer_id=people["east"], at=AT)


def test_a_merger_that_brings_the_second_investigator_counts(people: dict[str, int]) -> None:
    number, other = investigated(people), case(people)
    assert "two_investigators" not in case_queries.milestones(number=other)
    merge_operations.merge(number=number, into=other, reason="同一主体", officer_id=people["head"], at=AT)
    assert "two_investigators" in case_queries.milestones(number=other)


def test_a_clock_runs_longer_by_its_own_units_over_what_it_stood_still(people: dict[str, int]) -> None:
    number, about = case(people), {"name": "t", "actor": "head", "at": AT}
    case_operations.start_clock(
        number=number, title=Text("期限", "term"), from_on=date(2026, 11, 2), count=10, unit=Unit.WORKING_DAYS, basis="x", **about
    )  # type: ignore[arg-type]
    case_operations.suspend_clock(number=number, from_on=date(2026, 11, 4), reason="鉴定", basis="x", **about)  # type: ignore[arg-type]
    longer = {"number": number, "reason": "案情复杂", "basis": "x", **about}
    with pytest.raises(NotAllowed, match="own units"):
        case_operations.extend_clock(count=5, unit="days", **longer)  # type: ignore[arg-type]
    case_operations.extend_clock(count=5, unit="working_days", **longer)  # type: ignore[arg-type]
    ends = case_operations.resume_clock(number=number, on=date(2026, 11, 6), **about)  # type: ignore[arg-type]
    assert ends == date(2026, 11, 25)  # fifteen working days, two of which stood still
    assert case_operations.extend_clock(count=-5, unit="working_days", **longer) == date(2026, 11, 18)  # type: ignore[arg-type]


def test_days_and_codes_that_no_office_writes_are_refused_not_choked_on(people: dict[str, int]) -> None:
    with pytest.raises(NotAllowed, match="at most 80"):
        lead(people, subject_id="9" * 81)
    with pytest.raises(NotAllowed, match="no calendar"):
        case_operations.start_clock(
            number=case(people), name="t", title=Text("期限", "term"), from_on=date(1, 1, 1), count=3, unit=Unit.WORKING_DAYS, basis="x",
            actor="east", at=AT,
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="no calendar"):
        petitions.open_occasion(
            title="退款", demands="退款", way="visit", persons=3, region_code="330302", arrived_at=AT.replace(year=1), at=AT,
            officer_id=people["east"],
        )  # fmt: skip
