"""Products on products, and one product cut into many: found; a plain loan, one layer and a product for the public are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def seller(business: str = "wealth_seller") -> Books:
    books = Books().institution("S", business).party("X", "company").account("X", "borrower", of="X", at="S")
    books.account("custody", "custody", of="S.op", at="S").party("A").account("A", "client", of="A", at="S")
    return books


def stacked(books: Books, depth: int, *, bottom: str = "wealth", middle: str = "wealth") -> Books:
    """A product on a product on a product; the top one is sold."""
    kinds = [bottom, *([middle] * (depth - 2)), "wealth"][:depth]
    for layer, kind in enumerate(kinds):
        books.product(f"W{layer}", at="S", borrower="X", kind=kind, underlying_id=f"W{layer - 1}" if layer else None)
    return books.transfer("2026-02-02", "A", "custody", 10 * WAN, "invest", product=f"W{depth - 1}")


def pieces(books: Books, *sizes: int, kind: str = "wealth", shared: int = 0) -> Books:
    """One asset cut into as many products as ``sizes``, each sold to so many investors; ``shared`` of them buy of every piece."""
    books.product("asset", at="S", borrower="X", kind="loan")
    for piece, size in enumerate(sizes):
        books.product(f"K{piece}", at="S", borrower="X", kind=kind, underlying_id="asset")
        for number in range(size):
            who = f"c{number}" if number < shared else f"c{piece}-{number}"
            books.party(who).account(who, "client", of=who, at="S") if who not in books._known else None
            books.transfer(f"2026-02-{2 + piece:02d}", who, "custody", WAN, "invest", product=f"K{piece}")
    return books


def found(books: Books, folder: Path, **how: object) -> list[tuple[str, float]]:
    run_ledger(ledger=books.write(folder / "ledger", **how), out=folder / "out", rules=["nested_products"])
    return [(row["severity"], row["value"]) for row in read_findings(folder / "out")]


@pytest.mark.parametrize("business", ["wealth_seller", "asset_management"])
@pytest.mark.parametrize(("depth", "expected"), [(1, []), (2, []), (3, [("medium", 3.0)]), (4, [("high", 4.0)])])
def test_from_three_layers_it_is_medium_and_from_four_high(business: str, depth: int, expected: list[object], tmp_path: Path) -> None:
    assert found(stacked(seller(business), depth), tmp_path) == expected


def test_the_finding_names_the_product_and_shows_who_paid(tmp_path: Path) -> None:
    found(stacked(seller(), 3), tmp_path)

    (finding,) = read_findings(tmp_path / "out")
    assert '"product_id": "W2"' in str(finding["details"]).replace("'", '"')
    assert finding["evidence"] == ["t000001"]


def test_a_plain_loan_through_custody_has_one_layer(tmp_path: Path) -> None:
    assert found(stacked(seller(), 1, bottom="loan"), tmp_path) == []


def test_a_product_on_a_loan_has_two(tmp_path: Path) -> None:
    assert found(stacked(seller(), 2, bottom="loan"), tmp_path) == []


def test_a_claim_sold_on_is_no_layer(tmp_path: Path) -> None:
    assert found(stacked(seller(), 3, bottom="loan", middle="claim_transfer"), tmp_path) == []


def test_products_that_lie_on_each_other_in_a_ring_are_as_deep_as_is_looked(tmp_path: Path) -> None:
    books = seller().product("W0", at="S", kind="wealth", underlying_id="W1").product("W1", at="S", kind="wealth", underlying_id="W0")
    books.transfer("2026-02-02", "A", "custody", WAN, "invest", product="W0")

    assert found(books, tmp_path) == [("high", 6.0)]


@pytest.mark.parametrize(("sizes", "expected"), [((100, 100), []), ((100, 101), [("medium", 201.0)])])
def test_an_asset_cut_in_two_for_more_than_two_hundred_investors(sizes: tuple[int, int], expected: list[object], tmp_path: Path) -> None:
    assert found(pieces(seller(), *sizes), tmp_path) == expected


@pytest.mark.parametrize(("sizes", "expected"), [((25, 25), []), ((25, 26), [("medium", 51.0)])])
def test_shares_in_a_partnership_have_a_cap_of_their_own(sizes: tuple[int, int], expected: list[object], tmp_path: Path) -> None:
    assert found(pieces(seller(), *sizes, kind="equity"), tmp_path) == expected


def test_who_buys_of_both_pieces_is_one_investor(tmp_path: Path) -> None:
    assert found(pieces(seller(), 110, 110, shared=30), tmp_path) == []


def test_one_product_sold_to_the_public_is_not_cut_up(tmp_path: Path) -> None:
    assert found(pieces(seller(), 250), tmp_path) == []
    assert found(pieces(seller(), 250, 20), tmp_path / "beside") == []


def test_a_lending_platform_is_not_bound_by_it(tmp_path: Path) -> None:
    assert found(stacked(seller("p2p"), 4), tmp_path) == []


def test_without_what_lies_beneath_it_is_not_assessed(tmp_path: Path) -> None:
    found(stacked(seller(), 4), tmp_path, without=["products.underlying_id"])

    assert read_run(tmp_path / "out")["rules"]["nested_products"]["status"] == "not assessed"
