"""Clients' money that no lawful payee receives: the guilty, each innocent of the method, and both sides of the limit."""

from __future__ import annotations

from pathlib import Path

from builders import Books, read_findings
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform() -> Books:
    books = Books().institution("P", "p2p", custodian_bank="江滨银行").party("A").account("A", "client", of="A", at="P")
    books.account("A.bank", "external", of="A").party("X", "company").account("X", "borrower", of="X", at="P")
    books.account("custody", "custody", of="P.op", at="P").account("own", "own", of="P.op", at="P")
    books.party("Boss").relation("Boss", "legal_representative", "P.op").account("Boss.bank", "external", of="Boss")
    return books.product("L1", at="P", borrower="X", principal=100 * WAN, fee_rate=0.02).transfer(
        "2026-01-05", "A", "custody", 100 * WAN, "invest", product="L1"
    )


def wallet() -> Books:
    books = Books().institution("W", "payment").party("A").account("A", "client", of="A", at="W")
    books.account("reserve", "reserve", of="W.op", at="W").account("own", "own", of="W.op", at="W").party("Shop", "company")
    return books.account("Shop", "merchant", of="Shop").transfer("2026-01-05", "A", "reserve", 100 * WAN, "transfer")


def found(books: Books, tmp_path: Path) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["client_money_diversion"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_custody_money_moved_to_the_operators_account_is_diverted_even_if_it_comes_back(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-06", "custody", "own", 10 * WAN, "transfer")
    books.transfer("2026-01-08", "own", "custody", 10 * WAN, "transfer").transfer(
        "2026-01-09", "custody", "X", 90 * WAN, "disburse", product="L1"
    )

    assert found(books, tmp_path) == [("high", 1.0)]


def test_the_operators_people_are_no_payees_whatever_the_purpose_says(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-06", "custody", "X", 96 * WAN, "disburse", product="L1")
    books.transfer("2026-01-07", "custody", "Boss.bank", 4 * WAN, "payout_interest", product="L1")

    assert found(books, tmp_path) == [("high", 0.04)]


def test_both_sides_of_half_a_percent(tmp_path: Path) -> None:
    def books(diverted: int) -> Books:
        told = platform().transfer("2026-01-06", "custody", "X", 100 * WAN - diverted, "disburse", product="L1")
        return told.transfer("2026-01-06 12:00", "custody", "Boss.bank", diverted, "unknown")

    assert found(books(WAN // 2 - 1), tmp_path / "below") == []
    assert found(books(WAN // 2), tmp_path / "at") == [("medium", 0.005)]


def test_agreed_fees_refunds_withdrawals_and_bank_charges_are_lawful(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-06", "custody", "own", 2 * WAN, "fee", product="L1")
    books.transfer("2026-01-07", "custody", "A", 98 * WAN, "refund", product="L1")
    books.transfer("2026-01-08", "A", "A.bank", 98 * WAN, "withdraw")
    books.party("Bank", "company", name="江滨银行").account("Bank.fees", "external", of="Bank").transfer(
        "2026-01-09", "custody", "Bank.fees", 5_00, "fee"
    )

    assert found(books, tmp_path) == []


def test_a_fee_beyond_what_the_listing_agreed_is_diverted(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-06", "custody", "X", 95 * WAN, "disburse", product="L1")
    books.transfer("2026-01-07", "custody", "own", 5 * WAN, "fee", product="L1")

    assert found(books, tmp_path) == [("high", 0.05)]


def test_the_operators_own_float_is_its_own(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-06", "custody", "X", 100 * WAN, "disburse", product="L1")
    books.transfer("2026-01-07", "Boss.bank", "custody", 10 * WAN, "transfer").transfer(
        "2026-01-08", "custody", "own", 10 * WAN, "transfer"
    )

    assert found(books, tmp_path) == []


def test_a_payment_firm_may_pay_a_merchant_with_an_order_only(tmp_path: Path) -> None:
    honest = wallet().transfer("2026-01-06", "reserve", "Shop", 100 * WAN, "transfer", order="o1")
    sham = wallet().transfer("2026-01-06", "reserve", "Shop", 95 * WAN, "transfer", order="o1")
    sham.transfer("2026-01-07", "reserve", "Shop", 5 * WAN, "transfer")

    assert found(honest, tmp_path / "honest") == []
    assert found(sham, tmp_path / "sham") == [("high", 0.05)]
