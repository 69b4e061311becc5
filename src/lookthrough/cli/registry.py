"""``lookthrough registry …``: companies into the store, and companies screened against the watch lists."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lookthrough.cli import matching
from lookthrough.cli.output import answer, json_option, progress
from lookthrough.cli.registry_people import import_relations, rotate_vault_key
from lookthrough.cli.registry_search import index
from lookthrough.cli.store import open_store
from lookthrough.kernel.files import Reject, write_rejects
from lookthrough.registry import hit_files

_FILE = click.Path(path_type=Path)


@click.group()
def registry() -> None:
    """Companies: import them into the store, screen them against the watch lists."""


for _command in (matching.names, matching.import_records, matching.match):
    registry.add_command(_command)


registry.add_command(import_relations)
registry.add_command(rotate_vault_key)
registry.add_command(index)


def _rejects_option(command: Any) -> Any:
    return click.option("--rejects", type=_FILE, help="Write refused rows here: file, row, column, what was found, why.")(command)


@registry.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=_FILE, required=True, help="Hits: .parquet, .csv or .csv.gz")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Lists and licences in force on this day (default: the last day in the data)."
)
@click.option("--licences", type=_FILE, help="Licences: uscc, kind, valid_from, valid_to?, words?")
@_rejects_option
@json_option
def screen(file: Path, out: Path, on: datetime | None, licences: Path | None, rejects: Path | None, as_json: bool) -> None:
    """Screen names, scopes and site owners; the store is not opened.

    Example: lookthrough registry screen companies.csv.gz --out hits.parquet
    """
    if not out.name.endswith(hit_files.SUFFIXES):
        raise click.UsageError(f"--out: {out.name} should end in {', '.join(hit_files.SUFFIXES)}")
    with progress("筛查 / screening", None) as advance:
        found = hit_files.screen_file(file, on=on.date() if on else None, licences=licences, advance=advance)
    hit_files.write_hits(out, found.hits)
    keep_rejects(rejects, found.rejects)
    document = {
        "file": file.name, "out": str(out), "on": found.on, "lists_version": found.lists_version, "companies": found.companies,
        "refused": len(found.rejects), "companies_hit": found.companies_hit, "companies_graded": found.companies_graded,
        "hits": len(found.hits), "by_list": found.by_list(), "by_word": found.by_word(),
    }  # fmt: skip
    answer(document, as_json=as_json, lines=lambda: _screened(found, out))


@registry.command(name="import")
@click.argument("file", type=_FILE)
@_rejects_option
@json_option
def import_(file: Path, rejects: Path | None, as_json: bool) -> None:
    """Import companies into the store; importing a file again changes nothing.

    Example: lookthrough registry import companies.csv.gz --rejects refused.csv
    """
    open_store()
    from django.utils import timezone

    from lookthrough.registry import operations

    try:
        with progress("导入 / importing", None) as advance:
            done = operations.import_companies(path=file, at=timezone.now(), actor="cli", advance=advance)
    except operations.EveryRowRefused as refusal:
        keep_rejects(rejects, refusal.rejects)
        raise
    keep_rejects(rejects, done.rejects)
    document = {
        "file": file.name, "rows": done.rows, "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
        "repeated": done.repeated, "refused": len(done.rejects), "refusals": _counted(done.rejects),
        "warnings": {f"{column}: {reason}": count for (column, reason), count in sorted(done.warnings.items())},
    }  # fmt: skip
    answer(document, as_json=as_json)


@registry.command(name="import-changes")
@click.argument("file", type=_FILE)
@_rejects_option
@json_option
def import_changes(file: Path, rejects: Path | None, as_json: bool) -> None:
    """Import change notices (notice_id, uscc, name, kind, on, before, after, region, place?); again, it changes nothing.

    Example: lookthrough registry import-changes notices.csv --rejects refused.csv
    """
    open_store()
    from django.utils import timezone

    from lookthrough.registry import changes_operations, operations

    try:
        done = changes_operations.import_changes(path=file, at=timezone.localtime(), actor="cli")
    except operations.EveryRowRefused as refusal:
        keep_rejects(rejects, refusal.rejects)
        raise
    keep_rejects(rejects, done.rejects)
    document = {
        "file": file.name, "rows": done.rows, "new": done.new, "repeated": done.repeated, "late": done.late, "firms_new": done.firms_new,
        "screened": done.screened, "kinds": dict(sorted(done.kinds.items())), "refused": len(done.rejects),
        "refusals": _counted(done.rejects),
    }  # fmt: skip
    answer(document, as_json=as_json)


@registry.command(name="import-licences")
@click.argument("file", type=_FILE)
@_rejects_option
@json_option
def import_licences(file: Path, rejects: Path | None, as_json: bool) -> None:
    """Import licences: uscc, kind, valid_from, then valid_to, words, number, scope, issuing_body, suspended_from, suspended_to, revoked_on.

    Example: lookthrough registry import-licences licences.csv --rejects refused.csv
    """
    _record_licences(file, rejects, as_json)


@registry.command()
@click.argument("file", type=_FILE)
@_rejects_option
@json_option
def licences(file: Path, rejects: Path | None, as_json: bool) -> None:
    """Record licences (uscc, kind, valid_from, valid_to?, words?) in the store, for screening what it holds.

    Example: lookthrough registry licences licences.csv
    """
    _record_licences(file, rejects, as_json)


def _record_licences(file: Path, rejects: Path | None, as_json: bool) -> None:
    open_store()
    from lookthrough.registry import operations
    from lookthrough.registry.licence_files import read_licences

    refused: list[Reject] = []
    done = operations.record_licences(licences=read_licences(file, refused))
    keep_rejects(rejects, refused)
    document = {"file": file.name, "new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": len(refused)}
    answer(document, as_json=as_json)


def _screened(found: hit_files.Screened, out: Path) -> list[str]:
    counts = [f"{name}: " + ", ".join(f"{fate} {count:,}" for fate, count in fates.items()) for name, fates in found.by_list().items()]
    firms, hit, graded, refused = found.companies, found.companies_hit, found.companies_graded, len(found.rejects)
    return [
        f"企业 {firms:,} 家，命中 {hit:,} 家，其中有等级 {graded:,} 家；拒收 {refused:,} 行",
        f"{firms:,} firms, {hit:,} hit, {graded:,} graded; {refused:,} rows refused",
        *counts,
        f"→ {out} ({len(found.hits):,})",
    ]


def _counted(rejects: list[Reject]) -> dict[str, int]:
    return dict(sorted(Counter(f"{reject.column or '-'}: {reject.reason.en}" for reject in rejects).items()))


def keep_rejects(path: Path | None, rejects: list[Reject]) -> None:
    """Write refused rows, also when there are none, so that yesterday's file does not stand for today's."""
    if path:
        write_rejects(path, rejects)
