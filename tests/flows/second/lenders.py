"""Licensed lenders and guarantors: one borrower, one group, borrowed money, liability against net assets."""

from __future__ import annotations

from typing import Any

from flows.second.city import City, moment
from flows.second.loan import WAN


class Microlender:
    """A microlender that lends its own and some borrowed money to small firms and persons."""

    guilty_of: tuple[str, ...] = ()
    innocent_of: tuple[str, ...] = ()
    leverage, shares, begins = (0.5, 3.0), (0.01, 0.06), 70.0

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        self.assets = self.random.randint(3_000, 9_000) * WAN
        borrowed = int(self.assets * self.random.uniform(*self.leverage))
        about: dict[str, Any] = {"licence_no": f"浙小贷{self.random.randint(100, 999)}", "net_assets_fen": self.assets}
        city.institution(name, "microlender", f"{type(self).__name__}: {self.__doc__}", borrowed_fen=borrowed, **about)
        city.guilty(name, *self.guilty_of, day=self.begins)
        city.innocent(name, *self.innocent_of)
        city.books.account(f"{name}.own", "own", of=f"{name}.op", at=name)
        city.pay(0.1, city.firm(f"{name}.owner", "7212"), f"{name}.own", self.assets + borrowed)
        city.books.relation(f"{name}.owner", "shareholder", f"{name}.op", share=0.6)
        self.made = 0

    def live(self) -> None:
        for number in range(30):
            self.lend(self.borrower(f"b{number}", firm=number % 3 > 0), self.random.uniform(2, 150), firm=number % 3 > 0)
        self.conduct()

    def conduct(self) -> None:
        """Nothing more."""

    def borrower(self, short: str, *, firm: bool = True) -> str:
        party = f"{self.name}.{short}"
        self.city.firm(party, "1392") if firm else self.city.person(party)
        return self.city.account_once(party, "borrower", party, self.name)

    def lend(self, borrower: str, day: float, fen: int = 0, term: int = 0, *, firm: bool = True, text: str = "经营周转") -> None:
        """A loan that is paid out, used, and repaid at its end from the borrower's own money."""
        random, pay = self.random, self.city.pay
        fen = fen or int(self.assets * random.uniform(*self.shares) if firm else random.randint(3, 15) * WAN)
        term, self.made = term or random.choice((60, 90, 180, 360)), self.made + 1
        rate, loan = round(random.uniform(0.11, 0.135), 3), f"{self.name}-L{self.made}"
        told = {"principal": fen, "annual_rate": rate, "listed_at": moment(day), "funded_at": moment(day + 0.05), "term_days": term}
        self.city.books.product(loan, at=self.name, borrower=borrower, purpose_text=text, **told)
        pay(day + 0.05, f"{self.name}.own", borrower, fen, "disburse", loan)
        pay(day + 0.06, borrower, f"{borrower}.out", fen, "withdraw")
        self.use(borrower, day, fen)
        interest = int(fen * rate * term / 365)
        pay(day + term, f"{borrower}.out", borrower, fen + interest, "recharge")
        pay(day + term + 0.01, borrower, f"{self.name}.own", fen, "repay_principal", loan)
        pay(day + term + 0.02, borrower, f"{self.name}.own", interest, "repay_interest", loan)

    def use(self, borrower: str, day: float, fen: int) -> None:
        self.city.pay(day + self.random.uniform(0.5, 6), f"{borrower}.out", self.random.choice(self.city.suppliers), fen)


class OneLargeBorrower(Microlender):
    """Lends one firm far more than a tenth of its net assets, in one loan or in two."""

    guilty_of = ("small_loan_limit",)

    def conduct(self) -> None:
        share, pieces = self.random.uniform(0.108, 0.2), self.random.choice((1, 2))
        for number in range(pieces):
            self.lend(self.borrower("big"), self.begins + 9 * number, int(self.assets * share / pieces), 240)


class OneLargeGroup(Microlender):
    """Lends three firms under one owner a fifth of its net assets and more together."""

    guilty_of, parts = ("small_loan_limit",), (0.056, 0.085)

    def conduct(self) -> None:
        for number in range(3):
            firm = self.borrower(f"group{number}")
            self.relate(firm)
            self.lend(firm, self.begins + 8 * number, int(self.assets * self.random.uniform(*self.parts)), 240)

    def relate(self, firm: str) -> None:
        head = f"{self.name}.head"
        self.city.firm(head, "7212")
        self.city.books.relation(head, "shareholder", firm, share=0.8).relation(head, "controller", firm)


class TooMuchBorrowed(Microlender):
    """Has borrowed five to six times its own funds."""

    guilty_of, leverage, begins = ("small_loan_limit",), (4.3, 6.5), 0.0


class NearTheLimits(OneLargeGroup):
    """Lends one firm nine per cent, a group thirteen, and the same firms again after they repaid."""

    guilty_of, innocent_of, parts, leverage = (), ("small_loan_limit",), (0.038, 0.044), (3.2, 3.8)

    def conduct(self) -> None:
        super().conduct()
        for number in range(3):
            self.lend(self.borrower("again"), 20 + 50 * number, int(self.assets * 0.09), 45)


class SameAddressOnly(OneLargeGroup):
    """Three borrowers in one building, under three owners, have a fifth of its net assets together."""

    guilty_of, innocent_of = (), ("small_loan_limit",)

    def relate(self, firm: str) -> None:
        for other in range(int(firm[-1])):
            self.city.books.relation(f"{self.name}.group{other}", "same_address", firm)


class LendsToItsOwner(Microlender):
    """A related loan of a licensed lender, within its limit."""

    innocent_of = ("small_loan_limit",)

    def conduct(self) -> None:
        self.lend(self.borrower("owner"), self.begins, int(self.assets * 0.06), 240)


