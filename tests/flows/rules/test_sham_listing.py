"""Listings without a real loan behind them: the guilty, each innocent of the method, and both sides of the limits."""

from __future__ import annotations

import json
from pathlib import Path

from builders import Books, read_findings, read_run
from flows.rules.test_self_financing import loan, platform
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def found(books: Books, tmp_path: Path) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["sham_listing"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def passed_on(day: int, fen: int) -> Books:
    """Nine honest loans of a hundred thousand, and one that goes on to the sister ``day`` days after it was lent."""
    books = platform()
    for number in range(1, 11):
        loan(books, number, 10 * WAN, "2026-01-05")
    return books.transfer(f"2026-01-{5 + day:02d} 12:00", "X10.bank10", "Sister", fen)


def test_a_loan_that_is_back_with_the_circle_within_days_was_none(tmp_path: Path) -> None:
    assert found(passed_on(3, 9 * WAN), tmp_path) == [("medium", 0.1)]
    finding = read_findings(tmp_path / "out")[0]
    assert json.loads(finding["details"])["product_ids"] == ["L10"]
    assert len(finding["evidence"]) == 3


def test_both_sides_of_four_fifths(tmp_path: Path) -> None:
    assert found(passed_on(3, 8 * WAN - 1), tmp_path / "below") == []
    assert found(passed_on(3, 8 * WAN), tmp_path / "at") == [("medium", 0.1)]


def test_both_sides_of_five_days(tmp_path: Path) -> None:
    assert found(passed_on(5, 9 * WAN), tmp_path / "within") == [("medium", 0.1)]
    assert found(passed_on(6, 9 * WAN), tmp_path / "after") == []


def test_both_sides_of_five_and_of_twenty_per_cent(tmp_path: Path) -> None:
    def books(sham: int) -> Books:
        two = loan(loan(platform(), 1, 100 * WAN - sham, "2026-01-05"), 2, sham, "2026-01-05")
        return two.transfer("2026-01-06", "X2.bank2", "Sister", sham)

    assert found(books(5 * WAN - 100), tmp_path / "below") == []
    assert found(books(5 * WAN), tmp_path / "medium") == [("medium", 0.05)]
    assert found(books(20 * WAN), tmp_path / "high") == [("high", 0.2)]


def nobody(books: Books, fen: int) -> Books:
    """A loan that names no borrower, paid to accounts that nobody is known to hold."""
    books.account("N.in", "borrower", at="P").account("N.bank", "external").product("N", at="P")
    books.transfer("2026-01-05", "custody", "N.in", fen, "disburse", product="N")
    books.transfer("2026-01-06", "N.in", "N.bank", fen, "withdraw")
    return books.transfer("2026-03-01", "own", "Supplier", WAN, "transfer")


def test_a_loan_to_nobody_that_shows_no_use_is_one(tmp_path: Path) -> None:
    assert found(nobody(loan(platform(), 1, 90 * WAN, "2026-01-05"), 10 * WAN), tmp_path) == [("medium", 0.1)]


def test_what_it_was_used_for_speaks_for_a_loan_without_a_name(tmp_path: Path) -> None:
    books = nobody(loan(platform(), 1, 90 * WAN, "2026-01-05"), 10 * WAN)

    assert found(books.transfer("2026-01-10", "N.bank", "Supplier", 9 * WAN), tmp_path) == []


def raised(books: Books) -> Books:
    """A listing that names no borrower and raised a hundred thousand; the ledger goes on for two months."""
    books.party("A").account("A", "client", of="A", at="P").product("R", at="P")
    books.transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="R")
    return loan(books, 1, 90 * WAN, "2026-01-05").transfer("2026-03-05", "own", "Supplier", WAN)


def test_money_raised_for_nobody_and_never_lent_is_one(tmp_path: Path) -> None:
    assert found(raised(platform()), tmp_path) == [("medium", 0.1)]


def test_a_failed_listing_that_was_refunded_is_none(tmp_path: Path) -> None:
    books = raised(platform()).transfer("2026-01-20", "custody", "A", 10 * WAN, "refund", product="R")

    assert found(books, tmp_path) == []


def test_a_shared_address_makes_no_sham_but_is_named(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05").transfer("2026-01-06", "X1.bank1", "Near", 100 * WAN)

    assert found(books, tmp_path) == [("low", 1.0)]


def test_without_borrowers_named_it_is_not_assessed(tmp_path: Path) -> None:
    ledger = passed_on(3, 9 * WAN).write(tmp_path / "ledger", without=["products.borrower_party_id"])
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["sham_listing"])

    assert read_run(tmp_path / "out")["rules"]["sham_listing"]["status"] == "not assessed"
