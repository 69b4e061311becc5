"""Runs and ends: large clients leave, withdrawals are paid late or not at all, the old are paid with the money of the new."""

from __future__ import annotations

from collections import Counter
from functools import partial

from flows.second.city import City
from flows.second.holidays import LABOUR_DAY, next_payment
from flows.second.loan import WAN, Loan
from flows.second.venue import Venue


class LargeClients(Venue):
    """A platform with ten large clients, each with much idle money."""

    hoard = (15, 25)
    begins_in = (110.0, 160.0)

    def plan(self) -> None:
        super().plan()
        self.large = [self.sub_account(f"large{number}", "client") for number in range(10)]
        for client in self.large:
            self.later(self.random.uniform(20, 40), partial(self.arrive, client))

    def arrive(self, client: str) -> None:
        fen = self.random.randint(*self.hoard) * WAN
        self.pay(f"{client}.out", client, fen, "recharge")
        self.cash[client] += fen


class LargeClientsLeave(LargeClients):
    """Within a week they withdraw most of what they hold."""

    guilty_of = ("large_lender_exit",)

    def plan(self) -> None:
        super().plan()
        for client in self.large:
            share = self.random.uniform(0.45, 0.9)
            self.later(self.begins + self.random.uniform(0, 7), partial(self.leave, client, share))

    def leave(self, client: str, share: float) -> None:
        self.withdraw(client, int(self.cash[client] * share))


class LargeClientsLeaveSlowly(LargeClientsLeave):
    """They withdraw in many small parts over twelve days."""

    def leave(self, client: str, share: float) -> None:
        part = int(self.cash[client] * share / 6)
        for number in range(6):
            self.later(0.9 * number, partial(self.withdraw, client, part))


class LargeClientsSell(LargeClients):
    """They sell their claims to new clients, at what they are worth, and withdraw the price."""

    guilty_of, innocent_of = ("large_lender_exit",), ("ponzi_payout", "client_money_diversion")
    # an assignment is a later listing on the same debt whose money goes to the one before
    open_to_question = ("term_mismatch",)
    begins_in = (120.0, 140.0)

    def plan(self) -> None:
        super().plan()
        self.later(70, self.lend_large)
        self.later(self.begins, self.sell_all)

    def lend_large(self) -> None:
        """Four long listings that only the large clients hold."""
        for number in range(4):
            claims = Counter(dict.fromkeys(self.large, 3 * WAN))
            loan = Loan(self.next_name(), self.borrowers[number], 0.1, 240, claims)
            self.list_it(loan)
            self.fund(loan)

    def sell_all(self) -> None:
        for loan in [one for one in self.loans if one.lent_on and set(one.claims) <= set(self.large)]:
            for seller in list(loan.claims):
                if self.random.random() < 0.9:
                    self.later(self.random.uniform(0, 8), partial(self.assign, loan, seller))

    def assign(self, loan: Loan, seller: str) -> None:
        """The same debt, at principal and what has accrued; the seller's claim falls by it."""
        buyer = self.sub_account(f"n{next(self.numbers)}", "client")
        claim = loan.claims.pop(seller)
        price = claim + loan.interest(claim, self.clock - loan.lent_on)
        sale = Loan(self.next_name(), loan.borrower, loan.rate, loan.term, Counter({buyer: claim}))
        self.open[loan.borrower] -= claim
        self.list_it(sale, kind="claim_transfer", underlying_id=loan.name)
        self.recharge_for(buyer, price)
        self.pay(buyer, self.custody, price, "invest", sale.name)
        self.pay(self.custody, seller, price, "payout_principal", sale.name)
        self.cash[seller] += price
        loan.claims[buyer] = claim
        self.later(self.random.uniform(0.1, 1), partial(self.withdraw, seller, price + int(self.cash[seller] * 0.4)))


