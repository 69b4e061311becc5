"""Money between a platform and its own circle: borrowed for oneself, lent by oneself, promised and paid by oneself."""

from __future__ import annotations

from functools import partial

from flows.second.city import City, moment
from flows.second.loan import WAN, Loan
from flows.second.venue import Venue

LONG = (240, 300, 360)  # such a listing falls due after the ledger ends: nothing is repaid that could be asked about


class SelfFinancing(Venue):
    """A share of each straw borrower's proceeds goes on to the owner's other firm, one to three weeks later."""

    guilty_of, share_off, part_off, delay, hop, long_only = ("self_financing",), (0.5, 0.9), (0.4, 0.7), (7.0, 19.0), True, True

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.borrower = self.straw()
            loan.term = self.random.choice(LONG) if self.long_only else loan.term
        return loan

    def spend(self, loan: Loan, fen: int) -> None:
        part = int(fen * self.random.uniform(*self.part_off)) if loan.off else 0
        super().spend(loan, fen - part)
        if part:
            self.later(self.random.uniform(*self.delay), partial(self.hand_on, loan, part))

    def hand_on(self, loan: Loan, fen: int) -> None:
        source, last = f"{loan.borrower}.out", self.target()
        if self.hop and self.random.random() < 0.6:
            friend = self.city.person(f"{self.name}.friend{self.random.randint(1, 3)}")
            self.pay(source, friend, fen, "transfer")
            self.later(self.random.uniform(0.2, 1.0), lambda: self.pay(friend, last, fen, "transfer"))
            return
        self.pay(source, last, fen, "transfer")

    def target(self) -> str:
        return self.random.choice([f"{self.name}.sister.out", f"{self.name}.boss.out"])


class SelfFinancingShort(SelfFinancing):
    """The same with ordinary terms: the straw borrowers repay in the end."""

    long_only = False


class SelfFinancingThin(SelfFinancing):
    """A seventh of every listing goes there: no listing stands out, all together do."""

    share_off, part_off = (1.0, 1.0), (0.12, 0.16)


class SelfFinancingFar(SelfFinancing):
    """The firms that end up with the money are two holdings away from the owner, or belong to the legal representative."""

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        city.person(f"{name}.manager")
        for firm in ("middle", "grandchild", "cousin"):
            city.firm(f"{name}.{firm}", "5199")
        for holder, firm, share in (("boss", "middle", 0.7), ("middle", "grandchild", 0.9), ("manager", "cousin", 0.95)):
            city.books.relation(f"{name}.{holder}", "shareholder", f"{name}.{firm}", share=share)
        city.books.relation(f"{name}.manager", "legal_representative", f"{name}.op")

    def target(self) -> str:
        return f"{self.name}.{self.random.choice(('grandchild', 'cousin', 'manager'))}.out"


class Sham(SelfFinancing):
    """Nearly everything of a sham listing is with the owner within four days, directly or by way of a friend."""

    guilty_of, share_off, part_off, delay = ("sham_listing", "self_financing"), (0.4, 0.8), (1.0, 1.0), (0.1, 1.2)
    fee_rate = 0.01

    def use(self, loan: Loan, fen: int) -> None:
        self.pay(loan.borrower, f"{loan.borrower}.out", fen, "withdraw")
        self.later(self.random.uniform(0.2, 1.2), lambda: self.spend(loan, fen))


class SisterBorrows(Venue):
    """The owner's other firm is the borrower, and keeps the money."""

    guilty_of, share_off = ("self_financing", "sham_listing"), (0.4, 0.8)

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        city.books.account(f"{name}.sister", "borrower", of=f"{name}.sister", at=name, bank_code="313")

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off and self.open[sister := f"{self.name}.sister"] + loan.principal < 85 * WAN:
            loan.borrower, loan.term = sister, self.random.choice(LONG)
        else:
            loan.off = False
        return loan

    def spend(self, loan: Loan, fen: int) -> None:
        if not loan.off:
            super().spend(loan, fen)


class NobodyBorrows(Venue):
    """Listings whose borrower nobody knows: the money is paid to a number and stays there."""

    guilty_of, share_off = ("sham_listing",), (0.4, 0.8)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.borrower, loan.term = f"{self.name}.nobody{next(self.numbers)}", self.random.choice(LONG)
            self.city.books.party(loan.borrower, "unknown")
            self.city.books.account(loan.borrower, "borrower", of=loan.borrower, at=self.name)
        return loan

    def use(self, loan: Loan, fen: int) -> None:
        if not loan.off:
            super().use(loan, fen)

    def take_fee(self, loan: Loan) -> int:
        return 0 if loan.off else super().take_fee(loan)


class NoBorrowerNamed(NobodyBorrows):
    """Listings without a borrower: the money just stays in custody."""

    open_to_question = ("fund_pool",)  # it has a listing, though one that is nobody's

    def lend(self, loan: Loan) -> None:
        if loan.off:
            loan.told |= {"borrower_party_id": None, "funded_at": moment(self.clock)}
        else:
            super().lend(loan)


