"""Clients paid in the borrower's place: found of the operator, its circle and their guarantor, not of an independent one."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform(business: str = "p2p") -> Books:
    books = Books().institution("P", business).party("boss").relation("boss", "controller", "P.op")
    books.party("sister", "company").relation("boss", "shareholder", "sister", share=0.9)
    books.party("A").account("A", "client", of="A", at="P").account("A.bank", "external", of="A")
    books.party("X", "company").account("X", "borrower", of="X", at="P").product("L1", at="P", borrower="X")
    books.account("custody", "custody", of="P.op", at="P").account("own", "own", of="P.op", at="P")
    books.account("sister.bank", "external", of="sister").account("op.bank", "external", of="P.op")
    books.transfer("2026-01-05", "A", "custody", 10 * WAN, "invest", product="L1")
    return books.transfer("2026-01-06", "custody", "X", 10 * WAN, "disburse", product="L1")


def found(books: Books, folder: Path, **how: object) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(folder / "ledger", **how), out=folder / "out", rules=["guaranteed_redemption"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(folder / "out")]


def paid_by(books: Books, payer: str, fen: int, *, of: int = 10 * WAN) -> Books:
    """The borrower repays what ``payer`` does not bring, and the client has all of it."""
    if of > fen:
        books.transfer("2026-02-05", "X", "custody", of - fen, "repay_principal", product="L1")
    books.transfer("2026-02-05 11:00", payer, "custody", fen, "transfer", product="L1")
    return books.transfer("2026-02-05 12:00", "custody", "A", of, "payout_principal", product="L1")


@pytest.mark.parametrize("business", ["p2p", "equity_crowdfunding", "wealth_seller"])
def test_the_operator_pays_for_a_borrower_who_does_not(business: str, tmp_path: Path) -> None:
    books = platform(business).transfer("2026-02-01", "op.bank", "own", 10 * WAN)

    assert found(paid_by(books, "own", 10 * WAN), tmp_path) == [("high", 1.0)]


def test_a_firm_of_the_same_owner_pays(tmp_path: Path) -> None:
    assert found(paid_by(platform(), "sister.bank", 4 * WAN), tmp_path) == [("high", 0.4)]


def test_the_circle_pays_the_client_past_the_books(tmp_path: Path) -> None:
    books = platform().transfer("2026-02-05", "sister.bank", "A.bank", 10 * WAN, "payout_principal", product="L1")

    assert found(books, tmp_path) == [("high", 1.0)]


def test_a_guarantor_of_the_circle_is_the_circle(tmp_path: Path) -> None:
    books = platform().party("G", "company").relation("boss", "shareholder", "G", share=0.8)
    books.account("G", "guarantor", of="G", at="P")

    assert found(paid_by(books, "G", 10 * WAN), tmp_path) == [("high", 1.0)]


def with_independent_guarantor() -> Books:
    books = (
        platform()
        .party("G", "company")
        .account("G", "guarantor", of="G", at="P")
        .institution("GG", "guarantor", operator="G", licence_no="1")
    )
    return paid_by(books, "G", 10 * WAN)


def test_an_independent_guarantor_may_pay_and_never_be_repaid(tmp_path: Path) -> None:
    assert found(with_independent_guarantor(), tmp_path) == []


def test_an_independent_guarantor_may_pay_and_be_repaid(tmp_path: Path) -> None:
    books = with_independent_guarantor().transfer("2026-03-01", "X", "custody", 10 * WAN, "repay_principal", product="L1")
    books.transfer("2026-03-01 12:00", "custody", "G", 10 * WAN, "transfer", product="L1")

    assert found(books, tmp_path) == []


def test_an_insurer_pays_out_of_its_own_books(tmp_path: Path) -> None:
    books = platform().institution("V", "insurance").account("V.own", "own", of="V.op", at="V")

    assert found(paid_by(books, "V.own", 10 * WAN), tmp_path) == []


def test_a_failed_listing_that_the_operator_had_joined_is_refunded(tmp_path: Path) -> None:
    books = platform().product("L2", at="P", borrower="X").transfer("2026-01-07", "op.bank", "own", WAN)
    books.transfer("2026-01-08", "own", "custody", WAN, "invest", product="L2")
    books.transfer("2026-01-08 11:00", "A", "custody", WAN, "invest", product="L2")
    books.transfer("2026-01-20", "custody", "A", WAN, "refund", product="L2")

    assert found(books, tmp_path) == []


@pytest.mark.parametrize(
    ("fen", "severity"), [(WAN // 10 - 1, []), (WAN // 10, ["medium"]), (WAN // 2 - 1, ["medium"]), (WAN // 2, ["high"])]
)
def test_from_one_in_a_hundred_it_is_medium_and_from_one_in_twenty_high(fen: int, severity: list[str], tmp_path: Path) -> None:
    books = paid_by(platform(), "sister.bank", fen)

    assert [one for one, _ in found(books, tmp_path)] == severity


def test_without_relations_nobody_knows_the_circle(tmp_path: Path) -> None:
    found(paid_by(platform(), "sister.bank", 4 * WAN), tmp_path, without=["relations"])

    assert read_run(tmp_path / "out")["rules"]["guaranteed_redemption"]["status"] == "not assessed"
