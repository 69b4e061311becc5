"""``lookthrough risk train`` and ``risk backtest``: a model with its card, and how well scores did on what came."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lookthrough.cli.output import answer, json_option, progress, say
from lookthrough.kernel.files import FileRefused, Reject, write_rejects
from lookthrough.kernel.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lookthrough.flows.backtesting import Rate
    from lookthrough.risk.backtesting import BackTest
    from lookthrough.risk.discrimination import Area
    from lookthrough.risk.learned.model import Model
    from lookthrough.risk.learned.training import Trained

_FILE = click.Path(path_type=Path)
_OUTCOMES = "platform, problem_on?, failed (0|1)"


def _known(_context: click.Context, _option: click.Parameter, slug: str | None) -> str | None:
    """Refuse the name of a scorecard that there is not, and say which there are."""
    from lookthrough.risk.scorecard import all_versions

    if slug and slug not in all_versions():
        raise click.BadParameter(f"no scorecard {slug!r}; there are {', '.join(all_versions())}")
    return slug


@click.command()
@click.argument("file", type=_FILE)
@click.option("--outcomes", type=_FILE, required=True, help=_OUTCOMES)
@click.option("--out", type=_FILE, required=True, help="Folder for model.json and card.json (or a name that ends in .json).")
@click.option("--scorecard", callback=_known, help="Whose indicators are weighed (default: those of the subjects' kind).")
@click.option(
    "--divisions", default=20, show_default=True, type=click.IntRange(1), help="How often cross-validation divides the subjects anew."
)
@click.option("--rejects", type=_FILE, help="Where refused rows go, with file, row, column and reason.")
@json_option
def train(file: Path, outcomes: Path, out: Path, scorecard: str | None, divisions: int, rejects: Path | None, as_json: bool) -> None:
    """Teach a model on what became of the subjects; its card says how well it did on subjects it had not seen.

    Example: lookthrough risk train monthly.csv --outcomes outcomes.csv --out model
    """
    from lookthrough.risk.learned.training import train as teach

    _room_for(out)
    room_for_file(rejects)
    with progress("cross-validation", divisions) as advance, writing_to(out):
        trained = teach(source=file, outcomes=outcomes, out=out, scorecard=scorecard, divisions=divisions, advance=advance)
    _refused(trained.rejects, rejects)
    answer(_trained(trained), as_json=as_json, lines=lambda: _trained_lines(trained))


def _trained(trained: Trained) -> dict[str, object]:
    card = trained.card
    return {
        "model": card["model"],
        "taught_by": card["taught_by"],
        "validation": card["validation"],
        "rejected": len(trained.rejects),
        "out": [str(path) for path in trained.paths],
    }


def _trained_lines(trained: Trained) -> list[str]:
    taught, found = trained.card["taught_by"], trained.card["validation"]
    lines = [f"{trained.model.name}: {taught['subjects']} subjects, {taught['failed']} failed, as of {taught['as_of']}"]
    lines += [
        f"{part:<10} AUC {one['mean']:.3f} (spread {one['spread']:.3f} over {one['divisions']} divisions, "
        f"{one['least']:.3f} to {one['most']:.3f}; 95 % interval {one['low']:.3f}–{one['high']:.3f})"
        for part, one in found["auc"].items()
    ]
    lines.append(f"Brier {found['brier']} (telling all the mean: {found['brier_of_telling_all_the_mean']})")
    return [*lines, *(f"→ {path}" for path in trained.paths)]


@click.command()
@click.argument("file", type=_FILE)
@click.option("--outcomes", type=_FILE, required=True, help=_OUTCOMES)
@click.option("--model", type=_FILE, help="A model of `risk train` (default: the scorecard, which nothing was taught).")
@click.option("--scorecard", callback=_known, help="Which scorecard (default: that of the subjects' kind).")
@click.option("--officers", default=1, show_default=True, type=click.IntRange(1), help="Officers who share the alerts.")
@click.option("--out", type=_FILE, required=True, help="Folder for backtest.json and the plots.")
@click.option("--rejects", type=_FILE, help="Where refused rows go, with file, row, column and reason.")
@json_option
def backtest(
    file: Path, outcomes: Path, model: Path | None, scorecard: str | None, officers: int, out: Path, rejects: Path | None, as_json: bool
) -> None:
    """AUC with interval, precision at k, lead time, and alerts an officer and day at 90 % recall.

    Example: lookthrough risk backtest monthly.csv --outcomes outcomes.csv --out /tmp/backtest
    """
    from lookthrough.risk.backtest_pictures import write_pictures
    from lookthrough.risk.backtesting import backtest as hold_against

    _room_for(out)
    room_for_file(rejects)
    learned = model_from(model) if model else None
    found, refused = hold_against(source=file, outcomes=outcomes, model=learned, scorecard=scorecard, officers=officers)
    document = found.document()
    with writing_to(out):
        out.mkdir(parents=True, exist_ok=True)
        (out / "backtest.json").write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
        write_pictures(found, out)
    _refused(refused, rejects)
    answer(document, as_json=as_json, lines=lambda: _lines(found, out))


@contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """Say what cannot be written in place of a traceback."""
    try:
        yield
    except OSError as error:
        raise FileRefused(file=out.name, reason=Text("无法写入", f"cannot be written ({error.strerror})")) from error


def _room_for(out: Path) -> None:
    """Refuse a place that nothing can be written to before the work begins, not after it."""
    place = next(one for one in (out, *out.absolute().parents) if one.exists())
    if (place.is_file() and place != out) or not os.access(place, os.W_OK):
        raise FileRefused(file=out.name, reason=Text("无法写入", f"cannot be written ({place})"))


def room_for_file(out: Path | None) -> None:
    """Refuse a file that cannot be written, before the work begins: a folder bears its name, or its own folder is missing or closed."""
    if out is None:
        return
    if out.is_dir():
        raise FileRefused(file=out.name, reason=Text("无法写入：这是一个文件夹", f"cannot be written: {out} is a folder"))
    if not out.absolute().parent.is_dir():
        reason = Text("无法写入：所在的文件夹不存在", f"cannot be written: there is no folder {out.absolute().parent}")
        raise FileRefused(file=out.name, reason=reason)
    _room_for(out)


def model_from(path: Path) -> Model:
    """Read a model, and say when an indicator is measured otherwise today than when it was taught."""
    from lookthrough.risk.learned.model import read_model

    model = read_model(path)
    if model.changed:
        say(f"measured otherwise since the model was taught: {', '.join(model.changed)}; teach it anew")
    return model


def _refused(found: Sequence[Reject], rejects: Path | None) -> None:
    if rejects:
        write_rejects(rejects, found)
    elif found:
        say(f"{len(found)} rows or values were refused; --rejects FILE tells which and why")


def _lines(found: BackTest, out: Path) -> list[str]:
    work = found.work
    lines = [
        f"{found.model}: {found.judged} subjects judged, {found.failed} failed, {len(found.months)} months",
        f"AUC {_area(found.auc)}",
        *(
            ["of these the model was taught by " + str(found.taught_by) + ": on them it is flattered; see the card"]
            if found.taught_by
            else []
        ),
        *([f"AUC of subjects it never saw {_area(found.auc_unseen)}"] if found.auc_unseen else []),
        *(f"first {one.k:>4}: {_rate(one.found)} failed" for one in found.first),
        *(f"level {level:<12} {_rate(one)} failed" for level, one in found.levels.items()),
        f"lead ≥ 60 days at orange or above {_rate(found.lead_at_least_60_days)}",
    ]
    if work.threshold is not None:
        lines.append(
            f"recall {_rate(work.recall)} from {work.threshold} on: precision {_rate(work.precision)}, "
            f"{work.alerts_an_officer_and_day} alerts an officer and working day ({work.working_days} days, {work.officers} officers)"
        )
    return [*lines, f"→ {out}"]


def _area(one: Area) -> str:
    return "–" if one.auc is None else f"{one.auc:.3f} (95 % interval {one.low:.3f}–{one.high:.3f})"


def _rate(one: Rate) -> str:
    return "–" if one.share is None else f"{one.share:.1%} ({one.of}/{one.cases}; {one.low:.1%}–{one.high:.1%})"


@click.command()
@click.argument("ledger", type=_FILE)
@click.option("--out", type=_FILE, required=True, help="Where the months go: .parquet, .csv or .csv.gz.")
@click.option("--run", type=_FILE, help="A look-through of this ledger (`flows run`): adds how grave the findings of each month were.")
@click.option("--rejects", type=_FILE, help="Where refused rows of the ledger go, with file, row, column and reason.")
@json_option
def months(ledger: Path, out: Path, run: Path | None, rejects: Path | None, as_json: bool) -> None:
    """Reckon from a ledger what its platforms would report each month; `risk score` and `risk backtest` read it.

    Example: lookthrough risk months var/ledgers/sample --out monthly.parquet
    """
    from lookthrough.risk.ledger_months import write_months

    room_for_file(out)
    room_for_file(rejects)
    done = write_months(ledger=ledger, out=out, run=run)
    _refused(done.rejects, rejects)
    answer({"institutions": done.institutions, "months": done.months, "rows": done.rows, "out": str(out)}, as_json=as_json)
