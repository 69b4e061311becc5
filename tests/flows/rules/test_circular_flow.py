"""Money that goes round: the guilty, the innocent, both sides of every limit, and true time order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00
START = datetime.fromisoformat("2026-01-05T10:00")


class Ring(Books):
    """Firms a, b, c … with a bank account each."""

    def __init__(self, firms: int = 10) -> None:
        super().__init__()
        self.names = [chr(ord("a") + number) for number in range(firms)]
        for name in self.names:
            self.party(name, "company").account(name, "external", of=name)

    def goes_round(
        self, day: int, accounts: int = 3, fen: int = 10 * WAN, back: int | None = None, hours: int = 3, purposes: Sequence[str] = ()
    ) -> Ring:
        """An amount leaves a and comes back through others; ``back`` is what comes back."""
        way = [*self.names[:accounts], "a"]
        for step in range(accounts):
            at = START + timedelta(days=day, hours=hours * step)
            amount = fen if step < accounts - 1 or back is None else back
            self.transfer(at, way[step], way[step + 1], amount, purposes[step] if purposes else "transfer")
        return self


def found(books: Books, tmp_path: Path) -> list[tuple[str, str, str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["circular_flow"])
    return [(row["subject_type"], row["subject_id"], row["severity"], row["value"]) for row in read_findings(tmp_path / "out")]


def times(count: int, **how: object) -> Ring:
    ring = Ring()
    for number in range(count):
        ring.goes_round(number * 9, **how)  # type: ignore[arg-type]
    return ring


def test_three_rounds_are_medium_two_are_none(tmp_path: Path) -> None:
    assert found(times(2), tmp_path / "two") == []
    assert found(times(3), tmp_path / "three") == [("party", "a", "medium", 3.0)]


def test_six_rounds_are_high(tmp_path: Path) -> None:
    assert max(found(times(6), tmp_path), key=lambda one: one[3]) == ("party", "a", "high", 6.0)


def test_rounds_of_more_than_ninety_days_do_not_sum(tmp_path: Path) -> None:
    assert found(Ring().goes_round(0).goes_round(50).goes_round(95), tmp_path) == []


@pytest.mark.parametrize("accounts", [3, 5, 8])
def test_three_to_eight_accounts_make_a_round(accounts: int, tmp_path: Path) -> None:
    assert [one[:2] for one in found(times(3, accounts=accounts), tmp_path)] == [("party", "a")]


def test_two_accounts_or_ten_make_none(tmp_path: Path) -> None:
    assert found(times(4, accounts=2), tmp_path / "two") == []
    assert found(times(4, accounts=10), tmp_path / "ten") == []


def test_nine_tenths_must_come_back(tmp_path: Path) -> None:
    assert found(times(3, back=9 * WAN), tmp_path / "nine") != []
    assert found(times(3, back=9 * WAN - 1), tmp_path / "less") == []


def test_it_must_be_back_within_seven_days(tmp_path: Path) -> None:
    assert found(times(3, hours=84), tmp_path / "seven") != []
    assert found(times(3, hours=85), tmp_path / "more") == []


def test_a_ring_that_closes_only_against_the_order_of_time_is_none(tmp_path: Path) -> None:
    ring = Ring()
    for number in range(4):
        for hour, (one, other) in enumerate((("c", "a"), ("b", "c"), ("a", "b"))):
            ring.transfer(START + timedelta(days=9 * number, hours=hour), one, other, 10 * WAN)

    assert found(ring, tmp_path) == []


def test_steps_of_one_instant_have_no_order(tmp_path: Path) -> None:
    assert found(times(4, hours=0), tmp_path) == []


def test_money_that_goes_on_and_on_counts_once_a_round_and_for_its_start_alone(tmp_path: Path) -> None:
    ring = Ring()
    for step in range(12):
        ring.transfer(START + timedelta(hours=step), "abc"[step % 3], "abc"[(step + 1) % 3], 10 * WAN)

    assert found(ring, tmp_path) == [("party", "a", "medium", 4.0)]


def test_refunds_are_innocent(tmp_path: Path) -> None:
    assert found(times(4, purposes=("transfer", "transfer", "refund")), tmp_path) == []


def test_owners_who_shop_where_they_pay_wages_are_innocent(tmp_path: Path) -> None:
    """A pays her clerk, who shops at the market, which buys from A: never nine tenths of the wage."""
    ring = Ring()
    for month in range(6):
        for step, (one, other, yuan) in enumerate((("a", "b", 6_000), ("b", "c", 1_300), ("c", "a", 900), ("b", "a", 400))):
            ring.transfer(START + timedelta(days=14 * month, hours=5 * step), one, other, yuan * 100)

    assert found(ring, tmp_path) == []


def test_a_firm_that_moves_money_among_its_own_accounts_is_innocent(tmp_path: Path) -> None:
    ring = Ring(1).account("a2", "external", of="a").account("a3", "external", of="a")
    for number in range(5):
        for step, (one, other) in enumerate((("a", "a2"), ("a2", "a3"), ("a3", "a"))):
            ring.transfer(START + timedelta(days=9 * number, hours=step), one, other, 10 * WAN)

    assert found(ring, tmp_path) == []


def test_without_holders_of_accounts_it_is_not_assessed(tmp_path: Path) -> None:
    run_ledger(
        ledger=times(3).write(tmp_path / "ledger", without=["accounts.holder_party_id"]), out=tmp_path / "out", rules=["circular_flow"]
    )

    assert read_run(tmp_path / "out")["rules"]["circular_flow"]["status"] == "not assessed"
