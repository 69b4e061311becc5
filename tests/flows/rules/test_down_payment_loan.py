"""Loans for the down payment on a home: the guilty, each innocent of the method, and both sides of the limits."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger
from lookthrough.flows.trades import AGENCY, DEVELOPER, FUTURES, SECURITIES, trades_on

WAN = 10_000_00
FIRMS = {"Developer": "K7010", "Agency": "7030", "Landlord": "K704", "Decorator": "E501", "Estate": "K70", "Shop": "F5211"}


def lender(business: str = "p2p", *, purpose: str | None = None) -> Books:
    """A lender, firms of several trades, and a person who borrows a hundred thousand and takes them to the bank."""
    books = Books().institution("P", business).account("custody", "custody", of="P.op", at="P")
    for firm, industry in FIRMS.items():
        books.party(firm, "company", industry_code=industry).account(firm, "external", of=firm)
    books.party("X").account("X", "borrower", of="X", at="P").account("X.bank", "external", of="X").party("Spouse")
    books.account("Spouse", "external", of="Spouse").product("L", at="P", borrower="X", principal=10 * WAN, purpose_text=purpose)
    books.transfer("2026-01-05 10:00", "custody", "X", 10 * WAN, "disburse", product="L")
    return books.transfer("2026-01-05 11:00", "X", "X.bank", 10 * WAN, "withdraw")


def found(books: Books, tmp_path: Path) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["down_payment_loan"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


@pytest.mark.parametrize("business", ["p2p", "microlender"])
def test_a_loan_that_reaches_a_developer_by_way_of_the_spouse(tmp_path: Path, business: str) -> None:
    books = lender(business).transfer("2026-01-06", "X.bank", "Spouse", 9 * WAN).transfer("2026-01-20", "Spouse", "Developer", 9 * WAN)

    assert found(books, tmp_path) == [("high", 0.9)]
    assert json.loads(read_findings(tmp_path / "out")[0]["details"])["product_id"] == "L"


def test_both_sides_of_a_fifth_and_of_a_half(tmp_path: Path) -> None:
    def books(fen: int) -> Books:
        return lender().transfer("2026-01-06", "X.bank", "Agency", fen)

    assert found(books(2 * WAN - 1), tmp_path / "below") == []
    assert found(books(2 * WAN), tmp_path / "medium") == [("medium", 0.2)]
    assert found(books(5 * WAN), tmp_path / "high") == [("high", 0.5)]


def test_after_thirty_days_it_is_no_longer_followed(tmp_path: Path) -> None:
    assert found(lender().transfer("2026-02-05", "X.bank", "Developer", 9 * WAN), tmp_path) == []


def test_a_loan_that_says_so_is_one(tmp_path: Path) -> None:
    assert found(lender(purpose="购房首付"), tmp_path) == [("medium", 1.0)]
    assert "首付" in read_findings(tmp_path / "out")[0]["explanation_zh"]


@pytest.mark.parametrize("firm", ["Decorator", "Landlord", "Estate", "Shop"])
def test_decoration_rent_and_the_like_are_none(tmp_path: Path, firm: str) -> None:
    assert found(lender(purpose="装修").transfer("2026-01-06", "X.bank", firm, 10 * WAN), tmp_path) == []


def test_an_agency_may_be_paid_a_years_rent(tmp_path: Path) -> None:
    assert found(lender(purpose="租房（押一付三）").transfer("2026-01-06", "X.bank", "Agency", 10 * WAN), tmp_path) == []


def test_a_loan_to_a_developer_itself_is_another_matter(tmp_path: Path) -> None:
    books = lender().account("Developer.in", "borrower", of="Developer", at="P").product("D", at="P", borrower="Developer")

    assert found(books.transfer("2026-01-07", "custody", "Developer.in", 10 * WAN, "disburse", product="D"), tmp_path) == []


def test_without_trades_it_is_not_assessed(tmp_path: Path) -> None:
    run_ledger(
        ledger=lender().write(tmp_path / "ledger", without=["parties.industry_code"]), out=tmp_path / "out", rules=["down_payment_loan"]
    )

    assert read_run(tmp_path / "out")["rules"]["down_payment_loan"]["status"] == "not assessed"


@pytest.mark.parametrize(
    ("said", "is_one"),
    [("首付", True), ("购房首付款", True), ("凑首付，另装修", True), ("购车首付", False), ("装修首付", False), ("不得用于购房首付", False)]  # noqa: RUF005
    + [("日常消费（非首付）", False), ("购房", False), ("", False), (None, False)],
)
def test_what_a_loan_says_it_is_for(said: str | None, is_one: bool) -> None:
    assert trades_on(date(2026, 1, 1)).says_down_payment(said) is is_one


def test_classes_of_the_standard_with_and_without_their_letter() -> None:
    trades = trades_on(date(2026, 1, 1))

    assert [trades.bits(code) for code in ("K7010", "7030", "703", "J6712", "6741", "K7040", "K70", "J66", None)] == [
        *(DEVELOPER, AGENCY, AGENCY, SECURITIES, FUTURES),
        *(0, 0, 0, 0),
    ]
    assert trades_on(date(2010, 1, 1)).bits("K7010") == 0
