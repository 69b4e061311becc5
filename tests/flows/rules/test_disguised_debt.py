"""Debt that calls itself equity: promised, paid as if promised, bought back; dividends that follow results are equity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00
SOLD = date(2026, 1, 5)


def site(business: str = "equity_crowdfunding", **about: object) -> Books:
    """A site that sold one share in a café to one investor."""
    books = Books().institution("P", business).party("A").account("A", "client", of="A", at="P").party("X", "company")
    books.account("custody", "custody", of="P.op", at="P").account("X", "borrower", of="X", at="P")
    told = {"kind": "equity", "annual_rate": 0.0, "term_days": 720, "purpose_text": "社区咖啡馆股权", "principal": 10 * WAN}
    books.product("E", at="P", borrower="X", **(told | about))
    books.transfer(str(SOLD), "A", "custody", 10 * WAN, "invest", product="E")
    return books.transfer("2026-01-06", "custody", "X", 10 * WAN, "disburse", product="E")


def pays(books: Books, returns: Sequence[int], *, every: int = 30, late: Sequence[int] = ()) -> Books:
    for number, fen in enumerate(returns, 1):
        on = SOLD + timedelta(days=every * number + (late[number - 1] if late else 0))
        books.transfer(f"{on} 09:00", "X", "custody", fen, "repay_interest", product="E")
        books.transfer(f"{on} 10:00", "custody", "A", fen, "payout_interest", product="E")
    return books


def bought_back(books: Books, fen: int = 10 * WAN) -> Books:
    books.transfer("2026-06-10 09:00", "X", "custody", fen, "repay_principal", product="E")
    return books.transfer("2026-06-10 10:00", "custody", "A", fen, "payout_principal", product="E")


def severities(books: Books, folder: Path, **how: object) -> list[str]:
    run_ledger(ledger=books.write(folder / "ledger", **how), out=folder / "out", rules=["disguised_debt"])
    return [row["severity"] for row in read_findings(folder / "out")]


@pytest.mark.parametrize("business", ["equity_crowdfunding", "private_fund"])
@pytest.mark.parametrize(
    "about", [{"annual_rate": 0.12}, {"purpose_text": "股权认购，到期由项目方按原价回购"}, {"purpose_text": "固定分红，年化12%"}]
)
def test_any_promise_is_a_lead(business: str, about: dict[str, object], tmp_path: Path) -> None:
    assert severities(site(business, **about), tmp_path) == ["medium"]
    assert read_findings(tmp_path / "out")[0]["value"] == 10 * WAN


@pytest.mark.parametrize("text", ["门店股权，不承诺保本、不承诺固定收益", "无回购安排，收益随经营结果", "社区咖啡馆股权"])
def test_what_is_expressly_not_promised_is_no_promise(text: str, tmp_path: Path) -> None:
    assert severities(site(purpose_text=text), tmp_path) == []


def test_one_per_cent_every_month_is_debt_whatever_it_is_called(tmp_path: Path) -> None:
    assert severities(pays(site(), [WAN // 10] * 6), tmp_path) == ["medium", "medium", "medium"]


def test_a_return_some_days_late_is_dated_all_the_same(tmp_path: Path) -> None:
    assert severities(pays(site(), [WAN // 10] * 4, late=[0, 2, 0, 1]), tmp_path) == ["medium"]


@pytest.mark.parametrize("returns", [[400_00, 1_600_00, 3_000_00, 4_700_00], [1_000_00, 1_150_00, 900_00, 1_050_00], [1_000_00] * 3])
def test_dividends_that_follow_results_are_equity(returns: list[int], tmp_path: Path) -> None:
    assert severities(pays(site(), returns), tmp_path) == []


def test_equal_returns_at_no_fixed_dates_are_no_promise(tmp_path: Path) -> None:
    assert severities(pays(site(), [WAN // 10] * 5, late=[0, 20, -12, 17, -9]), tmp_path) == []


@pytest.mark.parametrize(("most", "found"), [(1_082_19, ["medium"]), (1_082_20, [])])
def test_returns_vary_by_half_a_point_a_year_at_most(most: int, found: list[str], tmp_path: Path) -> None:
    assert severities(pays(site(), [1_000_00, most, 1_000_00, 1_000_00]), tmp_path) == found


def test_a_promised_buy_back_that_is_carried_out_is_grave(tmp_path: Path) -> None:
    assert severities(bought_back(site(annual_rate=0.12)), tmp_path) == ["medium", "high"]


def test_constant_returns_and_all_the_principal_back_are_grave(tmp_path: Path) -> None:
    assert severities(bought_back(pays(site(), [WAN // 10] * 4)), tmp_path) == ["medium", "high"]


def test_an_exit_below_the_price_paid_is_no_buy_back(tmp_path: Path) -> None:
    assert severities(bought_back(site(annual_rate=0.12), 10 * WAN - 1), tmp_path) == ["medium"]


def test_an_exit_of_equity_that_promised_nothing_is_equity(tmp_path: Path) -> None:
    assert severities(bought_back(site(), 13 * WAN), tmp_path) == []


def test_a_loan_pays_interest_by_nature(tmp_path: Path) -> None:
    assert severities(pays(site(kind="loan", annual_rate=0.12), [WAN // 10] * 6), tmp_path) == []


def test_a_platform_for_loans_is_not_bound_by_it(tmp_path: Path) -> None:
    assert severities(site("p2p", annual_rate=0.12), tmp_path) == []


def test_without_listings_on_transfers_it_is_not_assessed(tmp_path: Path) -> None:
    severities(site(annual_rate=0.12), tmp_path, without=["transfers.product_id"])

    assert read_run(tmp_path / "out")["rules"]["disguised_debt"]["status"] == "not assessed"
