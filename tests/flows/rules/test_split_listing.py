"""One debt in several listings: cut apart to hide its size, or several small loans that stay below the limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform() -> Books:
    books = Books().institution("P", "p2p").party("A").account("A", "client", of="A", at="P")
    for borrower, kind in (("Wang", "person"), ("Works", "company")):
        books.party(borrower, kind).account(borrower, "borrower", of=borrower, at="P")
    return books.account("custody", "custody", of="P.op", at="P")


def lend(books: Books, listings: int, fen: int, borrower: str = "Wang", first: int = 1, **more: Any) -> Books:
    """That many listings of as much each, a day apart, all paid out."""
    for number in range(first, first + listings):
        books.product(f"L{number}", at="P", borrower=borrower, principal=fen, **more)
        books.transfer(f"2026-01-{number:02} 09:00", "A", "custody", fen, "invest", product=f"L{number}")
        books.transfer(f"2026-01-{number:02} 10:00", "custody", borrower, fen, "disburse", product=f"L{number}")
    return books


def found(books: Books, tmp_path: Path, without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    ledger = books.write(tmp_path / "ledger", without=without)
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["split_listing"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_one_purpose_of_one_borrower_in_five_listings(tmp_path: Path) -> None:
    assert found(lend(platform(), 5, 8 * WAN, purpose_text="经营周转"), tmp_path) == [("P", "high", 2.0)]


def test_one_debt_beneath_in_four_listings_of_different_words(tmp_path: Path) -> None:
    books = platform().product("D", at="P", borrower="Works", principal=120 * WAN, term_days=360)
    for number, purpose in enumerate(("采购货款", "经营周转", "设备购置", "项目投资"), 1):
        lend(books, 1, 30 * WAN, "Works", number, underlying_id="D", purpose_text=purpose)

    assert found(books, tmp_path) == [("P", "medium", 1.2)]


def test_a_listing_on_a_listing_is_the_same_debt(tmp_path: Path) -> None:
    books = lend(platform(), 1, 8 * WAN)
    for number in range(2, 5):
        lend(books, 1, 8 * WAN, first=number, underlying_id="L1" if number < 4 else "L2")

    assert found(books, tmp_path) == [("P", "high", 1.6)]


def test_the_finding_says_how_many_and_shows_the_loans(tmp_path: Path) -> None:
    found(lend(platform(), 4, 6 * WAN, purpose_text="经营周转"), tmp_path)

    (finding,) = read_findings(tmp_path / "out")
    assert "拆为 4 个在借标的" in finding["explanation_zh"]
    assert finding["evidence"] == ["t000002", "t000004", "t000006", "t000008"]


def test_several_small_loans_that_stay_below_the_limit(tmp_path: Path) -> None:
    assert found(lend(platform(), 6, 3 * WAN, purpose_text="经营周转"), tmp_path) == []


def test_exactly_the_limit_may_be_reached_and_not_passed(tmp_path: Path) -> None:
    assert found(lend(platform(), 4, 5 * WAN, purpose_text="装修"), tmp_path / "at") == []
    assert found(lend(platform(), 4, 5 * WAN + 1, purpose_text="装修"), tmp_path / "above") == [("P", "medium", 1.0)]


def test_one_and_a_half_times_the_limit_is_medium_and_more_is_high(tmp_path: Path) -> None:
    assert found(lend(platform(), 5, 6 * WAN, purpose_text="装修"), tmp_path / "at") == [("P", "medium", 1.5)]
    assert found(lend(platform(), 5, 6 * WAN + 1, purpose_text="装修"), tmp_path / "above") == [("P", "high", 1.5)]


def test_three_listings_are_not_yet_a_split(tmp_path: Path) -> None:
    assert found(lend(platform(), 3, 10 * WAN, purpose_text="装修"), tmp_path) == []


def test_listings_for_different_purposes_are_different_debts(tmp_path: Path) -> None:
    books = lend(platform(), 3, 6 * WAN, purpose_text="装修")

    assert found(lend(books, 3, 6 * WAN, first=4, purpose_text="教育培训"), tmp_path) == []


def test_listings_without_a_stated_purpose_are_not_taken_for_one(tmp_path: Path) -> None:
    assert found(lend(platform(), 5, 8 * WAN), tmp_path) == []


def test_a_listing_that_was_repaid_is_no_longer_open(tmp_path: Path) -> None:
    books = lend(platform(), 3, 6 * WAN, purpose_text="装修")
    books.transfer("2026-01-03 11:00", "Wang", "custody", 6 * WAN, "repay_principal", product="L1")

    assert found(lend(books, 1, 6 * WAN, first=4, purpose_text="装修"), tmp_path) == []


def test_claims_that_clients_sell_each_other_are_no_further_debt(tmp_path: Path) -> None:
    books = lend(platform().party("B").account("B", "client", of="B", at="P"), 1, 20 * WAN)
    for number in range(5):
        books.product(f"T{number}", at="P", borrower="Wang", principal=8 * WAN, kind="claim_transfer", underlying_id="L1")
        buyer, seller = ("B", "A") if number % 2 == 0 else ("A", "B")
        books.transfer(f"2026-01-1{number} 10:00", buyer, "custody", 8 * WAN, "invest", product=f"T{number}")
        books.transfer(f"2026-01-1{number} 10:01", "custody", seller, 8 * WAN, "payout_principal", product=f"T{number}")

    assert found(books, tmp_path) == []


def test_without_borrowers_it_is_not_assessed(tmp_path: Path) -> None:
    assert found(lend(platform(), 5, 8 * WAN, purpose_text="装修"), tmp_path, without=("products.borrower_party_id",)) == []
    assert read_run(tmp_path / "out")["rules"]["split_listing"]["status"] == "not assessed"
