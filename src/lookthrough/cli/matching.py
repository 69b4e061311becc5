"""``lookthrough registry names | import-records | match``: other names, lists of other bodies, and who is who."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lookthrough.cli.output import answer, json_option, progress, say
from lookthrough.cli.store import open_store
from lookthrough.kernel.files import write_rejects

if TYPE_CHECKING:
    from lookthrough.registry.matching.queries import Pair

_FILE = click.Path(path_type=Path)
_SOURCE = click.option(
    "--source", default="platform-details", show_default=True, help="Whose list it is: names a file in registry/sources."
)
_HEADER = (
    "state", "probability", "source", "record_name", "record_brand", "record_region", "record_since", "record_capital_yuan",
    "company_name", "company_uscc", "company_region", "company_established", "company_capital_yuan", "differs", "reasons",
)  # fmt: skip


@click.command()
@json_option
def names(as_json: bool) -> None:
    """Bring short names, former names, brands and sites in step with the register; again, it changes nothing.

    Example: lookthrough registry names
    """
    open_store()
    from lookthrough.registry.names_operations import renew_names

    with progress("简称、曾用名 / names", None) as advance:
        done = renew_names(advance=advance)
    answer({"added": done.added, "removed": done.removed, "unchanged": done.unchanged}, as_json=as_json)


@click.command(name="import-records")
@click.argument("file", type=_FILE)
@_SOURCE
@click.option("--rejects", type=_FILE, help="Write refused rows here: file, row, column, what was found, why.")
@json_option
def import_records(file: Path, source: str, rejects: Path | None, as_json: bool) -> None:
    """Import a list of another body, to be matched with the register; importing it again changes nothing.

    Example: lookthrough registry import-records platforms.csv --source platform-directory
    """
    open_store()
    document = _import(file, source, rejects)
    answer(document, as_json=as_json)


@click.command()
@click.argument("files", type=_FILE, nargs=-1)
@_SOURCE
@click.option("--out", type=_FILE, help="Write every pair here as CSV, with both sides and the reasons.")
@click.option("--sample", type=click.IntRange(1, 10_000), help="Write only so many pairs, links first, drawn at random: to be read by eye.")
@click.option("--seed", default=1, show_default=True, type=int, help="Another seed draws another sample.")
@json_option
def match(files: Sequence[Path], source: str, out: Path | None, sample: int | None, seed: int, as_json: bool) -> None:
    """Import FILES, if any are given, and match every record with the register. What people decided stays.

    Example: lookthrough registry match platforms.csv --source platform-directory --out pairs.csv
    """
    if sample and not out:
        raise click.UsageError("--sample writes to --out: name the file")
    open_store()
    from django.utils import timezone

    from lookthrough.registry.matching import operations, queries

    imported = [_import(file, source, None) for file in files]
    begin = time.perf_counter()
    done = operations.match(at=timezone.now(), actor="cli")
    seconds = round(time.perf_counter() - begin, 1)
    bearing, linked = queries.names_register_holds()
    document: dict[str, Any] = {
        "imported": imported, "records": done.records, "companies": done.companies, "proposed": done.proposed, "linked": done.linked,
        "waiting": done.proposed - done.linked, "duplicates_proposed": done.duplicates, "new": done.new, "changed": done.changed,
        "withdrawn": done.withdrawn, "records_whose_whole_name_is_registered": bearing, "of_them_linked": linked, "seconds": seconds,
    }  # fmt: skip
    if out:
        document |= {"out": str(out), "written": _write(out, sample, seed)}
    answer(document, as_json=as_json)


def _import(file: Path, source: str, rejects: Path | None) -> dict[str, Any]:
    from django.conf import settings
    from django.utils import timezone

    from lookthrough.registry.matching import operations

    key = settings.SECRET_KEY.encode()
    done = operations.import_records(path=file, source=source, at=timezone.now(), actor="cli", phone_key=key)
    if rejects:
        write_rejects(rejects, done.rejects)
    return {
        "file": file.name, "source": source, "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
        "refused": len(done.rejects),
    }  # fmt: skip


def _write(out: Path, sample: int | None, seed: int) -> int:
    """Write the pairs that stand or wait; of a sample, first what the machine linked, then what it only proposes, each in a drawn order."""
    from lookthrough.registry.matching import queries

    found = {state: list(queries.all_pairs(state=state)) for state in ("linked", "waiting")}
    if sample:
        draw = random.Random(seed)  # noqa: S311 - a sample that can be drawn again
        for some in found.values():
            draw.shuffle(some)
    chosen = [*found["linked"], *found["waiting"]][:sample]
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        writer.writerows(_line(pair) for pair in chosen)
    say(f"→ {out}")
    return len(chosen)


def _line(pair: Pair) -> list[Any]:
    left, right = pair.left, pair.right
    yuan = [None if side.capital_fen is None else side.capital_fen // 100 for side in (left, right)]
    reasons = "; ".join(f"{reason.said.zh} ({reason.bits:+.1f})" for reason in pair.reasons)
    return [
        pair.state, pair.probability, left.source.en, left.name, left.brand, left.region_code, left.day, yuan[0],
        right.name, right.uscc, right.region_code, right.day, yuan[1], " ".join(sorted(pair.differs)), reasons,
    ]  # fmt: skip
