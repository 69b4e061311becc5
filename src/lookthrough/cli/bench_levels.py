"""``lookthrough bench levels``: how well levels foretell what becomes of generated firms and institutions of seeds nobody has looked at."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lookthrough import __version__
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.output import answer, json_option, say

_CONDUCTS = ("ponzi_payout", "client_money_diversion", "withdrawal_slowdown")  # those that end in collapse, and two beside them

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lookthrough.risk.backtesting import BackTest


def _seeds(_context: click.Context, _option: click.Parameter, given: str) -> list[int]:
    try:
        return [int(one) for one in given.split(",") if one.strip()]
    except ValueError:
        raise click.BadParameter("whole numbers, parted by commas") from None


@click.command()
@click.option("--seeds", default="501,502,503,504,505", show_default=True, callback=_seeds, help="Cities of firms, one a seed.")
@click.option("--firms", default=400, show_default=True, type=click.IntRange(20), help="Firms a city.")
@click.option("--months", default=18, show_default=True, type=click.IntRange(6, 60))
@click.option(
    "--ledger-seeds", default="", callback=_seeds, help="Also simulate a ledger a seed, look through it and test institutions' levels."
)
@click.option("--institutions", default=40, show_default=True, type=click.IntRange(8), help="Institutions a ledger.")
@click.option("--officers", default=1, show_default=True, type=click.IntRange(1), help="Officers who share the alerts.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/levels.json"), show_default=True)
@json_option
def levels(
    seeds: list[int], firms: int, months: int, ledger_seeds: list[int], institutions: int, officers: int, out: Path, as_json: bool
) -> None:
    """Back-test levels on generated data: AUC, precision and recall, lead time, alerts an officer and day at 90 % recall.

    Example: lookthrough bench levels --seeds 501,502 --firms 200
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-levels-") as folder:
        document: dict[str, Any] = {"lookthrough": __version__, "machine": machine(), "generated": True}
        document["enterprise"] = _of_firms(Path(folder), seeds, firms, months, officers)
        if ledger_seeds:
            document["institutions"] = _of_institutions(Path(folder), ledger_seeds, institutions, officers)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    answer(document, as_json=as_json, lines=lambda: _words(document, out))


def _of_firms(place: Path, seeds: Sequence[int], firms: int, months: int, officers: int) -> dict[str, Any]:
    from lookthrough.risk.backtesting import backtest
    from lookthrough.sample.returns_measured import write_measured

    say(f"{len(seeds)} × {firms} firms over {months} months …")
    monthly, outcomes = write_measured(seeds=seeds, firms=firms, months=months, out=place / "firms")
    found, _ = backtest(source=monthly, outcomes=outcomes, scorecard="enterprise", officers=officers)
    return {"seeds": list(seeds), "firms": firms * len(seeds), "months": months, **_figures(found)}


def _of_institutions(place: Path, seeds: Sequence[int], institutions: int, officers: int) -> dict[str, Any]:
    from lookthrough.risk.backtesting import backtest

    monthly, outcomes = place / "institutions.csv", place / "institution-outcomes.csv"
    rows: list[dict[str, str]] = []
    with outcomes.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("platform", "problem_on", "failed"))
        for seed in seeds:
            found, became = _one_ledger(place, seed, institutions)
            rows += found
            writer.writerows(became)
    with monthly.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), restval="")
        table.writeheader()
        table.writerows(rows)
    cards = {
        card: backtest(source=monthly, outcomes=outcomes, scorecard=card, officers=officers)[0] for card in ("money", "platform", "omens")
    }
    return {"seeds": list(seeds), "institutions": institutions * len(seeds), **{card: _figures(found) for card, found in cards.items()}}


def _one_ledger(place: Path, seed: int, institutions: int) -> tuple[list[dict[str, str]], list[tuple[str, str, int]]]:
    """Return the months of a simulated ledger's institutions and what became of them, ids marked by the seed."""
    import pyarrow.parquet as pq

    from lookthrough.flows.backtesting import COLLAPSE
    from lookthrough.flows.run import run_ledger
    from lookthrough.risk.ledger_months import write_months
    from lookthrough.sample.operations import simulate

    say(f"a ledger of {institutions} institutions, seed {seed} …")
    ledger, run, months = place / f"ledger-{seed}", place / f"run-{seed}", place / f"months-{seed}.csv"
    simulate(institutions=institutions, days=365, seed=seed, bad_share=0.4, out=ledger, rules=_CONDUCTS)
    run_ledger(ledger=ledger, out=run)
    write_months(ledger=ledger, out=months, run=run)
    with months.open(encoding="utf-8", newline="") as file:
        rows = [row | {"platform": f"{seed}-{row['platform']}"} for row in csv.DictReader(file)]
    truth = [row for row in pq.read_table(ledger / "truth.parquet").to_pylist() if row["subject_type"] == "institution"]
    ends = {row["subject_id"]: row["from_date"] for row in truth if row["rule"] == COLLAPSE}
    ids = sorted({row["subject_id"] for row in truth})
    return rows, [(f"{seed}-{one}", ends[one].isoformat() if one in ends else "", int(one in ends)) for one in ids]


def _figures(found: BackTest) -> dict[str, Any]:
    """Return what a head of office asks: how well it sorts, what the levels mean, how early, how much work."""
    leads = sorted(one.days for one in found.leads if one.days is not None)
    document = found.document()
    wanted = ("judged", "failed", "without_score", "auc", "average_precision", "first", "levels", "lead_at_least_60_days", "work")
    return {name: document[name] for name in wanted} | {
        "failed_with_a_day": len(found.leads), "warned_in_time": len(leads), "lead_days_median": leads[len(leads) // 2] if leads else None,
        "lead_days_quarter": leads[len(leads) // 4] if leads else None, "curve": document["curve"],
    }  # fmt: skip


def _words(document: dict[str, Any], out: Path) -> list[str]:
    lines = _lines("enterprise", document["enterprise"])
    for card in ("money", "platform", "omens") if "institutions" in document else ():
        lines += _lines(card, document["institutions"][card])
    return [*lines, f"→ {out}"]


def _lines(name: str, found: dict[str, Any]) -> list[str]:
    area, work = found["auc"], found["work"]
    head = f"{name}: {found['judged']} judged, {found['failed']} failed"
    if not found["failed"]:
        return [head]
    return [
        f"{head}; AUC {area['auc']:.3f} ({area['low']:.3f}–{area['high']:.3f}), average precision {found['average_precision']:.3f}",
        f"  warned {found['warned_in_time']} of {found['failed_with_a_day']}, median {found['lead_days_median']} days before; "
        f"at 90 % recall precision {work['precision']['share'] or 0:.2f}, {work['alerts_an_officer_and_day']} alerts an officer and day",
    ]
