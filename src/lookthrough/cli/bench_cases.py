"""``lookthrough bench cases``: many officers at once on leads and cases: how long they wait, and that nothing is lost or doubled."""

from __future__ import annotations

import heapq
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from lookthrough import __version__
from lookthrough.cli.bench_machine import machine
from lookthrough.cli.output import answer, json_option, say

SEED = 1
BROWSERS = 64  # requests that wait for an answer at once; time runs from the click


@click.command()
@click.option("--officers", default=200, show_default=True, type=click.IntRange(min=4), help="How many work at once.")
@click.option("--seconds", default=60, show_default=True, type=click.IntRange(min=5), help="For how long.")
@click.option("--pause", default=10.0, show_default=True, help="Seconds an officer reads between two acts, on average.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1), help="Processes that serve, as of lookthrough serve.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/cases.json"), show_default=True)
@json_option
def cases(officers: int, seconds: int, pause: float, workers: int, out: Path, as_json: bool) -> None:
    """Have officers open pages, write notes, assign, propose and decide at once, two deciders on one lead among them.

    Writes generated leads and cases into the store that LOOKTHROUGH_DATABASE names: use one that may be thrown away.

    Example: script/with-postgres lookthrough bench cases --officers 200
    """
    if not os.environ.get("LOOKTHROUGH_DATABASE"):
        raise click.ClickException("请设置 LOOKTHROUGH_DATABASE / set LOOKTHROUGH_DATABASE: SQLite lets one write at a time")
    from lookthrough.cli.store import open_store

    open_store()
    from lookthrough.cli.bench_cases_at_work import Office

    with _served(workers) as port:
        office = Office(officers=officers, port=port)
        office.begin_the_day(workers)
        say(f"{officers} officers work for {seconds} seconds …")
        took = _work(office, officers, seconds, pause)
    document = {
        "lookthrough": __version__, "machine": machine(), "load_average": [round(one, 1) for one in os.getloadavg()],
        "officers": officers, "seconds": seconds, "pause_seconds": pause, "workers": workers,
        "acts": {name: _figures(spent) for name, spent in sorted(took.items())},
        "all": _figures([one for spent in took.values() for one in spent]), **office.verdict(),
    }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    answer(document, as_json=as_json, lines=lambda: [f"{name}: {document[name]}" for name in ("all", *office.verdict())] + [f"→ {out}"])


@contextmanager
def _served(workers: int) -> Iterator[int]:
    """Serve the console as ``lookthrough serve`` does, until the end of the block; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("lookthrough")), "serve", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - this programme itself
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise click.ClickException("the console did not begin to serve within a minute")
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _work(office: Any, officers: int, seconds: int, pause: float) -> dict[str, list[float]]:
    """Have each officer act, read, and act again; time runs from the click, so that waiting for a free worker is told, too."""
    dice = random.Random(SEED)  # noqa: S311 - generated work, no secret
    begin = time.perf_counter()
    due = [(begin + dice.random() * pause, place) for place in range(officers)]
    heapq.heapify(due)
    given: list[tuple[float, Future[tuple[str, float]]]] = []
    with ThreadPoolExecutor(BROWSERS) as pool:
        while due and due[0][0] < begin + seconds:
            at, place = heapq.heappop(due)
            time.sleep(max(0.0, at - time.perf_counter()))
            given.append((at, pool.submit(office.act, place, dice.random())))
            heapq.heappush(due, (at + dice.expovariate(1 / pause), place))
    took: dict[str, list[float]] = defaultdict(list)
    for at, done in given:
        name, ended = done.result()
        took[name].append(ended - at)
    return took


def _figures(spent: list[float]) -> dict[str, float]:
    """Return how many acts there were, and in milliseconds the median, the 95th percentile and the longest."""
    if len(spent) < 2:
        return {"count": len(spent), "median_ms": 0.0, "p95_ms": 0.0, "longest_ms": 0.0}
    told = (statistics.median(spent), statistics.quantiles(spent, n=20)[-1], max(spent))
    return {"count": len(spent), **dict(zip(("median_ms", "p95_ms", "longest_ms"), (round(one * 1_000, 1) for one in told), strict=True))}
