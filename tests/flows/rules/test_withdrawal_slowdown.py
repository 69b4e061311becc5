"""Clients who wait longer and longer for their money: the guilty, the bank holiday, both sides of the limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

YUAN = 100
START = datetime.fromisoformat("2026-03-02T09:00")  # a Monday; no holiday until 4 April


class Waits(Books):
    """A platform with one client, who asks for money and is paid after some time."""

    def __init__(self, business: str = "p2p") -> None:
        super().__init__()
        self.institution("P", business).party("A").account("A", "client", of="A", at="P").account("A.bank", "external", of="A")
        self.last = START

    def asks(self, day: int, waits: float | None, *, times: int = 1) -> Waits:
        """On a working day counted from the first he asks, and is paid so many days later; None: never."""
        asked = START + timedelta(days=day // 5 * 7 + day % 5)
        for number in range(times):
            at = asked + timedelta(minutes=number)
            paid = None if waits is None else at + timedelta(days=waits)
            self.tables["withdrawals"].append(
                {"request_id": f"w{len(self.tables['withdrawals']):05d}", "account_id": "A", "institution_id": "P", "requested_at": at,
                 "amount_fen": 500 * YUAN, "paid_at": paid}
            )  # fmt: skip
            if paid is not None:
                self.transfer(paid, "A", "A.bank", 500 * YUAN, "withdraw")
                self.last = max(self.last, paid)
        return self

    def usual(self, days: int, waits: float = 0.1, times: int = 3) -> Waits:
        for day in range(days):
            self.asks(day, waits, times=times)
        return self

    def until(self, day: int) -> Waits:
        """Let something else happen on a later day, so that the ledger runs to it."""
        return self.transfer(START + timedelta(days=day), "A.bank", "A", 100 * YUAN, "recharge")


def found(books: Books, tmp_path: Path) -> list[tuple[str, str, float, str]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["withdrawal_slowdown"])
    return [(row["subject_id"], row["severity"], round(row["value"], 2), row["unit"]) for row in read_findings(tmp_path / "out")]


def slowed(usual: float, then: float) -> Waits:
    """Three weeks as usual; from then on every request waits as long as said (a Monday's request, to be paid within its week)."""
    waits = Waits().usual(15, usual)
    for day in (15, 20):
        waits.asks(day, then, times=8)
    return waits


@pytest.mark.parametrize("business", ["p2p", "payment"])
def test_three_days_instead_of_one_and_a_half_is_medium(business: str, tmp_path: Path) -> None:
    waits = Waits(business)
    for day in (0, 5, 10):
        waits.asks(day, 1.5, times=8)
    waits.asks(15, 3.0, times=8)

    assert found(waits, tmp_path) == [("P", "medium", 2.0, "times")]


def test_less_than_twice_or_less_than_three_days_is_none(tmp_path: Path) -> None:
    twice = Waits()
    for day in (0, 5, 10):
        twice.asks(day, 1.6, times=8)

    assert found(twice.asks(15, 3.1, times=8), tmp_path / "ratio") == []
    assert found(slowed(0.1, 2.9), tmp_path / "days") == []


def test_four_times_is_high(tmp_path: Path) -> None:
    assert {one[1] for one in found(slowed(0.8, 3.2), tmp_path)} == {"high"}


def test_what_stands_unpaid_longer_than_five_days_is_high(tmp_path: Path) -> None:
    waits = Waits().usual(15)
    waits.asks(15, None, times=5)

    assert ("P", "high", "days") in {(one[0], one[1], one[3]) for one in found(waits.until(29), tmp_path / "eight")}
    assert found(Waits().usual(15).asks(15, None, times=5).until(25), tmp_path / "five") == []


def test_a_single_request_gone_astray_is_no_slowdown(tmp_path: Path) -> None:
    assert found(Waits().usual(15).asks(8, None).until(40), tmp_path) == []


def test_the_slowest_twentieth_counts_too(tmp_path: Path) -> None:
    waits = Waits().usual(15, times=10)
    for day in (15, 16, 17, 18, 19):
        waits.asks(day, 0.1, times=9)
    waits.asks(15, 4.0, times=6)

    assert found(waits, tmp_path) != []


def test_over_the_spring_festival_nobody_is_paid_and_nobody_waits(tmp_path: Path) -> None:
    """Requests of Friday 13 February 2026 are paid on Tuesday 24 February, the first working day after the festival but one."""
    waits = Waits()
    for week in range(4):
        for number in range(8):
            at = datetime.fromisoformat("2026-01-12T10:00") + timedelta(days=7 * week, minutes=number)
            waits.tables["withdrawals"].append(_request(waits, at, at + timedelta(hours=3)))
            waits.transfer(at + timedelta(hours=3), "A", "A.bank", 500 * YUAN, "withdraw")
    for number in range(8):
        at = datetime.fromisoformat("2026-02-15T10:00") + timedelta(minutes=number)
        paid = datetime.fromisoformat("2026-02-24T16:00") + timedelta(minutes=number)
        waits.tables["withdrawals"].append(_request(waits, at, paid))
        waits.transfer(paid, "A", "A.bank", 500 * YUAN, "withdraw")

    assert found(waits, tmp_path) == []


def _request(waits: Waits, at: datetime, paid: datetime) -> dict[str, object]:
    number = len(waits.tables["withdrawals"])
    return {
        "request_id": f"w{number:05d}",
        "account_id": "A",
        "institution_id": "P",
        "requested_at": at,
        "amount_fen": 50_000,
        "paid_at": paid,
    }


def test_a_lender_of_its_own_money_is_not_meant(tmp_path: Path) -> None:
    waits = Waits("microlender").usual(15).asks(15, 6.0, times=8)

    assert found(waits, tmp_path) == []


def test_without_withdrawals_it_is_not_assessed(tmp_path: Path) -> None:
    ledger = slowed(0.1, 6.0).write(tmp_path / "ledger", without=["withdrawals"])
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["withdrawal_slowdown"])

    assert read_run(tmp_path / "out")["rules"]["withdrawal_slowdown"]["status"] == "not assessed"
