"""Clients paid out of other clients' principal: the guilty, each innocent of the method, and both sides of the limit."""

from __future__ import annotations

from pathlib import Path

from builders import Books, read_findings
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform(business: str = "p2p") -> Books:
    books = Books().institution("P", business)
    for person in ("A", "B", "C"):
        books.party(person).account(person, "client", of=person, at="P")
    books.party("X", "company").account("X", "borrower", of="X", at="P")
    return books.account("custody", "custody", of="P.op", at="P").product("L1", at="P", borrower="X").product("L2", at="P", borrower="X")


def found(books: Books, tmp_path: Path) -> list[tuple[str, str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["ponzi_payout"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_a_platform_whose_borrower_never_repays_pays_old_clients_with_new_money(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
    books.transfer("2026-01-06", "custody", "X", 10 * WAN, "disburse", product="L1")
    books.transfer("2026-02-05", "B", "custody", 10 * WAN, "invest", product="L2")
    books.transfer("2026-02-06", "custody", "A", 10 * WAN, "payout_principal", product="L1")

    assert found(books, tmp_path) == [("P", "high", 1.0)]


def test_a_borrower_who_repays_leaves_nothing_to_find(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
    books.transfer("2026-01-06", "custody", "X", 10 * WAN, "disburse", product="L1")
    books.transfer("2026-02-05", "B", "custody", 10 * WAN, "invest", product="L2")
    books.transfer("2026-02-06", "X", "custody", 10 * WAN, "repay_principal", product="L1")
    books.transfer("2026-02-06 12:00", "custody", "A", 10 * WAN, "payout_principal", product="L1")

    assert found(books, tmp_path) == []


def test_a_share_just_below_the_limit_is_none_and_at_the_limit_is_medium(tmp_path: Path) -> None:
    def books(of_new_money: int) -> Books:
        told = platform().transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
        told.transfer("2026-01-06", "custody", "X", 10 * WAN, "disburse", product="L1")
        told.transfer("2026-02-05", "B", "custody", 10 * WAN, "invest", product="L2")
        told.transfer("2026-02-06", "X", "custody", 10 * WAN - of_new_money, "repay_principal", product="L1")
        return told.transfer("2026-02-06 12:00", "custody", "A", 10 * WAN, "payout_principal", product="L1")

    assert found(books(WAN - 1), tmp_path / "below") == []
    assert found(books(WAN), tmp_path / "at") == [("P", "medium", 0.1)]


def test_a_failed_listing_refunded_is_nobody_elses_money(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
    books.transfer("2026-01-20", "custody", "A", 10 * WAN, "refund", product="L1")

    assert found(books, tmp_path) == []


def test_a_claim_really_sold_is_innocent_and_the_label_alone_is_not(tmp_path: Path) -> None:
    def books(*, seller: str) -> Books:
        told = platform().product("T1", at="P", kind="claim_transfer", underlying_id="L1", borrower="X")
        told.transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
        told.transfer("2026-01-06", "custody", "X", 10 * WAN, "disburse", product="L1")
        told.transfer("2026-01-15", "B", "custody", 10 * WAN, "invest", product="T1")
        return told.transfer("2026-01-15 12:00", "custody", seller, 10 * WAN, "payout_principal", product="T1")

    assert found(books(seller="A"), tmp_path / "holder") == []
    assert found(books(seller="C"), tmp_path / "stranger") == [("P", "high", 1.0)]


def test_an_insurer_pays_claims_out_of_premiums_by_trade(tmp_path: Path) -> None:
    books = platform("insurance").transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
    books.transfer("2026-01-06", "custody", "B", 10 * WAN, "payout_principal", product="L2")

    assert found(books, tmp_path) == []
