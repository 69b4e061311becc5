"""Keeps what a ledger sells outside the register of products beside the findings of its run, so that pages lead to the transfers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from lookthrough.flows.models import FindingRow, Run
from lookthrough.flows.product_checking import RULE, check_products
from lookthrough.flows.recording import finding_document
from lookthrough.kernel.findings import Finding
from lookthrough.registry import product_queries


@transaction.atomic
def hold_against_register(*, ledger: Path, as_of: date) -> list[Finding]:
    """Return what a ledger sells without or beyond its registration, and keep it with the newest run of that day.

    As long as nobody has registered a product the register is not in use: nothing is assessed then, and nothing found. What an earlier
    check found and the register covers now goes.
    """
    found = []
    if product_queries.any_registered():
        registrations = {(one.institution_id, one.product_id): one for one in product_queries.products()}
        found = check_products(ledger=ledger, registrations=registrations, as_of=as_of).findings
    run = Run.objects.filter(as_of=as_of).order_by("-pk").first()
    if run is not None:
        FindingRow.objects.filter(run=run, document__rule=RULE).delete()
        rows = [
            FindingRow(
                run=run, finding_id=one.finding_id, subject_type=one.subject_type, subject_id=one.subject_id, document=finding_document(one)
            )
            for one in found
        ]  # fmt: skip
        FindingRow.objects.bulk_create(rows, batch_size=500)
    return found
