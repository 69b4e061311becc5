"""Keeps what a ledger sells outside the register of products beside the findings of its run, so that pages lead to the transfers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lookthrough.flows.beside_runs import keep_beside
from lookthrough.flows.evidence import TRANSFERS
from lookthrough.flows.product_checking import RULE, check_products
from lookthrough.kernel.findings import Finding
from lookthrough.registry import product_queries


def hold_against_register(*, ledger: Path, as_of: date) -> list[Finding]:
    """Return what a ledger sells without or beyond its registration, and keep it with the newest run of that day.

    As long as nobody has registered a product the register is not in use: nothing is assessed then, and nothing found. What an earlier
    check found and the register covers now goes.
    """
    found, transfers = list[Finding](), TRANSFERS.empty_table()
    if product_queries.any_registered():
        registrations = {(one.institution_id, one.product_id): one for one in product_queries.products()}
        checked = check_products(ledger=ledger, registrations=registrations, as_of=as_of)
        found, transfers = checked.findings, checked.transfers
    return keep_beside(rule=RULE, findings=found, transfers=transfers, as_of=as_of)
