"""What each client put in and got back, by holder, from a ledger that was looked through."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from builders import Books
from lookthrough.flows import operations
from lookthrough.flows.client_sums import client_sums
from lookthrough.offices import operations as offices

AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_sums_are_by_holder_over_all_accounts_and_to_the_fen(db: None, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    assert client_sums(institution_id="P") is None  # before the first run
    books = Books().institution("P").account("custody", "custody", at="P")
    books.party("ann", identifier="hash-of-ann").party("bob", identifier="hash-of-bob")
    for account, holder in (("a1", "ann"), ("a2", "ann"), ("b1", "bob")):
        books.account(account, "client", of=holder, at="P")
    books.party("x", "company").account("x1", "borrower", of="x", at="P").product("L1", at="P", borrower="x")
    for account, fen in (("a1", 100_01), ("a2", 50_00), ("b1", 70_00)):
        books.transfer("2026-03-01 10:00:00", account, "custody", fen, "invest", product="L1")
    books.transfer("2026-03-02 10:00:00", "custody", "x1", 200_00, "disburse", product="L1")
    books.transfer("2026-04-02 10:00:00", "x1", "custody", 30_00, "repay_principal", product="L1")
    books.transfer("2026-04-03 10:00:00", "custody", "a2", 20_03, "payout_principal", product="L1")
    ledger = books.write(tmp_path / "ledgers" / "one")
    said = {"legal_basis": "法", "purpose": "核对债权", "approver": "负责人", "scope": "全部"}
    offices.record_authority(authority_id="A1", expires_on=date(2027, 1, 1), now=AT, **said)
    operations.look_through(ledger=ledger, authority_id="A1", generated=False, today=AT.date(), at=AT)
    found = client_sums(institution_id="P")
    assert found is not None
    assert [(one.client_id, one.identifier, one.contributed_fen, one.returned_fen) for one in found.clients] == [
        ("ann", "hash-of-ann", 150_01, 20_03), ("bob", "hash-of-bob", 70_00, 0),
    ]  # fmt: skip
