"""Loans staked on securities or futures: the guilty, each innocent of the method, and both sides of the limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00
FIRMS = {"Broker": "J6712", "Futures": "6741", "Shop": "F5211", "Employer": "C3311"}


def platform(business: str = "p2p") -> Books:
    """A platform, a broker and others, and a person who borrows a hundred thousand and takes them to the bank."""
    books = Books().institution("P", business).account("custody", "custody", of="P.op", at="P").institution("E", "exchange")
    for firm, industry in FIRMS.items():
        books.party(firm, "company", industry_code=industry).account(firm, "external", of=firm)
    books.party("X").account("X", "borrower", of="X", at="P").account("X.bank", "external", of="X").account(
        "X.deal", "client", of="X", at="E"
    )
    books.product("L", at="P", borrower="X", principal=10 * WAN)
    books.transfer("2026-01-05 10:00", "custody", "X", 10 * WAN, "disburse", product="L")
    return books.transfer("2026-01-05 11:00", "X", "X.bank", 10 * WAN, "withdraw")


def found(books: Books, tmp_path: Path) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["margin_lending"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


@pytest.mark.parametrize("payee", ["Broker", "Futures", "X.deal"])
def test_a_loan_that_goes_to_a_broker_or_a_trading_venue(tmp_path: Path, payee: str) -> None:
    assert found(platform().transfer("2026-01-07", "X.bank", payee, 9 * WAN), tmp_path) == [("high", 0.9)]


def test_both_sides_of_a_fifth_and_of_a_half(tmp_path: Path) -> None:
    def books(fen: int) -> Books:
        return platform().transfer("2026-01-06", "X.bank", "Broker", fen)

    assert found(books(2 * WAN - 1), tmp_path / "below") == []
    assert found(books(2 * WAN), tmp_path / "medium") == [("medium", 0.2)]
    assert found(books(5 * WAN), tmp_path / "high") == [("high", 0.5)]


def test_after_thirty_days_it_is_no_longer_followed(tmp_path: Path) -> None:
    assert found(platform().transfer("2026-02-05", "X.bank", "Broker", 9 * WAN), tmp_path) == []


def test_a_borrower_who_invests_his_salary_stakes_nothing_borrowed(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-10", "Employer", "X.bank", 3 * WAN).transfer("2026-01-11", "X.bank", "Broker", 3 * WAN)

    assert found(books, tmp_path) == []


def test_a_salary_does_not_cover_what_is_staked_beyond_it(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-10", "Employer", "X.bank", WAN).transfer("2026-01-11", "X.bank", "Broker", 10 * WAN)

    assert found(books, tmp_path) == [("high", 0.818182)]


def payroll(people: int) -> Books:
    """A firm pays its loan out as wages; those who get them invest them."""
    books = platform().party("Firm", "company").account("Firm", "borrower", of="Firm", at="P").account("Firm.bank", "external", of="Firm")
    books.product("F", at="P", borrower="Firm").transfer("2026-01-06 09:00", "custody", "Firm", 10 * WAN, "disburse", product="F")
    books.transfer("2026-01-06 10:00", "Firm", "Firm.bank", 10 * WAN, "withdraw")
    for number in range(people):
        books.party(f"W{number}").account(f"W{number}", "external", of=f"W{number}")
        books.transfer("2026-01-07", "Firm.bank", f"W{number}", WAN).transfer("2026-01-08", f"W{number}", "Broker", WAN)
    return books


def test_a_person_who_invests_wages_that_a_borrowing_firm_paid_invests_savings(tmp_path: Path) -> None:
    assert found(payroll(5), tmp_path) == []


def test_a_few_friends_are_no_payroll(tmp_path: Path) -> None:
    assert found(payroll(4), tmp_path) == [("medium", 0.4)]


def test_it_binds_platforms(tmp_path: Path) -> None:
    assert found(platform("microlender").transfer("2026-01-07", "X.bank", "Broker", 9 * WAN), tmp_path) == []


def test_without_trades_it_is_not_assessed(tmp_path: Path) -> None:
    run_ledger(
        ledger=platform().write(tmp_path / "ledger", without=["parties.industry_code"]), out=tmp_path / "out", rules=["margin_lending"]
    )

    assert read_run(tmp_path / "out")["rules"]["margin_lending"]["status"] == "not assessed"