class DownPaymentLender(Microlender):
    """Lends to persons who pay it on to developers."""

    guilty_of = ("down_payment_loan",)

    def conduct(self) -> None:
        for number in range(25):
            self.lend(self.borrower(f"buyer{number}", firm=False), self.begins + 3 * number, firm=False, term=360, text="个人消费")

    def use(self, borrower: str, day: float, fen: int) -> None:
        if "buyer" not in borrower:
            super().use(borrower, day, fen)
            return
        developer = self.city.firm(f"developer{self.random.randint(1, 3)}", "7010")
        self.city.pay(day + self.random.uniform(0.5, 12), f"{borrower}.out", developer, int(fen * self.random.uniform(0.7, 1.0)))


class Guarantor:
    """A guarantor of bank loans; its liability is the sum of what is open under its name."""

    guilty_of: tuple[str, ...] = ("guarantee_limit",)
    clients, shares, first, last, term = (30, 40), (0.04, 0.085), 5.0, 150.0, 300

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        self.assets = self.random.randint(2_000, 9_000) * WAN
        about = {"licence_no": f"浙融担{self.random.randint(100, 999)}", "net_assets_fen": self.assets}
        city.institution(name, "guarantor", f"{type(self).__name__}: {self.__doc__}", **about)
        city.books.account(f"{name}.own", "own", of=f"{name}.op", at=name)
        city.firm(f"{name}.owner", "7212")
        city.books.relation(f"{name}.owner", "shareholder", f"{name}.op", share=0.7).relation(f"{name}.owner", "controller", f"{name}.op")
        city.guilty(name, *self.guilty_of, day=60)
        if not self.guilty_of:
            city.innocent(name, "guarantee_limit")
        self.made = 0

    def live(self) -> None:
        for number in range(self.random.randint(*self.clients)):
            share = self.random.uniform(*self.shares)
            self.guarantee(f"c{number}", share, self.random.uniform(self.first, self.last), self.term)
        self.conduct()

    def conduct(self) -> None:
        """Nothing more."""

    def guarantee(self, short: str, share: float, day: float, term: int) -> str:
        """The bank lends under this guarantee, for a fee to the guarantor; the client repays in the end."""
        client, fen, pay = f"{self.name}.{short}", int(self.assets * share), self.city.pay
        account, self.made = self.city.firm(client, "1392"), self.made + 1
        loan, bank = f"{self.name}-G{self.made}", open_bank(self.city)
        told = {"principal": fen, "annual_rate": 0.05, "listed_at": moment(day), "funded_at": moment(day + 0.3), "term_days": term}
        self.city.books.product(loan, at="Bank", borrower=client, guarantor_party_id=f"{self.name}.op", purpose_text="流动资金贷款", **told)
        pay(day + 0.3, bank, account, fen, "disburse", loan)
        pay(day + 0.5, account, f"{self.name}.own", fen // 100, "transfer")
        pay(day + self.random.uniform(1, 9), account, self.random.choice(self.city.suppliers), fen * 0.95)
        pay(day + term, account, bank, fen, "repay_principal", loan)
        return client


def open_bank(city: City) -> str:
    """The bank of the city that lends under guarantees."""
    if "Bank" not in city.businesses:
        city.institution("Bank", "other", "a bank", licence_no="B0001")
        city.books.account("Bank.own", "own", of="Bank.op", at="Bank")
        city.pay(0.01, city.firm("Bank.owner", "6620"), "Bank.own", 500_000 * WAN)
    return "Bank.own"


class TooMuchGuaranteed(Guarantor):
    """Guarantees seventeen times its net assets."""

    clients, shares, last = (195, 205), (0.08, 0.095), 110.0


class OneLargeClient(Guarantor):
    """Guarantees a fifth of its net assets for one client."""

    def conduct(self) -> None:
        for number in range(2):
            self.guarantee("big", self.random.uniform(0.058, 0.095), 60 + 9 * number, 240)


class OneLargeClientGroup(Guarantor):
    """Guarantees a fifth of its net assets and more for three firms under one owner."""

    def conduct(self) -> None:
        self.city.firm(head := f"{self.name}.head", "7212")
        for number in range(3):
            client = self.guarantee(f"group{number}", self.random.uniform(0.055, 0.09), 60 + 9 * number, 240)
            self.city.books.relation(head, "shareholder", client, share=0.8).relation(head, "controller", client)


class GuaranteesItsOwner(Guarantor):
    """Guarantees its controller's loan."""

    def conduct(self) -> None:
        for number in range(2):
            self.guarantee("owner", self.random.uniform(0.03, 0.045), 60 + 9 * number, 240)


class WithinLimits(Guarantor):
    """Six times its net assets, no client above nine per cent."""

    guilty_of, clients, shares = (), (75, 85), (0.06, 0.09)


class TurnedOver(Guarantor):
    """Twelve times its net assets in half a year, never more than seven at once: the first half is repaid."""

    guilty_of, clients, shares, last, term = (), (78, 82), (0.075, 0.09), 12.0, 70

    def conduct(self) -> None:
        for number in range(80):
            self.guarantee(f"c{number}", self.random.uniform(0.075, 0.09), self.random.uniform(95, 140), 300)


STORIES = (
    OneLargeBorrower, OneLargeGroup, TooMuchBorrowed, NearTheLimits, SameAddressOnly, LendsToItsOwner, DownPaymentLender,
    TooMuchGuaranteed, OneLargeClient, OneLargeClientGroup, GuaranteesItsOwner, WithinLimits, TurnedOver,
)  # fmt: skip
