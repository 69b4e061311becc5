"""``lookthrough risk …``: scores with reasons out of monthly indicators, and their replay."""

from __future__ import annotations

import importlib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.kernel.files import write_rejects

if TYPE_CHECKING:
    from lookthrough.risk.score_files import ScoresWritten

# commands that live in modules of their own, loaded when they are called
_ELSEWHERE = {"train": "risk_models", "backtest": "risk_models"}


class _Lazy(click.Group):
    """Brings the commands of other modules in by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*self.commands, *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _ELSEWHERE:
            found: click.Command = getattr(importlib.import_module(f"lookthrough.cli.{_ELSEWHERE[cmd_name]}"), cmd_name)
            return found
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Lazy)
def risk() -> None:
    """How concerned we are about a subject, why, and what would lower it."""


@risk.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the scores go: .parquet, .csv or .csv.gz.")
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
    from lookthrough.risk.score_files import score_file

    if model and scorecard:
        raise click.UsageError("--model or --scorecard, not both")
    day = as_of.date() if as_of else None
    try:
        done = (
            _by_model(file, out, day, model)
            if model
            else score_file(source=file, out=out, as_of=day, scorecard=scorecard, sentences=sentences)
        )
    except LookupError as unknown:
        raise click.UsageError(str(unknown)) from unknown
    if rejects:
        write_rejects(rejects, done.read.rejects)
    elif done.read.rejects:
        say(f"{len(done.read.rejects)} rows were refused; --rejects FILE tells which and why")
    answer(
        {
            "month": str(done.month), "subjects": done.subjects, "levels": done.levels, "scorecards": done.models, "rows": done.read.rows,
            "accepted": done.read.accepted, "repeated": done.read.repeated, "rejected": len(done.read.rejects), "out": str(out),
        },
        as_json=as_json,
    )  # fmt: skip


def _by_model(file: Path, out: Path, as_of: date | None, model: Path) -> ScoresWritten:
    from lookthrough.risk.learned.model import read_model
    from lookthrough.risk.learned.score_files import score_file_by_model

    return score_file_by_model(source=file, out=out, model=read_model(model), as_of=as_of)
