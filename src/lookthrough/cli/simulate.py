"""``lookthrough flows simulate``: a generated ledger with the truth beside it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from lookthrough.cli.output import answer, json_option, progress


@click.command(
    epilog="Example: lookthrough flows simulate --institutions 40 --days 365 --seed 1 --out ledger",
)
@click.option("--institutions", type=click.IntRange(1, 1_000_000), required=True, help="How many institutions.")
@click.option("--days", type=click.IntRange(1, 5_000), required=True, help="How many days.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), required=True, help="Same seed and flags, same bytes.")
@click.option("--bad-share", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Share of institutions that go wrong.")
@click.option(
    "--transfers", type=click.IntRange(1, 2_000_000_000), help="About how many transfers [default: 7,500 an institution and year]."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the ledger.")
@json_option
def simulate(*, institutions: int, days: int, seed: int, bad_share: float, transfers: int | None, out: Path, as_json: bool) -> None:
    """Write a ledger of invented institutions, with truth.parquet saying what truly happened."""
    from lookthrough.sample import operations

    begin = time.perf_counter()
    with progress("模拟账本 simulate", institutions) as advance:
        written = operations.simulate(
            institutions=institutions, days=days, seed=seed, bad_share=bad_share, transfers=transfers, out=out, on_progress=advance
        )
    document: dict[str, Any] = {
        "out": str(out),
        "seed": seed,
        "rows": written.rows,
        "guilty": written.guilty,
        "collapsed": written.collapsed,
    }
    if as_json:
        answer(document, as_json=True)
        return
    seconds = time.perf_counter() - begin
    rows = written.rows["transfers"]
    lines = [
        f"{out}: {rows:,} 笔 transfers, {institutions} 家 institutions, {written.guilty} 家违规 guilty ({seconds:.1f} s, {rows / seconds:,.0f}/s)"
    ]
    answer(document, as_json=False, lines=lambda: lines)
