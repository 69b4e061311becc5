"""Clients' money that settles: on the operator's account, in custody without a listing; and money that only waits as it may."""

from __future__ import annotations

from pathlib import Path

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00
# 2026-01-05 is a Monday


def platform(business: str = "p2p") -> Books:
    books = Books().institution("P", business).account("own", "own", of="P.op", at="P").account("op", "external", of="P.op")
    for client in ("A", "B"):
        books.party(client).account(client, "client", of=client, at="P").account(f"{client}.bank", "external", of=client)
    books.party("X", "company").account("X", "borrower", of="X", at="P").account("custody", "custody", of="P.op", at="P")
    return books.product("L1", at="P", borrower="X", listed_at="2026-01-01").product("L2", at="P", borrower="X", listed_at="2026-01-20")


def invest(books: Books, day: str, fen: int, listing: str | None = "L1") -> Books:
    return books.transfer(f"{day} 09:00", "A", "custody", fen, "invest", product=listing)


def disburse(books: Books, day: str, fen: int, listing: str | None = "L1") -> Books:
    return books.transfer(f"{day} 15:00", "custody", "X", fen, "disburse", product=listing)


def found(books: Books, tmp_path: Path, without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    ledger = books.write(tmp_path / "ledger", without=without)
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["fund_pool"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_money_taken_in_before_there_is_a_listing(tmp_path: Path) -> None:
    books = disburse(invest(platform(), "2026-01-05", 80 * WAN), "2026-01-06", 80 * WAN)
    invest(books, "2026-01-06", 20 * WAN, None)

    assert found(disburse(books, "2026-01-22", 20 * WAN, "L2"), tmp_path) == [("P", "high", 0.2)]


def test_money_that_works_on_the_operator_s_account_for_a_while(tmp_path: Path) -> None:
    books = invest(platform(), "2026-01-05", 100 * WAN).transfer("2026-01-05 10:00", "custody", "own", 30 * WAN, product="L1")
    books.transfer("2026-01-15 10:00", "own", "custody", 30 * WAN, product="L1")

    assert found(disburse(books, "2026-01-15", 100 * WAN), tmp_path) == [("P", "high", 0.3)]


def test_clients_who_pay_the_operator(tmp_path: Path) -> None:
    books = disburse(invest(platform(), "2026-01-05", 95 * WAN), "2026-01-06", 95 * WAN)
    books.transfer("2026-01-06", "B.bank", "own", 5 * WAN, "invest", product="L1")

    assert found(books.transfer("2026-01-20", "own", "X", 5 * WAN, "disburse", product="L1"), tmp_path) == [("P", "medium", 0.05)]


def test_the_limits_of_the_share_and_the_evidence(tmp_path: Path) -> None:
    def books(loose: int) -> Books:
        told = disburse(invest(platform(), "2026-01-05", 100 * WAN - loose), "2026-01-06", 100 * WAN - loose)
        return disburse(invest(told, "2026-01-06", loose, None), "2026-01-22", loose, "L2")

    assert found(books(2 * WAN - 1), tmp_path / "below") == []
    assert found(books(2 * WAN), tmp_path / "medium") == [("P", "medium", 0.02)]
    assert found(books(10 * WAN), tmp_path / "high") == [("P", "high", 0.1)]
    assert read_findings(tmp_path / "high/out")[0]["evidence"] == ["t000003"]


def test_three_working_days_are_allowed_and_a_weekend_between_does_not_count(tmp_path: Path) -> None:
    def books(out_on: str) -> Books:  # Thursday 8 January; Tuesday the 13th is the third working day after it
        return disburse(invest(platform(), "2026-01-08", 10 * WAN, None), out_on, 10 * WAN)

    assert found(books("2026-01-14"), tmp_path / "on the fourth day") == []
    assert found(books("2026-01-15"), tmp_path / "after it") == [("P", "high", 1.0)]


def test_of_a_pool_the_oldest_money_leaves_first(tmp_path: Path) -> None:
    books = platform()
    for day in range(5, 24):  # each day's money leaves on the next: the pool never empties and nothing in it is old
        invest(books, f"2026-01-{day:02}", 10 * WAN, None)
        books.transfer(f"2026-01-{day + 1:02} 08:00", "custody", "X", 10 * WAN, "disburse")

    assert found(books, tmp_path) == []


def test_balances_on_clients_own_sub_accounts(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-05", "A.bank", "A", 100 * WAN, "recharge")

    assert found(disburse(invest(books, "2026-03-02", 10 * WAN), "2026-03-03", 10 * WAN), tmp_path) == []


def test_a_listing_that_is_funded_for_nineteen_working_days(tmp_path: Path) -> None:
    books = invest(invest(platform(), "2026-01-05", 10 * WAN), "2026-01-28", 10 * WAN)

    assert found(disburse(books, "2026-01-30", 20 * WAN), tmp_path) == []


def test_a_listing_that_is_listed_only_after_its_money_came(tmp_path: Path) -> None:
    books = disburse(invest(platform(), "2026-01-05", 10 * WAN, "L2"), "2026-01-21", 10 * WAN, "L2")

    assert found(books, tmp_path) == [("P", "high", 1.0)]


def test_repayments_and_payouts_that_do_not_say_their_listing_cancel_out(tmp_path: Path) -> None:
    books = disburse(invest(platform(), "2026-01-05", 10 * WAN, None), "2026-01-06", 10 * WAN)
    books.transfer("2026-02-05 09:00", "X", "custody", 10 * WAN, "repay_principal", product="L1")
    books.transfer("2026-02-05 15:00", "custody", "A", 10 * WAN, "payout_principal")

    assert found(invest(books, "2026-03-16", 1 * WAN), tmp_path) == []


def test_an_advance_that_the_operator_takes_back_is_its_own_money(tmp_path: Path) -> None:
    books = disburse(invest(platform(), "2026-01-05", 10 * WAN), "2026-01-06", 10 * WAN)
    books.transfer("2026-01-04", "op", "own", 10 * WAN).transfer("2026-02-05 09:00", "own", "custody", 10 * WAN, product="L1")
    books.transfer("2026-02-05 10:00", "custody", "A", 10 * WAN, "payout_principal", product="L1")
    books.transfer("2026-02-10 10:00", "X", "custody", 10 * WAN, "repay_principal", product="L1")
    books.transfer("2026-02-10 11:00", "custody", "own", 10 * WAN, product="L1")

    assert found(invest(books, "2026-03-16", 1 * WAN), tmp_path) == []


def test_a_crowdfunding_site_is_held_to_it_and_a_payment_firm_is_not(tmp_path: Path) -> None:
    def books(business: str) -> Books:
        return disburse(invest(platform(business), "2026-01-05", 10 * WAN, None), "2026-01-22", 10 * WAN, "L2")

    assert found(books("equity_crowdfunding"), tmp_path / "crowd") == [("P", "high", 1.0)]
    assert found(books("payment"), tmp_path / "payment") == []


def test_without_listings_on_transfers_it_is_not_assessed(tmp_path: Path) -> None:
    books = disburse(invest(platform(), "2026-01-05", 10 * WAN, None), "2026-01-22", 10 * WAN, "L2")

    assert found(books, tmp_path, without=("transfers.product_id",)) == []
    assert read_run(tmp_path / "out")["rules"]["fund_pool"]["status"] == "not assessed"