class OneBigMaturity(LargeClients):
    """One big listing falls due, and its ten holders withdraw what they have from it."""

    innocent_of, hoard, steady = ("large_lender_exit",), (5, 6), True

    def plan(self) -> None:
        super().plan()
        self.later(50, self.lend_big)

    def lend_big(self) -> None:
        big = Loan(self.next_name(), self.borrowers[0], 0.095, 75, Counter(dict.fromkeys(self.large, 3 * WAN)), off=True)
        self.list_it(big)
        self.fund(big)

    def pay_holders(self, loan: Loan) -> None:
        super().pay_holders(loan)
        if loan.off and set(loan.claims) == set(self.large):
            for client, claim in loan.claims.items():
                self.later(self.random.uniform(0, 2), partial(self.withdraw, client, claim + loan.interest(claim)))

    def draw(self) -> Loan:
        loan = super().draw()
        loan.off = False
        return loan


class Slower(Venue):
    """Withdrawals that took half a day take four days, then eight."""

    guilty_of, begins_in = ("withdrawal_slowdown",), (115.0, 150.0)

    def wait(self) -> float | None:
        late = self.random.uniform(3.7, 4.7) + min(4, (self.clock - self.begins) / 5)
        return late if self.is_on else super().wait()

    def small_withdrawal(self) -> None:
        super().small_withdrawal()
        self.later(self.random.uniform(0.1, 0.5), self.ask_of_the_richest)

    def ask_of_the_richest(self) -> None:
        self.withdraw(max(self.clients, key=self.cash.__getitem__), 200_00)


class StopsPaying(Slower):
    """Most withdrawals are not paid any more."""

    begins_in = (135.0, 160.0)

    def wait(self) -> float | None:
        return None if self.is_on and self.random.random() < 0.8 else Venue.wait(self)


class BankHolidays(Slower):
    """Its bank pays on working days only: what is asked for before a holiday waits until after it."""

    guilty_of, innocent_of = (), ("withdrawal_slowdown",)

    def wait(self) -> float | None:
        return next_payment(self.clock) - self.clock

    def plan(self) -> None:
        super().plan()
        for _ in range(12):
            self.later(LABOUR_DAY + self.random.uniform(0, 4), self.ask_of_the_richest)


class SlowTail(Slower):
    """One in six withdrawals takes four days for a check, as it always did."""

    guilty_of, innocent_of = (), ("withdrawal_slowdown",)

    def wait(self) -> float | None:
        return self.random.uniform(3.5, 4.5) if self.random.random() < 1 / 6 else Venue.wait(self)

    def small_withdrawal(self) -> None:
        """Many ask, so that a week's median is no accident."""
        super().small_withdrawal()
        for _ in range(5):
            self.later(self.random.uniform(0.1, 1.5), self.ask_of_the_richest)


class Ponzi(Venue):
    """Borrowers default and nobody says so: the holders are paid with what the newest clients pay in, until nothing is left."""

    guilty_of, share_off = ("ponzi_payout",), (0.5, 0.8)
    # what waits in custody bears a listing's number; the end leaves requests unpaid
    open_to_question = ("fund_pool", "withdrawal_slowdown", "large_lender_exit")

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        self.closed_on = self.random.uniform(158, 174)
        city.collapse(name, self.closed_on)

    def repay(self, loan: Loan, source: str | None = None) -> None:
        loan.off = self.is_on and self.random.random() < self.strength
        if not loan.off:
            super().repay(loan, source)

    def pay_holders(self, loan: Loan) -> None:
        due = loan.principal + sum(map(loan.interest, loan.claims.values()))
        if loan.off and self.balance[self.custody] < due:
            self.later(0.2, lambda: self.pay_holders(loan))
            return
        super().pay_holders(loan)

    def lend(self, loan: Loan) -> None:
        left = min(loan.principal, self.balance[self.custody])
        if left > loan.principal // 10:
            self.disburse(loan, left)
        self.after_lending(loan)


class PonziSeller(Ponzi):
    """A wealth seller that pays the old with the money of the new."""

    business, kind, fee_rate = "wealth_seller", "wealth", 0.01


class PonziManager(Ponzi):
    """An asset manager that does."""

    business, kind, fee_rate = "asset_management", "wealth", 0.01


STORIES = (
    LargeClientsLeave, LargeClientsLeaveSlowly, LargeClientsSell, OneBigMaturity, Slower, StopsPaying, BankHolidays, SlowTail,
    Ponzi, PonziSeller, PonziManager,
)  # fmt: skip
