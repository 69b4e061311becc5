"""The largest clients of a platform leave: the guilty, one big maturity, both sides of the limits."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00
START = date(2026, 1, 5)


def at(day: int, hour: int = 10) -> str:
    return f"{START + timedelta(days=day)} {hour:02d}:00"


class Platform(Books):
    """P has ten clients who hold 100,000 yuan each, half of it lent and half in cash, and twenty who hold a hundredth of that."""

    def __init__(self, business: str = "p2p") -> None:
        super().__init__()
        self.institution("P", business).account("custody", "custody", of="P.op", at="P")
        self.party("X", "company").account("X", "borrower", of="X", at="P")
        for number in range(30):
            name = f"c{number:02d}"
            fen = 10 * WAN if number < 10 else WAN // 10
            self.party(name).account(name, "client", of=name, at="P").account(f"{name}.bank", "external", of=name)
            self.product(f"L{number:02d}", at="P", borrower="X", principal=fen // 2)
            self.transfer(at(0), f"{name}.bank", name, fen, "recharge")
            self.lends(1, name, fen // 2, f"L{number:02d}")

    def lends(self, day: int, name: str, fen: int, listing: str) -> Platform:
        self.transfer(at(day), name, "custody", fen, "invest", product=listing)
        return self.transfer(at(day, 14), "custody", "X", fen, "disburse", product=listing)

    def withdraws(self, day: int, name: str, fen: int) -> Platform:
        return self.transfer(at(day), name, f"{name}.bank", fen, "withdraw")

    def is_repaid(self, day: int, name: str, fen: int, listing: str) -> Platform:
        self.transfer(at(day, 8), "X", "custody", fen, "repay_principal", product=listing)
        return self.transfer(at(day, 9), "custody", name, fen, "payout_principal", product=listing)


def found(books: Books, tmp_path: Path) -> list[tuple[str, str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["large_lender_exit"])
    return [(row["subject_id"], row["severity"], round(row["value"], 4)) for row in read_findings(tmp_path / "out")]


def leaving(share: float) -> Platform:
    """From day 14 on each of the ten takes out the same share of what it holds, one a day."""
    platform = Platform()
    for number in range(10):
        platform.withdraws(14 + number, f"c{number:02d}", int(10 * WAN * share))
    return platform


def test_three_tenths_in_two_weeks_are_medium_and_less_is_none(tmp_path: Path) -> None:
    assert found(leaving(0.30), tmp_path / "at") == [("P", "medium", 0.3)]
    assert found(leaving(0.29), tmp_path / "below") == []


def test_half_is_high(tmp_path: Path) -> None:
    assert found(leaving(0.50), tmp_path) == [("P", "high", 0.5)]


def test_claims_repaid_early_and_taken_out_count_with_the_cash(tmp_path: Path) -> None:
    platform = Platform()
    for number in range(5):
        platform.is_repaid(20, f"c{number:02d}", 5 * WAN, f"L{number:02d}").withdraws(21, f"c{number:02d}", 10 * WAN)

    assert found(platform, tmp_path) == [("P", "medium", 0.45)]  # 5 of 10 left whole; the largest maturity among it is apart


def test_one_big_maturity_is_innocent(tmp_path: Path) -> None:
    """One listing that four of the ten lent on matures, and they take their money home."""
    platform = Platform().product("BIG", at="P", borrower="X", principal=40 * WAN)
    for number in range(4):
        name = f"c{number:02d}"
        platform.transfer(at(2), f"{name}.bank", name, 10 * WAN, "recharge").lends(3, name, 10 * WAN, "BIG")
    for number in range(4):
        platform.is_repaid(30, f"c{number:02d}", 10 * WAN, "BIG").withdraws(31, f"c{number:02d}", 14 * WAN)

    assert found(platform, tmp_path) == []


def test_one_client_whose_claims_mature_together_is_innocent(tmp_path: Path) -> None:
    platform = Platform()
    for number in range(4):
        listing = f"B{number}"
        platform.product(listing, at="P", borrower="X", principal=20 * WAN).transfer(at(2), "c00.bank", "c00", 20 * WAN, "recharge")
        platform.lends(3, "c00", 20 * WAN, listing)
    for number in range(4):
        platform.is_repaid(30, "c00", 20 * WAN, f"B{number}")

    assert found(platform.withdraws(31, "c00", 80 * WAN), tmp_path) == []


def test_money_that_is_put_in_again_has_not_left(tmp_path: Path) -> None:
    platform = leaving(0.5)
    for number in range(10):
        platform.transfer(at(14 + number, 16), f"c{number:02d}.bank", f"c{number:02d}", 3 * WAN, "recharge")

    assert found(platform, tmp_path) == []


def test_small_clients_who_leave_do_not_count(tmp_path: Path) -> None:
    platform = Platform()
    for number in range(10, 30):
        platform.withdraws(22, f"c{number:02d}", WAN // 20)

    assert found(platform, tmp_path) == []


def test_three_tenths_over_more_than_two_weeks_are_none(tmp_path: Path) -> None:
    platform = Platform()
    for number in range(10):
        platform.withdraws(20 + 3 * number, f"c{number:02d}", 3 * WAN)

    assert found(platform, tmp_path) == []


def test_other_institutions_are_not_meant(tmp_path: Path) -> None:
    platform = Platform("wealth_seller")
    for number in range(10):
        platform.withdraws(20, f"c{number:02d}", 5 * WAN)

    assert found(platform, tmp_path) == []


def test_without_holders_of_accounts_it_is_not_assessed(tmp_path: Path) -> None:
    ledger = leaving(0.5).write(tmp_path / "ledger", without=["accounts.holder_party_id"])
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["large_lender_exit"])

    assert read_run(tmp_path / "out")["rules"]["large_lender_exit"]["status"] == "not assessed"
