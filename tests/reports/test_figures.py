"""A month asked of the rooms: the month and the one before, this district and no other, as things stood at its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake.sending import power_company
from lookthrough.cases.rescues import committee_operations as committee
from lookthrough.cases.rescues import operations as rescuing
from lookthrough.kernel.periods import Month
from lookthrough.reports.figures import gather
from lookthrough.risk.score_models import Scoring, Standing
from registry.register import firm
from registry.working import EAST, WEST, appoint, ident, settle

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
AT = datetime(2026, 10, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def people(db: None, tmp_path: Path, settings: Any) -> dict[str, int]:
    settings.HOME = tmp_path
    made = appoint()
    settle(tmp_path, firm(1, region_code="330302"), firm(2, region_code="330303"), screen=False)
    return made


def stands(number: int, month: str, level: str, points: float, region: str = "330302") -> None:
    scoring = Scoring.objects.create(
        scorecard="enterprise", version="1", month=month, key=f"{number}{month}", subjects=1, levels={}, scored_at=AT, facts_hash="",
        method_hash="", scores_hash="",
    )  # fmt: skip
    Standing.objects.create(
        subject_type="company", subject_id=ident(number), month=month, scorecard="enterprise", scoring=scoring, region_code=region,
        level=level, score=points, points=points, coverage=0.9,
    )  # fmt: skip


def test_levels_are_those_of_the_district_at_the_end_of_each_month(people: dict[str, int]) -> None:
    stands(1, "2026-09", "red", 90)
    stands(1, "2026-10", "blue", 30)
    stands(2, "2026-10", "blue", 30, "330303")
    east, west = (gather(month=OCTOBER, district=one, as_of=date(2026, 11, 12)) for one in (EAST, WEST))
    assert (east.levels.by_kind, east.levels_before.by_kind) == ({"firm": {"blue": 1}}, {"firm": {"red": 1}})
    assert len(east.eased) == 1
    assert (west.levels.total, west.levels_before.total, west.eased) == (1, 0, ())
    assert (east.place, west.place) == ("东区", "西区")


def test_a_rescue_counts_in_the_month_in_which_it_was_opened_and_stands_until_it_ends(people: dict[str, int]) -> None:
    number = rescuing.open_rescue(
        company_id=ident(1), tier="district", tier_reason="小", situation="难", officer_id=people["east"], at=AT
    )  # fmt: skip
    committee.join(number=number, creditor="甲银行", fen=500, secured=True, officer_id=people["east"], at=AT)
    rescuing.end(number=number, outcome="recovered", text="好了", officer_id=people["east"], at=AT + timedelta(days=20))
    october, november = (gather(month=one, district=EAST, as_of=date(2026, 12, 12)).rescues for one in (OCTOBER, NOVEMBER))
    assert (october.opened, october.under_way, october.ended) == (1, 1, 0)
    assert (november.opened, november.under_way, november.ended) == (0, 0, 1)
    assert (october.rows[0].owed_fen, october.rows[0].ended_on, november.rows[0].ended_on) == (500, "", "2026-11-09")


def test_a_return_that_is_not_there_is_late_by_working_days_until_the_day_asked(people: dict[str, int]) -> None:
    power_company()
    everywhere = gather(month=OCTOBER, district=EAST.__class__("", unplaced=True), as_of=date(2026, 11, 12))
    late = everywhere.returns[0]
    assert (late.came, late.period) == (False, "2026-09")
    assert late.working_days_late > 20
    assert gather(month=OCTOBER, district=WEST, as_of=date(2026, 11, 12)).returns == ()
