"""An honest lending platform, day by day: clients recharge, invest, are repaid by the borrower's own money, invest again or withdraw.

Every conduct of the city is one small departure from this life, so that nothing else about it is unusual.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from flows.second.city import DAYS, City, moment
from flows.second.loan import WAN, Loan

SECOND = 1 / 86_400
HABITS = ("late", "defaults", "early", "monthly interest", "red packets", "wages", "second thoughts")


class Venue:
    """A lending platform with its circle, clients, borrowers, and a queue of what is going to happen."""

    business, kind, fee_rate = "p2p", "loan", 0.02
    rates, terms, gap = (0.085, 0.105), (30, 45, 60, 90, 120), (5.4, 7.4)
    clients_count, claims_count, share_off = 24, (3, 5), (1.0, 1.0)
    purposes = ("采购原料", "流动资金周转", "扩大经营", "设备维修")
    guilty_of: tuple[str, ...] = ()
    innocent_of: tuple[str, ...] = ()
    open_to_question: tuple[str, ...] = ()
    begins_in = (55.0, 70.0)
    closed_on, may_end, steady = float(DAYS), False, False

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        self.clock, self.queue, self.numbers = 0.0, list[tuple[float, int, Callable[[], object]]](), itertools.count()
        self.balance, self.cash, self.open = Counter[str](), Counter[str](), Counter[str]()
        self.loans, self.paid_out = list[Loan](), 0
        self.begins, self.ends = self.random.uniform(*self.begins_in), float(DAYS)
        if self.may_end and self.random.random() < 0.3:
            self.ends = self.begins + self.random.uniform(45, 60)
        self.habits = {habit for habit in HABITS if not self.steady and self.random.random() < 0.35}
        self.strength = self.random.uniform(*self.share_off)
        city.institution(name, self.business, f"{type(self).__name__}: {(type(self).__doc__ or '').strip()}", **self.more_about())
        city.guilty(name, *self.guilty_of, day=self.begins, until=self.ends)
        city.innocent(name, *self.innocent_of)
        city.unask(name, *self.open_to_question)
        self.open_circle()
        self.clients = [self.sub_account(f"c{number}", "client") for number in range(self.clients_count)]
        self.borrowers = self.open_borrowers()

    def more_about(self) -> dict[str, Any]:
        return {}

    def open_circle(self) -> None:
        """The owner above a holding, a sister firm of the owner's, a legal representative who is the owner."""
        name, books = self.name, self.city.books
        self.city.person(f"{name}.boss")
        self.city.firm(f"{name}.holding", "7212")
        self.city.firm(f"{name}.sister", "5199")
        books.relation(f"{name}.boss", "shareholder", f"{name}.holding", share=0.9)
        books.relation(f"{name}.holding", "shareholder", f"{name}.op", share=0.75)
        books.relation(f"{name}.boss", "legal_representative", f"{name}.op")
        books.relation(f"{name}.boss", "shareholder", f"{name}.sister", share=0.8)
        self.custody, self.own = f"{name}.custody", f"{name}.own"
        books.account(self.custody, "custody", of=f"{name}.op", at=name, bank_code="313").account(self.own, "own", of=f"{name}.op", at=name)

    def sub_account(self, short: str, role: str, industry: str | None = None) -> str:
        """A person (or, with an industry, a firm) with a sub-account here, named like its holder, and a bank account outside."""
        party = f"{self.name}.{short}"
        self.city.firm(party, industry) if industry else self.city.person(party)
        return self.city.account_once(party, role, party, self.name)

    def open_borrowers(self) -> list[str]:
        firms = [self.sub_account(f"b{number}", "borrower", "5211") for number in range(8)]
        return firms + [self.sub_account(f"b{number}", "borrower") for number in range(8, 12)]

    def straw(self) -> str:
        """A borrower for this one listing, so that nobody else's money runs through the account."""
        return self.sub_account(f"straw{next(self.numbers)}", "borrower")

    def room(self, borrower: str) -> int:
        """What the platform still lends: well below the lawful balance."""
        is_firm = int(borrower.rpartition("b")[2]) < 8
        return (70 if is_firm else 14) * WAN - self.open[borrower]

    # ---- time

    def later(self, days: float, action: Callable[[], object]) -> None:
        heapq.heappush(self.queue, (self.clock + days, next(self.numbers), action))

    def pay(self, source: str, target: str, fen: int, purpose: str, product: str | None = None, order: str | None = None) -> None:
        """Pay now; every payment takes a second, so that causes come before effects."""
        if fen > 0:
            self.clock += SECOND
            self.balance[source] -= fen
            self.balance[target] += fen
            self.paid_out += fen if purpose.startswith("payout") else 0
            self.city.pay(self.clock, source, target, fen, purpose, product, order)

    def live(self) -> None:
        """Let the half year pass."""
        self.plan()
        while self.queue and self.queue[0][0] < self.closed_on:
            at, _, action = heapq.heappop(self.queue)
            self.clock = max(at, self.clock)
            action()

    def plan(self) -> None:
        self.later(0.5, lambda: self.pay(f"{self.name}.holding.out", self.own, 500 * WAN, "transfer"))
        for start in range(3):
            self.later(1 + start + self.random.random(), self.new_loan)
        self.later(4, self.next_loan)
        self.later(20, self.small_withdrawal)
        self.later(8, self.do_as_usual)

    def do_as_usual(self) -> None:
        """What the operator and its clients do besides, each in their way."""
        self.later(self.random.uniform(8, 12), self.do_as_usual)
        client = self.random.choice(self.clients)
        if "red packets" in self.habits and self.paid_out > 5 * WAN:  # beside what is paid out they are little
            self.pay(self.own, client, self.random.randint(1, 5) * 100, "transfer")
        if "wages" in self.habits:
            self.pay(self.own, self.city.person(f"{self.name}.clerk{self.random.randint(0, 3)}"), 5_000_00, "transfer")
        if "second thoughts" in self.habits:
            self.pay(f"{client}.out", client, fen := self.random.randint(3, 40) * 100_00, "recharge")
            self.later(0.6, lambda: self.pay(client, f"{client}.out", fen, "withdraw"))

    @property
    def is_on(self) -> bool:
        """Whether the conduct goes on now."""
        return self.begins <= self.clock < self.ends

    # ---- a listing's life

    def next_loan(self) -> None:
        self.new_loan()
        self.later(self.random.uniform(*self.gap), self.next_loan)

    def new_loan(self) -> None:
        loan = self.draw()
        if loan.claims:
            self.list_it(loan)
            self.fund(loan)

    def draw(self) -> Loan:
        random = self.random
        able = [borrower for borrower in self.borrowers if self.room(borrower) >= 4 * WAN] or self.borrowers[:1]
        loan = Loan(self.next_name(), random.choice(able), round(random.uniform(*self.rates), 3), random.choice(self.terms), Counter())
        for client in self.choose_clients():
            loan.claims[client] = self.claim_size()
        loan.off = self.is_on and random.random() < self.strength
        return loan

    def next_name(self) -> str:
        return f"{self.name}-L{next(self.numbers)}"

    def claim_size(self) -> int:
        return self.random.randint(20, 95) * 100_00

    def choose_clients(self) -> list[str]:
        """Those with idle money come first."""
        ordered = sorted(self.clients, key=lambda client: (-(self.cash[client] // WAN), self.random.random()))
        return ordered[: self.random.randint(*self.claims_count)]

    def list_it(self, loan: Loan, **more: Any) -> None:
        self.loans.append(loan)
        self.open[loan.borrower] += loan.principal
        told = {"principal": loan.principal, "kind": self.kind, "term_days": loan.term, "fee_rate": self.fee_rate}
        told |= {"annual_rate": loan.rate, "listed_at": moment(self.clock), "purpose_text": self.random.choice(self.purposes)}
        self.city.books.product(loan.name, at=self.name, borrower=loan.borrower, **(told | loan.told | more))
        loan.told = self.city.books.tables["products"][-1]

    def fund(self, loan: Loan) -> None:
        days = self.funding_days()
        for client, fen in loan.claims.items():
            self.later(self.random.uniform(0.05, days), partial(self.invest, client, fen, loan))
        self.later(days + 0.2, lambda: self.lend(loan))

    def funding_days(self) -> float:
        return self.random.uniform(0.5, 2.0)

    def recharge_for(self, client: str, fen: int) -> None:
        """Bring what the sub-account lacks."""
        lacking = max(0, fen - self.cash[client])
        self.pay(f"{client}.out", client, lacking, "recharge")
        self.cash[client] += lacking - fen

    def invest(self, client: str, fen: int, loan: Loan) -> None:
        self.recharge_for(client, fen)
        self.pay(client, self.custody, fen, "invest", loan.name)

    def lend(self, loan: Loan) -> None:
        self.disburse(loan, loan.principal)
        self.after_lending(loan)

    def disburse(self, loan: Loan, fen: int) -> None:
        """Pay the borrower, who pays the agreed fee and takes the rest to the bank to use it."""
        loan.told["funded_at"], loan.lent_on = moment(self.clock), self.clock
        self.pay(self.custody, loan.borrower, fen, "disburse", loan.name)
        self.use(loan, fen - self.take_fee(loan))

    def take_fee(self, loan: Loan) -> int:
        fee = int(loan.principal * self.fee_rate * min(loan.term, 365) / 365)
        self.pay(loan.borrower, self.own, fee, "fee", loan.name)
        return fee

    def use(self, loan: Loan, fen: int) -> None:
        self.pay(loan.borrower, f"{loan.borrower}.out", fen, "withdraw")
        self.later(self.random.uniform(0.5, 4), lambda: self.spend(loan, fen))

    def spend(self, loan: Loan, fen: int) -> None:
        """Goods, materials, wages: one or two suppliers."""
        first = int(fen * self.random.uniform(0.5, 0.9))
        for part in (first, fen - first):
            self.pay(f"{loan.borrower}.out", self.random.choice(self.city.suppliers), part, "transfer")

    def after_lending(self, loan: Loan) -> None:
        days = float(loan.term)
        if "early" in self.habits and not loan.off and self.random.random() < 0.15:
            days -= (paid := self.random.randint(3, 12))
            loan.paid_days += paid
        if "monthly interest" in self.habits and not loan.off and 60 <= loan.term <= 150:
            for number in range(1, loan.term // 30):
                self.later(30 * number, lambda: self.pay_month(loan))
        if "late" in self.habits and self.random.random() < 0.15:
            days += self.random.uniform(1, 9)
        self.later(days, lambda: self.fall_due(loan))

    def pay_month(self, loan: Loan) -> None:
        """A month's interest, from the borrower's own money."""
        dues = {client: loan.interest(claim, 30) for client, claim in loan.claims.items()}
        self.pay(f"{loan.borrower}.out", loan.borrower, sum(dues.values()), "recharge")
        self.pay(loan.borrower, self.custody, sum(dues.values()), "repay_interest", loan.name)
        for client, fen in dues.items():
            self.pay(self.custody, client, fen, "payout_interest", loan.name)
            self.cash[client] += fen
        loan.paid_days += 30

    def fall_due(self, loan: Loan) -> None:
        """Repaid and paid out; or the borrower defaults, and the holders have nothing, which is their risk."""
        if "defaults" not in self.habits or self.random.random() > 0.05:
            self.repay(loan)
            self.pay_holders(loan)

    def repay(self, loan: Loan, source: str | None = None) -> None:
        """Pay principal and interest from the borrower's own money."""
        payer = loan.borrower
        interest = sum(loan.interest(claim) for claim in loan.claims.values())
        self.pay(source or f"{payer}.out", payer, loan.principal + interest, "recharge")
        self.pay(payer, self.custody, loan.principal, "repay_principal", loan.name)
        self.pay(payer, self.custody, interest, "repay_interest", loan.name)
        self.open[payer] -= loan.principal

    def pay_holders(self, loan: Loan) -> None:
        for client, claim in loan.claims.items():
            self.pay(self.custody, client, claim, "payout_principal", loan.name)
            self.pay(self.custody, client, loan.interest(claim), "payout_interest", loan.name)
            self.cash[client] += claim + loan.interest(claim)
            if self.clock > 60 and self.random.random() < 0.08:
                self.withdraw(client, claim)

    # ---- withdrawals

    def small_withdrawal(self) -> None:
        client = max(self.clients, key=lambda one: min(self.cash[one], 2 * WAN) * self.random.random())
        if self.cash[client] > 2000_00:
            self.withdraw(client, self.random.randint(1, 9) * 100_00)
        self.later(self.random.expovariate(0.6), self.small_withdrawal)

    def withdraw(self, client: str, fen: int) -> None:
        """Ask for one's money; it is paid after a while, or never."""
        fen, wait = min(fen, self.cash[client]), self.wait()
        if fen <= 0:
            return
        self.cash[client] -= fen
        paid = None if wait is None or self.clock + wait >= self.closed_on else self.clock + wait
        asked = {"request_id": f"{self.name}-W{next(self.numbers)}", "account_id": client, "institution_id": self.name}
        asked |= {"requested_at": moment(self.clock), "amount_fen": fen, "paid_at": paid and moment(paid + SECOND)}
        self.city.books.tables["withdrawals"].append(asked)
        if wait is not None:
            self.later(wait, lambda: self.pay(client, f"{client}.out", fen, "withdraw"))

    def wait(self) -> float | None:
        """Days from the request to the payment."""
        return self.random.uniform(0.1, 0.9)
