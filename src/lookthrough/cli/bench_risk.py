"""``lookthrough bench risk``: firms scored Parquet to Parquet, one firm with its reasons, beside a bare scan of the same file."""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import click

from lookthrough import __version__
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.output import answer, json_option, say

ROUNDS = 30
_MEASURED = """
import sys
from lookthrough.cli.main import root
root(sys.argv[1:], standalone_mode=False)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@click.command()
@click.option("--firms", default="300000", show_default=True, help="Comma-separated numbers of firms.")
@click.option("--months", default=1, show_default=True, help="Months of figures in the file, the scored one included.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/risk.json"), show_default=True)
@click.option("--work", type=click.Path(path_type=Path), help="Keep the generated files here (default: a folder that is deleted).")
@json_option
def risk(firms: str, months: int, out: Path, work: Path | None, as_json: bool) -> None:
    """Score generated firms by the scorecard of enterprises: seconds, memory, ratio to a bare scan; one firm with reasons in milliseconds.

    Example: lookthrough bench risk --firms 300000,3000000
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-bench-") as folder:
        place = work or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        sizes = [_one_size(place, int(size), months) for size in firms.split(",")]
        document = {
            "lookthrough": __version__, "machine": machine(), "sizes": sizes, "one_firm": _one_firm(place), "guarantees": _guarantees(),
        }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    answer(document, as_json=as_json, lines=lambda: _words(document, out))


