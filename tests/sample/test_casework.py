"""The sample area's casework: every type of case, money repaid to the fen, each room with something in it; once, and from the seed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alert_builders import NOW, hit
from lookthrough.cases import case_queries, lead_queries
from lookthrough.cases.case_type import case_types
from lookthrough.cases.petitions import queries as petitions
from lookthrough.cases.repayment import claim_queries, repayment_queries
from lookthrough.offices import operations as offices
from lookthrough.offices import queries as officers
from lookthrough.risk import operations as risk
from lookthrough.sample.casework.work import work_cases

EAST, WEST = "990102", "990103"
AT = NOW + timedelta(days=240)


@pytest.fixture
def area(db: None, tmp_path: Path, settings: object) -> Path:
    """Return the home of a city of two districts, each with ten firms that have alerts."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    city = offices.DemoOffice("甲市地方金融管理局", "9901", region_name="甲市")
    offices.create_demo_officers(
        city=city, districts=[offices.DemoOffice(f"{code}金融办", code, parent=city.name) for code in (EAST, WEST)]
    )
    firms = {f"C{place:02d}": (EAST, WEST)[place % 2] for place in range(20)}
    subjects = {("company", code): risk.Subject(f"甲市{code}公司", region) for code, region in firms.items()}
    risk.update_alerts(findings=[], hits=[hit(code) for code in firms], as_of=NOW.date(), subjects=subjects)
    return tmp_path


def head() -> int:
    return next(one.officer_id for one in officers.officers() if one.username == "head")


def test_each_type_of_case_stands_somewhere_and_money_was_repaid_to_the_fen(area: Path) -> None:
    made = work_cases(home=area, at=AT, seed=7)
    cases = case_queries.cases(officer_id=head(), state="all")
    assert {one.type for one in cases} == set(case_types())
    assert {one.state for one in cases} == {"open", "ended"}
    assert {one.step for one in cases} >= {"closed", "determination", "rectification", "prior_notice", "claims"}
    whole = next(one for one in cases if one.type == "illegal_fundraising" and one.state == "ended")
    agreed = repayment_queries.reconciliation(number=whole.number)
    assert agreed.sound
    assert (agreed.book_fen, agreed.payments_fen > 0, agreed.deposits_fen > 0) == (0, True, True)
    assert [one.state for one in repayment_queries.rounds(number=whole.number)] == ["executed", "executed"]
    late = claim_queries.file_of(number=whole.number, serial=25)
    assert late
    assert late.row.late
    crowd, letter = sorted(petitions.occasions(officer_id=head(), now=AT), key=lambda one: -one.registered)
    assert (crowd.registered, crowd.stage, letter.registered, letter.stage) == (12, "accepted", 1, "registered")
    assert [one.type for one in cases if petitions.occasions_of_case(case_number=one.number, officer_id=head(), now=AT)] == ["petition"]
    leads = lead_queries.leads(officer_id=head(), state="all")
    assert {one.state for one in leads} == {"open", "joined", "case", "closed"}
    assert work_cases(home=area, at=AT, seed=7) == made == {"leads": len(leads), "cases": len(cases)}, "again, it changes nothing"
