"""Returns above the project's own rate or far above the trade's: found; what is merely dear, or long and unsecured, is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00


def trade(business: str = "p2p", *, peers: int = 3, offers: int = 4) -> Books:
    """A trade whose firms all promise nine, ten or eleven per cent, and one more firm, P."""
    books = Books()
    for number in range(peers):
        peer = f"Q{number}"
        books.institution(peer, business)
        for one in range(offers):
            books.product(f"{peer}-{one}", at=peer, annual_rate=0.09 + 0.01 * (one % 3), listed_at="2026-02-01", project_rate=0.11)
    books.institution("P", business).account("custody", "custody", of="P.op", at="P")
    return books.party("A").account("A", "client", of="A", at="P")


def offering(books: Books, name: str, rate: float, fen: int = 10 * WAN, **more: object) -> Books:
    books.product(name, at="P", annual_rate=rate, principal=fen, **({"listed_at": "2026-02-10"} | more))
    return books.transfer("2026-02-11", "A", "custody", fen, "invest", product=name)


def found(books: Books, folder: Path, **how: object) -> list[tuple[str, str, float]]:
    run_ledger(ledger=books.write(folder / "ledger", **how), out=folder / "out", rules=["excessive_return"])
    return [(row["subject_id"], row["severity"], round(row["value"], 6)) for row in read_findings(folder / "out")]


def test_twice_the_trade_s_rate_is_found_and_sent_to_the_panel(tmp_path: Path) -> None:
    assert found(offering(trade(), "L", 0.20), tmp_path) == [("P", "high", 1.0)]
    assert "专家组" in read_findings(tmp_path / "out")[0]["explanation_zh"]
    assert "expert panel" in read_findings(tmp_path / "out")[0]["explanation_en"]


@pytest.mark.parametrize(
    ("rate", "project_rate", "expected"), [(0.10, 0.08, ["high"]), (0.10, 0.10, []), (0.10, 0.14, []), (0.1004, 0.10, [])]
)
def test_a_return_above_the_project_s_own_rate_is_subsidised(rate: float, project_rate: float, expected: list[str], tmp_path: Path) -> None:
    books = offering(trade(), "L", rate, project_rate=project_rate)

    assert [severity for _, severity, _ in found(books, tmp_path)] == expected


@pytest.mark.parametrize("rate", [0.12, 0.145])
def test_what_is_merely_dear_is_no_lure(rate: float, tmp_path: Path) -> None:
    assert found(offering(trade(), "L", rate), tmp_path) == []


def test_above_one_and_a_half_times_a_mean_from_which_all_stray_is_none(tmp_path: Path) -> None:
    books = trade()
    for number in range(3):
        for one in range(3):
            books.product(f"S{number}-{one}", at=f"Q{number}", annual_rate=0.2, listed_at="2026-02-01", project_rate=0.2)

    assert found(offering(books, "L", 0.20), tmp_path) == []


def long_loans(books: Books, rate: float) -> Books:
    for number in range(3):
        for one in range(4):
            name = f"Q{number}-long{one}"
            books.product(
                name, at=f"Q{number}", annual_rate=rate + 0.01 * (one % 3), term_days=720, listed_at="2026-02-01", project_rate=0.2
            )
    return books


def test_a_long_unsecured_loan_is_held_against_its_like(tmp_path: Path) -> None:
    assert found(offering(long_loans(trade(), 0.16), "L", 0.18, term_days=720), tmp_path) == []
    assert found(offering(long_loans(trade(), 0.16), "L", 0.30, term_days=720), tmp_path / "above") == [("P", "high", 1.0)]


def test_a_long_loan_that_is_guaranteed_has_no_excuse(tmp_path: Path) -> None:
    books = offering(long_loans(trade(), 0.16), "L", 0.18, term_days=720, guarantor_party_id="A")

    assert [severity for _, severity, _ in found(books, tmp_path)] == ["high"]


def test_another_trade_s_rates_are_no_measure(tmp_path: Path) -> None:
    books = trade("cooperative")
    books.tables["institutions"][-1]["business"] = "private_fund"

    assert found(offering(books, "L", 0.20), tmp_path) == []


@pytest.mark.parametrize("few", [{"peers": 2, "offers": 9}, {"offers": 3}])
def test_a_few_peers_or_offers_make_no_trade(few: dict[str, int], tmp_path: Path) -> None:
    assert found(offering(trade(**few), "L", 0.20), tmp_path) == []  # type: ignore[arg-type]


def test_what_peers_promised_half_a_year_ago_is_no_measure(tmp_path: Path) -> None:
    assert found(offering(trade(), "L", 0.20, listed_at="2026-07-10"), tmp_path) == []


@pytest.mark.parametrize(("fen", "severity"), [(WAN - 1, []), (WAN, ["medium"]), (3 * WAN - 1, ["medium"]), (3 * WAN, ["high"])])
def test_from_a_tenth_of_the_principal_it_is_medium_and_from_three_tenths_high(fen: int, severity: list[str], tmp_path: Path) -> None:
    books = offering(offering(trade(), "dear", 0.20, fen), "usual", 0.10, 10 * WAN - fen)

    assert [one for _, one, _ in found(books, tmp_path)] == severity


def test_a_payment_firm_promises_no_return(tmp_path: Path) -> None:
    assert found(offering(trade("payment"), "L", 0.20), tmp_path) == []


def test_without_the_day_of_listing_it_is_not_assessed(tmp_path: Path) -> None:
    found(offering(trade(), "L", 0.20), tmp_path, without=["products.listed_at"])

    assert read_run(tmp_path / "out")["rules"]["excessive_return"]["status"] == "not assessed"
