"""A guarantor reports: its figures stand beside the limits, its clients make exposures and guarantees of the graph."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from intake.sending import write_xlsx
from lookthrough.intake import operations as intake
from lookthrough.intake import sender_operations as senders
from lookthrough.intake.template import template
from lookthrough.registry import operations as registry
from lookthrough.registry.operations import InstitutionToRecord
from lookthrough.risk.graph import operations as graph
from lookthrough.risk.graph import queries
from lookthrough.supervision import returns_queries
from lookthrough.supervision.ratios import Standing
from registry.register import firm
from registry.working import AT, EAST, TODAY, appoint, ident, settle

MONTH = "2026-09"
PASSWORD = "long enough to hold"
OF_ITSELF: dict[str, object] = {
    "institution_id": "G-1", "name": "东区担保", "month": MONTH, "net_assets_fen": 10_000,
    "paid_in_capital_fen": 5_000, "guarantee_liability_fen": 120_000,
    "guarantee_largest_client_fen": 1_500, "guarantee_largest_group_fen": 1_500, "guarantee_controllers_fen": 0,
}  # fmt: skip


@pytest.fixture
def store(db: None, tmp_path: Path) -> Path:
    """Put a guarantor and two clients into the register, and its two people into the list of senders."""
    appoint()
    folder = tmp_path / "firms"
    folder.mkdir()
    settle(folder, *(firm(number, region_code="330302") for number in (1, 2, 3)), screen=False)
    registry.record_institutions(institutions=[InstitutionToRecord("G-1", "东区担保", "guarantor", ident(1), "330302")])
    senders.record_sender(
        sender_id="g1", kind="guarantor", name="东区担保", reports_from=date(2026, 7, 1), subject_id="G-1", region_code="330302", at=AT,
        actor="test",
    )  # fmt: skip
    for part in ("maker", "checker"):
        senders.open_account(sender_id="g1", username=part, name=part, at=AT, actor="test", password=PASSWORD)
    return tmp_path


def report(folder: Path, slug: str, *rows: dict[str, object]) -> None:
    """Send a return and have the second person confirm it."""
    maker, checker = (senders.sign_in(username=part, password=PASSWORD, at=AT) for part in ("maker", "checker"))
    assert maker is not None
    assert checker is not None
    path = write_xlsx(folder / f"{slug}.xlsx", rows, shown=template(slug))
    sent = intake.submit(sender_id="g1", template_slug=slug, path=path, file_name=path.name, by=maker.who, at=AT)
    assert sent.state in ("accepted", "waiting"), sent.receipt
    if sent.state == "waiting":
        intake.confirm(submission_id=sent.submission_id, by=checker.who, at=AT)


def test_a_guarantor_over_its_limits_is_told_by_its_own_return(store: Path) -> None:
    report(store, "guarantor", OF_ITSELF)
    found = returns_queries.latest(bodies={"G-1": "guarantor"}, today=TODAY)["G-1"]
    standing = {one.ratio.name: one.standing for one in found.measured}
    assert (found.month, found.stale) == (MONTH, False)
    assert standing == {
        "all_clients": Standing.BEYOND, "one_client": Standing.BEYOND, "one_group": Standing.WITHIN, "controllers": Standing.WITHIN,
        "paid_in_capital": Standing.WITHIN,
    }  # fmt: skip
    assert next(one for one in found.measured if one.ratio.name == "all_clients").value == 12


def test_its_clients_make_exposures_and_guarantees(store: Path) -> None:
    report(store, "guarantor", OF_ITSELF)
    clients: list[dict[str, object]] = [
        {"uscc": ident(number), "name": f"客户{number}", "month": MONTH, "guarantor_uscc": ident(1), "guaranteed_outstanding_fen": owed}
        for number, owed in ((2, 1_500), (3, 400))
    ]
    report(store, "guarantor_clients", *clients)
    done = graph.update(ledger=None, as_of=TODAY)
    assert done.standing == {"large_exposure": 1}
    (found,) = queries.graph_risks(district=EAST, kind="large_exposure")
    assert (round(found.value, 2), found.limit, found.parties[1].company_id) == (0.15, 0.1, ident(2))
