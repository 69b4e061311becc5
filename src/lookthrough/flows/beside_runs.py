"""Findings that no rule of a run makes, kept beside the run's own so that alerts and pages lead to their transfers in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from django.db import transaction

from lookthrough.flows.evidence import evidence_table, with_listing
from lookthrough.flows.evidence_kept import write_evidence
from lookthrough.flows.models import FindingRow, Run
from lookthrough.flows.operations import run_folder
from lookthrough.flows.recording import finding_document
from lookthrough.kernel.findings import Finding


@transaction.atomic
def keep_beside(*, rule: str, findings: Sequence[Finding], transfers: pa.Table, as_of: date) -> list[Finding]:
    """Keep what was found under ``rule`` with the newest run of a day, in the place of what was found before; return it as kept."""
    findings = with_listing(findings, transfers)
    run = Run.objects.filter(as_of=as_of).order_by("-pk").first()
    if run is None:
        return findings
    FindingRow.objects.filter(run=run, document__rule=rule).delete()
    rows = [
        FindingRow(
            run=run, finding_id=one.finding_id, subject_type=one.subject_type, subject_id=one.subject_id, document=finding_document(one)
        )
        for one in findings
    ]  # fmt: skip
    FindingRow.objects.bulk_create(rows, batch_size=500)
    if run_folder(run.folder).is_dir():
        write_evidence(run_folder(run.folder), evidence_table(findings, transfers), kind=rule)
    return findings
