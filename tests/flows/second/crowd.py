"""Crowdfunding sites and private funds: equity in projects, dividends that follow results, or returns that are promised."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from flows.second.loan import WAN, Loan
from flows.second.venue import Venue

MONTH = 30.0


class Crowd(Venue):
    """A crowdfunding site: shares in projects, and now and then a dividend out of what the project earned."""

    business, kind, fee_rate = "equity_crowdfunding", "equity", 0.03
    rates, terms, gap = (0.0, 0.0), (1080,), (6.0, 9.0)
    clients_count, claims_count = 30, (6, 11)
    purposes = ("社区咖啡馆股权", "民宿项目股权", "生鲜门店股权", "手工艺工坊股权")

    def open_borrowers(self) -> list[str]:
        return [self.sub_account(f"b{number}", "borrower", "6210") for number in range(25)]

    def room(self, borrower: str) -> int:
        return 0 if self.open[borrower] else 100 * WAN

    def after_lending(self, loan: Loan) -> None:
        """Two or three dividends, unlike each other and at no fixed dates."""
        shares, day = [0.004, 0.016, 0.03, 0.047], 0.0
        self.random.shuffle(shares)
        for share in shares[:3]:
            day += self.random.uniform(28, 62)
            self.later(day, partial(self.pay_dividend, loan, share))

    def pay_dividend(self, loan: Loan, share: float) -> None:
        """The project pays out of its own money."""
        dues = {client: int(claim * share) for client, claim in loan.claims.items()}
        self.pay(f"{loan.borrower}.out", loan.borrower, sum(dues.values()), "recharge")
        self.pay(loan.borrower, self.custody, sum(dues.values()), "repay_interest", loan.name)
        for client, fen in dues.items():
            self.pay(self.custody, client, fen, "payout_interest", loan.name)
            self.cash[client] += fen


class PrivateFund(Crowd):
    """A private fund: few investors with much money each, projects bought through custody."""

    business, fee_rate, clients_count, claims_count = "private_fund", 0.01, 18, (4, 8)
    gap = (12.0, 18.0)

    def more_about(self) -> dict[str, Any]:
        return {"licence_no": f"P10{self.random.randint(10_000, 99_999)}"}

    def claim_size(self) -> int:
        return self.random.randint(100, 260) * WAN

    def room(self, borrower: str) -> int:
        return 0 if self.open[borrower] else 9_000 * WAN


class FixedReturns(Crowd):
    """Calls it equity and pays the same return every month, to the day."""

    guilty_of, share_off, promise, begins_in = ("disguised_debt",), (0.6, 1.0), True, (5.0, 25.0)
    every, months = MONTH, 12
    # a promised return among peers that promise none: whose mean it is to be held against can be read either way
    open_to_question = ("excessive_return",)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off and self.promise:
            loan.rate = round(self.random.uniform(0.09, 0.14), 3)
            loan.told["purpose_text"] = f"股权认购，每期固定分红，年化{loan.rate:.1%}，到期由项目方按原价回购"
        return loan

    def after_lending(self, loan: Loan) -> None:
        if not loan.off:
            super().after_lending(loan)
            return
        share = (loan.rate or 0.12) * self.every / 360
        for number in range(1, self.months + 1):
            self.later(number * self.every, partial(self.pay_dividend, loan, share))


class SilentFixedReturns(FixedReturns):
    """Promises nothing in writing; pays one per cent every thirty days all the same."""

    promise = False


class BuyBack(FixedReturns):
    """Equity on paper; the project buys it back after three months at a fixed premium."""

    promise = True

    def after_lending(self, loan: Loan) -> None:
        super().after_lending(loan)
        if loan.off:
            self.later(90, lambda: self.buy_back(loan))

    def buy_back(self, loan: Loan) -> None:
        """Every holder has the whole stake back from the project's money, with what is left of the promised return."""
        self.pay(f"{loan.borrower}.out", loan.borrower, loan.principal, "recharge")
        self.pay(loan.borrower, self.custody, loan.principal, "repay_principal", loan.name)
        for client, claim in loan.claims.items():
            self.pay(self.custody, client, claim, "payout_principal", loan.name)
            self.cash[client] += claim
        loan.claims = Counter()

    def pay_dividend(self, loan: Loan, share: float) -> None:
        if loan.claims:
            super().pay_dividend(loan, share)


class FundFixedReturns(FixedReturns, PrivateFund):
    """A private fund that pays its investors the same return every month."""


class FundBuyBack(BuyBack, PrivateFund):
    """A private fund whose projects buy back at a fixed date."""


class Dividends(Crowd):
    """Dividends that follow results: some high, some low, some late."""

    innocent_of = ("disguised_debt",)


class FundDividends(PrivateFund):
    """A fund that hands on what its projects earn."""

    innocent_of = ("disguised_debt",)


STORIES = (FixedReturns, SilentFixedReturns, BuyBack, FundFixedReturns, FundBuyBack, Dividends, FundDividends)
