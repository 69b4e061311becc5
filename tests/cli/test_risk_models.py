"""``risk train``, ``risk score --model`` and ``risk backtest`` as an analyst uses them, on made-up platforms."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lookthrough.cli.main import root
from lookthrough.kernel.files import FileRefused
from platform_builders import write_platforms


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_platforms(tmp_path_factory.mktemp("platforms"), platforms=100)


def _ask(*words: object) -> Result:
    return CliRunner().invoke(root, ["risk", *map(str, words)], catch_exceptions=False)


def test_a_model_is_taught_scores_and_is_held_against_what_came(files: tuple[Path, Path], tmp_path: Path) -> None:
    monthly, outcomes = files
    taught = _ask("train", monthly, "--outcomes", outcomes, "--out", tmp_path / "model", "--divisions", 1, "--json")
    assert json.loads(taught.stdout)["taught_by"]["subjects"] == 100
    scored = _ask("score", monthly, "--model", tmp_path / "model", "--out", tmp_path / "scores.csv", "--json")
    assert json.loads(scored.stdout)["subjects"] == 100
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[:6] == ["platform", "as_of", "score", "level", "contributions", "model"]
    tested = _ask("backtest", monthly, "--outcomes", outcomes, "--model", tmp_path / "model", "--out", tmp_path / "test", "--json")
    found = json.loads(tested.stdout)
    assert found["taught_by"] == 100
    assert json.loads((tmp_path / "test" / "backtest.json").read_text(encoding="utf-8"))["auc"] == found["auc"]


def test_without_a_model_the_scorecard_is_judged_and_a_person_reads_the_figures(files: tuple[Path, Path], tmp_path: Path) -> None:
    said = _ask("backtest", files[0], "--outcomes", files[1], "--out", tmp_path)
    assert said.exit_code == 0
    assert "AUC" in said.stderr
    assert "alerts an officer and working day" in said.stderr


def test_refused_rows_are_told_and_kept_with_their_place(files: tuple[Path, Path], tmp_path: Path) -> None:
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text(files[1].read_text(encoding="utf-8") + "没有这一家,,0\n平台0001,,perhaps\n", encoding="utf-8")
    said = _ask("backtest", files[0], "--outcomes", outcomes, "--out", tmp_path / "test", "--rejects", tmp_path / "rejects.csv")
    assert said.exit_code == 0
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["column"], row["found"]) for row in rows] == [("102", "failed", "perhaps"), ("101", "platform", "没有这一家")]


def test_a_file_without_outcomes_is_refused_and_nothing_is_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="failed"):
        _ask("train", files[0], "--outcomes", files[0], "--out", tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_place_that_cannot_be_written_is_said_before_the_work_begins(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for command in ("train", "backtest"):
        with pytest.raises(FileRefused, match="cannot be written"):
            _ask(command, files[0], "--outcomes", files[1], "--out", tmp_path / "file" / "folder")


def test_model_and_scorecard_together_are_wrong_usage(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert _ask("score", files[0], "--model", "m", "--scorecard", "platform", "--out", tmp_path / "s.csv").exit_code == 2


def test_a_scorecard_that_there_is_not_is_wrong_usage(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert _ask("backtest", files[0], "--outcomes", files[1], "--scorecard", "no_such", "--out", tmp_path).exit_code == 2
