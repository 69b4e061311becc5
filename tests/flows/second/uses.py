"""What borrowers do with a loan: down payments and securities, or decoration, rent and one's own savings."""

from __future__ import annotations

from functools import partial

from flows.second.city import City
from flows.second.loan import Loan
from flows.second.venue import Venue


class Channelled(Venue):
    """What the conducts below share: straw-free borrowers, one loan each, whose money goes to one kind of payee."""

    part_off, hop_chance, text = (0.4, 1.0), 0.0, ""

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.borrower = self.straw()
            if self.text:
                loan.told["purpose_text"] = self.text
        return loan

    def spend(self, loan: Loan, fen: int) -> None:
        part = int(fen * self.random.uniform(*self.part_off)) if loan.off else 0
        super().spend(loan, fen - part)
        if part:
            self.later(self.random.uniform(0.1, 14), partial(self.pay_on, loan, part))

    def pay_on(self, loan: Loan, fen: int) -> None:
        source = f"{loan.borrower}.out"
        if self.random.random() < self.hop_chance:
            spouse = self.city.person(f"{loan.borrower}.spouse")
            self.pay(source, spouse, fen, "transfer")
            source = spouse
        self.pay(source, self.payee(loan), fen, "transfer")

    def payee(self, loan: Loan) -> str:
        raise NotImplementedError


class DownPayments(Channelled):
    """Loans that are paid on to developers and agencies as down payments."""

    guilty_of, share_off = ("down_payment_loan",), (0.4, 0.9)

    def payee(self, loan: Loan) -> str:
        number = self.random.randint(0, 3)
        return self.city.firm(f"developer{number}", "7010") if number else self.city.firm("agency0", "7030")


class DownPaymentsBySpouse(DownPayments):
    """The same by way of the spouse's account."""

    hop_chance = 0.8


class SaidDownPayments(DownPayments):
    """Loans listed for a down payment, and used for it."""

    text, part_off = "支付购房首付款", (0.8, 1.0)


class Decoration(Channelled):
    """Loans for decoration and rent: paid to decorators, to landlords, to letting firms."""

    innocent_of, share_off = ("down_payment_loan", "margin_lending"), (0.8, 0.9)
    TEXTS = ("住宅装修", "支付全年房租", "租房押金及租金", "旧房翻新装修")

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.told["purpose_text"] = self.random.choice(self.TEXTS)
        return loan

    def payee(self, loan: Loan) -> str:
        if "装修" in loan.told["purpose_text"]:
            return self.city.firm(f"decorator{self.random.randint(0, 2)}", "5012")
        landlord = self.random.random() < 0.5
        return self.city.person(f"landlord{self.random.randint(0, 9)}") if landlord else self.city.firm("letting0", "7040")


class Margin(Channelled):
    """Loans that go on to securities and futures firms."""

    guilty_of, share_off = ("margin_lending",), (0.5, 0.9)

    def payee(self, loan: Loan) -> str:
        number = self.random.randint(0, 3)
        return self.city.firm(f"broker{number}", "6712") if number else self.city.firm("futures0", "6741", name="某期货有限公司")


class MarginBySpouse(Margin):
    """The same by way of another person's account."""

    hop_chance = 0.8


class MarginOnVenue(Margin):
    """Loans that go on to the borrowers' own accounts at a trading venue."""

    def payee(self, loan: Loan) -> str:
        return self.city.account_once(f"{loan.borrower}.trading", "client", loan.borrower, open_exchange(self.city))


def open_exchange(city: City) -> str:
    """A trading venue for commodities that the whole city uses."""
    if "Exchange" not in city.businesses:
        city.institution("Exchange", "exchange", "a trading venue")
        city.books.account("Exchange.custody", "custody", of="Exchange.op", at="Exchange")
    return "Exchange"


class ALittleElsewhere(Margin):
    """A few per cent of some loans go to a developer for a parking space or into shares; the rest is spent as said."""

    guilty_of, innocent_of, part_off = (), ("margin_lending", "down_payment_loan"), (0.03, 0.08)

    def payee(self, loan: Loan) -> str:
        return super().payee(loan) if self.random.random() < 0.5 else self.city.firm("developer1", "7010")


class SalariedSavers(Venue):
    """Borrowers with a salary invest a little of it every month; the loan is spent on something else on the day it comes."""

    innocent_of = ("margin_lending",)

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        self.employer = city.firm(f"{name}.employer", "3921")

    def plan(self) -> None:
        super().plan()
        for month in range(6):
            self.later(9.4 + 30 * month, self.pay_salaries)

    def pay_salaries(self) -> None:
        for person in self.borrowers[8:]:
            salary = self.random.randint(60, 140) * 100_00
            self.pay(self.employer, f"{person}.out", salary, "transfer")
            self.later(self.random.uniform(0.1, 1), partial(self.save, person, int(salary * 0.15)))

    def save(self, person: str, fen: int) -> None:
        self.pay(f"{person}.out", self.city.firm("broker1", "6712"), fen, "transfer")
        self.pay(f"{person}.out", self.random.choice(self.city.suppliers), 3 * fen, "transfer")

    def use(self, loan: Loan, fen: int) -> None:
        self.pay(loan.borrower, f"{loan.borrower}.out", fen, "withdraw")
        self.spend(loan, fen)


class ClientsWhoInvestElsewhere(Venue):
    """Lenders put what they withdraw into securities: it is their own."""

    innocent_of = ("margin_lending", "client_money_diversion")

    def withdraw(self, client: str, fen: int) -> None:
        super().withdraw(client, fen)
        self.later(1.5, lambda: self.pay(f"{client}.out", self.city.firm("broker2", "6712"), fen // 2, "transfer"))


STORIES = (
    DownPayments, DownPaymentsBySpouse, SaidDownPayments, Decoration, Margin, MarginBySpouse, MarginOnVenue, ALittleElsewhere,
    SalariedSavers,
    ClientsWhoInvestElsewhere,
)  # fmt: skip
