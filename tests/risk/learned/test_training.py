"""A model is taught, says on its card how far to trust it, is written as plain text, and scores the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from lookthrough.kernel.files import FileRefused
from lookthrough.risk.learned.model import mark, read_model
from lookthrough.risk.learned.score_files import score_file_by_model
from lookthrough.risk.learned.teaching import teach
from lookthrough.risk.learned.training import Trained, lead_of, read_lesson, train
from platform_builders import write_platforms


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_platforms(tmp_path_factory.mktemp("platforms"), platforms=160)


@pytest.fixture(scope="module")
def trained(files: tuple[Path, Path]) -> Trained:
    return train(source=files[0], outcomes=files[1], out=files[0].parent / "model", divisions=1)


def _scores(path: Path) -> list[dict[str, object]]:
    with duckdb.connect() as con:
        found = con.execute("SELECT * FROM read_csv(?)" if path.suffix == ".csv" else "SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_the_card_says_what_it_was_taught_by_and_how_well_it_did_on_platforms_it_had_not_seen(trained: Trained) -> None:
    card = json.loads(trained.paths[1].read_text(encoding="utf-8"))
    assert (card["taught_by"]["subjects"], card["taught_by"]["as_of"]) == (160, "2017-06")
    assert set(card["validation"]["auc"]) == {"anchors", "evidence", "boosting", "all"}
    assert card["validation"]["auc"]["all"]["mean"] > 0.65
    assert card["validation"]["auc"]["all"]["low"] < card["validation"]["auc"]["all"]["mean"] < card["validation"]["auc"]["all"]["high"]
    assert sum(group["subjects"] for group in card["validation"]["reliability"]) == 160
    assert {one["indicator"] for one in card["indicators"]} == set(trained.model.indicators)


def test_neither_the_model_nor_its_card_names_a_platform(trained: Trained) -> None:
    assert all("平台0" not in path.read_text(encoding="utf-8") for path in trained.paths)
    assert trained.model.knew(["平台0001", "another"]).tolist() == [True, False]
    assert mark("平台0001") != mark("平台0002")


def test_the_same_lesson_gives_the_same_bytes(files: tuple[Path, Path], trained: Trained) -> None:
    lesson = read_lesson(source=files[0], outcomes=files[1])
    again = replace(trained.model, taught=teach(lesson.values, lesson.failed, lead=lead_of(lesson.scorecard)))
    assert json.dumps(again.document()) == json.dumps(trained.model.document())


def test_what_is_read_back_scores_as_what_was_taught(files: tuple[Path, Path], trained: Trained) -> None:
    values = read_lesson(source=files[0], outcomes=files[1]).values
    read = read_model(trained.paths[0].parent)
    assert read.scores(values).tolist() == trained.model.scores(values).tolist()
    assert read.name == trained.model.name


def test_a_model_knows_when_an_indicator_is_measured_otherwise_than_when_it_was_taught(trained: Trained) -> None:
    older = replace(trained.model, versions=("another", *trained.model.versions[1:]))
    assert trained.model.changed == ()
    assert older.changed == trained.model.indicators[:1]


def test_reasons_add_up_to_the_score(files: tuple[Path, Path], trained: Trained) -> None:
    values = read_lesson(source=files[0], outcomes=files[1]).values
    odds = trained.model.taught.base + trained.model.contributions(values).sum(axis=1)
    assert 100 / (1 + np.exp(-odds)) == pytest.approx(trained.model.scores(values), abs=1e-3)


def test_scores_of_platforms_it_never_saw_carry_reasons_in_two_languages(trained: Trained, tmp_path: Path) -> None:
    fresh, _ = write_platforms(tmp_path / "fresh", platforms=20, seed=9, prefix="新台")
    outs = [tmp_path / f"scores{number}.parquet" for number in (1, 2)]
    done = [score_file_by_model(source=fresh, out=out, model=trained.model) for out in outs]
    rows = _scores(outs[0])
    assert (done[0].subjects, len(rows), sum(done[0].levels.values())) == (20, 20, 20)
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert all(0 <= float(str(row["score"])) <= 100 and row["model"] == trained.model.name for row in rows)
    first = json.loads(str(rows[0]["contributions"]))[0]
    assert "几率" in first["zh"]
    assert "odds" in first["en"]


def test_a_platform_that_discloses_next_to_nothing_is_insufficient(trained: Trained, tmp_path: Path) -> None:
    file = tmp_path / "sparse.csv"
    file.write_text("platform,month,annual_rate\n稀,2017-06,0.2\n", encoding="utf-8")
    score_file_by_model(source=file, out=tmp_path / "out.csv", model=trained.model)
    assert _scores(tmp_path / "out.csv")[0]["level"] == "insufficient"


def test_months_in_which_the_failure_was_known_teach_nothing(files: tuple[Path, Path], tmp_path: Path) -> None:
    """The figures of a platform that failed in May count up to April, whatever was reported afterwards."""
    outcomes = tmp_path / "outcomes.csv"
    text = files[1].read_text(encoding="utf-8")
    failed = next(line for line in text.splitlines() if line.endswith(",1"))
    name = failed.split(",")[0]
    outcomes.write_text(text.replace(failed, f"{name},2017-05-20,1"), encoding="utf-8")
    lines = files[0].read_text(encoding="utf-8").splitlines()
    known = [line for line in lines if not line.startswith((f"{name},2017-05", f"{name},2017-06"))]
    cut = tmp_path / "cut.csv"
    cut.write_text("\n".join(known) + "\n", encoding="utf-8")
    whole, without = (read_lesson(source=source, outcomes=outcomes) for source in (files[0], cut))
    place = whole.subjects.index(name)
    assert whole.values[place].tolist() == without.values[place].tolist()


def test_too_few_failures_teach_nothing(files: tuple[Path, Path], tmp_path: Path) -> None:
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text("platform,failed\n平台0000,1\n平台0001,0\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="too little to learn from"):
        train(source=files[0], outcomes=outcomes, out=tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda said: said.update(format="another"), id="another format"),
        pytest.param(lambda said: said["indicators"].pop(), id="an indicator taken out"),
        pytest.param(lambda said: said["boosting"]["trees"][0].update(left=[0] * 9), id="a tree that loops"),
        pytest.param(lambda said: said.pop("mix"), id="no mix"),
        pytest.param(lambda said: said["evidence"]["weights"].append(1), id="a weight too many"),
        pytest.param(lambda said: said["mix"].update(height=float("nan")), id="not a number"),
        pytest.param(lambda said: said["indicators"][0].update(name="no_such_indicator"), id="an indicator that there is not"),
    ],
)
def test_a_damaged_model_is_refused_and_never_run(trained: Trained, tmp_path: Path, damage: object) -> None:
    said = json.loads(trained.paths[0].read_text(encoding="utf-8"))
    damage(said)  # type: ignore[operator]
    (tmp_path / "model.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(FileRefused):
        read_model(tmp_path)


def test_what_is_no_model_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(b"\x80\x04pickle")
    for path in (tmp_path, tmp_path / "nowhere.json"):
        with pytest.raises(FileRefused):
            read_model(path)
