"""Runs the look-through over one ledger: read, trace, judge, write.

Writes ``findings.parquet``, ``uses.parquet``, ``institution_daily.parquet`` and ``run.json`` into a folder that appears whole or not at
all. The same ledger, flags and versions give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from lookthrough import __version__
from lookthrough.flows.books import DAILY, USES, Bookkeeper, Books, load_kernel
from lookthrough.flows.classes import Method
from lookthrough.flows.coding import EPOCH, Codes, code_ledger, with_unlisted_accounts
from lookthrough.flows.columns import Columns, columns
from lookthrough.flows.judging import Court, prepare, products_table
from lookthrough.flows.partitions import Partition, partitions
from lookthrough.flows.quality import quality_report
from lookthrough.flows.reading import LedgerRead, open_ledger
from lookthrough.flows.recording import findings_table, proposed_critical, with_evidence
from lookthrough.flows.rule import Rule, all_rules
from lookthrough.flows.standing import Standing, standing
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.findings import Finding
from lookthrough.kernel.texts import Text

ROWS_AT_ONCE = 2_000_000  # transfers in memory at a time
MEMORY = "2GB"  # what DuckDB may hold before it moves to disk; arrays and results come on top
Watch = Callable[[str, int], None]
OnPartition = Callable[[Codes, Partition, Books], None]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: the document of ``run.json``, the findings and the refused rows."""

    document: dict[str, Any]
    findings: list[Finding]
    rejects: list[Reject]


