"""A platform that lends its own money: through its own account, its people's, and past the books; a licensed lender may."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def platform(business: str = "p2p") -> Books:
    books = Books().institution("P", business).party("boss").relation("boss", "controller", "P.op", until="2026-06-30")
    books.account("boss", "client", of="boss", at="P").account("boss.bank", "external", of="boss")
    books.party("A").account("A", "client", of="A", at="P")
    books.party("X", "company").account("X", "borrower", of="X", at="P").product("L1", at="P", borrower="X")
    books.account("custody", "custody", of="P.op", at="P").account("own", "own", of="P.op", at="P")
    return books.account("op.bank", "external", of="P.op").transfer("2026-01-02", "op.bank", "own", 50 * WAN)


def filled(books: Books, source: str, fen: int, *, of: int = 10 * WAN, on: str = "2026-01-05") -> Books:
    """A listing is filled by a client and by ``source``, and the borrower is paid."""
    if of > fen:
        books.transfer(on, "A", "custody", of - fen, "invest", product="L1")
    books.transfer(f"{on} 11:00", source, "custody", fen, "invest", product="L1")
    return books.transfer(f"{on} 12:00", "custody", "X", of, "disburse", product="L1")


def found(books: Books, folder: Path, **how: object) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(folder / "ledger", **how), out=folder / "out", rules=["own_lending"])
    return [(row["severity"], round(row["value"], 6)) for row in read_findings(folder / "out")]


@pytest.mark.parametrize("source", ["own", "op.bank", "boss.bank", "boss"])
def test_the_operator_and_its_people_fill_a_listing(source: str, tmp_path: Path) -> None:
    assert found(filled(platform(), source, 4 * WAN), tmp_path) == [("high", 0.4)]


@pytest.mark.parametrize("source", ["own", "boss.bank"])
def test_the_borrower_is_paid_past_custody(source: str, tmp_path: Path) -> None:
    books = platform().transfer("2026-01-05", source, "X", 4 * WAN, "disburse", product="L1")

    assert found(books, tmp_path) == [("high", 1.0)]


def test_whoever_has_left_the_circle_lends_as_anybody(tmp_path: Path) -> None:
    assert found(filled(platform(), "boss", 4 * WAN, on="2026-07-01"), tmp_path) == []


def test_clients_money_that_passes_the_operator_s_account_is_not_its_own(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-05", "A", "own", 4 * WAN, "invest", product="L1")
    books.transfer("2026-01-05 11:00", "own", "custody", 4 * WAN, "transfer", product="L1")
    books.transfer("2026-01-05 12:00", "custody", "X", 4 * WAN, "disburse", product="L1")

    assert found(books, tmp_path) == []


def test_a_licensed_lender_lends_its_own_money(tmp_path: Path) -> None:
    assert found(filled(platform("microlender"), "own", 4 * WAN), tmp_path) == []


@pytest.mark.parametrize(("fen", "severity"), [(WAN // 2 - 1, []), (WAN // 2, ["medium"]), (2 * WAN - 1, ["medium"]), (2 * WAN, ["high"])])
def test_from_one_in_twenty_it_is_medium_and_from_one_in_five_high(fen: int, severity: list[str], tmp_path: Path) -> None:
    assert [one for one, _ in found(filled(platform(), "own", fen), tmp_path)] == severity


def test_without_relations_nobody_knows_the_circle(tmp_path: Path) -> None:
    found(filled(platform(), "own", 4 * WAN), tmp_path, without=["relations"])

    assert read_run(tmp_path / "out")["rules"]["own_lending"]["status"] == "not assessed"
