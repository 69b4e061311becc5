"""A case that repays, made as officers make it, for the stories of this room and of its pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cases.filing import case
from lookthrough.cases.repayment import (
    account_operations,
    claim_operations,
    plan_operations,
    round_operations,
)
from lookthrough.cases.repayment.sealing import Person
from lookthrough.registry.triage_answer_files import SentFile
from registry.working import AT

TODAY = AT.date()
PAPER = SentFile("裁定书.pdf", b"%PDF-1.4 ruling")
YUAN = 100


def person(number: int, **more: str) -> Person:
    """Return an invented claimant; the number is a passport's, so that it needs no check digit."""
    told = {
        "name": f"申报人{number}",
        "number": f"E{number:08d}",
        "phone": f"138{number:08d}",
        "account": f"6222{number:012d}",
        "bank": "某银行",
    }
    return Person(**(told | more))


def open_case(people: dict[str, int]) -> str:
    """Open a case that takes claims."""
    number = case(people)
    claim_operations.open_claims(number=number, closes_on=TODAY + timedelta(days=30), institution_id="i1", officer_id=people["east"], at=AT)
    return number


def claim(people: dict[str, int], number: str, who: int, yuan: int, returned: int = 0, *, confirm: bool = True, **more: str) -> int:
    """Register a claim by one officer and have another confirm it; returns its serial."""
    serial = claim_operations.register(
        number=number,
        person=person(who, **more),
        contributed_fen=yuan * YUAN,
        returned_fen=returned * YUAN,
        officer_id=people["east"],
        at=AT,
    )
    if confirm:
        claim_operations.decide(
            number=number,
            serial=serial,
            contributed_fen=yuan * YUAN,
            returned_fen=returned * YUAN,
            reason="",
            officer_id=people["east2"],
            at=AT,
        )
    return serial


def approved_plan(people: dict[str, int], number: str, folder: Path, base: str = "gross") -> int:
    """Have a plan drafted, checked and approved by the court."""
    version = plan_operations.draft_plan(number=number, base=base, text="按投入比例清退", officer_id=people["east"], at=AT)
    plan_operations.check_plan(number=number, version=version, officer_id=people["east2"], at=AT)
    plan_operations.record_ruling(
        number=number, version=version, court="某区人民法院", ruling="（2026）某01民特1号", ruled_on=TODAY, paper=PAPER, folder=folder,
        officer_id=people["east"], at=AT,
    )  # fmt: skip
    plan_operations.confirm_ruling(number=number, version=version, agrees=True, reason="", officer_id=people["head"], at=AT)
    return version


def receive(people: dict[str, int], number: str, yuan: int) -> None:
    """Let money come into the dedicated account."""
    account_operations.enter(
        number=number, kind="surrender", fen=yuan * YUAN, on=TODAY, text="退缴", reference="", officer_id=people["east"], at=AT
    )


def round_done(people: dict[str, int], number: str, yuan: int) -> int:
    """Draft, check and carry a round out."""
    serial = round_operations.draft_round(number=number, available_fen=yuan * YUAN, officer_id=people["east"], at=AT)
    round_operations.check_round(number=number, serial=serial, officer_id=people["east2"], at=AT)
    round_operations.execute_round(number=number, serial=serial, officer_id=people["east"], at=AT)
    return serial
