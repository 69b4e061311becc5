"""Custody bypassed: found whichever way the money goes past, silent when it passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import Books
from lookthrough.flows.run import run_ledger
from lookthrough.kernel.findings import Finding


def platform(business: str = "p2p") -> Books:
    """A platform with a custody account, and a client who lends on one listing."""
    books = Books().institution("P1", business).party("Li").party("Xu", "company").product("L1", at="P1", borrower="Xu")
    books.account("custody", "custody", at="P1").account("own", "own", of="P1.op", at="P1")
    books.account("Xu.sub", "borrower", of="Xu", at="P1").account("Xu.bank", "external", of="Xu")
    return books.account("Li.client", "client", of="Li", at="P1").account("Li.bank", "external", of="Li")


def findings_in(books: Books, folder: Path) -> list[Finding]:
    return list(run_ledger(ledger=books.write(folder / "ledger"), out=folder / "out", rules=["custody_bypass"]).findings)


def test_a_fifth_paid_straight_to_the_operator_is_found_with_its_transfer(tmp_path: Path) -> None:
    books = platform().transfer("2026-03-02", "Li.client", "custody", 80_000_00, "invest", product="L1")
    books.transfer("2026-03-03", "Li.bank", "own", 20_000_00, "invest", product="L1", transfer_id="past-custody")

    (finding,) = findings_in(books, tmp_path)

    assert (finding.subject_id, finding.value, finding.severity) == ("P1", 0.2, "high")
    assert finding.evidence == ("past-custody",)
    assert "2万元（20.0%）" in finding.explanation_zh


@pytest.mark.parametrize(("source", "target"), [("Li.client", "Xu.sub"), ("Li.bank", "Xu.bank"), ("Li.bank", "own")])
def test_it_is_found_whichever_way_it_goes_past(source: str, target: str, tmp_path: Path) -> None:
    books = platform().transfer("2026-03-02", source, target, 20_000_00, "invest", product="L1")

    assert [finding.value for finding in findings_in(books, tmp_path)] == [1.0]


def test_recharging_the_operator_s_own_account_is_investing_past_custody(tmp_path: Path) -> None:
    books = platform().transfer("2026-03-02", "Li.bank", "own", 20_000_00, "recharge")

    assert [finding.value for finding in findings_in(books, tmp_path)] == [1.0]


def test_money_that_passes_custody_is_silent(tmp_path: Path) -> None:
    books = platform().transfer("2026-03-02", "Li.client", "custody", 80_000_00, "invest", product="L1")
    books.transfer("2026-03-03", "custody", "own", 100_00, "fee", product="L1")

    assert findings_in(books, tmp_path) == []


def test_another_institution_s_custody_is_not_this_one_s(tmp_path: Path) -> None:
    books = platform().institution("P2").account("other", "custody", at="P2")
    books.transfer("2026-03-02", "Li.client", "other", 80_000_00, "invest", product="L1")

    assert [finding.subject_id for finding in findings_in(books, tmp_path)] == ["P1"]


@pytest.mark.parametrize(("past", "found"), [(999, []), (1_000, ["medium"]), (9_999, ["medium"]), (10_000, ["high"])])
def test_from_one_in_a_hundred_it_is_medium_and_from_one_in_ten_high(past: int, found: list[str], tmp_path: Path) -> None:
    books = platform().transfer("2026-03-02", "Li.client", "custody", 100_000 - past, "invest", product="L1")
    books.transfer("2026-03-03", "Li.bank", "own", past, "invest", product="L1")

    assert [str(finding.severity) for finding in findings_in(books, tmp_path)] == found


def test_a_wealth_seller_is_not_bound_by_it(tmp_path: Path) -> None:
    books = platform("wealth_seller").transfer("2026-03-03", "Li.bank", "own", 20_000_00, "invest", product="L1")

    assert findings_in(books, tmp_path) == []