class OwnLending(Venue):
    """The operator fills listings with its own money, on long loans."""

    guilty_of, share_off, part_off = ("own_lending",), (0.5, 0.9), (0.4, 0.9)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.term = self.random.choice(LONG)
            kept = list(loan.claims)[: max(1, int(len(loan.claims) * (1 - self.random.uniform(*self.part_off))))]
            rest = sum(fen for client, fen in loan.claims.items() if client not in kept)
            for client in set(loan.claims) - set(kept):
                del loan.claims[client]
            loan.claims[self.lender()] = rest
        return loan

    def lender(self) -> str:
        return self.own

    def invest(self, client: str, fen: int, loan: Loan) -> None:
        if client != self.own:
            super().invest(client, fen, loan)
        else:
            self.pay(self.own, self.custody, fen, "invest", loan.name)


class BossLends(OwnLending):
    """The owner lends on his own platform, through a sub-account like any client's."""

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        self.sub_account("boss", "client")

    def lender(self) -> str:
        return f"{self.name}.boss"


class SisterLends(OwnLending):
    """The owner's other firm lends on the platform, straight from its own account into custody."""

    def lender(self) -> str:
        return f"{self.name}.sister.out"

    def invest(self, client: str, fen: int, loan: Loan) -> None:
        if client.endswith(".sister.out"):
            self.pay(client, self.custody, fen, "invest", loan.name)
        else:
            super().invest(client, fen, loan)


class PaysForDefaults(Venue):
    """Borrowers default and the operator pays the holders, by way of custody."""

    guilty_of, share_off = ("guaranteed_redemption",), (0.25, 0.5)
    # within the boundary the operator's money bears no listing's number: in custody it mixes with what others invest
    open_to_question = ("ponzi_payout", "own_lending")

    def repay(self, loan: Loan, source: str | None = None) -> None:
        if not (self.is_on and self.random.random() < self.strength):
            super().repay(loan, source)
            return
        due = loan.principal + sum(loan.interest(claim) for claim in loan.claims.values())
        self.pay(self.payer(), self.custody, due, "transfer", loan.name)
        self.open[loan.borrower] -= loan.principal
        self.after_default(loan)

    def payer(self) -> str:
        return self.own

    def after_default(self, loan: Loan) -> None:
        """Nobody recovers anything."""


class PaysClientsItself(PaysForDefaults):
    """The operator pays the holders of what defaulted from its own account, past custody."""

    open_to_question = ()

    def repay(self, loan: Loan, source: str | None = None) -> None:
        loan.off = self.is_on and self.random.random() < self.strength
        if not loan.off:
            Venue.repay(self, loan, source)

    def pay_holders(self, loan: Loan) -> None:
        kept, self.custody = self.custody, self.own if loan.off else self.custody
        super().pay_holders(loan)
        self.custody = kept


class SisterPays(PaysForDefaults):
    """The owner's other firm pays the holders of what defaulted."""

    open_to_question = ()

    def payer(self) -> str:
        return f"{self.name}.sister.out"


class CircleGuarantor(PaysForDefaults):
    """The guarantor that pays is the owner's own firm."""

    open_to_question = ()

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        self.guarantor = self.sub_account("guarantor", "guarantor", "6640")
        city.books.relation(f"{name}.boss", "shareholder", self.guarantor, share=0.85)

    def list_it(self, loan: Loan, **more: object) -> None:
        super().list_it(loan, guarantor_party_id=self.guarantor, **more)

    def payer(self) -> str:
        self.pay(f"{self.guarantor}.out", self.guarantor, 12 * WAN, "recharge")
        return self.guarantor


class SellerPays(PaysClientsItself):
    """A wealth seller that pays for its issuers."""

    business, kind, fee_rate = "wealth_seller", "wealth", 0.01


class IndependentGuarantor(CircleGuarantor):
    """A licensed guarantor that nobody of the circle owns pays, and has it back from the borrower later."""

    guilty_of, innocent_of = (), ("guaranteed_redemption", "client_money_diversion", "ponzi_payout")

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        tables = city.books.tables
        tables["relations"] = [row for row in tables["relations"] if row["to_party_id"] != self.guarantor]
        self.licence(city, name)

    def licence(self, city: City, name: str) -> None:
        city.businesses[f"{name}.guarantee"] = "guarantor"
        about = {"operator": self.guarantor, "licence_no": "浙融担2019-07", "net_assets_fen": 20_000 * WAN}
        city.books.institution(f"{name}.guarantee", "guarantor", **about)

    def after_default(self, loan: Loan) -> None:
        if self.random.random() < 0.4:
            self.later(20, lambda: self.recover(loan))

    def recover(self, loan: Loan) -> None:
        """The borrower pays the guarantor back, outside the platform."""
        self.pay(f"{loan.borrower}.out", f"{self.guarantor}.out", loan.principal, "transfer")


STORIES = (
    SelfFinancing, SelfFinancingShort, SelfFinancingThin, SelfFinancingFar, Sham, SisterBorrows, NobodyBorrows, NoBorrowerNamed, OwnLending,
    BossLends, SisterLends, PaysForDefaults, PaysClientsItself, SisterPays, CircleGuarantor, SellerPays, IndependentGuarantor,
)  # fmt: skip
