"""Clients' money where it should not be: pooled without a listing, past the custodian, or paid to others."""

from __future__ import annotations

from collections import Counter
from functools import partial

from flows.second.city import City, moment
from flows.second.crowd import Crowd
from flows.second.loan import Loan
from flows.second.venue import Venue


class PoolWithoutListing(Venue):
    """Takes money into custody first and lists what it is for two or three weeks later."""

    guilty_of, share_off = ("fund_pool",), (0.4, 0.9)
    may_end = True
    wait_days = (10.0, 20.0)

    def new_loan(self) -> None:
        loan = self.draw()
        if not loan.off:
            self.list_it(loan)
            self.fund(loan)
            return
        for client, fen in loan.claims.items():
            self.later(self.random.uniform(0.1, 1.5), partial(self.collect, client, fen))
        self.later(self.random.uniform(*self.wait_days), lambda: (self.list_it(loan), self.lend(loan)))

    def collect(self, client: str, fen: int) -> None:
        self.recharge_for(client, fen)
        self.pay(client, self.custody, fen, "invest")


class CrowdPool(PoolWithoutListing, Crowd):
    """A crowdfunding site that takes money into custody before there is a project."""

    open_to_question = Crowd.open_to_question


class PoolOnOwnAccount(Venue):
    """Lets a part of each listing's money work on the operator's own account for ten days before the borrower has it."""

    guilty_of, share_off = ("fund_pool", "client_money_diversion"), (0.5, 1.0)
    # while it lies there, it has "reached" the operator; then it is the borrower's all the same
    open_to_question = ("self_financing", "sham_listing")

    def lend(self, loan: Loan) -> None:
        if not loan.off:
            super().lend(loan)
            return
        part = int(loan.principal * self.random.uniform(0.4, 0.9))
        self.pay(self.custody, self.own, part, "transfer", loan.name)
        self.later(self.random.uniform(9, 14), partial(self.bring_back, loan, part))

    def bring_back(self, loan: Loan, part: int) -> None:
        self.pay(self.own, self.custody, part, "transfer", loan.name)
        super().lend(loan)


class IdleOnSubAccounts(Venue):
    """Clients leave much money idle on their own sub-accounts for weeks."""

    innocent_of = ("fund_pool", "large_lender_exit")

    def recharge_for(self, client: str, fen: int) -> None:
        if self.cash[client] < fen:
            self.pay(f"{client}.out", client, 3 * fen, "recharge")
            self.cash[client] += 3 * fen
        self.cash[client] -= fen


class SlowFunding(Venue):
    """Listings are open for two to three weeks, within the twenty working days that are allowed."""

    innocent_of = ("fund_pool",)

    def funding_days(self) -> float:
        return self.random.uniform(14, 22)


class CrowdSlowFunding(SlowFunding, Crowd):
    """A project is open for three weeks."""

    innocent_of, open_to_question = ("fund_pool",), Crowd.open_to_question


class FailedListings(Venue):
    """Every fourth listing fails and is refunded to the sub-accounts within the week; some had no known borrower yet."""

    innocent_of = ("sham_listing", "fund_pool", "ponzi_payout", "client_money_diversion", "balance_limit")

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        city.innocent(f"{name}.op", "circular_flow")

    def lend(self, loan: Loan) -> None:
        if self.random.random() < 0.75:
            super().lend(loan)
            return
        self.open[loan.borrower] -= loan.principal
        if self.random.random() < 0.4:
            loan.told["borrower_party_id"] = None
        for client, fen in loan.claims.items():
            self.pay(self.custody, client, fen, "refund", loan.name)
            self.cash[client] += fen


