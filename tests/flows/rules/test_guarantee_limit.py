"""What a guarantor may vouch for: in all, for one client, for a group, and for those who control it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def guarantor(**more: Any) -> Books:
    """A guarantor that owns 100万, and two platforms whose borrowers it vouches for."""
    books = Books().institution("G", "guarantor", **({"net_assets_fen": 100 * WAN} | more)).account("G.own", "own", of="G.op", at="G")
    for name in ("P", "Q"):
        books.institution(name, "p2p").account(f"{name}.custody", "custody", of=f"{name}.op", at=name)
        books.account(f"{name}.G", "guarantor", of="G.op", at=name)
    return books


def vouch(books: Books, listing: str, borrower: str, fen: int, at: str = "P", day: str = "2026-01-05", **more: Any) -> Books:
    books.party(borrower, "company", **more).account(f"{at}.{borrower}", "borrower", of=borrower, at=at)
    books.product(listing, at=at, borrower=borrower, principal=fen, guarantor_party_id="G.op")
    return books.transfer(day, f"{at}.custody", f"{at}.{borrower}", fen, "disburse", product=listing)


def vouch_for_many(books: Books, clients: int, fen: int, **more: Any) -> Books:
    """As much for each of many clients, on both platforms in turn."""
    for number in range(clients):
        vouch(books, f"L{number}", f"B{number}", fen, "PQ"[number % 2], **more)
    return books


def found(books: Books, tmp_path: Path, without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    ledger = books.write(tmp_path / "ledger", without=without)
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["guarantee_limit"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(tmp_path / "out")]


def test_more_than_ten_times_net_assets_on_all_platforms_together(tmp_path: Path) -> None:
    assert found(vouch_for_many(guarantor(), 110, 10 * WAN), tmp_path) == [("G", "medium", 1.1)]


def test_exactly_ten_times_may_be_reached(tmp_path: Path) -> None:
    assert found(vouch_for_many(guarantor(), 100, 10 * WAN), tmp_path) == []


def test_twelve_times_is_medium_and_more_is_high(tmp_path: Path) -> None:
    assert found(vouch_for_many(guarantor(), 120, 10 * WAN), tmp_path / "at") == [("G", "medium", 1.2)]
    books = vouch(vouch_for_many(guarantor(), 120, 10 * WAN), "last", "last", 100)
    assert found(books, tmp_path / "above") == [("G", "high", 1.2)]


def test_who_mainly_serves_farming_may_vouch_for_fifteen_times(tmp_path: Path) -> None:
    assert found(vouch_for_many(guarantor(), 150, 10 * WAN, industry_code="A01"), tmp_path / "at") == []
    assert found(vouch_for_many(guarantor(), 153, 10 * WAN, industry_code="0111"), tmp_path / "above") == [("G", "medium", 1.02)]


def test_one_client_may_have_a_tenth(tmp_path: Path) -> None:
    assert found(vouch(guarantor(), "L1", "Works", 10 * WAN), tmp_path / "at") == []
    assert found(vouch(guarantor(), "L1", "Works", 11 * WAN), tmp_path / "above") == [("G", "medium", 1.1)]


def test_one_client_is_one_on_all_platforms(tmp_path: Path) -> None:
    assert found(vouch(vouch(guarantor(), "L1", "Works", 7 * WAN), "L2", "Works", 7 * WAN, "Q"), tmp_path) == [("G", "high", 1.4)]


def test_a_client_with_its_affiliates_may_have_fifteen_hundredths(tmp_path: Path) -> None:
    def books(share: float) -> Books:
        told = guarantor().relation("Works", "shareholder", "Mill", share=share)
        return vouch(vouch(told, "L1", "Works", 9 * WAN), "L2", "Mill", 7 * WAN, "Q")

    assert found(books(0.5), tmp_path / "apart") == []
    assert found(books(0.6), tmp_path / "tied") == [("G", "medium", round(16 / 15, 6))]


def test_nothing_may_be_vouched_for_those_who_control_it(tmp_path: Path) -> None:
    def books(share: float) -> Books:
        told = guarantor().relation("Hold", "shareholder", "G.op", share=share).relation("Boss", "controller", "Hold")
        return vouch(told, "L1", "Boss", 2 * WAN)

    assert found(books(0.3), tmp_path / "holds") == []
    assert found(books(0.7), tmp_path / "controls") == [("G", "medium", 2.0 * WAN)]
    assert "2万元" in read_findings(tmp_path / "controls/out")[0]["explanation_zh"]


def test_what_was_repaid_or_paid_by_the_guarantor_no_longer_counts(tmp_path: Path) -> None:
    books = vouch(vouch(guarantor(), "L1", "Works", 6 * WAN), "L2", "Works", 6 * WAN, "Q", day="2026-03-05")

    assert found(books, tmp_path / "open") == [("G", "medium", 1.2)]
    assert found(books.transfer("2026-02-05", "P.G", "P.custody", 6 * WAN, product="L1"), tmp_path / "paid") == []


def test_a_guarantor_that_is_no_institution_of_the_ledger_is_not_judged(tmp_path: Path) -> None:
    books = vouch(guarantor(), "L1", "Works", 5 * WAN)
    books.product("L2", at="P", borrower="Works", guarantor_party_id="Stranger")
    books.transfer("2026-01-05", "P.custody", "P.Works", 90 * WAN, "disburse", product="L2")

    assert found(books, tmp_path) == []


def test_without_net_assets_it_is_not_assessed(tmp_path: Path) -> None:
    books = vouch(guarantor(), "L1", "Works", 50 * WAN)

    assert found(books, tmp_path / "without", without=("institutions.net_assets_fen",)) == []
    assert read_run(tmp_path / "without/out")["rules"]["guarantee_limit"]["status"] == "not assessed"
    assert found(vouch(guarantor(net_assets_fen=None), "L1", "Works", 50 * WAN), tmp_path / "unknown") == []