def run_ledger(
    *,
    ledger: Path,
    out: Path,
    as_of: date | None = None,
    method: str = "specific",
    rules: Sequence[str] | None = None,
    authority: Path | None = None,
    on_progress: Watch = lambda step, done: None,
    on_partition: OnPartition | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> RunReport:
    """Look through the ledger folder ``ledger`` and write the results into ``out``.

    ``rules``: slugs to run (default: all). ``authority``: a file that names the authority to read the accounts; ``authority.json`` in
    the ledger folder is taken if there is one. Raises ``FileRefused`` if nothing could be written; ``out`` is then as it was.
    """
    named = _authority(ledger, authority)
    # the rules ask a connection of their own: a second question on the first would end the stream of partitions
    with connection() as con, connection() as court_con, _whole_folder(out) as folder:
        read = open_ledger(con, ledger, as_of=as_of)
        on_progress("read", read.tables["transfers"].accepted)
        _check_in_force(named, read.last_day)
        chosen, not_assessed = choose_rules(read, rules)
        codes = code_ledger(read)
        # reading the transfers is DuckDB's work; who stands how, the kernel and the measures are Python's: side by side
        with ThreadPoolExecutor(1) as aside:
            known = aside.submit(standing, read, codes)
            waiting = [aside.submit(load_kernel), aside.submit(prepare, chosen, read.last_day)]
            with columns(read) as found:
                for work in waiting:
                    work.result()
                codes = with_unlisted_accounts(codes, found.unlisted)
                court = Court(court_con, codes, chosen, Method[method.upper()], read.last_day, products_table(con))
                lacking = _look_through(found, codes, known.result(), court, folder, on_progress, on_partition, rows_at_once)
        findings = proposed_critical(with_evidence(con, court.found))
        pq.write_table(findings_table(findings), folder / "findings.parquet")
        document = _document(read, codes, court, findings, not_assessed, named, lacking)
        (folder / "run.json").write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
        return RunReport(document, findings, read.rejects)


@contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB connection of its own, with a memory limit and a folder to spill into."""
    with tempfile.TemporaryDirectory(prefix="lookthrough-") as spill, duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{spill}'; SET enable_progress_bar = false")
        yield con


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """Yield a folder to write into; its files reach ``out`` only when all is done."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        yield Path(folder)
        out.mkdir(exist_ok=True)
        for path in sorted(Path(folder).iterdir()):
            shutil.move(path, out / path.name)


def _look_through(
    found: Columns,
    codes: Codes,
    known: Standing,
    court: Court,
    folder: Path,
    on_progress: Watch,
    on_partition: OnPartition | None,
    rows_at_once: int,
) -> dict[str, int]:
    last = (court.as_of - EPOCH).days
    keeper, courts_own = Bookkeeper(codes, known, last), Bookkeeper(codes, known, last, threads=1)
    lacking: dict[str, int] = {}
    sitting: Future[None] | None = None
    with (
        pq.ParquetWriter(folder / "uses.parquet", USES) as uses,
        pq.ParquetWriter(folder / "institution_daily.parquet", DAILY) as daily,
        ThreadPoolExecutor(1) as court_room,
    ):
        # while the rules judge one partition the next is traced
        for partition in partitions(found, codes, rows=rows_at_once):
            books = keeper.keep(partition, court.method)
            uses.write_table(books.uses)
            daily.write_table(books.daily)
            lacking.update(books.lacking_fen)
            if on_partition is not None:
                on_partition(codes, partition, books)
            if sitting is not None:
                sitting.result()
            sitting = court_room.submit(court.sit, partition, books, courts_own)
            on_progress("traced", len(partition))
        if sitting is not None:
            sitting.result()
    return lacking


def choose_rules(read: LedgerRead, names: Sequence[str] | None) -> tuple[list[Rule], dict[str, dict[str, str]]]:
    """Return the rules to run (of ``names``, or all), and why they, or others, are not assessed: by rule, then business or ``all``.

    A rule that lacks data for one business runs on the others. ``KeyError`` for a slug that no rule has.
    """
    known = all_rules()
    present = {business for (business,) in read.con.execute("SELECT DISTINCT business FROM institutions").fetchall()}
    chosen, not_assessed = [], {}
    for name in names or known:
        rule = known[name]
        why = _why_not(read, rule, present)
        if why:
            not_assessed[name] = why
        left = rule.applies_to - set(why)
        if "all" not in why and (left & present or not why):
            chosen.append(replace(rule, applies_to=left))
    return chosen, not_assessed


def _why_not(read: LedgerRead, rule: Rule, present: set[str]) -> dict[str, str]:
    why = {}
    for business, needs in rule.needs:
        if business == "all" or business in present:
            missing = [need for need in needs if not read.has(*need.split("."))]
            if missing:
                why[business] = f"the ledger has no {', '.join(missing)}"
    if "medium_from" not in rule.limits.on(read.last_day):
        why["all"] = f"no limit is in force on {read.last_day}"
    return why


def _authority(ledger: Path, given: Path | None) -> dict[str, Any] | None:
    path = given or ledger / "authority.json"
    if not path.is_file():
        if given is not None:
            raise FileRefused(file=given.name, reason=Text("找不到授权文件", "there is no such authority file"))
        return None
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        date.fromisoformat(document["expires_on"])
        return {key: document[key] for key in ("authority_id", "legal_basis", "purpose", "approver", "scope", "expires_on")}
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused(file=path.name, reason=Text("授权文件不完整", f"the authority lacks or garbles a field ({error})")) from error


def _check_in_force(authority: dict[str, Any] | None, day: date) -> None:
    """Refuse a run on an expired authority. ``day`` is the run's as-of day: the domain reads no clock."""
    if authority and date.fromisoformat(authority["expires_on"]) < day:
        why = Text("授权已过期", f"the authority expired on {authority['expires_on']}")
        raise FileRefused(file="authority.json", column="expires_on", reason=why)


def _document(
    read: LedgerRead,
    codes: Codes,
    court: Court,
    findings: Sequence[Finding],
    not_assessed: dict[str, dict[str, str]],
    authority: dict[str, Any] | None,
    lacking: dict[str, int],
) -> dict[str, Any]:
    ran = {
        rule.name: {
            "status": "run",
            "findings": sum(finding.rule == rule.name for finding in findings),
            "rule_version": rule.version,
            "limits_version": rule.limits.version,
            **({"not_assessed_for": not_assessed[rule.name]} if rule.name in not_assessed else {}),
        }
        for rule in court.rules
    }
    silent = {name: {"status": "not assessed", "why": "; ".join(why.values())} for name, why in not_assessed.items() if name not in ran}
    return {
        "lookthrough": __version__,
        "ledger": read.folder.name,
        "as_of": read.last_day.isoformat(),
        "method": court.method.word,
        "authority": authority,
        "rules": ran | silent,
        "findings": len(findings),
        "institutions": len(codes.institution_ids),
        "data_quality": quality_report(read, codes, lacking),
    }
