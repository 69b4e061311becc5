"""What listings promise: their terms, the debt beneath, the borrower's lawful balance, their rates."""

from __future__ import annotations

from collections import Counter
from functools import partial

from flows.second.circle import LONG
from flows.second.city import City, moment
from flows.second.loan import WAN, Loan
from flows.second.venue import Venue


class ShortOnLong(Venue):
    """Cuts one long debt into short listings."""

    guilty_of, share_off = ("term_mismatch",), (0.3, 0.9)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.term = self.random.choice((60, 90, 120))
            beneath = int(loan.term * self.random.uniform(1.6, 5))
            loan.told |= {"underlying_id": f"{loan.name}-D", "underlying_term_days": beneath}
        return loan


class ShortOnLongNow(ShortOnLong):
    """The same, and none of the short listings has fallen due yet."""

    begins_in = (100.0, 115.0)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.term, loan.told["underlying_term_days"] = 120, 360
        return loan


class RollsOver(Venue):
    """The borrower repays a listing with the proceeds of the next one on the same debt."""

    guilty_of, share_off = ("term_mismatch",), (0.5, 0.9)
    open_to_question = ("ponzi_payout",)  # the next clients' money pays the last ones, by way of the borrower

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.borrower, loan.term = self.straw(), 30
            loan.told |= {"underlying_id": f"{loan.name}-D", "underlying_term_days": 30}
        return loan

    def after_lending(self, loan: Loan) -> None:
        if not loan.off:
            super().after_lending(loan)
            return
        self.later(loan.term - 2.2, lambda: self.list_again(loan))

    def list_again(self, loan: Loan) -> None:
        """Large enough to pay principal and interest of the one before."""
        claims = Counter(dict.fromkeys(self.choose_clients(), 0))
        due = loan.principal + sum(map(loan.interest, loan.claims.values())) + 10_00
        for client in claims:
            claims[client] = due // len(claims) + 1
        then = Loan(self.next_name(), loan.borrower, loan.rate, 30, claims, off=True)
        then.told |= {"underlying_id": loan.told["underlying_id"], "underlying_term_days": 30}
        self.list_it(then)
        for client, fen in then.claims.items():
            self.later(self.random.uniform(0.05, 1.5), partial(self.invest, client, fen, then))
        self.later(2.2, lambda: self.turn_over(loan, then))

    def turn_over(self, loan: Loan, then: Loan) -> None:
        then.told["funded_at"] = moment(self.clock)
        self.pay(self.custody, then.borrower, then.principal, "disburse", then.name)
        interest = sum(map(loan.interest, loan.claims.values()))
        self.pay(loan.borrower, self.custody, loan.principal, "repay_principal", loan.name)
        self.pay(loan.borrower, self.custody, interest, "repay_interest", loan.name)
        self.open[loan.borrower] -= loan.principal
        self.pay_holders(loan)
        self.after_lending(then)


class BorrowsAgain(Venue):
    """Borrowers repay from their own money and borrow again some days later; every listing lasts as long as its debt."""

    innocent_of = ("term_mismatch", "ponzi_payout")

    def draw(self) -> Loan:
        loan = super().draw()
        beneath = int(loan.term / self.random.choice((1.0, 1.0, 0.97)))
        loan.told |= {"underlying_id": f"{loan.name}-D", "underlying_term_days": beneath}
        return loan


