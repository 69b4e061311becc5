"""What two rules ask for at the same time is reckoned once, and both get the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

from lookthrough.flows.shared import shared


class Ledger:
    def __init__(self) -> None:
        self.reckoned = 0

    @shared
    def sums(self) -> list[int]:
        self.reckoned += 1
        sleep(0.05)  # long enough for the other to ask meanwhile
        return [self.reckoned]


def test_who_asks_second_waits_for_the_first() -> None:
    ledger, together = Ledger(), Barrier(2)

    def ask(_: int) -> list[int]:
        together.wait()
        return ledger.sums

    with ThreadPoolExecutor(2) as rules:
        one, other = rules.map(ask, range(2))

    assert one is other
    assert ledger.reckoned == 1


def test_each_ledger_has_its_own() -> None:
    assert Ledger().sums is not Ledger().sums
