"""A second, independent town of institutions: honest ones with their ordinary irregularities, guilty ones of many kinds and strengths.

Written from the contract and the methods alone, without a look at the rules, to examine them fairly. Each institution lives half a year,
day by day, with a balance of its own. What it truly did is counted while it happens: an institution is guilty of a rule if its worst
thirty days stand clearly above the limit of methods §2, innocent if they stand clearly below; what lies between is not examined.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from builders import Books

START, DAYS, WINDOW, HOUR = datetime(2026, 1, 1), 180, 30, 3600  # noqa: DTZ001 (local time without offset)
DAY = 24 * HOUR
# the limits of methods §2 with a margin on either side: (innocent below, guilty from)
CLEARLY = {"ponzi_payout": (0.05, 0.15), "client_money_diversion": (0.003, 0.008)}


@dataclass
class Listing:
    """A listing and who holds how much of it."""

    name: str
    borrower: str | None
    rate: float
    term: int
    claims: Counter[str] = field(default_factory=Counter)
    sham: bool = False
    interest_left: float = 1.0  # the part of the interest that is still to be paid
    paid_under: dict[str, str] = field(default_factory=dict)  # assignee → number of the transfer, where the platform pays under it

    @property
    def principal(self) -> int:
        """What is still owed to its holders."""
        return sum(self.claims.values())

    def dues(self) -> dict[str, int]:
        """Principal and interest that each holder is to have at the end."""
        return {client: claim + self.interest_on(claim) for client, claim in self.claims.items()}

    def interest_on(self, claim: int) -> int:
        """What a claim still earns until the end."""
        return int(claim * self.rate * self.term / 365 * self.interest_left)

    @property
    def interest(self) -> int:
        """What all holders still earn until the end."""
        return sum(map(self.interest_on, self.claims.values()))


class Institution:
    """An institution with its accounts, its circle and a queue of what is going to happen."""

    business, pool_role = "p2p", "custody"

    def __init__(self, books: Books, random: Random, name: str, conduct: str, strength: float) -> None:
        self.books, self.random, self.name, self.conduct, self.strength = books, random, name, conduct, strength
        self.now, self.queue, self.numbers = 0, list[tuple[int, int, Callable[[], object]]](), itertools.count()
        self.balance: Counter[str] = Counter()
        self.tally: dict[str, Counter[int]] = {what: Counter() for what in ("payout", "pooled", "out", "diverted", "withdrawn")}
        self.begins = random.randint(25, 80)  # the day from which a guilty one is guilty
        self.clients = [self.person(f"c{number}", "client") for number in range(random.randint(25, 60))]
        self.open_accounts()

    def open_accounts(self) -> None:
        """The operator, its circle, the pool of clients' money and the outside world."""
        bank, boss, sister = f"{self.name}.bank", f"{self.name}.boss", f"{self.name}.sister"
        self.books.institution(self.name, self.business, custodian_bank="江滨银行")
        self.books.party(bank, "company", name="江滨银行", industry_code="6621").party(f"{self.name}.holding", "company").party(boss)
        self.books.relation(boss, "shareholder", f"{self.name}.holding", share=0.8)
        self.books.relation(f"{self.name}.holding", "shareholder", f"{self.name}.op", share=0.7)
        self.books.party(sister, "company").relation(boss, "shareholder", sister, share=0.9)
        for account, role in (("pool", self.pool_role), ("pool2", self.pool_role), ("own", "own")):
            self.books.account(f"{self.name}.{account}", role, of=f"{self.name}.op", at=self.name)
        for holder in (bank, boss, sister):
            self.books.account(f"{holder}.account", "external", of=holder)
        self.pool, self.own = f"{self.name}.pool", f"{self.name}.own"

    def person(self, short: str, role: str) -> str:
        """A person or firm with a sub-account here and a bank account outside; the sub-account bears the party's name."""
        party = f"{self.name}.{short}"
        self.books.party(party, "company" if role in {"merchant", "guarantor"} else "person").account(party, role, of=party, at=self.name)
        self.books.account(f"{party}.out", "external", of=party)
        return party

    def later(self, days: float, action: Callable[[], object]) -> None:
        """Do something after some days; the order of equal moments is that of planning."""
        heapq.heappush(self.queue, (self.now + int(days * DAY), next(self.numbers), action))

    def pay(self, source: str, target: str, fen: int, purpose: str, product: str | None = None, order: str | None = None) -> bool:
        """Pay if the pool can; return whether it was paid."""
        if fen <= 0 or (source == self.pool and self.balance[source] < fen):
            return False
        self.balance[source] -= fen
        self.balance[target] += fen
        self.now += 1
        self.books.transfer(START + timedelta(seconds=self.now), source, target, fen, purpose, product=product, order=order)
        if source == self.pool:
            self.count("out", fen)
        if purpose == "withdraw":
            self.count("withdrawn", fen)
        return True

    def count(self, what: str, fen: int) -> None:
        self.tally[what][self.now // DAY] += fen

    def live(self) -> None:
        """Let the half year pass."""
        self.plan()
        self.later(self.random.uniform(5, 20), self.bank_charge)
        if self.random.random() < 0.3:
            self.later(self.random.uniform(60, 120), self.change_custodian)
        if self.conduct in DIVERSIONS:
            self.later(self.begins, self.divert)
        while self.queue and self.queue[0][0] < DAYS * DAY:
            moment, _, action = heapq.heappop(self.queue)
            self.now = max(moment, self.now)
            action()

    def plan(self) -> None:
        raise NotImplementedError

    def bank_charge(self) -> None:
        self.pay(self.pool, f"{self.name}.bank.account", self.random.randint(20_00, 400_00), "fee")
        self.later(30, self.bank_charge)

    def change_custodian(self) -> None:
        """The whole stock moves to an account at another bank; nothing leaves the boundary."""
        old, self.pool = self.pool, f"{self.name}.pool2"
        self.balance[self.pool], stock = 0, self.balance[old]
        if stock > 0:
            self.pay(old, self.pool, stock, "transfer")

    def trailing(self, what: str, day: int) -> int:
        return sum(self.tally[what][day - back] for back in range(WINDOW))

    def divert(self) -> None:
        """Take a share of what went out in the last thirty days, five times a month, as far as the pool reaches."""
        share = self.strength / (1 - self.strength) / 5
        wanted = int(self.trailing("out", self.now // DAY) * share)
        fen = min(wanted, int(self.balance[self.pool] * 0.8))
        if DIVERSIONS[self.conduct](self, fen):
            self.count("diverted", fen)
        self.later(self.random.uniform(4, 8), self.divert)

    def worst(self, part: str, *whole: str) -> float:
        """The worst share of thirty days."""
        shares = [0.0]
        for day in range(DAYS):
            total = sum(self.trailing(what, day) for what in whole)
            shares.append(self.trailing(part, day) / total if total else 0.0)
        return max(shares)

    def truth(self) -> dict[str, str]:
        """Guilty or innocent of each rule, where that is clear under every fair reading of the share."""
        values = {
            "ponzi_payout": (self.worst("pooled", "payout"), self.worst("pooled", "payout")),
            # withdrawals from clients' own sub-accounts may be counted with the outflow or not
            "client_money_diversion": (self.worst("diverted", "out", "withdrawn"), self.worst("diverted", "out")),
        }
        kinds = {}
        for rule, (least, most) in values.items():
            below, above = CLEARLY[rule]
            if self.is_examined(rule) and (most < below or least >= above):
                kinds[rule] = "guilty" if least >= above else "innocent"
        return kinds

    def is_examined(self, rule: str) -> bool:
        """A heavy diversion makes later payouts come out of others' money too: not asked about."""
        return not (rule == "ponzi_payout" and self.conduct in DIVERSIONS and self.strength > 0.04)


def to_own(who: Institution, fen: int) -> bool:
    return who.pay(who.pool, who.own, fen, "transfer")


def to_sister(who: Institution, fen: int) -> bool:
    return who.pay(who.pool, f"{who.name}.sister.account", fen, "transfer")


def to_boss_by_way_of_own(who: Institution, fen: int) -> bool:
    return who.pay(who.pool, who.own, fen, "transfer") and who.pay(who.own, f"{who.name}.boss.account", fen, "transfer")


def to_a_stranger(who: Institution, fen: int) -> bool:
    return who.pay(who.pool, f"stranger{who.random.randint(1, 5)}", fen, who.random.choice(["transfer", "unknown"]))


def to_a_shell(who: Institution, fen: int) -> bool:
    """To a borrower of the platform under a listing that is another's (a payment firm: to a merchant without an order)."""
    return who.pay(who.pool, who.shell, fen, *who.shell_words())  # type: ignore[attr-defined]


def as_an_outsized_fee(who: Institution, fen: int) -> bool:
    """Under the name of a fee, far beyond what the listing agreed (under either reading of ``fee_rate``, a year or the whole term)."""
    listing = who.listings[-1]  # type: ignore[attr-defined]
    return who.pay(who.pool, who.own, max(fen, listing.principal * 6 // 100), "fee", listing.name)


def to_another_institution(who: Institution, fen: int) -> bool:
    return who.pay(who.pool, "Neighbour.pool", fen, "transfer")


DIVERSIONS: dict[str, Callable[[Institution, int], bool]] = {
    "own": to_own, "sister": to_sister, "boss": to_boss_by_way_of_own, "stranger": to_a_stranger, "shell": to_a_shell,
    "fee": as_an_outsized_fee, "neighbour": to_another_institution,
}  # fmt: skip
