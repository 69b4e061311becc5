"""Leads and cases of two districts, made as officers make them, for the stories of this room and of the rooms beside it."""

from __future__ import annotations

from lookthrough.cases import case_operations, case_queries, lead_decisions, lead_operations, officer_operations
from lookthrough.cases.case_queries import CaseFacts
from registry.working import AT

FIRM, NAME = "91330302MA0000001X", "东区某投资有限公司"


def lead(people: dict[str, int], **more: object) -> str:
    """Open a lead of the east about one firm."""
    given: dict[str, object] = {
        "source": "finding", "title": "承诺高息吸收资金", "text": "门店张贴年化18%的海报", "subject_type": "company", "subject_id": FIRM,
        "subject_name": NAME, "region_code": "330302", "officer_id": people["east"], "at": AT,
    }  # fmt: skip
    return lead_operations.open_lead(**(given | more))  # type: ignore[arg-type]


def case_from_lead(people: dict[str, int], number: str = "", case_type: str = "illegal_fundraising") -> str:
    """Have the east propose a case and the head decide for it."""
    number = number or lead(people)
    said = {"kind": "case", "case_type": case_type, "reason": "涉嫌面向不特定对象吸收资金"}
    lead_operations.propose(number=number, officer_id=people["east"], at=AT, **said)  # type: ignore[arg-type]
    return lead_decisions.decide(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)


def case(people: dict[str, int], case_type: str = "illegal_fundraising", region_code: str = "330302", subject_id: str = FIRM) -> str:
    """Open a case that the east proposed."""
    return case_operations.open_case(
        case_type=case_type, title="某投资公司涉嫌非法集资", region_code=region_code, subject_type="company", subject_id=subject_id,
        subject_name=NAME, proposed_by=people["east"], officer_id=people["head"], at=AT,
    )  # fmt: skip


def investigated(people: dict[str, int]) -> str:
    """Open a case and name a second investigator."""
    number = case(people)
    officer_operations.name_officer(number=number, to_officer_id=people["east2"], part="investigator", officer_id=people["east"], at=AT)
    return number


def facts(people: dict[str, int], number: str, who: str = "head") -> CaseFacts:
    """Return a case as somebody sees it."""
    found = case_queries.case(number=number, officer_id=people[who])
    assert found is not None
    return found
