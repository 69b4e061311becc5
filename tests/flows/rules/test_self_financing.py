"""Loans that end with the platform's own circle: the guilty, each innocent of the method, and both sides of the limits."""

from __future__ import annotations

import json
from pathlib import Path

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform() -> Books:
    """A platform with a sister firm, a neighbour at the same address, and a borrower that has nothing to do with them."""
    books = Books().institution("P", "p2p").account("custody", "custody", of="P.op", at="P").account("own", "own", of="P.op", at="P")
    books.party("Boss").relation("Boss", "controller", "P.op")
    for firm in ("Sister", "Near", "Supplier"):
        books.party(firm, "company").account(firm, "external", of=firm)
    return books.relation("Boss", "shareholder", "Sister", share=0.9).relation("Near", "same_address", "P.op")


def loan(books: Books, number: int, fen: int, day: str, *, borrower: str | None = None, **more: object) -> Books:
    """A loan paid into its borrower's sub-account and taken out to a bank on the same day."""
    borrower = borrower or f"X{number}"
    books.party(borrower, "company").account(f"{borrower}.in{number}", "borrower", of=borrower, at="P")
    books.account(f"{borrower}.bank{number}", "external", of=borrower).product(f"L{number}", at="P", borrower=borrower, **more)
    books.transfer(f"{day} 10:00", "custody", f"{borrower}.in{number}", fen, "disburse", product=f"L{number}")
    return books.transfer(f"{day} 11:00", f"{borrower}.in{number}", f"{borrower}.bank{number}", fen, "withdraw")


def found(books: Books, tmp_path: Path) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["self_financing"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_a_loan_to_a_sister_firm_is_self_financing_disclosed_or_not(tmp_path: Path) -> None:
    books = loan(loan(platform(), 1, 70 * WAN, "2026-01-05"), 2, 30 * WAN, "2026-01-06", borrower="Sister", related_disclosed=1)

    assert found(books, tmp_path) == [("high", 0.3)]


def test_a_front_man_may_pass_it_on_over_three_more_accounts(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05").party("Friend").account("Friend", "external", of="Friend")
    books.transfer("2026-01-20", "X1.bank1", "Friend", 60 * WAN).transfer("2026-01-25", "Friend", "Sister", 60 * WAN)

    assert found(books, tmp_path) == [("high", 0.6)]
    listing = json.loads(read_findings(tmp_path / "out")[0]["details"])
    assert listing["payees"] == ["Sister"]
    assert len(read_findings(tmp_path / "out")[0]["evidence"]) == 4, "the loan, the withdrawal and both steps"


def test_after_thirty_days_it_is_no_longer_followed(tmp_path: Path) -> None:
    assert found(loan(platform(), 1, 100 * WAN, "2026-01-05").transfer("2026-02-05", "X1.bank1", "Sister", 60 * WAN), tmp_path) == []


def test_both_sides_of_five_per_cent_of_the_platforms_lending(tmp_path: Path) -> None:
    def books(fen: int) -> Books:
        many = platform()
        for number in range(1, 5):
            loan(many, number, 25 * WAN, "2026-01-05")
            many.transfer(f"2026-01-0{number + 5}", f"X{number}.bank{number}", "Sister", fen // 4)
        return many

    assert found(books(5 * WAN - 400), tmp_path / "below") == []
    assert found(books(5 * WAN), tmp_path / "at") == [("medium", 0.05)]


def test_both_sides_of_a_fifth_and_a_half_of_one_listing(tmp_path: Path) -> None:
    def books(fen: int) -> Books:
        one = loan(loan(platform(), 1, 900 * WAN, "2026-01-05"), 2, 10 * WAN, "2026-01-05")
        return one.transfer("2026-01-08", "X2.bank2", "Sister", fen)

    assert found(books(2 * WAN - 100), tmp_path / "below") == []
    assert found(books(2 * WAN), tmp_path / "medium") == [("medium", 0.2)]
    assert found(books(5 * WAN), tmp_path / "high") == [("high", 0.5)]
    assert json.loads(read_findings(tmp_path / "high" / "out")[0]["details"])["product_id"] == "L2"


def test_a_supplier_that_also_serves_the_operator_is_not_of_its_circle(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05").transfer("2026-01-06", "own", "Supplier", 5 * WAN)

    assert found(books.transfer("2026-01-08", "X1.bank1", "Supplier", 100 * WAN), tmp_path) == []


def test_agreed_fees_and_repayments_are_not_counted(tmp_path: Path) -> None:
    books = loan(platform(), 1, 97 * WAN, "2026-01-05", principal=100 * WAN, fee_rate=0.10)
    books.transfer("2026-01-06", "X1.bank1", "X1.in1", 97 * WAN, "recharge").transfer(
        "2026-01-06 12:00", "X1.in1", "own", 9 * WAN, "fee", product="L1"
    )
    books.transfer("2026-01-20", "X1.in1", "own", 80 * WAN, "repay_principal", product="L1")

    assert found(books, tmp_path) == []


def test_a_fee_beyond_what_was_agreed_is_counted(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05", principal=100 * WAN, fee_rate=0.01)
    books.transfer("2026-01-06", "X1.bank1", "X1.in1", 30 * WAN, "recharge").transfer(
        "2026-01-06 12:00", "X1.in1", "own", 30 * WAN, "fee", product="L1"
    )

    assert found(books, tmp_path) == [("high", 0.3)]


def test_a_shared_address_is_named_and_of_low_severity(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05").transfer("2026-01-08", "X1.bank1", "Near", 100 * WAN)

    assert found(books, tmp_path) == [("low", 1.0)]
    assert json.loads(read_findings(tmp_path / "out")[0]["details"])["weak_ties"] == ["Near"]


def test_where_the_circle_alone_suffices_a_weak_tie_changes_nothing(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05").transfer("2026-01-08", "X1.bank1", "Near", 80 * WAN)

    assert found(books.transfer("2026-01-09", "X1.bank1", "Sister", 10 * WAN), tmp_path) == [("medium", 0.1)]


def test_a_licensed_lender_may_lend_to_its_own(tmp_path: Path) -> None:
    books = loan(platform(), 1, 100 * WAN, "2026-01-05", borrower="Sister")
    books.tables["institutions"][0]["business"] = "microlender"

    assert found(books, tmp_path) == []


def test_without_relations_it_is_not_assessed(tmp_path: Path) -> None:
    ledger = loan(platform(), 1, 100 * WAN, "2026-01-05").write(tmp_path / "ledger", without=["relations"])
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["self_financing"])

    assert read_run(tmp_path / "out")["rules"]["self_financing"]["status"] == "not assessed"
