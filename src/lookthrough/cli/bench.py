"""``lookthrough bench …``: speed beside a bare scan and a peer, measured in the same run; figures go to ``bench/NAME.json``."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from lookthrough import __version__
from lookthrough.cli.bench_cases import cases
from lookthrough.cli.bench_levels import levels
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.bench_ownership import ownership
from lookthrough.cli.bench_payout import payout
from lookthrough.cli.bench_registry import registry
from lookthrough.cli.bench_risk import risk
from lookthrough.cli.bench_rules import rules as rules_bench
from lookthrough.cli.output import answer, json_option, say

PEER_ROWS = 500_000
SEED = 1


@click.group()
def bench() -> None:
    """Measure speed; seconds are reported, ratios within one run are what counts."""


bench.add_command(cases)
bench.add_command(levels)
bench.add_command(registry)
bench.add_command(ownership)
bench.add_command(payout)
bench.add_command(risk)
bench.add_command(rules_bench)


@bench.command()
@click.option("--transfers", default="2000000,20000000", show_default=True, help="Comma-separated ledger sizes.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/flows.json"), show_default=True)
@click.option("--work", type=click.Path(path_type=Path), help="Keep the generated ledgers here (default: a folder that is deleted).")
@click.option("--rules", default="", help="Comma-separated rule slugs (default: all).")
@click.option("--no-peer", is_flag=True, help="Leave out the comparison with snapml (extra: bench).")
@json_option
def flows(transfers: str, out: Path, work: Path | None, rules: str, no_peer: bool, as_json: bool) -> None:
    """Look through generated ledgers: transfers a second, memory, ratio to a bare scan of the same file and to snapml.

    Example: lookthrough bench flows --transfers 2000000
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-bench-") as folder:
        place = work or Path(folder)
        _run(_ledger(place, 100_000), place / "warm", rules)  # compiles the kernel, so that no size pays for it
        sizes = [_one_size(place, int(size), rules) for size in transfers.split(",")]
        document = {"lookthrough": __version__, "machine": machine(), "rules": rules or "all", "sizes": sizes}
        if not no_peer:
            document["peer"] = _peer(place, rules)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    answer(document, as_json=as_json, lines=lambda: _words(document, out))


def _ledger(place: Path, transfers: int) -> Path:
    """Generate a ledger of about ``transfers``, unless it is there already."""
    folder = place / f"ledger-{transfers}"
    if not (folder / "truth.parquet").is_file():
        from lookthrough.sample.operations import simulate

        say(f"generating {transfers:,} transfers …")
        simulate(institutions=max(4, round(transfers / 7_500)), days=365, seed=SEED, bad_share=0.1, transfers=transfers, out=folder)
    return folder


def _one_size(place: Path, transfers: int, rules: str) -> dict[str, Any]:
    ledger = _ledger(place, transfers)
    rows, scan = _scan(ledger)
    say(f"looking through {rows:,} transfers …")
    seconds, mebibytes = _run(ledger, place / "run", rules)
    return {
        "transfers": rows,
        "seconds": round(seconds, 2),
        "transfers_a_second": round(rows / seconds),
        "peak_mebibytes": mebibytes,
        "bare_scan_seconds": round(scan, 3),
        "ratio_to_bare_scan": round(seconds / scan, 1),
    }


def _scan(ledger: Path) -> tuple[int, float]:
    """Return the rows, and the median seconds of DuckDB reading every column of the transfers once."""
    import duckdb

    from lookthrough.flows.reading import find_files

    files = [str(path) for path in find_files(ledger, "transfers")]
    names = ("transfer_id", "at", "from_account_id", "to_account_id", "amount_fen", "purpose", "product_id", "order_id")
    every = ", ".join(["count(*)", *(f'max("{name}")' for name in names)])
    seconds, rows = [], 0
    for _ in range(3):
        with duckdb.connect() as con:
            begin = time.perf_counter()
            rows = con.execute(f"SELECT {every} FROM read_parquet(?)", [files]).fetchall()[0][0]
            seconds.append(time.perf_counter() - begin)
    return rows, statistics.median(seconds)


_MEASURED = """
import sys
from lookthrough.cli.main import root
root(sys.argv[1:], standalone_mode=False)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _run(ledger: Path, out: Path, rules: str) -> tuple[float, int]:
    """Run ``flows run`` as a process of its own; return its seconds, start-up included, and its peak memory in MiB."""
    begin = time.perf_counter()
    done = subprocess.run(  # noqa: S603  our own interpreter and words
        [sys.executable, "-c", _MEASURED, "flows", "run", str(ledger), "--out", str(out), *(["--rules", rules] if rules else [])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise click.ClickException(f"flows run failed on {ledger}: {done.stderr[-500:]}")
    return seconds, int(done.stdout.split("VmHWM:")[1].split()[0]) // 1024


def _peer(place: Path, rules: str) -> dict[str, Any]:
    """Compare with IBM's Graph Feature Preprocessor (snapml), its defaults on this machine's cores, on the same transfers."""
    try:
        release = version("snapml")
    except PackageNotFoundError:
        return {"snapml": "not installed (extra: bench)"}
    ledger = _ledger(place, PEER_ROWS)
    import duckdb
    import numpy as np
    from snapml import GraphFeaturePreprocessor

    from lookthrough.flows.reading import find_files

    files = [str(path) for path in find_files(ledger, "transfers")]
    with duckdb.connect() as con:
        columns = con.execute(
            "SELECT row_number() OVER () AS id, dense_rank() OVER (ORDER BY from_account_id) AS a, "
            "dense_rank() OVER (ORDER BY to_account_id) AS b, "
            'epoch("at") AS t, amount_fen::DOUBLE AS fen FROM read_parquet(?) ORDER BY t LIMIT ?',
            [files, PEER_ROWS],
        ).fetchnumpy()
    rows = np.ascontiguousarray(np.column_stack([columns[name].astype(np.float64) for name in ("id", "a", "b", "t", "fen")]))
    preprocessor = GraphFeaturePreprocessor()
    preprocessor.set_params({**preprocessor.get_params(), "num_threads": os.cpu_count() or 1})
    begin = time.perf_counter()
    preprocessor.transform(rows)
    theirs = len(rows) / (time.perf_counter() - begin)
    whole, _ = _scan(ledger)
    seconds, _ = _run(ledger, place / "peer", rules)
    return {
        "snapml": release,
        "transfers": len(rows),
        "snapml_transfers_a_second": round(theirs),
        "ours_transfers_a_second": round(whole / seconds),
        "ours_to_snapml": round(whole / seconds / theirs, 2),
        "note": "ours is the whole command with start-up, checks, rules and files; snapml is its transform alone, on numbers in memory",
    }


def _words(document: dict[str, Any], out: Path) -> list[str]:
    lines = [
        f"{size['transfers']:,} transfers: {size['seconds']} s, {size['transfers_a_second']:,}/s, {size['peak_mebibytes']:,} MiB, "
        f"{size['ratio_to_bare_scan']} × the bare scan"
        for size in document["sizes"]
    ]
    peer = document.get("peer", {})
    if "ours_to_snapml" in peer:
        lines.append(
            f"{peer['transfers']:,} transfers: {peer['ours_transfers_a_second']:,}/s, snapml {peer['snapml_transfers_a_second']:,}/s"
        )
    return [*lines, f"→ {out}"]
