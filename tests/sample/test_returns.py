"""Returns of the sample area: one seed gives one set of files, troubled firms show before they fail, all come in by the real doors."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.audit import queries as audit
from lookthrough.intake import operations as returns
from lookthrough.intake import queries as intake
from lookthrough.intake import sender_operations
from lookthrough.intake.checking import check_file
from lookthrough.intake.template import template
from lookthrough.intake.who import Who
from lookthrough.kernel.periods import Month
from lookthrough.offices import operations as offices
from lookthrough.offices import queries as office_queries
from lookthrough.risk.backtesting import backtest
from lookthrough.sample.operations import Area, write_area
from lookthrough.sample.returns_content import content_of
from lookthrough.sample.returns_files import write_sheet
from lookthrough.sample.returns_firms import draw_firms
from lookthrough.sample.returns_measured import write_measured
from lookthrough.sample.returns_sending import deliver_returns

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Area:
    """A city of ten institutions, generated once."""
    return write_area(seed=5, home=tmp_path_factory.mktemp("city"), companies=320, institutions=10)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**31 - 1))
def test_the_same_seed_gives_the_same_figures_and_troubled_firms_are_worse_before_they_fail(seed: int) -> None:
    drawn, again = (draw_firms(firms=240, first=Month(2025, 1), months=18, seed=seed) for _ in range(2))
    assert drawn.fates == again.fates
    for department, fields in drawn.fields.items():
        for name, values in fields.items():
            assert np.array_equal(values, again.fields[department][name], equal_nan=True)
            assert values.shape == (240, 18)
            assert not (values < 0).any(), name
    power = drawn.fields["power_company"]
    change = power["power_use_kwh"] / power["power_use_last_year_kwh"]
    ends = {place: (one.problem_on.year - 2025) * 12 + one.problem_on.month - 1 for place, one in enumerate(drawn.fates) if one.problem_on}
    before = [change[place, end - 1] for place, end in ends.items() if 1 <= end <= 18]
    sound = [change[place].mean() for place, one in enumerate(drawn.fates) if one.kind == "sound"]
    assert np.mean(before) < np.mean(sound) - 0.1


def test_every_return_of_the_area_is_read_and_the_same_area_writes_the_same_bytes(area: Area, tmp_path: Path) -> None:
    content = content_of(area, watched=12)
    assert {one.kind for one in content.senders} >= {
        "power_company",
        "tax_bureau",
        "court",
        "microlender",
        "lending_platform",
        "custodian_bank",
    }
    again = content_of(area, watched=12)
    for sheet, other in zip(content.sheets[::7], again.sheets[::7], strict=True):
        if sheet.rows:
            for name, rows in (("a", sheet.rows), ("b", other.rows)):
                write_sheet(tmp_path / name, sheet.template, rows)
            assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
            own = sheet.sender.subject_id if template(sheet.template).subject == "institution" else ""
            checked = check_file(tmp_path / "a", template(sheet.template), today=AT.date(), period=sheet.period, own_subject=own)
            assert not checked.is_wrong, [(one.code, one.column, one.found) for one in checked.troubles]
            assert [row.values.get("month", row.month) for row in checked.rows] == [sheet.period[:7]] * len(sheet.rows)


def test_figures_in_the_file_are_the_figures_to_the_last_fen(area: Area, tmp_path: Path) -> None:
    sheet = next(one for one in content_of(area, watched=12).sheets if one.template == "microlender" and one.rows[0]["outstanding_fen"])
    write_sheet(tmp_path / "m.csv", "microlender", sheet.rows)
    (row,) = check_file(tmp_path / "m.csv", template("microlender"), today=AT.date(), period=sheet.period).rows
    money = [name for name in sheet.rows[0] if name.endswith("_fen")]
    assert {name: row.values[name] for name in money} == {name: sheet.rows[0][name] for name in money}


@pytest.fixture
def clerk(area: Area, db: None, tmp_path: Path, settings: Any) -> Who:
    """The city's offices with an officer, and nothing else in the store."""
    settings.HOME = tmp_path
    city = offices.DemoOffice("市金融局", area.regions[1].code[:4], region_name="市")
    offices.create_demo_officers(city=city, districts=[])
    officer = next(one for one in office_queries.officers() if one.username == "officer")
    return Who(actor="officer", officer_id=officer.officer_id)


def test_the_area_s_returns_come_by_the_real_doors_once(area: Area, clerk: Who) -> None:
    done = deliver_returns(area=area, at=AT, watched=12)
    entries = audit.verify()
    assert deliver_returns(area=area, at=AT, watched=12).senders == 0
    assert audit.verify() == entries

    assert done.states["refused"] == 1
    assert done.states["waiting"] == 1
    assert done.states["accepted"] > 100
    found = intake.submissions(by=clerk, count=1_000)
    assert all(one.is_nil or one.file_name.startswith("演示数据-") for one in found)
    (refused,) = (one for one in found if one.state == "refused")
    assert [line.found for line in refused.receipt.lines if line.level == "wrong"] == ["约12万"]
    (corrected,) = (one for one in found if one.corrects)
    assert corrected.difference
    assert corrected.difference["changed"] == 1
    late = {one.template for one in intake.late(by=clerk, today=AT.date())}
    assert "tax_bureau" in late
    reminded = intake.reminders(by=clerk, count=1_000)
    assert {"soon", "late"} == {one.kind for one in reminded}
    assert returns.remind(at=AT) is not None
    assert returns.remind(at=AT) == []
    assert {one.username for one in done.logins} >= {"power-company-maker", "power-company-checker"}
    assert all(sender_operations.sign_in(username=one.username, password=one.password, at=AT) for one in done.logins[:2])
    truth = area.companies.with_name("returns-truth.csv").read_text(encoding="utf-8").splitlines()
    assert truth[0] == "subject_id,problem_on,failed"
    assert len(truth) == 13


def test_levels_are_measured_on_cities_that_nobody_has_seen(tmp_path: Path) -> None:
    for place in ("one", "two"):
        write_measured(seeds=[901], firms=90, months=8, out=tmp_path / place)
    assert (tmp_path / "one" / "monthly.parquet").read_bytes() == (tmp_path / "two" / "monthly.parquet").read_bytes()
    found, refused = backtest(
        source=tmp_path / "one" / "monthly.parquet", outcomes=tmp_path / "one" / "outcomes.csv", scorecard="enterprise"
    )
    assert not refused
    assert found.judged == 90
    assert 4 <= found.failed <= 20
    assert found.auc.auc is not None
    assert found.auc.auc > 0.7
    assert found.work.recall.share is not None
    assert found.work.recall.share >= 0.9
    assert all(one.days is None or one.failed_on > date(2024, 11, 30) for one in found.leads)
