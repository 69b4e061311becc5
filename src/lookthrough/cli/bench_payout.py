"""``lookthrough bench payout``: two rounds over claims on the scale of the largest case, beside a bare scan of the same file."""

from __future__ import annotations

import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from lookthrough import __version__
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.output import answer, json_option, say
from lookthrough.kernel.money import split

SEED = 1
RAISED_FEN = 50_000_000_000_00  # 50,000,000,000.00 yuan
FIRST_FEN, SECOND_FEN = 12_345_678_901_23, 3_210_987_654_32  # what two rounds share out

_MEASURED = """
import sys
from lookthrough.cli.main import root
root(sys.argv[1:], standalone_mode=False)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@click.command()
@click.option("--claims", default=900_000, show_default=True, type=click.IntRange(min=1_000), help="How many claimants.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/payout.json"), show_default=True)
@json_option
def payout(claims: int, out: Path, as_json: bool) -> None:
    """Share out two rounds among generated claimants: whole commands as processes of their own, seconds and peak memory, sums checked.

    Example: lookthrough bench payout --claims 900000
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-bench-") as folder:
        place = Path(folder)
        say(f"generating {claims:,} claims …")
        source = _claims(place / "claims.csv", claims)
        scan = statistics.median(_scan(source) for _ in range(3))
        first = _run(source, place / "first.csv", FIRST_FEN)
        late = _second(source, place / "first.csv", place / "second-claims.csv")
        second = _run(late, place / "second.csv", SECOND_FEN)
        document = {
            "lookthrough": __version__, "machine": machine(), "claims": claims, "raised_fen": RAISED_FEN,
            "bare_scan_seconds": round(scan, 3), "first_round": first, "second_round": second,
            "ratio_to_bare_scan": round(first["seconds"] / scan, 1),
        }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    answer(
        document, as_json=as_json, lines=lambda: [*(_line(document[name], claims) for name in ("first_round", "second_round")), f"→ {out}"]
    )


def _claims(path: Path, count: int) -> Path:
    """Write claims that add up to the raised sum exactly, in no order: sizes as people differ, some net winners, some disputed."""
    draw = random.Random(SEED)  # noqa: S311 - invented people
    raised = split(RAISED_FEN, [int(draw.lognormvariate(10.5, 1.3)) + 100 for _ in range(count)])
    places = list(range(count))
    draw.shuffle(places)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("claimant_key", "contributed_fen", "returned_fen", "disputed"))
        for place in places:
            back = int(raised[place] * (1.1 if draw.random() < 0.02 else 0.4 * draw.random()))
            rows.writerow((f"Q{place:08d}", raised[place], back, int(draw.random() < 0.01)))
    return path


def _second(claims: Path, shares: Path, path: Path) -> Path:
    """Write the claims of the second round: what the first one gave stands beside, and one in fifty came late and had nothing yet."""
    given = {}
    with shares.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            given[row["claimant_key"]] = int(row["paid_fen"]) + int(row["held_fen"])
    with claims.open(encoding="utf-8", newline="") as file, path.open("w", encoding="utf-8", newline="") as new:
        rows = csv.writer(new, lineterminator="\n")
        rows.writerow(("claimant_key", "contributed_fen", "returned_fen", "paid_before_fen", "disputed"))
        for number, row in enumerate(csv.DictReader(file)):
            before = 0 if number % 50 == 0 else given[row["claimant_key"]]
            rows.writerow((row["claimant_key"], row["contributed_fen"], row["returned_fen"], before, row["disputed"]))
    return path


def _scan(path: Path) -> float:
    """Return the seconds of DuckDB reading every column once."""
    import duckdb

    with duckdb.connect() as con:
        begin = time.perf_counter()
        con.execute("SELECT count(*), max(COLUMNS(*)) FROM read_csv(?)", [str(path)]).fetchall()
        return time.perf_counter() - begin


def _run(claims: Path, out: Path, available: int) -> dict[str, Any]:
    """Run one round as a process of its own, start-up included, and check its sums."""
    begin, before = time.perf_counter(), _processor_seconds()
    done = subprocess.run(  # noqa: S603  our own interpreter and words
        [sys.executable, "-c", _MEASURED, "cases", "payout", str(claims), "--available", str(available), "--out", str(out)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds, processor = time.perf_counter() - begin, _processor_seconds() - before
    if done.returncode:
        raise click.ClickException(f"cases payout failed: {done.stderr[-500:]}")
    with out.open(encoding="utf-8", newline="") as file:
        shared = sum(int(row["paid_fen"]) + int(row["held_fen"]) for row in csv.DictReader(file))
    if shared != available:
        raise click.ClickException(f"shared out {shared} fen of {available}")
    return {
        "available_fen": available,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "peak_mebibytes": int(done.stdout.split("VmHWM:")[1].split()[0]) // 1024,
    }


def _processor_seconds() -> float:
    """Return what the processors spent on child processes: on a busy machine it says more than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _line(one: dict[str, Any], claims: int) -> str:
    return (
        f"{claims:,} claims, {one['available_fen']:,} fen: {one['seconds']} s ({one['processor_seconds']} s of processor), "
        f"{one['peak_mebibytes']:,} MiB"
    )
