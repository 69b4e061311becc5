"""Real platforms of 2017 and what became of them: the scorecard that nothing was taught, and a model on platforms it had not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.risk.backtesting import backtest
from lookthrough.risk.learned.training import lead_of, read_lesson
from lookthrough.risk.learned.validating import validate

pytestmark = [pytest.mark.real_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def files(real_data: Path) -> tuple[Path, Path]:
    return real_data / "p2p/monthly_2017-01_2017-06.csv.gz", real_data / "p2p/outcome_2017-07_2019-01.csv.gz"


def test_the_scorecard_sets_those_that_failed_apart(files: tuple[Path, Path]) -> None:
    found, _ = backtest(source=files[0], outcomes=files[1])
    assert (found.judged, found.failed) == (304, 92)
    assert found.auc.auc is not None
    assert found.auc.auc >= 0.65
    alone = [one.auc for one in found.indicators.values() if one.auc is not None]
    assert found.auc.auc > max(alone)  # better than the best single figure


def test_a_model_does_so_on_platforms_it_had_not_seen(files: tuple[Path, Path]) -> None:
    lesson = read_lesson(source=files[0], outcomes=files[1])
    found = validate(lesson.values, lesson.failed, lead=lead_of(lesson.scorecard), seeds=range(2))
    assert found.of("all").mean >= 0.70
    assert found.brier < found.brier_of_the_mean
