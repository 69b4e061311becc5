"""A borrower above the balance limit: here, on all platforms, and those who only borrow often."""

from __future__ import annotations

from pathlib import Path

from builders import Books, read_findings, read_run
from lookthrough.flows.continuing import continue_ledger
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platforms(*names: str) -> Books:
    """Platforms with a person and a firm who borrow on all of them."""
    books = Books().party("Wang").party("Works", "company").party("A")
    for name in names or ("P",):
        books.institution(name, "p2p").account(f"{name}.custody", "custody", of=f"{name}.op", at=name)
        for borrower in ("Wang", "Works"):
            books.account(f"{name}.{borrower}", "borrower", of=borrower, at=name)
        books.account(f"{name}.A", "client", of="A", at=name)
    return books


def lend(books: Books, listing: str, borrower: str, fen: int, day: str, at: str = "P") -> Books:
    books.product(listing, at=at, borrower=borrower, principal=fen)
    books.transfer(f"{day} 09:00", f"{at}.A", f"{at}.custody", fen, "invest", product=listing)
    return books.transfer(f"{day} 10:00", f"{at}.custody", f"{at}.{borrower}", fen, "disburse", product=listing)


def repay(books: Books, listing: str, borrower: str, fen: int, day: str, at: str = "P") -> Books:
    return books.transfer(f"{day} 11:00", f"{at}.{borrower}", f"{at}.custody", fen, "repay_principal", product=listing)


def found(books: Books, tmp_path: Path, without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    ledger = books.write(tmp_path / "ledger", without=without)
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["balance_limit"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_a_person_who_owes_one_platform_more_than_allowed(tmp_path: Path) -> None:
    books = lend(lend(platforms(), "L1", "Wang", 15 * WAN, "2026-01-05"), "L2", "Wang", 10 * WAN, "2026-01-12")

    assert found(books, tmp_path) == [("P", "medium", 1.25)]


def test_the_finding_names_the_borrower_and_shows_the_loans_still_open(tmp_path: Path) -> None:
    books = repay(lend(platforms(), "L0", "Wang", 5 * WAN, "2026-01-02"), "L0", "Wang", 5 * WAN, "2026-01-04")
    lend(lend(books, "L1", "Wang", 15 * WAN, "2026-01-05"), "L2", "Wang", 10 * WAN, "2026-01-12")
    found(books, tmp_path)

    (finding,) = read_findings(tmp_path / "out")
    assert "Wang" in finding["details"]
    assert finding["evidence"] == ["t000005", "t000007"]
    assert "25万元" in finding["explanation_zh"]


def test_exactly_the_limit_may_be_reached_and_not_passed(tmp_path: Path) -> None:
    assert found(lend(platforms(), "L1", "Wang", 20 * WAN, "2026-01-05"), tmp_path / "at") == []
    assert found(lend(platforms(), "L1", "Wang", 20 * WAN + 1, "2026-01-05"), tmp_path / "above") == [("P", "medium", 1.0)]


def test_one_and_a_half_times_the_limit_is_medium_and_a_fen_more_is_high(tmp_path: Path) -> None:
    assert found(lend(platforms(), "L1", "Wang", 30 * WAN, "2026-01-05"), tmp_path / "at") == [("P", "medium", 1.5)]
    assert found(lend(platforms(), "L1", "Wang", 30 * WAN + 1, "2026-01-05"), tmp_path / "above") == [("P", "high", 1.5)]


def test_a_firm_may_owe_five_times_as_much(tmp_path: Path) -> None:
    assert found(lend(platforms(), "L1", "Works", 100 * WAN, "2026-01-05"), tmp_path / "at") == []
    assert found(lend(platforms(), "L1", "Works", 130 * WAN, "2026-01-05"), tmp_path / "above") == [("P", "medium", 1.3)]


def test_what_was_repaid_is_no_longer_owed(tmp_path: Path) -> None:
    books = repay(lend(platforms(), "L1", "Wang", 20 * WAN, "2026-01-05"), "L1", "Wang", 20 * WAN, "2026-02-05")

    assert found(lend(books, "L2", "Wang", 20 * WAN, "2026-02-05"), tmp_path) == []


def test_a_listing_cancelled_before_it_was_paid_out_is_not_owed(tmp_path: Path) -> None:
    books = lend(platforms(), "L1", "Wang", 20 * WAN, "2026-01-05").product("L2", at="P", borrower="Wang", principal=20 * WAN)
    books.transfer("2026-01-10", "P.A", "P.custody", 20 * WAN, "invest", product="L2")
    books.transfer("2026-01-20", "P.custody", "P.A", 20 * WAN, "refund", product="L2")

    assert found(books, tmp_path) == []


def test_of_several_platforms_those_are_named_who_lent_beyond_the_sum_of_all(tmp_path: Path) -> None:
    names = [f"P{number}" for number in range(7)]
    books = platforms(*names)
    for day, name in enumerate(names, 5):
        lend(books, f"{name}-L", "Wang", 17 * WAN, f"2026-01-{day:02}", at=name)

    assert found(books, tmp_path) == [("P5", "medium", 1.02), ("P6", "medium", 1.19)]


def test_the_sum_of_all_platforms_may_reach_its_limit(tmp_path: Path) -> None:
    names = [f"P{number}" for number in range(5)]
    books = platforms(*names)
    for name in names:
        lend(books, f"{name}-L", "Wang", 20 * WAN, "2026-01-05", at=name)

    assert found(books, tmp_path) == []


def test_a_run_that_continues_another_knows_what_was_lent_before(tmp_path: Path) -> None:
    first = lend(platforms(), "L1", "Wang", 15 * WAN, "2025-01-06").transfer("2026-01-02", "P.A", "P.custody", 1)
    second = platforms().product("L1", at="P", borrower="Wang", principal=15 * WAN)
    for number in range(3):  # so that no id is given twice
        second.transfer("2026-01-05", "P.A", "P.custody", 1, transfer_id=f"later {number}")
    lend(second, "L2", "Wang", 10 * WAN, "2026-01-06")
    asked = {"state": tmp_path / "state", "rules": ["balance_limit"], "reach_days": 30, "longest_look": 0}
    continue_ledger(ledger=first.write(tmp_path / "first"), out=tmp_path / "one", **asked)
    continue_ledger(ledger=second.write(tmp_path / "second"), out=tmp_path / "two", **asked)

    assert [(row["subject_id"], row["value"]) for row in read_findings(tmp_path / "two")] == [("P", 1.25)]


def test_another_business_has_other_limits(tmp_path: Path) -> None:
    books = Books().institution("M", "microlender").party("Wang").account("M.custody", "custody", of="M.op", at="M")
    books.account("M.Wang", "borrower", of="Wang", at="M").party("A").account("M.A", "client", of="A", at="M")

    assert found(lend(books, "L1", "Wang", 50 * WAN, "2026-01-05", at="M"), tmp_path) == []


def test_without_borrowers_it_is_not_assessed(tmp_path: Path) -> None:
    books = lend(platforms(), "L1", "Wang", 50 * WAN, "2026-01-05")

    assert found(books, tmp_path, without=("products.borrower_party_id",)) == []
    assert read_run(tmp_path / "out")["rules"]["balance_limit"]["status"] == "not assessed"