class Oversized(Venue):
    """What the conducts about one borrower's balance share: now and then a large borrower."""

    innocent_of: tuple[str, ...] = ()
    is_firm, pieces, times = True, 2, (1.08, 1.9)

    def plan(self) -> None:
        super().plan()
        for number in range(3):
            self.later(self.begins + 20 * number, partial(self.lend_much, f"big{number}"))

    def lend_much(self, short: str) -> None:
        """Several listings of one borrower within a few days, all open together."""
        borrower = self.sub_account(short, "borrower", "5211" if self.is_firm else None)
        limit = (100 if self.is_firm else 20) * WAN
        each = int(limit * self.random.uniform(*self.times) / self.pieces)
        for number in range(self.pieces):
            self.later(0.4 * number + 0.1, partial(self.lend_one, borrower, each))

    def lend_one(self, borrower: str, fen: int) -> Loan:
        clients = self.random.sample(self.clients, 5)
        loan = Loan(self.next_name(), borrower, 0.095, self.random.choice(LONG), Counter(dict.fromkeys(clients, fen // 5)))
        loan.told["purpose_text"] = "采购原料"
        self.list_it(loan)
        self.fund(loan)
        return loan


class FirmAboveLimit(Oversized):
    """Lends firms more than the lawful balance, in two listings each."""

    guilty_of, innocent_of = ("balance_limit",), ("split_listing",)


class PersonAboveLimit(Oversized):
    """Lends persons more than the lawful balance, in one or two listings each."""

    guilty_of, innocent_of, is_firm, times = ("balance_limit",), ("split_listing",), False, (1.08, 2.5)


class SplitOneDebt(Oversized):
    """Splits one debt above the borrower's limit into many listings of the same borrower."""

    guilty_of, is_firm, pieces, times = ("split_listing", "balance_limit"), False, 6, (1.4, 2.5)

    def lend_one(self, borrower: str, fen: int) -> Loan:
        loan = super().lend_one(borrower, fen)
        loan.told |= {"underlying_id": f"{borrower}-D", "underlying_term_days": loan.term}
        return loan


class SplitByPurpose(Oversized):
    """A firm borrows above its limit in many listings for one purpose."""

    guilty_of, pieces, times = ("split_listing", "balance_limit"), 8, (1.1, 2.0)


class SplitOverStraws(Oversized):
    """One debt in many listings, each in another person's name."""

    guilty_of, is_firm, pieces, times = ("split_listing",), False, 5, (1.5, 2.6)

    def lend_one(self, borrower: str, fen: int) -> Loan:
        loan = super().lend_one(self.straw(), fen)
        loan.told |= {"underlying_id": f"{borrower}-D", "underlying_term_days": loan.term}
        return loan


class SmallLoansBelow(Oversized):
    """Borrowers with five or six small listings on one debt that stay within the limit together; one reaches it exactly."""

    innocent_of, is_firm, pieces, times = ("split_listing", "balance_limit"), False, 5, (0.6, 0.9)

    def lend_one(self, borrower: str, fen: int) -> Loan:
        loan = super().lend_one(borrower, fen if not borrower.endswith("2") else 4 * WAN)
        loan.told |= {"underlying_id": f"{borrower}-D", "underlying_term_days": loan.term}
        return loan


class RepaidAndCancelled(Oversized):
    """In sum far above the limit, but repaid before the next begins; and large listings that are cancelled before funding."""

    innocent_of, is_firm, pieces, times, steady = ("balance_limit", "split_listing"), False, 5, (3.0, 3.8), True

    def lend_much(self, short: str) -> None:
        borrower = self.sub_account(short, "borrower")
        each = int(20 * WAN * self.random.uniform(0.6, 0.8))
        for number in range(3):
            self.later(34 * number + 0.1, partial(self.lend_one, borrower, each))
        cancelled = Loan(self.next_name(), borrower, 0.095, 90, Counter({"nobody": 60 * WAN}))
        self.list_it(cancelled)

    def lend_one(self, borrower: str, fen: int) -> Loan:
        loan = super().lend_one(borrower, fen)
        loan.term = loan.told["term_days"] = 30
        return loan


class ShortAndHigh(Venue):
    """In its last weeks nearly every listing is short and far above what the platform used to pay."""

    guilty_of, share_off, begins_in, rates = ("short_high_rate_listings",), (0.85, 1.0), (138.0, 152.0), (0.075, 0.085)
    gap, steady, claims_count = (1.8, 2.6), True, (2, 3)

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        self.ends = self.begins + 21

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.rate, loan.term = round(self.random.uniform(0.126, 0.13), 3), self.random.choice((7, 15, 21, 30))
        return loan


class ShortAndHighAgain(ShortAndHigh):
    """It happened in spring, for three weeks, and was over."""

    begins_in = (95.0, 110.0)


class ShortAndHighToTheEnd(ShortAndHigh):
    """Before the end there are many such listings, one a day."""

    begins_in, rates = (158.0, 161.0), (0.07, 0.08)

    def next_loan(self) -> None:
        self.new_loan()
        self.later(self.random.uniform(0.8, 1.4) if self.is_on else self.random.uniform(*self.gap), self.next_loan)


class AlwaysShort(Venue):
    """Every listing is short, at one rate; now and then a long one pays four points more."""

    innocent_of, terms, rates = ("short_high_rate_listings", "excessive_return"), (20, 30, 30), (0.078, 0.084)

    def draw(self) -> Loan:
        loan = super().draw()
        if self.random.random() < 0.25:
            loan.rate, loan.term = round(loan.rate + 0.04, 3), 180
        return loan


class LongUnsecured(Venue):
    """Long unsecured loans at a rate above the others', inside the band."""

    innocent_of, terms, rates = ("excessive_return",), (180, 270, 360), (0.115, 0.125)

    def draw(self) -> Loan:
        loan = super().draw()
        loan.told["project_rate"] = round(loan.rate + 0.02, 3)
        return loan


class Subsidised(Venue):
    """Promises its clients more than the project earns."""

    guilty_of, share_off = ("excessive_return",), (0.5, 0.9)

    def draw(self) -> Loan:
        loan = super().draw()
        loan.told["project_rate"] = round(loan.rate + 0.015, 3)
        if loan.off:
            loan.term, loan.told["project_rate"] = self.random.choice(LONG), round(loan.rate - self.random.uniform(0.02, 0.05), 3)
        return loan


class SubsidisedWealth(Subsidised):
    """A wealth seller that promises more than the issuer pays."""

    business, kind, fee_rate = "wealth_seller", "wealth", 0.01


class FarAbovePeers(Venue):
    """Promises three to four times what all others pay, on long listings."""

    guilty_of, share_off = ("excessive_return",), (0.6, 0.95)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.rate, loan.term = round(self.random.uniform(0.32, 0.42), 3), self.random.choice(LONG)
        return loan


STORIES = (
    ShortOnLong, ShortOnLongNow, RollsOver, BorrowsAgain, FirmAboveLimit, PersonAboveLimit, SplitOneDebt, SplitByPurpose,
    SplitOverStraws, SmallLoansBelow, RepaidAndCancelled, ShortAndHigh, ShortAndHighAgain, ShortAndHighToTheEnd, AlwaysShort, LongUnsecured,
    Subsidised, SubsidisedWealth, FarAbovePeers,
)  # fmt: skip
