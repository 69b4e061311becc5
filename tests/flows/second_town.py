"""The institutions of the second town: lending platforms, wealth sellers and payment firms, and the town they make up."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from builders import Books
from flows.second_generator import DIVERSIONS, START, Institution, Listing

HABITS = (
    "failed listings", "refunds to the card", "assignments", "pays under the transfer", "guarantor", "taken twice", "red packets",
    "fee from custody", "monthly interest", "parts of claims",
)  # fmt: skip
PONZIS = ("no borrower", "hidden default", "label", "no number", "skim")


class Platform(Institution):
    """A lending platform. Its ordinary irregularities are drawn once, so that each is honest in its own way."""

    product_kind, fee_rate = "loan", 0.02

    def plan(self) -> None:
        random = self.random
        self.borrowers = [self.person(f"b{number}", "borrower") for number in range(random.randint(6, 15))]
        self.guarantor, self.shell = self.person("guarantor", "guarantor"), self.person("shell", "borrower")
        self.listings: list[Listing] = []
        self.habits = {habit for habit in HABITS if random.random() < 0.5}
        self.gap = random.uniform(1.5, 4)  # days between listings
        for _ in range(random.randint(3, 8)):
            self.old_listing()
        self.later(random.uniform(0, 3), self.new_listing)

    def is_guilty_now(self) -> bool:
        return self.conduct in PONZIS and self.now // 86_400 >= self.begins

    def draw_listing(self) -> Listing:
        random, term = self.random, self.random.choice([15, 20, 30, 30, 45, 60, 90])
        listing = Listing(f"{self.name}-L{len(self.listings)}", random.choice(self.borrowers), round(random.uniform(0.07, 0.14), 3), term)
        for client in random.sample(self.clients, random.randint(3, 10)):
            listing.claims[client] = random.randint(10, 400) * 100_00
        listing.sham = self.is_guilty_now() and self.conduct != "hidden default" and random.random() < self.strength
        if listing.sham and self.conduct == "no borrower":
            listing.borrower = None
        self.listings.append(listing)
        return listing

    def put_on_record(self, listing: Listing, **more: object) -> None:
        told: dict[str, Any] = {
            "principal": listing.principal,
            "kind": self.product_kind,
            "term_days": listing.term,
            "fee_rate": self.fee_rate,
        }
        told |= {"annual_rate": listing.rate, "listed_at": START + timedelta(seconds=self.now)}
        self.books.product(listing.name, at=self.name, borrower=listing.borrower, **(told | more))

    def old_listing(self) -> None:
        """Lent before the ledger begins: only its repayment is seen."""
        listing = self.draw_listing()
        self.put_on_record(listing, listed_at="2025-11-15")
        self.later(self.random.uniform(2, 40), lambda: self.fall_due(listing))

    def new_listing(self) -> None:
        listing, random = self.draw_listing(), self.random
        self.put_on_record(listing)
        days = random.uniform(0.5, 6)
        for client, fen in listing.claims.items():
            self.later(random.uniform(0, days), partial(self.invest, client, fen, listing.name))
        fails = "failed listings" in self.habits and random.random() < 0.08
        self.later(days + random.uniform(0.1, 2), lambda: self.give_back(listing) if fails else self.disburse(listing))
        self.later(random.expovariate(1 / self.gap), self.new_listing)

    def invest(self, client: str, fen: int, product: str) -> None:
        self.pay(f"{client}.out", client, fen, "recharge")
        self.pay(client, self.pool, fen, "invest", product)

    def give_back(self, listing: Listing) -> None:
        for client, fen in listing.claims.items():
            target = f"{client}.out" if "refunds to the card" in self.habits else client
            self.pay(self.pool, target, fen, "refund", listing.name)

    def disburse(self, listing: Listing) -> None:
        """Pay the borrower (a sham listing stays in the pool, or half of it is skimmed); take the agreed fee."""
        self.later(listing.term + self.late(), lambda: self.fall_due(listing))
        if "monthly interest" in self.habits and listing.term >= 45:
            self.later(30, lambda: self.pay_a_month(listing))
        if "assignments" in self.habits and not listing.sham and self.random.random() < 0.5:
            for _ in range(self.random.choice([1, 1, 3])):
                self.later(listing.term * self.random.uniform(0.2, 0.8), lambda: self.assign(listing))
        if listing.sham:
            if self.conduct == "skim" and self.pay(self.pool, self.own, listing.principal // 3, "transfer"):
                self.count("diverted", listing.principal // 3)
            return
        fee = int(listing.principal * self.fee_rate * listing.term / 365)
        from_pool = fee if "fee from custody" in self.habits else 0
        fen = min(listing.principal, self.balance[self.pool]) - from_pool
        if fen > 0 and self.pay(self.pool, str(listing.borrower), fen, "disburse", listing.name):
            self.pay(self.pool, self.own, from_pool, "fee", listing.name)
            self.pay(str(listing.borrower), self.own, fee - from_pool, "fee", listing.name)
            self.pay(str(listing.borrower), f"{listing.borrower}.out", fen - fee + from_pool, "withdraw")

    def late(self) -> float:
        return self.random.choice([0, 0, 0, 0, 0, self.random.uniform(-5, 12)])

    def assign(self, listing: Listing) -> None:
        """One holder sells the claim to another client at principal and what has accrued: same debt, the claim falls, fair price."""
        held = [client for client, fen in listing.claims.items() if fen]
        seller, buyer, number = self.random.choice(held), self.random.choice(self.clients), f"{listing.name}-T{next(self.numbers)}"
        if buyer in listing.claims:
            return
        claim = listing.claims[seller]
        if "parts of claims" in self.habits:
            claim = int(claim * self.random.uniform(0.3, 1.0))
        listing.claims[seller] -= claim
        price = claim + int(listing.interest_on(claim) * self.random.uniform(0, 0.6))
        self.put_on_record(
            Listing(number, listing.borrower, listing.rate, listing.term),
            kind="claim_transfer",
            principal=claim,
            underlying_id=listing.name,
        )
        self.invest(buyer, price, number)
        self.pay(self.pool, seller, price, "payout_principal", number)
        self.count("payout", price)
        listing.claims[buyer] = claim
        listing.paid_under[buyer] = number if "pays under the transfer" in self.habits else listing.name

    def fall_due(self, listing: Listing) -> None:
        """The borrower repays, the guarantor or nobody; clients are paid from that, or, at a guilty platform, all the same."""
        random, interest = self.random, listing.interest
        defaults = random.random() < (self.strength if self.is_guilty_now() and self.conduct == "hidden default" else 0.03)
        if listing.sham or (defaults and self.conduct == "hidden default"):
            self.pay_from_pool(listing, interest)
            return
        if defaults and "guarantor" not in self.habits:
            return
        payer = self.guarantor if defaults else str(listing.borrower)
        self.pay(f"{payer}.out", payer, listing.principal + interest, "recharge")
        self.pay(payer, self.pool, listing.principal, "repay_principal", listing.name)
        self.pay(payer, self.pool, interest, "repay_interest", listing.name)
        if defaults:
            self.later(random.uniform(10, 30), lambda: self.recover(listing, interest))
        elif "taken twice" in self.habits and random.random() < 0.05:
            self.pay(payer, self.pool, listing.principal, "repay_principal", listing.name)
            self.later(3, partial(self.refund_repayment, payer, listing.principal, listing.name))
        self.pay_holders(listing)

    def refund_repayment(self, payer: str, fen: int, product: str) -> None:
        self.pay(self.pool, f"{payer}.out", fen, "refund", product)

    def recover(self, listing: Listing, interest: int) -> None:
        fen = listing.principal + interest
        self.pay(str(listing.borrower), self.pool, fen, "repay_principal", listing.name)
        self.pay(self.pool, self.guarantor, fen, "transfer", listing.name)

    def pay_a_month(self, listing: Listing) -> None:
        """A month's interest on a longer loan, from the borrower or, at a guilty platform, from the pool."""
        month = 30 / listing.term
        dues = {client: int(listing.interest_on(claim) * month) for client, claim in listing.claims.items()}
        if not listing.sham:
            self.pay(str(listing.borrower), self.pool, sum(dues.values()), "repay_interest", listing.name)
        listing.interest_left = 1 - month
        self.pay_out(listing, dues, "payout_interest", pooled=listing.sham)

    def pay_out(self, listing: Listing, dues: dict[str, int], purpose: str, *, pooled: bool) -> None:
        for client, fen in dues.items():
            product = None if self.conduct == "no number" and pooled else listing.paid_under.get(client, listing.name)
            if self.pay(self.pool, client, fen, purpose, product):
                self.count("payout", fen)
                self.count("pooled", fen * pooled)

    def pay_holders(self, listing: Listing, *, pooled: bool = False) -> None:
        """Pay principal and interest to every holder; some reinvest, some withdraw."""
        interest = {client: listing.interest_on(claim) for client, claim in listing.claims.items()}
        self.pay_out(listing, dict(listing.claims), "payout_principal", pooled=pooled)
        self.pay_out(listing, interest, "payout_interest", pooled=pooled)
        for client, claim in listing.claims.items():
            if "red packets" in self.habits:
                self.pay(self.own, client, self.random.randint(1, 20) * 100, "transfer")
            if self.random.random() < 0.7:
                self.pay(client, f"{client}.out", claim, "withdraw")

    def pay_from_pool(self, listing: Listing, interest: int) -> None:
        """Nobody repaid: pay out of what lies in the pool, as soon as enough lies there."""
        if self.conduct == "label" and self.pay_by_false_transfer(listing):
            return
        if self.balance[self.pool] < listing.principal + interest:
            self.later(1, lambda: self.pay_from_pool(listing, interest))
            return
        self.pay_holders(listing, pooled=True)

    def pay_by_false_transfer(self, listing: Listing) -> bool:
        """Sell "claims" on a debt in which those who are paid hold nothing."""
        real = [other for other in self.listings if not other.sham and not set(other.claims) & set(listing.claims)]
        if not real:
            return False
        beneath, number = self.random.choice(real), f"{listing.name}-T"
        due = listing.dues()
        buyers = self.random.sample(self.clients, 4)
        self.put_on_record(
            Listing(number, beneath.borrower, listing.rate, 30),
            kind="claim_transfer",
            principal=sum(due.values()),
            underlying_id=beneath.name,
        )
        for buyer in buyers:
            self.invest(buyer, sum(due.values()) // 4 + 1, number)
        for client, fen in due.items():
            if self.pay(self.pool, client, fen, "payout_principal", number):
                self.count("payout", fen)
                self.count("pooled", fen)
        return True

    def shell_words(self) -> tuple[str, str | None]:
        """Purpose and listing under which money goes where it should not: the listing is somebody else's."""
        return "disburse", self.listings[-1].name


class WealthSeller(Platform):
    """Sells an issuer's products and collects for it; the issuer has its sub-account like a borrower."""

    business, product_kind, fee_rate = "wealth_seller", "wealth", 0.01


class Collector(Platform):
    """A wealth seller that collects on its own account, deposit-like: unlawful in itself, a Ponzi only if it pays from the pool."""

    business, pool_role, product_kind = "wealth_seller", "own", "deposit_like"

    def is_examined(self, rule: str) -> bool:
        return rule == "ponzi_payout" and super().is_examined(rule)


class PaymentFirm(Institution):
    """Collects for merchants and settles on the next day."""

    business, pool_role = "payment", "reserve"

    def plan(self) -> None:
        self.merchants = [self.person(f"m{number}", "merchant") for number in range(self.random.randint(5, 12))]
        self.shell = self.merchants[-1]
        self.orders = 0
        self.later(0.3, self.order)

    def order(self) -> None:
        """A client pays; tomorrow the merchant is settled, or the client refunded; now and then a client cashes out the balance."""
        random, client, fen = self.random, self.random.choice(self.clients), self.random.randint(20, 3_000) * 100
        self.orders += 1
        number = f"{self.name}-{self.orders}"
        self.pay(f"{client}.out", client, fen, "recharge")
        self.pay(client, self.pool, fen, "transfer", None, number)
        self.later(
            random.uniform(0.5, 1.5), lambda: self.refund(client, fen, number) if random.random() < 0.05 else self.settle(fen, number)
        )
        self.later(random.expovariate(5), self.order)

    def settle(self, fen: int, number: str) -> None:
        fee = fen * 6 // 1000
        if self.pay(self.pool, self.random.choice(self.merchants[:-1]), fen - fee, "transfer", None, number):
            self.pay(self.pool, self.own, fee, "fee", None, number)

    def refund(self, client: str, fen: int, number: str) -> None:
        self.pay(self.pool, client if self.random.random() < 0.5 else f"{client}.out", fen, "refund", None, number)

    def shell_words(self) -> tuple[str, str | None]:
        return "transfer", None


def build_town(seed: int, institutions: int = 90) -> tuple[Books, list[dict[str, str]], dict[str, Institution]]:
    """Return the books of a town, the truth about it (rows of the contract's truth table), and its institutions."""
    random, books = Random(seed), Books()  # noqa: S311 (a sample, not a secret)
    books.institution("Neighbour", "other").account("Neighbour.pool", "custody", of="Neighbour.op", at="Neighbour")
    truth, town = [], {}
    for number in range(institutions):
        kind = random.choices([Platform, WealthSeller, Collector, PaymentFirm], [50, 12, 8, 30])[0]
        town[name] = who = kind(books, random, name := f"I{number:03d}", *draw_conduct(random, kind))
        who.live()
        for rule, verdict in who.truth().items():
            truth.append({"rule": rule, "subject_type": "institution", "subject_id": name, "from_date": "2026-01-01", "kind": verdict})
    return books, truth, town


def draw_conduct(random: Random, kind: type[Institution]) -> tuple[str, float]:
    """Draw how an institution behaves and how strongly: three in four are honest."""
    if random.random() < 0.7:
        return "honest", 0.0
    if issubclass(kind, Platform) and (kind is not Platform or random.random() < 0.6):
        return random.choice(PONZIS), random.uniform(0.25, 0.95)
    lawless = sorted(set(DIVERSIONS) - ({"fee"} if kind is PaymentFirm else set()))
    return random.choice(lawless), 10 ** random.uniform(-1.9, -0.5)
