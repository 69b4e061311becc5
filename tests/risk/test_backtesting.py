"""Scores held against what came: the order, the first k, how early, how much work; nothing is counted that was not known beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.periods import Month
from lookthrough.risk.backtest_pictures import lead_groups, write_pictures
from lookthrough.risk.backtesting import Standing, backtest, judge
from lookthrough.risk.outcomes import Outcome
from platform_builders import write_platforms

MONTHS = [Month(2026, number) for number in range(1, 5)]


def _history(*scores: float | None) -> list[Standing]:
    levels = ["insufficient" if score is None else "orange" if score >= 60 else "yellow" if score >= 40 else "none" for score in scores]
    return [Standing(month, score, level) for month, score, level in zip(MONTHS, scores, levels, strict=False)]


def _outcome(name: str, failed_on: date | None = None, *, failed: bool | None = None) -> Outcome:
    return Outcome(name, failed if failed is not None else failed_on is not None, failed_on, 1)


@pytest.fixture
def few() -> dict[str, list[Standing]]:
    return {
        "坏": _history(30, 65, 70, 80),
        "更坏": _history(10, 20, 45, 90),
        "好": _history(5, 5, 5, 5),
        "暗": _history(None),
        "旁": _history(85),
    }


FEW = {
    "坏": _outcome("坏", date(2026, 6, 30)),
    "更坏": _outcome("更坏", date(2026, 5, 10)),
    "好": _outcome("好"),
    "暗": _outcome("暗", failed=True),
}


def test_each_subject_counts_once_as_it_stood_last(few: dict[str, list[Standing]]) -> None:
    found = judge(few, FEW, MONTHS, officers=1)
    assert (found.figures["judged"], found.figures["failed"], found.figures["without_score"]) == (4, 3, 1)
    assert found.scores == {"坏": 80, "更坏": 90, "好": 5}
    assert found.figures["auc"].auc == 1.0


def test_the_first_k_say_how_many_of_them_failed(few: dict[str, list[Standing]]) -> None:
    (two,) = judge(few, FEW, MONTHS, officers=1).figures["first"]
    assert (two.k, two.found.of, two.found.cases) == (2, 2, 2)


def test_lead_time_runs_from_the_first_orange_month_that_lasted(few: dict[str, list[Standing]]) -> None:
    leads = {one.subject: one.days for one in judge(few, FEW, MONTHS, officers=1).figures["leads"]}
    assert leads == {"坏": (date(2026, 6, 30) - date(2026, 2, 28)).days, "更坏": (date(2026, 5, 10) - date(2026, 4, 30)).days}


def test_work_is_what_nine_in_ten_found_cost_and_a_subject_that_stays_makes_one_alert(few: dict[str, list[Standing]]) -> None:
    known = {name: one for name, one in FEW.items() if name != "暗"}
    work = judge(few, known, MONTHS, officers=2).figures["work"]
    assert (work.threshold, work.recall.of, work.recall.cases) == (80, 2, 2)
    assert work.alerts_by_month == {"2026-01": 1, "2026-02": 0, "2026-03": 0, "2026-04": 2}  # one of them about a subject not judged
    assert work.alerts_an_officer_and_day == pytest.approx(3 / work.working_days / 2, abs=1e-3)


def test_where_too_many_that_failed_have_no_score_no_threshold_catches_nine_in_ten(few: dict[str, list[Standing]]) -> None:
    work = judge(few, FEW, MONTHS, officers=1).figures["work"]
    assert (work.threshold, work.alerts) == (None, 0)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_platforms(tmp_path_factory.mktemp("platforms"), platforms=80)


def test_the_scorecard_is_judged_on_a_file_without_being_taught(files: tuple[Path, Path]) -> None:
    found, rejects = backtest(source=files[0], outcomes=files[1])
    assert rejects == []
    assert (found.judged, found.subjects, found.taught_by, len(found.months)) == (80, 80, 0, 6)
    assert found.auc.auc is not None
    assert found.auc.auc > 0.65
    assert found.model.startswith("scorecard:platform@")
    assert found.work.recall.share is not None
    assert found.work.recall.share >= 0.9
    assert sum(one.cases for one in found.levels.values()) == 80


def test_figures_from_after_a_failure_change_nothing(files: tuple[Path, Path], tmp_path: Path) -> None:
    lines = files[1].read_text(encoding="utf-8").splitlines()
    name = next(line for line in lines if line.endswith(",1")).split(",")[0]
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text("\n".join(f"{name},2017-04-02,1" if line.startswith(name) else line for line in lines) + "\n", encoding="utf-8")
    spoiled = tmp_path / "monthly.csv"
    text = files[0].read_text(encoding="utf-8").splitlines()
    head = text[0].split(",")
    for place, line in enumerate(text):
        if line.startswith((f"{name},2017-04", f"{name},2017-05", f"{name},2017-06")):
            values = line.split(",")
            values[head.index("annual_rate")] = "0.9"
            text[place] = ",".join(values)
    spoiled.write_text("\n".join(text) + "\n", encoding="utf-8")
    honest, _ = backtest(source=files[0], outcomes=outcomes)
    after, _ = backtest(source=spoiled, outcomes=outcomes)
    assert honest.document() | {"source": ""} == after.document() | {"source": ""}


def test_the_pictures_are_sound_and_say_what_they_show(files: tuple[Path, Path], tmp_path: Path) -> None:
    found, _ = backtest(source=files[0], outcomes=files[1])
    paths = write_pictures(found, tmp_path)
    assert {path.name for path in paths} == {
        "precision-recall.svg", "levels.svg", "first.svg", "lead-time.svg", "alerts.svg", "indicators.svg",
    }  # fmt: skip
    for path in paths:
        picture = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own picture
        assert picture.get("aria-label")
        assert found.source in path.read_text(encoding="utf-8")


def test_those_without_lead_time_are_counted_too(files: tuple[Path, Path]) -> None:
    found, _ = backtest(source=files[0], outcomes=files[1])
    groups = lead_groups(found.leads)
    assert sum(groups.values()) == len(found.leads) == int(np.sum([one.days is None or one.days >= 0 for one in found.leads]))


def test_outcomes_of_other_platforms_altogether_judge_nothing_and_are_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    others = tmp_path / "others.csv"
    others.write_text("platform,failed\nnobody,1\nno one,0\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="both"):
        backtest(source=files[0], outcomes=others)
