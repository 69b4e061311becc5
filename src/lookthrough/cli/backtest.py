"""``lookthrough flows backtest``: what the rules find on a ledger whose truth is known."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lookthrough.cli.output import answer, json_option

if TYPE_CHECKING:
    from lookthrough.flows.backtesting import BackTest, Rate
    from lookthrough.flows.pooling import Pooled

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("ledger", type=_FILE)
@click.option("--truth", type=_FILE, required=True, help="rule, subject_type, subject_id, from_date, to_date?, kind (guilty|innocent)")
@click.option("--out", type=_FILE, required=True, help="Folder for backtest.json, four plots and the run.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what came later.")
@click.option("--method", type=click.Choice(["specific", "pro_rata", "fifo"]), default="specific", show_default=True)
@click.option("--officers", default=1, show_default=True, type=click.IntRange(1), help="Officers who share the alerts.")
@json_option
def backtest(ledger: Path, truth: Path, out: Path, as_of: datetime | None, method: str, officers: int, as_json: bool) -> None:
    """Recall, precision, lead time before collapse, and alerts an officer and day.

    Example: lookthrough flows backtest var/ledgers/sample --truth var/ledgers/sample/truth.parquet --out /tmp/backtest
    """
    from lookthrough.flows.backtest_pictures import write_pictures
    from lookthrough.flows.backtesting import backtest as hold_against

    found = hold_against(ledger=ledger, truth=truth, out=out, officers=officers, method=method, as_of=as_of.date() if as_of else None)
    document = found.document()
    (out / "backtest.json").write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    write_pictures(found, out)
    answer(document, as_json=as_json, lines=lambda: _lines(found, out))


def _lines(found: BackTest, out: Path) -> list[str]:
    return [
        *lines_of(found),
        f"{found.alerts_an_officer_and_day} alerts an officer and working day ({found.working_days} days, {found.officers} officers)",
        f"→ {out}",
    ]


def lines_of(found: BackTest | Pooled) -> list[str]:
    """Return what was found of the guilty, rule by rule, how early, and what it cost the honest, a line each."""
    rules = [
        f"{one.rule:<26}{one.status:<14} guilty {one.guilty:>4}  innocent {one.innocent:>6}  "
        f"recall {_words(one.recall)}  precision {_words(one.precision)}"
        for one in found.rules
    ]
    return [
        *rules,
        f"lead ≥ 60 days before collapse {_words(found.lead_at_least_60_days)}",
        f"honest with a high finding {_words(found.honest_with_grave_finding)}",
    ]


def _words(rate: Rate) -> str:
    return "–" if rate.share is None else f"{rate.share:.1%} ({rate.of}/{rate.cases}; {rate.low:.1%}–{rate.high:.1%})"
