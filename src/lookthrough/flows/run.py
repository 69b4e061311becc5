"""Runs the look-through over one ledger: read, trace, judge, write.

Writes ``findings.parquet``, ``evidence.parquet``, ``uses.parquet``, ``institution_daily.parquet`` and ``run.json`` into a folder that
appears whole or not at all. The same ledger, flags and versions give the same bytes.
"""

from __future__ import annotations

import gc
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq

from lookthrough import __version__
from lookthrough.flows.evidence import evidence_table, with_evidence, with_ids
from lookthrough.flows.evidence_kept import write_evidence
from lookthrough.flows.quality import quality_report
from lookthrough.flows.reading import LedgerRead, open_ledger
from lookthrough.flows.recording import findings_table, proposed_critical
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.findings import Finding
from lookthrough.kernel.limits import Limit
from lookthrough.kernel.texts import Text

if TYPE_CHECKING:  # they import what compiles, which is loaded while the ledger is read
    from lookthrough.flows.carrying import Carried
    from lookthrough.flows.looking import Looked, OnPartition

ROWS_AT_ONCE = 2_000_000  # transfers in a partition; as many questions are asked of a small one as of a large one
MEMORY = "2GB"  # what DuckDB may hold before it moves to disk; arrays and results come on top
Watch = Callable[[str, int], None]


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
    tried: Mapping[str, Mapping[str, float]] | None = None,
    adopted: Sequence[tuple[str, Limit]] = (),
    keeps_values: bool = False,
    authority: Path | None = None,
    on_progress: Watch = lambda step, done: None,
    on_partition: OnPartition | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
    carried: Carried | None = None,
) -> RunReport:
    """Look through the ledger folder ``ledger`` and write the results into ``out``.

    ``rules``: slugs to run (default: all). ``tried``: limits, by rule and name, that stand for this run in the place of those in force.
    ``adopted``: dated rows, with their rules, that an office adopted beside those of the house. ``keeps_values``: also write
    ``values.parquet``, every month's worst values whether they reach a limit or not (``flows.trials``).
    ``authority``: a file that names the authority to read the accounts; ``authority.json`` in the ledger folder is taken if there is
    one. ``carried``: the books of an earlier run that this one continues (``flows.continuing``). Raises ``FileRefused`` if nothing
    could be written; ``out`` is then as it was.
    """
    named = _authority(ledger, authority)
    # the rules ask a connection of their own: they judge one partition while the next is traced
    with (
        connection() as con, connection(threads=1) as court_con, _whole_folder(out) as folder, ThreadPoolExecutor(1) as aside,
        _nothing_collected(),
    ):  # fmt: skip
        loading = aside.submit(_load_compilers)  # takes seconds, in which DuckDB can read the ledger
        read = open_ledger(con, ledger, as_of=as_of)
        on_progress("read", read.tables["transfers"].accepted)
        _check_in_force(named, read.last_day)
        loading.result()
        from lookthrough.flows.limits_in_force import trying
        from lookthrough.flows.looking import choose_rules, look

        limits = trying(tried or {}, adopted=tuple(adopted))
        chosen, not_assessed = choose_rules(read, rules, limits)
        looked = look(
            read, court_con, chosen, limits, method, folder, on_progress, on_partition, rows_at_once, carried, keeps_values=keeps_values
        )
        transfers, places = with_ids(con, looked.evidence)
        findings = proposed_critical(with_evidence(looked.court.found, transfers, places))
        pq.write_table(findings_table(findings), folder / "findings.parquet")
        write_evidence(folder, evidence_table(findings, transfers))
        document = _document(read, looked, findings, not_assessed, named)
        (folder / "run.json").write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
        return RunReport(document, findings, read.rejects)


def _load_compilers() -> None:
    """Import what compiles, numba for the kernel and Ibis for the rules, and load the kernel from its cache."""
    from lookthrough.flows.books import load_kernel

    load_kernel()
    import_module("lookthrough.flows.looking")


@contextmanager
def connection(*, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB connection of its own, with a memory limit and a folder to spill into.

    ``threads``: how many it may use (default: all). Where others work beside it, one is quicker: its threads wait for each other by
    turning round and round.
    """
    with tempfile.TemporaryDirectory(prefix="lookthrough-") as spill, duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{spill}'; SET enable_progress_bar = false")
        if threads is not None:
            con.execute(f"SET threads = {threads}")
        yield con


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python look for no rings of dead objects meanwhile: compilers make millions that live on, and looking took seconds."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """Yield a folder to write into; its files reach ``out`` only when all is done."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        yield Path(folder)
        out.mkdir(exist_ok=True)
        for path in sorted(Path(folder).iterdir()):
            shutil.move(path, out / path.name)


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
    looked: Looked,
    findings: Sequence[Finding],
    not_assessed: dict[str, dict[str, str]],
    authority: dict[str, Any] | None,
) -> dict[str, Any]:
    court, codes = looked.court, looked.codes
    ran = {
        rule.name: {
            "status": "run",
            "findings": sum(finding.rule == rule.name for finding in findings),
            "rule_version": rule.version,
            "limits_version": court.limits.table(rule).version,
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
        **({"limits_tried": [list(one) for one in court.limits.tried]} if court.limits.tried else {}),
        "findings": len(findings),
        "institutions": len(codes.institution_ids),
        "data_quality": quality_report(read, codes, looked.lacking_fen),
    }
