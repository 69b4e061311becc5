"""``lookthrough bench ownership``: how long it takes to look through holdings in a store of a million firms, and to import them."""

from __future__ import annotations

import csv
import os
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from lookthrough.cli.bench_registry import _figures, _keep, _left_out, _now, _open, _since
from lookthrough.cli.output import answer, json_option

SEED, FIRMS_ASKED, HOLDERS = 7, 200, 10_000
ON = date(2026, 3, 31)


@click.command()
@click.option("--firms", default=1_000_000, show_default=True)
@click.option("--relations", default=500_000, show_default=True)
@click.option("--database", help="postgresql://… of an empty database (default: SQLite in the working folder).")
@click.option("--work", type=click.Path(path_type=Path), help="Keep the store here and use it again (default: a folder that is deleted).")
@click.option("--out", type=click.Path(path_type=Path), default=Path("bench/ownership.json"), show_default=True)
@click.option("--pairs/--no-pairs", default=True, show_default=True, help="Match a list of platforms with all firms, which takes long.")
@json_option
def ownership(firms: int, relations: int, database: str | None, work: Path | None, out: Path, pairs: bool, as_json: bool) -> None:
    """Ask for the ownership of firms in a large store, of one with ten thousand holders, and import holders by file.

    Example: lookthrough bench ownership --firms 100000 --relations 50000
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-bench-") as folder:
        place = work or Path(folder)
        kind = _open(place, database)
        from lookthrough.cli.bench_store import build

        built = build(place, firms=firms, relations=relations, without=_left_out(other_names=False, pairs=pairs))
        document: dict[str, Any] = {"firms": firms, "relations": relations, "load": os.getloadavg(), "import": _import(place, built.codes)}
        document["one_firm_with_many_holders"] = _ask([built.codes[-1]] * 5)
        document["firms_at_random"] = _ask(random.Random(SEED).sample(list(built.codes), FIRMS_ASKED))  # noqa: S311 - a draw of firms
        document["firms_held_most"] = _ask(built.codes[:20])
    _keep(out, kind, document)
    answer(document, as_json=as_json)


def _import(place: Path, codes: Sequence[str]) -> dict[str, Any]:
    """Give the last firm ten thousand holders, every hundredth of them a firm, and say how long the file took."""
    from django.utils import timezone

    from lookthrough.registry import relation_operations

    path = place / f"holders-{HOLDERS}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("from_uscc", "from_name", "from_identifier", "to_uscc", "kind", "share"))
        for number in range(HOLDERS):
            holder = (codes[-2 - number], "", "") if number % 100 == 0 else ("", f"持有人{number}", f"H{number:08d}")
            writer.writerow((*holder, codes[-1], "shareholder", "0.0001"))
    begin = time.perf_counter()
    done = relation_operations.import_relations(path=path, at=timezone.now(), actor="bench")
    seconds = time.perf_counter() - begin
    return {"rows": done.rows, "new": done.new, "seconds": round(seconds, 2), "rows_a_second": round(done.rows / seconds)}


def _ask(codes: Sequence[str]) -> dict[str, Any]:
    from lookthrough.registry.ownership.queries import ownership as asked

    times, holders, rings, partial = [], [], 0, 0
    for code in codes:
        begin = _now()
        found = asked(company_id=code, on=ON)
        times.append(_since(begin))
        partial += bool(found and not found.whole)
        holders.append(len(found.holders) if found else 0)
        rings += bool(found and found.rings)
    return {**_figures(times), "most_holders": max(holders), "with_rings": rings, "told_in_part": partial}
