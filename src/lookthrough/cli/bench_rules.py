"""``lookthrough bench rules``: recall, precision and lead times over many generated ledgers taken together."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lookthrough import __version__
from lookthrough.cli.backtest import lines_of
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.output import answer, json_option, say

if TYPE_CHECKING:
    from lookthrough.flows.backtesting import BackTest
    from lookthrough.flows.pooling import Pooled

BAD_SHARES = "0.02,0.1,0.3"
DAYS = 365


@click.command()
@click.option("--institutions", default=1_200, show_default=True, type=click.IntRange(4), help="Institutions a ledger.")
@click.option("--bad-shares", default=BAD_SHARES, show_default=True, help="Comma-separated; one ledger a share and seed.")
@click.option("--seeds", default="1", show_default=True, help="Comma-separated first seeds; each further share takes the next.")
@click.option("--transfers", default=3_000, show_default=True, type=click.IntRange(100), help="Transfers an institution.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/rules.json"), show_default=True)
@click.option(
    "--work", type=click.Path(path_type=Path), help="Keep the generated ledgers and runs here (default: a folder that is deleted)."
)
@json_option
def rules(*, institutions: int, bad_shares: str, seeds: str, transfers: int, out: Path, work: Path | None, as_json: bool) -> None:
    """Generate ledgers with known truth, look through each, and say what every rule found of all the guilty.

    Example: lookthrough bench rules --institutions 200 --seeds 31,32
    """
    from lookthrough.flows.pooling import pooled

    tests = []
    with tempfile.TemporaryDirectory(prefix="lookthrough-bench-") as folder:
        for seed in seeds.split(","):
            for further, share in enumerate(bad_shares.split(",")):  # one seed's institutions are the same at every share
                place = (work or Path(folder)) / f"seed-{seed}-bad-{share}"
                tests.append(_one(place, institutions, int(seed) + further, float(share), transfers))
                if work is None:
                    shutil.rmtree(place)
    found = pooled(tests, institutions=institutions * len(tests))
    asked = {"seeds": seeds, "bad_shares": bad_shares, "institutions_a_ledger": institutions, "days": DAYS, "transfers": transfers}
    document = {"lookthrough": __version__, "machine": machine(), "asked": asked, **found.document()}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    answer(document, as_json=as_json, lines=lambda: _lines(found, out))


def _one(place: Path, institutions: int, seed: int, share: float, transfers: int) -> BackTest:
    from lookthrough.flows.backtesting import backtest
    from lookthrough.sample.operations import simulate

    ledger = place / f"ledger-{seed}-{share}"
    if not (ledger / "truth.parquet").is_file():
        say(f"seed {seed}, bad share {share:.0%}: generating {institutions:,} institutions …")
        simulate(institutions=institutions, days=DAYS, seed=seed, bad_share=share, transfers=institutions * transfers, out=ledger)
    say(f"seed {seed}, bad share {share:.0%}: looking through …")
    return backtest(ledger=ledger, truth=ledger / "truth.parquet", out=place / "backtest")


def _lines(found: Pooled, out: Path) -> list[str]:
    return [f"{found.ledgers} ledgers, {found.institutions:,} institutions", *lines_of(found), f"→ {out}"]