class Bypass(Venue):
    """Has a share of its clients pay the borrower directly, past the custodian."""

    guilty_of, share_off, may_end = ("custody_bypass",), (0.25, 0.8), True

    def invest(self, client: str, fen: int, loan: Loan) -> None:
        if not self.is_on or self.random.random() > self.strength:
            super().invest(client, fen, loan)
            return
        loan.told["funded_at"] = moment(self.clock)
        self.go_past(client, fen, loan)
        self.later(2.5, lambda: self.pay(loan.borrower, f"{loan.borrower}.out", fen, "withdraw"))
        self.later(3, lambda: self.spend(loan, fen))

    def go_past(self, client: str, fen: int, loan: Loan) -> None:
        self.recharge_for(client, fen)
        self.pay(client, loan.borrower, fen, "invest", loan.name)
        loan.told.setdefault("past", Counter())[client] += fen

    def lend(self, loan: Loan) -> None:
        """What passed custody goes to the borrower from there."""
        past = sum(loan.told.pop("past", Counter()).values())
        if past < loan.principal:
            self.disburse(loan, loan.principal - past)
        self.after_lending(loan)

    def take_fee(self, loan: Loan) -> int:
        return 0


class SeldomBypass(Bypass):
    """Only some of its clients do."""

    share_off = (0.08, 0.15)


class BypassOutside(Bypass):
    """Clients pay from bank account to bank account, past everything."""

    def go_past(self, client: str, fen: int, loan: Loan) -> None:
        self.pay(f"{client}.out", f"{loan.borrower}.out", fen, "invest", loan.name)
        loan.told.setdefault("past", Counter())[client] += fen

    def invest(self, client: str, fen: int, loan: Loan) -> None:
        if not self.is_on or self.random.random() > self.strength:
            Venue.invest(self, client, fen, loan)
            return
        loan.told["funded_at"] = moment(self.clock)
        self.go_past(client, fen, loan)
        self.later(3, lambda: self.spend(loan, fen))


class BypassByOwn(Bypass):
    """Clients pay to the operator's own account, which hands on to the borrower within the hour."""

    open_to_question = ("client_money_diversion",)  # the operator is no lawful payee; the borrower, whom it reaches at once, is

    def go_past(self, client: str, fen: int, loan: Loan) -> None:
        self.pay(f"{client}.out", self.own, fen, "invest", loan.name)
        self.pay(self.own, loan.borrower, fen, "disburse", loan.name)
        loan.told.setdefault("past", Counter())[client] += fen


class CrowdBypass(Bypass, Crowd):
    """A crowdfunding site whose investors pay the project directly."""

    open_to_question = Crowd.open_to_question


class Diversion(Venue):
    """Pays a part of each listing's money to somebody who has nothing to do with it."""

    guilty_of, share_off = ("client_money_diversion",), (0.08, 0.3)
    may_end = True

    def target(self) -> str:
        return self.random.choice(self.city.strangers)

    def lend(self, loan: Loan) -> None:
        part = int(loan.principal * self.strength) if self.is_on else 0
        self.pay(self.custody, self.target(), part, *self.random.choice([("transfer", None), ("unknown", None), ("transfer", loan.name)]))
        self.disburse(loan, loan.principal - part)
        self.after_lending(loan)


class SmallDiversion(Diversion):
    """The same, three to six per cent at a time."""

    share_off = (0.03, 0.06)


class DiversionToSister(Diversion):
    """Pays a part of each listing's money to the owner's other firm."""

    # the listing's proceeds reach the circle without passing the borrower: both at once, or neither
    open_to_question = ("self_financing", "sham_listing")

    def target(self) -> str:
        return f"{self.name}.sister.out"


class BankCharges(Venue):
    """The custodian takes its charges from the custody account; the operator makes them good on the same day."""

    innocent_of = ("client_money_diversion", "fund_pool", "own_lending", "guaranteed_redemption")

    def plan(self) -> None:
        super().plan()
        self.later(15, self.charge)

    def charge(self) -> None:
        fen = self.random.randint(5, 40) * 100
        self.pay(self.own, self.custody, fen, "transfer")
        self.pay(self.custody, self.bank(), fen, "fee")
        self.later(15, self.charge)

    def bank(self) -> str:
        return self.city.firm("江滨银行", "6621")


STORIES = (
    PoolWithoutListing, CrowdPool, PoolOnOwnAccount, IdleOnSubAccounts, SlowFunding, CrowdSlowFunding, FailedListings,
    Bypass, SeldomBypass, BypassOutside, BypassByOwn, CrowdBypass, Diversion, SmallDiversion, DiversionToSister, BankCharges,
)  # fmt: skip
