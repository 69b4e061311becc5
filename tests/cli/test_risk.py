"""The risk command as a person uses it: scores to a file, refusals told, a replay that leaves with 1 when somebody changed the past."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lookthrough.kernel.periods import Month
from lookthrough.risk import score_kept
from lookthrough.risk.score_kept import KnownFact
from lookthrough.risk.score_models import Scoring
from lookthrough.risk.score_operations import SubjectKind, folder_of, score_month

FACTS = "subject_id,month,wages_unpaid_months,fundraising_case_flag\nA,2026-03,4,1\nB,2026-03,0,0\nC,2026-3,0,0\n"


def lookthrough(*said: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lookthrough")), *said]
    return subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)


def test_scores_are_written_and_refused_rows_told(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    out, rejects = tmp_path / "scores.csv", tmp_path / "rejects.csv"

    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(out), "--rejects", str(rejects), "--json")

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["subjects"], said["rejected"], said["month"]) == (2, 1, "2026-03")
    assert "拖欠工资 4 个月" in out.read_text(encoding="utf-8")
    assert "2026-3" in rejects.read_text(encoding="utf-8-sig")


def test_a_file_without_a_subject_is_refused_with_its_place_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("month,wages_unpaid_months\n2026-03,4\n", encoding="utf-8")

    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(tmp_path / "scores.csv"))

    assert done.returncode == 1
    assert "platform" in done.stderr
    assert not (tmp_path / "scores.csv").exists()


def test_a_scorecard_that_there_is_not_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(tmp_path / "s.csv"), "--scorecard", "no_such")
    assert done.returncode == 2


def test_a_scorecard_for_another_kind_refuses_the_subjects_and_says_whom_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(tmp_path / "s.csv"), "--scorecard", "guarantor")
    assert (done.returncode, (tmp_path / "s.csv").exists()) == (1, False)
    assert all(said in done.stderr for said in ("subject_type", "不适用于此类主体", "there is one for institution"))


@pytest.mark.parametrize("out", ["gone/scores.csv", "folder"])
def test_a_place_that_cannot_be_written_is_told_in_words_and_nothing_is_left(tmp_path: Path, out: str) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    (tmp_path / "folder").mkdir()

    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(tmp_path / out))

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "无法写入" in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["facts.csv", "folder"]


def test_a_place_for_refusals_that_cannot_be_written_stops_before_the_scores(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    said = ("--out", str(tmp_path / "scores.csv"), "--rejects", str(tmp_path / "gone" / "rejects.csv"))
    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), *said)
    assert (done.returncode, "Traceback" in done.stderr, (tmp_path / "scores.csv").exists()) == (1, False, False)


def test_columns_that_no_indicator_asks_for_are_named(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("subject_id,month,wages_unpaid_months,wages_unpayed\nA,2026-03,4,4\n", encoding="utf-8")
    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(tmp_path / "scores.csv"), "--json")
    said = json.loads(done.stdout)
    assert (said["columns_read"], said["columns_left"]) == (["wages_unpaid_months"], ["wages_unpayed"])
    assert "wages_unpayed" in done.stderr


def test_an_ending_that_promises_another_format_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    done = lookthrough("risk", "score", str(tmp_path / "facts.csv"), "--out", str(tmp_path / "scores.xlsx"))
    assert done.returncode == 2


@pytest.mark.django_db
def test_a_replay_tells_what_is_the_same_and_what_was_changed(settings: Any, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from lookthrough.cli import store
    from lookthrough.cli.risk import risk

    settings.HOME = tmp_path
    facts = [KnownFact("company", "A", "2026-03", "wages_unpaid_months", 4)]
    score_month(month=Month(2026, 3), facts=facts, subjects=[SubjectKind("company", "A", "", "")], at=datetime(2026, 4, 8, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "open_store", lambda: None)  # the test's store is open already
        sound = CliRunner().invoke(risk, ["replay", "--as-of", "2026-03-31", "--json"])
        (folder_of(Scoring.objects.get().key) / score_kept.FACTS).write_bytes(b"other")
        changed = CliRunner().invoke(risk, ["replay", "--json"])

    assert (sound.exit_code, json.loads(sound.stdout)["same"]) == (0, 1)
    assert (changed.exit_code, json.loads(changed.stdout)["same"]) == (1, 0)
