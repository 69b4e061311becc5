"""A microlender's limits: one borrower, a group, online households, its own borrowing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def lender(**more: Any) -> Books:
    """A microlender that owns 1,000万 and lends to a person and three firms."""
    more = {"net_assets_fen": 1000 * WAN, "borrowed_fen": 100 * WAN} | more
    books = Books().institution("M", "microlender", **more).account("own", "own", of="M.op", at="M")
    books.account("custody", "custody", of="M.op", at="M")
    for borrower in ("Wang", "Works", "Mill", "Shop"):
        books.party(borrower, "person" if borrower == "Wang" else "company").account(borrower, "borrower", of=borrower, at="M")
    return books


def lend(books: Books, listing: str, borrower: str, fen: int, day: str = "2026-01-05", **more: Any) -> Books:
    books.product(listing, at="M", borrower=borrower, principal=fen, **more)
    books.transfer(f"{day} 09:00", "own", "custody", fen)
    return books.transfer(f"{day} 10:00", "custody", borrower, fen, "disburse", product=listing)


def found(books: Books, tmp_path: Path, without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    ledger = books.write(tmp_path / "ledger", without=without)
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["small_loan_limit"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_one_borrower_with_more_than_a_tenth_of_net_assets(tmp_path: Path) -> None:
    books = lend(lend(lender(), "L1", "Works", 80 * WAN), "L2", "Works", 35 * WAN, "2026-01-15")

    assert found(books, tmp_path) == [("M", "medium", 1.15)]


def test_exactly_a_tenth_may_be_reached_and_not_passed(tmp_path: Path) -> None:
    assert found(lend(lender(), "L1", "Works", 100 * WAN), tmp_path / "at") == []
    assert found(lend(lender(), "L1", "Works", 100 * WAN + 1), tmp_path / "above") == [("M", "medium", 1.0)]


def test_one_fifth_above_is_medium_and_more_is_high(tmp_path: Path) -> None:
    assert found(lend(lender(), "L1", "Works", 120 * WAN), tmp_path / "at") == [("M", "medium", 1.2)]
    assert found(lend(lender(), "L1", "Works", 120 * WAN + 1), tmp_path / "above") == [("M", "high", 1.2)]


def test_who_repaid_and_borrows_again_owes_no_more(tmp_path: Path) -> None:
    books = lend(lender(), "L1", "Works", 100 * WAN)
    books.transfer("2026-02-05 09:00", "Works", "custody", 100 * WAN, "repay_principal", product="L1")

    assert found(lend(books, "L2", "Works", 100 * WAN, "2026-02-05"), tmp_path) == []


def test_a_group_tied_by_control_owes_together(tmp_path: Path) -> None:
    books = lender().relation("Wang", "shareholder", "Works", share=0.6).relation("Works", "controller", "Mill")
    for borrower in ("Wang", "Works", "Mill"):
        lend(books, f"L-{borrower}", borrower, 55 * WAN)

    assert found(books, tmp_path) == [("M", "medium", 1.1)]


def test_firms_that_nobody_controls_together_are_no_group(tmp_path: Path) -> None:
    books = lender().relation("Wang", "shareholder", "Works", share=0.5).relation("Wang", "same_address", "Mill")
    for borrower in ("Wang", "Works", "Mill"):
        lend(books, f"L-{borrower}", borrower, 90 * WAN)

    assert found(books, tmp_path) == []


def test_a_state_body_ties_nobody_together(tmp_path: Path) -> None:
    books = lender().party("City", "government")
    for borrower in ("Works", "Mill"):
        lend(books.relation("City", "shareholder", borrower, share=1.0), f"L-{borrower}", borrower, 90 * WAN)

    assert found(books, tmp_path) == []


def test_a_group_counts_while_it_is_one(tmp_path: Path) -> None:
    def books(until: str) -> Books:
        told = lender().relation("Works", "shareholder", "Mill", share=0.8, since="2025-01-01", until=until)
        return lend(lend(told, "L1", "Works", 90 * WAN), "L2", "Mill", 90 * WAN, "2026-01-20")

    assert found(books("2026-01-10"), tmp_path / "parted") == []
    assert found(books("2026-06-30"), tmp_path / "together") == [("M", "medium", 1.2)]


def test_an_online_lender_s_consumer_and_business_loans_have_caps(tmp_path: Path) -> None:
    rich = {"net_assets_fen": 50_000 * WAN}
    online = rich | {"name": "霁川网络小额贷款有限公司"}

    def consumer(**more: Any) -> Books:
        return lend(lender(**more), "L1", "Wang", 23 * WAN, purpose_text="日常消费")

    assert found(consumer(**online), tmp_path / "online") == [("M", "medium", 1.15)]
    assert found(consumer(**rich), tmp_path / "counter") == []
    assert found(lend(lender(**online), "L1", "Wang", 23 * WAN, purpose_text="经营周转"), tmp_path / "business") == []
    assert found(lend(lender(**online), "L1", "Works", 1300 * WAN), tmp_path / "above") == [("M", "high", 1.3)]


def test_a_lender_that_borrowed_more_than_four_times_what_it_owns(tmp_path: Path) -> None:
    def books(borrowed: int) -> Books:
        return lend(lender(borrowed_fen=borrowed), "L1", "Wang", 5 * WAN)

    assert found(books(4000 * WAN), tmp_path / "at") == []
    assert found(books(4400 * WAN), tmp_path / "above") == [("M", "medium", 1.1)]
    assert "4,400万元" in read_findings(tmp_path / "above/out")[0]["explanation_zh"]


def test_before_the_measures_took_force_it_is_not_assessed(tmp_path: Path) -> None:
    assert found(lend(lender(), "L1", "Works", 500 * WAN, "2024-05-06"), tmp_path) == []
    assert read_run(tmp_path / "out")["rules"]["small_loan_limit"]["status"] == "not assessed"


def test_without_net_assets_it_is_not_assessed_and_one_lender_s_may_be_unknown(tmp_path: Path) -> None:
    books = lend(lender(), "L1", "Works", 500 * WAN)

    assert found(books, tmp_path / "without", without=("institutions.net_assets_fen",)) == []
    assert read_run(tmp_path / "without/out")["rules"]["small_loan_limit"]["status"] == "not assessed"
    assert found(lend(lender(net_assets_fen=None), "L1", "Works", 500 * WAN), tmp_path / "unknown") == []