def _one_size(place: Path, firms: int, months: int) -> dict[str, Any]:
    from lookthrough.risk.scorecard import scorecard_on

    file = _generated(place, firms, months)
    scan = _scan(file)
    say(f"scoring {firms:,} firms …")
    begin, spent = time.perf_counter(), _spent()
    done = subprocess.run(  # noqa: S603  our own interpreter and words
        [sys.executable, "-c", _MEASURED, "risk", "score", str(file), "--no-sentences", "--json", "--out", str(place / "scores.parquet")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds, processor = time.perf_counter() - begin, _spent() - spent
    if done.returncode:
        raise click.ClickException(f"risk score failed: {done.stderr[-500:]}")
    said, _, memory = done.stdout.partition("VmHWM:")
    return {
        "firms": firms,
        "rows": firms * months,
        "indicators": len(scorecard_on("enterprise", date(2026, 3, 31)).rows),
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),  # all cores together: what the machine did for it, whatever else it was busy with
        "firms_a_second": round(firms / seconds),
        "peak_mebibytes": int(memory.split()[0]) // 1024,
        "bare_scan_seconds": round(scan, 3),
        "ratio_to_bare_scan": round(seconds / scan, 1),
        "levels": json.loads(said)["levels"],
    }


def _spent() -> float:
    """Return the processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _scan(file: Path) -> float:
    """Return the median seconds of DuckDB reading every column of the file once."""
    import duckdb

    seconds = []
    for _ in range(3):
        with duckdb.connect() as con:
            begin = time.perf_counter()
            con.execute("SELECT count(*), max(COLUMNS(*)) FROM read_parquet(?)", [str(file)]).fetchall()
            seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def _generated(place: Path, firms: int, months: int) -> Path:
    """Write firms with every field of the scorecard of enterprises: most are well, one figure in twenty is bad, one in ten missing."""
    import duckdb

    from lookthrough.risk.scorecard import scorecard_on
    from lookthrough.risk.scoring import facts_asked

    file = place / f"firms-{firms}-{months}.parquet"
    if file.is_file():
        return file
    say(f"generating {firms:,} firms …")
    card = scorecard_on("enterprise", date(2026, 3, 31))
    fields = sorted({one.field for one in facts_asked([row.indicator for row in card.rows])})
    columns = ", ".join(_column(place, name) for place, name in enumerate(fields))
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'F' || lpad(i::VARCHAR, 9, '0') AS subject_id, 'company' AS subject_type, "  # noqa: S608  our own names
            f"strftime(DATE '2026-03-01' - to_months(m::INTEGER), '%Y-%m') AS month, {columns} "
            f"FROM range({firms}) t(i), range({months}) u(m)) "
            f"TO '{file}.part' (FORMAT parquet)"
        )
    Path(f"{file}.part").rename(file)
    return file


_LARGE = ("outstanding", "paid", "contract", "total", "line", "sales", "net_assets", "profit")


def _column(place: int, field: str) -> str:
    chance = f"((hash(i * 1000 + {place} + m * 7919) % 1000000) / 1e6)"
    if field.endswith("_flag"):
        value = f"CASE WHEN {chance} < 0.005 THEN 1 ELSE 0 END"
    elif field.endswith("_fen"):
        amount = chance if any(word in field for word in _LARGE) else f"CASE WHEN {chance} < 0.05 THEN {chance} ELSE 0 END"
        value = f"floor(1e8 * ({amount}))"
    elif field.endswith(("_count", "months", "days")):
        value = f"CASE WHEN {chance} < 0.05 THEN floor(100 * {chance}) ELSE 0 END"
    else:
        value = f"0.05 * {chance}"
    return f"(CASE WHEN hash(i * 77 + {place}) % 10 = 0 THEN NULL ELSE {value} END)::DOUBLE AS {field}"


def _one_firm(place: Path) -> dict[str, Any]:
    """Return the median milliseconds of one firm out of a kept scoring: its figures, sentences in two languages and the way out."""
    from lookthrough.kernel.periods import Month
    from lookthrough.risk import score_kept
    from lookthrough.risk.leaving import way_out
    from lookthrough.risk.reasons_written import contributions
    from lookthrough.risk.score_files import kept_scores
    from lookthrough.risk.scorecard import levels_on, scorecard_on

    file = max(place.glob("firms-*.parquet"), key=lambda one: one.stat().st_size)
    card, month = scorecard_on("enterprise", date(2026, 3, 31)), Month(2026, 3)
    levels = levels_on(month.last_day)
    folder = place / "kept"
    folder.mkdir(exist_ok=True)
    firms = kept_scores(source=file, out=folder / score_kept.SCORES, card=card, most=300_000)
    milliseconds = []
    for turn in range(ROUNDS + 1):
        subject = f"F{(turn * 7919) % firms:09d}"
        begin = time.perf_counter()
        (row,) = score_kept.read_row(folder, score_kept.SCORES, "company", subject)
        values = {name.removeprefix("v_"): value for name, value in row.items() if name.startswith("v_")}
        contributions(card, values, month)
        way_out(card, levels, values)
        milliseconds.append(1000 * (time.perf_counter() - begin))
    slowest = sorted(milliseconds[1:])
    median = statistics.median(slowest)
    return {"of_firms": firms, "median_milliseconds": round(median, 1), "slowest_milliseconds": round(slowest[-1], 1)}


def _guarantees() -> dict[str, Any]:
    """Return the seconds in which half a million guarantees between 300,000 firms become chains and rings."""
    from lookthrough.risk.graph.guarantees import Guarantee, chains, graph_of, rings

    draw = random.Random(7)  # noqa: S311  a graph, no secret
    given = [Guarantee(f"F{draw.randrange(300_000):06}", f"F{draw.randrange(300_000):06}", draw.randrange(10**9)) for _ in range(500_000)]
    begin, spent = time.perf_counter(), time.process_time()
    ready = graph_of(given)
    found = {"chains": len(chains(ready)), "rings": len(rings(ready))}
    seconds, processor = time.perf_counter() - begin, time.process_time() - spent
    return {"guarantees": len(given), "seconds": round(seconds, 2), "processor_seconds": round(processor, 2), **found}


def _words(document: dict[str, Any], out: Path) -> list[str]:
    lines = [
        f"{one['firms']:,} firms × {one['indicators']} indicators: {one['seconds']} s "
        f"({one['processor_seconds']} s of processor), {one['firms_a_second']:,}/s, "
        f"{one['peak_mebibytes']:,} MiB, {one['ratio_to_bare_scan']} × the bare scan"
        for one in document["sizes"]
    ]
    graph = document["guarantees"]
    return [
        *lines,
        f"one firm with reasons: {document['one_firm']['median_milliseconds']} ms",
        f"{graph['guarantees']:,} guarantees: {graph['seconds']} s ({graph['processor_seconds']} s of processor)",
        f"→ {out}",
    ]
