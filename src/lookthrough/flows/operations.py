"""What changes in the money room: a ledger of the store is looked through, under an authority that covers it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from lookthrough import __version__
from lookthrough.audit import operations as audit
from lookthrough.flows.evidence_kept import FILE as EVIDENCE
from lookthrough.flows.limit_proposals import adopted_limits
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.models import FindingRow, FoundParty, Run
from lookthrough.flows.moves import MoveWriter
from lookthrough.flows.parties import PartyFacts, parties_of
from lookthrough.flows.recording import finding_document
from lookthrough.flows.rule import all_rules
from lookthrough.flows.run import RunReport, run_ledger
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.findings import Finding
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import authority_in_force


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A run of the store: its findings and refused rows, and whether it was done now or stood already."""

    findings: list[Finding]
    rejects: list[Reject]
    transfers: int
    as_of: date
    is_new: bool


_NO_AUTHORITY = Text(
    "没有有效的账户查询授权：请在工作台“授权”页申请并由负责人批准，或把书面批准的用 lookthrough manage record_authority 登记",
    "no authority in force covers these accounts: ask for one on the console's page Authorities and have a head approve it, "
    "or record one approved on paper with lookthrough manage record_authority",
)


def look_through(
    *,
    ledger: Path,
    authority_id: str | None,
    generated: bool,
    today: date,
    at: datetime,
    as_of: date | None = None,
    actor: str = "cycle",
    on_progress: Callable[[str, int], None] = lambda step, done: None,
) -> LookedThrough:
    """Look through a ledger folder and keep the result; the same ledger, date and versions again return what is kept.

    No authority in force ``today``, no load: raises ``FileRefused``.
    """
    authority = authority_in_force(authority_id=authority_id, on=today)
    if authority is None:
        raise FileRefused(file=ledger.name, reason=_NO_AUTHORITY)
    key = _key(ledger, as_of)
    known = Run.objects.filter(key=key).first()
    if known and all((run_folder(known.folder) / name).is_file() for name in ("moves.parquet", EVIDENCE)):
        return _kept(known)
    folder = settings.HOME / "runs" / key[:16]
    report = _run(ledger, folder, as_of, on_progress)
    parties = parties_of(ledger=ledger, party_ids={one.subject_id for one in report.findings if one.subject_type == "party"})
    _record(report, parties, key, folder, authority.authority_id, generated=generated, actor=actor, at=at)
    return LookedThrough(report.findings, report.rejects, _transfers(report.document), date.fromisoformat(report.document["as_of"]), True)


def run_folder(name: str) -> Path:
    """Return where a run keeps its files."""
    return Path(settings.HOME) / "runs" / name


def _run(ledger: Path, folder: Path, as_of: date | None, on_progress: Callable[[str, int], None]) -> RunReport:
    """Run into a folder of its own; a run that fails leaves none."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        moves = MoveWriter(folder)
        report = run_ledger(
            ledger=ledger, out=folder, as_of=as_of, adopted=adopted_limits(), keeps_values=True, on_progress=on_progress,
            on_partition=moves.take,
        )  # fmt: skip
        moves.finish(ledger)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return report


def _key(ledger: Path, as_of: date | None) -> str:
    """Hash what decides a run's result: the ledger's bytes, the date, the program, the rules and their limits."""
    digest = hashlib.sha256(f"{__version__}\x1f{as_of}\x1f".encode())
    limits = LimitsInForce(adopted_limits())
    for rule in all_rules().values():
        digest.update(f"{rule.name}\x1f{rule.version}\x1f{limits.table(rule).version}\x1f".encode())
    for path in sorted(path for path in ledger.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(ledger)).encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


@transaction.atomic
def _record(
    report: RunReport, parties: Sequence[PartyFacts], key: str, folder: Path, authority_id: str, *, generated: bool, actor: str,
    at: datetime,
) -> None:  # fmt: skip
    Run.objects.filter(key=key).delete()
    run = Run.objects.create(
        key=key,
        folder=folder.name,
        as_of=report.document["as_of"],
        method=report.document["method"],
        authority_id=authority_id,
        generated=generated,
        document=report.document,
        ran_at=at,
    )
    FindingRow.objects.bulk_create(
        [
            FindingRow(run=run, finding_id=f.finding_id, subject_type=f.subject_type, subject_id=f.subject_id, document=finding_document(f))
            for f in report.findings
        ],
        batch_size=500,
    )
    FoundParty.objects.bulk_create([FoundParty(run=run, **asdict(one)) for one in parties], batch_size=500)
    details = {"as_of": report.document["as_of"], "findings": len(report.findings), "authority": authority_id}
    audit.record(actor=actor, action="flows.run", object_type="run", object_id=key[:16], purpose="", at=at, details=details)


def _kept(run: Run) -> LookedThrough:
    from lookthrough.flows.queries import findings_of_run

    return LookedThrough(findings_of_run(run_id=run.pk), [], _transfers(run.document), run.as_of, False)


def _transfers(document: dict[str, Any]) -> int:
    return int(document["data_quality"]["tables"]["transfers"]["accepted"])
