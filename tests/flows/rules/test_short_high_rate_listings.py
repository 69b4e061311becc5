"""A rush of short, dear listings beside the platform's own custom: found by number; long ones, cheap ones and a few are none."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

BEFORE = date(2026, 1, 1)
RUSH = date(2026, 4, 1)


def platform(business: str = "p2p", *, before: int = 20, rate: float = 0.10) -> Books:
    """Five months of ordinary listings, and a client who puts money into whatever comes."""
    books = Books().institution("P", business).party("A").account("A", "client", of="A", at="P").party("X", "company")
    books.account("custody", "custody", of="P.op", at="P")
    for number in range(before):
        on = BEFORE + timedelta(days=3 * number)
        listed(books, f"B{number}", on, rate=rate, term=90)
    return books


def listed(books: Books, name: str, on: date, *, rate: float, term: int, **more: object) -> Books:
    books.product(name, at="P", borrower="X", annual_rate=rate, term_days=term, listed_at=str(on), **more)
    return books.transfer(str(on), "A", "custody", 1_000_00, "invest", product=name)


def rush(books: Books, count: int, *, of: int = 10, rate: float = 0.14, term: int = 31, **more: object) -> Books:
    """Ten listings in ten days, ``count`` of them short and dear."""
    for number in range(of):
        how = {"rate": rate, "term": term, **more} if number < count else {"rate": 0.10, "term": 90}
        listed(books, f"R{number}", RUSH + timedelta(days=number), **how)  # type: ignore[arg-type]
    return books


def found(books: Books, folder: Path, **how: object) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(folder / "ledger", **how), out=folder / "out", rules=["short_high_rate_listings"])
    return [(row["severity"], round(row["value"], 3)) for row in read_findings(folder / "out")]


def test_a_rush_is_found_with_the_money_it_drew(tmp_path: Path) -> None:
    assert found(rush(platform(), 10), tmp_path) == [("high", 1.0)]
    assert len(read_findings(tmp_path / "out")[0]["evidence"]) == 5  # the first day on which five listings make a share


@pytest.mark.parametrize("how", [{"term": 32}, {"rate": 0.129}, {"rate": 0.14, "kind": "claim_transfer"}])
def test_longer_or_cheaper_listings_and_claims_sold_on_are_no_rush(how: dict[str, object], tmp_path: Path) -> None:
    assert found(rush(platform(), 10, **how), tmp_path) == []  # type: ignore[arg-type]


def test_who_has_always_lent_short_and_dear_is_in_no_rush(tmp_path: Path) -> None:
    assert found(rush(platform(rate=0.14), 10), tmp_path) == []


def test_who_has_just_begun_has_no_mean_to_be_held_against(tmp_path: Path) -> None:
    assert found(rush(platform(before=4), 5, of=5), tmp_path) == []


def test_four_listings_are_no_share(tmp_path: Path) -> None:
    assert found(rush(platform(), 4, of=4), tmp_path) == []


@pytest.mark.parametrize(("count", "severity"), [(2, []), (3, ["medium"]), (5, ["medium"]), (6, ["high"])])
def test_from_three_in_ten_it_is_medium_and_from_six_high(count: int, severity: list[str], tmp_path: Path) -> None:
    books = platform()
    for number in range(10):
        how = {"rate": 0.14, "term": 30} if number >= 10 - count else {"rate": 0.10, "term": 90}
        listed(books, f"R{number}", RUSH + timedelta(days=number), **how)  # type: ignore[arg-type]

    assert [one for one, _ in found(books, tmp_path)] == severity


def test_a_wealth_seller_is_not_bound_by_it(tmp_path: Path) -> None:
    assert found(rush(platform("wealth_seller"), 10), tmp_path) == []


def test_without_the_day_of_listing_it_is_not_assessed(tmp_path: Path) -> None:
    found(rush(platform(), 10), tmp_path, without=["products.listed_at"])

    assert read_run(tmp_path / "out")["rules"]["short_high_rate_listings"]["status"] == "not assessed"
