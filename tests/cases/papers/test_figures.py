"""The sums of a disposal report come from the books: nobody types them, and a report that the books have left behind is not issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.filing import case
from cases.papers.writing import everything
from cases.repayment.claiming import TODAY, approved_plan, claim, open_case, receive, round_done
from lookthrough.cases.papers import operations, queries
from lookthrough.cases.repayment import claim_operations, deposit_operations, report_figures
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


def repaid(people: dict[str, int], folder: Path) -> str:
    """Pay one of three in full measure; one payment comes back, one claimant has no account."""
    number = open_case(people)
    claim(people, number, 1, 100, 10)
    back = claim(people, number, 2, 100)
    claim(people, number, 3, 200, account="")
    claim_operations.turn_down(
        number=number,
        serial=claim(people, number, 4, 50, confirm=False),
        state="rejected",
        reason="无凭证",
        officer_id=people["east2"],
        at=AT,
    )
    receive(people, number, 200)
    approved_plan(people, number, folder)
    one = round_done(people, number, 200)
    deposit_operations.returned(number=number, round_serial=one, serial=back, on=TODAY, why="注销", officer_id=people["east"], at=AT)
    return number


def test_the_figures_are_those_of_the_books(people: dict[str, int], tmp_path: Path) -> None:
    said = report_figures.figures(number=repaid(people, tmp_path))
    assert "登记债权4笔：确认3笔，异议0笔，不予确认1笔" in said["claims_figures"]
    assert "核定投入400.00元，核定已返还10.00元" in said["claims_figures"].replace(" ", "")
    rounds = said["repayment_figures"].replace(" ", "")
    assert "共执行1轮（第1轮支付100.00元、提存100.00元，清偿至50.0000%）" in rounds
    assert "累计付给1人50.00元，仍在提存1人100.00元，专户余额50.00元" in rounds
    assert "专户收入合计200.00元" in said["assets_figures"].replace(" ", "")


def test_a_report_whose_figures_are_typed_over_or_old_is_refused(people: dict[str, int], tmp_path: Path) -> None:
    number = repaid(people, tmp_path)
    who = {"officer_id": people["east"], "at": AT}
    booked = report_figures.figures(number=number)
    paper = operations.draft(case_number=number, kind="disposal_report", booked=booked, **who)  # type: ignore[arg-type]
    kept = dict(queries.paper(paper_id=paper, officer_id=people["east"]).values)  # type: ignore[union-attr]
    assert kept["repayment_figures"] == booked["repayment_figures"]
    typed = everything("disposal_report")
    version = operations.save(paper_id=paper, values=kept | typed, version=1, **who)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="not what the books say"):
        operations.submit(paper_id=paper, version=version, booked=booked, **who)  # type: ignore[arg-type]
    version = operations.refill(paper_id=paper, version=version, booked=booked, **who)  # type: ignore[arg-type]
    operations.submit(paper_id=paper, version=version, booked=booked, **who)  # type: ignore[arg-type]
    receive(people, number, 1)
    decide = {"paper_id": paper, "agreed": True, "reason": "", "officer_id": people["head"], "at": AT}
    with pytest.raises(NotAllowed, match="in figures"):
        operations.decide(booked=report_figures.figures(number=number), **decide)  # type: ignore[arg-type]
    assert "处报" in operations.decide(booked=booked, **decide)  # type: ignore[arg-type]


def test_a_case_without_claims_needs_no_figures(people: dict[str, int]) -> None:
    assert report_figures.figures(number=case(people)) == {}
