"""``lookthrough risk …``: scores with reasons out of monthly indicators, and their replay."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lookthrough.cli.lazy import lazy
from lookthrough.cli.output import answer, json_option, say
from lookthrough.kernel.files import write_rejects

if TYPE_CHECKING:
    from lookthrough.risk.score_files import ScoresWritten

if TYPE_CHECKING:
    from lookthrough.risk.score_operations import Replayed

# commands that live in modules of their own, loaded when they are called
_ELSEWHERE = {"train": "risk_models", "backtest": "risk_models", "months": "risk_models", "report": "risk_report"}


@click.group(cls=lazy(_ELSEWHERE))
def risk() -> None:
    """How concerned we are about a subject, why, and what would lower it."""


def _as_table(_context: click.Context, _option: click.Parameter, out: Path) -> Path:
    """Refuse a name whose ending promises what would not be written."""
    if out.suffix and out.suffix not in (".parquet", ".csv", ".gz"):
        raise click.BadParameter(f"{out.name!r}: scores are written as .parquet, .csv or .csv.gz")
    return out


@risk.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), callback=_as_table, help="Where they go: .parquet, .csv, .csv.gz.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d", "%Y-%m"]), help="Score the month of this day (default: the last month in the file)."
)
@click.option("--scorecard", help="One scorecard for all (default: the one for each subject's kind).")
@click.option("--model", type=click.Path(path_type=Path), help="Score by a model of `risk train` in place of the scorecard.")
@click.option("--sentences/--no-sentences", default=None, help="Reasons in words (default: up to 50,000 subjects), else figures alone.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Where refused rows go, with row, column and reason.")
@json_option
def score(
    file: Path,
    out: Path,
    as_of: datetime | None,
    scorecard: str | None,
    model: Path | None,
    sentences: bool | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Score every subject of monthly indicators: points, level and reasons.

    Example: lookthrough risk score monthly.csv --out scores.parquet
    """
    from lookthrough.cli.risk_models import room_for_file
    from lookthrough.risk.score_files import score_file

    if model and scorecard:
        raise click.UsageError("--model or --scorecard, not both")
    for place in (out, rejects):
        room_for_file(place)
    day = as_of.date() if as_of else None
    try:
        done = (
            _by_model(file, out, day, model)
            if model
            else score_file(source=file, out=out, as_of=day, scorecard=scorecard, sentences=sentences)
        )
    except LookupError as unknown:
        raise click.UsageError(f"no such scorecard, or none in force then: {unknown}") from unknown
    if rejects:
        write_rejects(rejects, done.read.rejects)
    elif done.read.rejects:
        say(f"{len(done.read.rejects)} rows were refused; --rejects FILE tells which and why")
    _say_columns(done)
    answer(
        {
            "month": str(done.month), "subjects": done.subjects, "levels": done.levels, "scorecards": done.models, "rows": done.read.rows,
            "accepted": done.read.accepted, "repeated": done.read.repeated, "rejected": len(done.read.rejects), "out": str(out),
            "columns_read": list(done.read.columns), "columns_left": list(done.read.left),
        },
        as_json=as_json,
    )  # fmt: skip


def _say_columns(done: ScoresWritten) -> None:
    """Say when a column was left alone, and when nothing that bears on a level was found: a misspelt name looks like a missing figure."""
    if not done.read.columns:
        say("no column is a figure of any indicator: every subject has insufficient data (docs/levels.md says how columns are named)")
    elif done.read.left:
        say(f"{len(done.read.columns)} columns read; left alone: {', '.join(done.read.left)}"[:1_000])


def _by_model(file: Path, out: Path, as_of: date | None, model: Path) -> ScoresWritten:
    from lookthrough.cli.risk_models import model_from
    from lookthrough.risk.learned.score_files import score_file_by_model

    return score_file_by_model(source=file, out=out, model=model_from(model), as_of=as_of)


@risk.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d", "%Y-%m"]), help="Only the month of this day (default: every month).")
@click.option("--out", type=click.Path(path_type=Path), help="A folder for the scores as replayed.")
@json_option
def replay(as_of: datetime | None, out: Path | None, as_json: bool) -> None:
    """Ask every scoring in the store again and compare the bytes; leaves with 1 if any differs.

    Example: lookthrough risk replay --as-of 2026-03-31
    """
    from lookthrough.cli.store import open_store

    open_store()
    from lookthrough.kernel.periods import Month
    from lookthrough.risk.score_operations import replay as ask_again

    done = ask_again(month=Month.of(as_of.date()) if as_of else None, out=out)
    rows = [asdict(one) for one in done]
    answer({"scorings": len(rows), "same": sum(one.same for one in done), "replayed": rows}, as_json=as_json, lines=lambda: _told(done))
    if not all(one.same for one in done):
        sys.exit(1)


def _told(done: Sequence[Replayed]) -> list[str]:
    lines = [f"{one.month} {one.scorecard} {one.version}: {_verdict(one)}" for one in done]
    return [*lines, f"一致 same {sum(one.same for one in done)} / {len(done)}"]


def _verdict(one: Replayed) -> str:
    if not one.kept:
        return "输入或方法已被改动或缺失 / facts or method were changed or are missing"
    if not one.same:
        return "结果不同 / the scores differ"
    return "逐字节一致 / the same bytes" + ("" if one.method_today else "（指标此后有修订 / indicators have changed since）")
