"""Terms cut short: listings shorter than the debt beneath, repaid by later ones; and a borrower who simply borrows again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform() -> Books:
    books = Books().institution("P", "p2p").party("X", "company").account("X", "borrower", of="X", at="P")
    for client in ("A", "B", "C"):
        books.party(client).account(client, "client", of=client, at="P")
    return books.account("custody", "custody", of="P.op", at="P")


def fund(books: Books, listing: str, client: str, fen: int, day: str, *, lent: bool = True, term_days: int = 30, **more: Any) -> Books:
    """A listing that one client fills and that its borrower is paid, unless the money stays."""
    books.product(listing, at="P", borrower="X", principal=fen, listed_at=day, funded_at=day, term_days=term_days, **more)
    books.transfer(f"{day} 09:00", client, "custody", fen, "invest", product=listing)
    return books.transfer(f"{day} 10:00", "custody", "X", fen, "disburse", product=listing) if lent else books


def back(books: Books, listing: str, client: str, fen: int, day: str, *, repaid: bool = True) -> Books:
    """The client gets the principal, out of what the borrower repaid or of whatever is there."""
    if repaid:
        books.transfer(f"{day} 09:30", "X", "custody", fen, "repay_principal", product=listing)
    return books.transfer(f"{day} 12:00", "custody", client, fen, "payout_principal", product=listing)


def found(books: Books, tmp_path: Path, without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    ledger = books.write(tmp_path / "ledger", without=without)
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["term_mismatch"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_a_month_s_listing_on_a_year_s_debt(tmp_path: Path) -> None:
    books = fund(platform(), "L1", "A", 90 * WAN, "2026-01-05")
    fund(books, "L2", "B", 10 * WAN, "2026-01-06", underlying_id="D", underlying_term_days=360)

    assert found(books, tmp_path) == [("P", "medium", 0.1)]


def test_the_finding_shows_what_clients_put_in(tmp_path: Path) -> None:
    books = fund(platform(), "L1", "A", 90 * WAN, "2026-01-05")
    found(fund(books, "L2", "B", 10 * WAN, "2026-01-06", underlying_id="D", underlying_term_days=360), tmp_path)

    (finding,) = read_findings(tmp_path / "out")
    assert finding["evidence"] == ["t000003"]
    assert "100万元" in finding["explanation_zh"]


def test_the_limits_of_the_share(tmp_path: Path) -> None:
    def books(short: int) -> Books:
        told = fund(platform(), "L1", "A", 100 * WAN - short, "2026-01-05")
        return fund(told, "L2", "B", short, "2026-01-05", underlying_id="D", underlying_term_days=360)

    assert found(books(5 * WAN - 1), tmp_path / "below") == []
    assert found(books(5 * WAN), tmp_path / "medium") == [("P", "medium", 0.05)]
    assert found(books(20 * WAN), tmp_path / "high") == [("P", "high", 0.2)]


def test_nine_tenths_of_the_term_beneath_are_enough(tmp_path: Path) -> None:
    def books(term: int) -> Books:
        return fund(platform(), "L1", "A", 10 * WAN, "2026-01-05", term_days=term, underlying_id="D", underlying_term_days=100)

    assert found(books(90), tmp_path / "at") == []
    assert found(books(89), tmp_path / "below") == [("P", "high", 1.0)]


def test_a_term_that_is_not_stated_is_that_of_the_debt_itself(tmp_path: Path) -> None:
    books = platform().product("D", at="P", borrower="X", term_days=360, listed_at="2026-01-01")

    assert found(fund(books, "L1", "A", 10 * WAN, "2026-01-05", underlying_id="D"), tmp_path) == [("P", "high", 1.0)]


def test_later_clients_pay_earlier_ones_on_the_same_debt(tmp_path: Path) -> None:
    books = fund(platform(), "L1", "A", 10 * WAN, "2026-01-05")
    fund(books, "L2", "B", 10 * WAN, "2026-02-04", lent=False, underlying_id="L1", underlying_term_days=30)
    back(books, "L1", "A", 10 * WAN, "2026-02-04", repaid=False)

    assert found(books, tmp_path) == [("P", "high", 1.0)]


def test_the_borrower_repays_a_listing_out_of_the_next_one_on_the_same_debt(tmp_path: Path) -> None:
    books = fund(platform(), "L1", "A", 10 * WAN, "2026-01-05")
    fund(books, "L2", "B", 10 * WAN, "2026-02-03", underlying_id="L1", underlying_term_days=30)
    back(books, "L1", "A", 10 * WAN, "2026-02-04")

    assert found(books, tmp_path) == [("P", "high", 1.0)]


def test_a_borrower_who_repays_from_his_own_money_and_borrows_again(tmp_path: Path) -> None:
    books = back(fund(platform(), "L1", "A", 10 * WAN, "2026-01-05"), "L1", "A", 10 * WAN, "2026-02-04")
    fund(books, "L2", "B", 10 * WAN, "2026-02-05")
    back(books, "L2", "B", 10 * WAN, "2026-03-07")

    assert found(fund(books, "L3", "C", 10 * WAN, "2026-03-08", underlying_id="L1", underlying_term_days=30), tmp_path) == []


def test_a_claim_that_a_client_sells_runs_as_long_as_what_is_left(tmp_path: Path) -> None:
    books = fund(platform(), "L1", "A", 10 * WAN, "2026-01-05", term_days=180)
    claim: dict[str, Any] = {"kind": "claim_transfer", "underlying_id": "L1", "underlying_term_days": 180, "term_days": 90}
    books.product("T1", at="P", borrower="X", principal=10 * WAN, listed_at="2026-04-05", **claim)
    books.transfer("2026-04-05 09:00", "B", "custody", 10 * WAN + 3000_00, "invest", product="T1")
    books.transfer("2026-04-05 09:01", "custody", "A", 10 * WAN, "payout_principal", product="T1")
    books.transfer("2026-04-05 09:02", "custody", "A", 3000_00, "payout_interest", product="T1")

    assert found(back(books, "L1", "B", 10 * WAN, "2026-07-04"), tmp_path) == []


def test_without_the_debts_beneath_it_is_not_assessed(tmp_path: Path) -> None:
    books = fund(platform(), "L1", "A", 10 * WAN, "2026-01-05", underlying_id="D", underlying_term_days=360)

    assert found(books, tmp_path, without=("products.underlying_id",)) == []
    assert read_run(tmp_path / "out")["rules"]["term_mismatch"]["status"] == "not assessed"
