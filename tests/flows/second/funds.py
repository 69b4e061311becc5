"""Products on products on products, and private products that are split to reach more investors than their cap."""

from __future__ import annotations

from typing import Any

from flows.second.circle import LONG
from flows.second.city import City, moment
from flows.second.loan import WAN, Loan
from flows.second.venue import Venue


class PlainWealth(Venue):
    """A wealth seller: one product, one custody account, one borrower."""

    business, kind, fee_rate, innocent_of = "wealth_seller", "wealth", 0.01, ("nested_products",)


class PlainManager(PlainWealth):
    """An asset manager that does the same."""

    business = "asset_management"


class NestedInOneHouse(PlainWealth):
    """A seller whose product holds its second, which holds its third, which holds its fourth, which lends."""

    guilty_of, innocent_of, share_off, layers = ("nested_products",), (), (0.4, 0.9), (4, 5)

    def draw(self) -> Loan:
        loan = super().draw()
        if loan.off:
            loan.term = self.random.choice(LONG)
            loan.told["underlying_id"] = f"{loan.name}-2"
        return loan

    def lend(self, loan: Loan) -> None:
        """Hand the money from layer to layer; the last one lends it."""
        if not loan.off:
            super().lend(loan)
            return
        deepest, source = self.random.randint(*self.layers), self.custody
        loan.told["funded_at"] = moment(self.clock)
        for layer in range(2, deepest + 1):
            product, house = f"{loan.name}-{layer}", self.house(layer)
            beneath = f"{loan.name}-{layer + 1}"
            self.layer(loan, product, house, beneath)
            target = f"{house}.custody{layer}"
            self.city.account_once(target, "custody", f"{house}.op", house)
            self.pay(source, target, loan.principal, "invest", product)
            source = target
            self.clock += 0.01
        self.layer(loan, beneath, house, None, kind="loan")
        self.pay(source, loan.borrower, loan.principal, "disburse", beneath)
        self.use(loan, loan.principal)

    def layer(self, loan: Loan, product: str, house: str, beneath: str | None, **more: Any) -> None:
        told = {"principal": loan.principal, "kind": "wealth", "annual_rate": loan.rate, "term_days": loan.term, "underlying_id": beneath}
        told |= {"listed_at": moment(self.clock), "funded_at": moment(self.clock)}
        self.city.books.product(product, at=house, borrower=loan.borrower, **(told | more))

    def house(self, layer: int) -> str:
        return self.name


class NestedManager(NestedInOneHouse):
    """An asset manager that does it."""

    business = "asset_management"


class NestedOverHouses(NestedInOneHouse):
    """A seller whose product holds a manager's, which holds another manager's, and so on."""

    # the next manager is neither borrower, client nor fee, yet it is what the client bought
    open_to_question = ("client_money_diversion",)

    def house(self, layer: int) -> str:
        house = f"{self.name}.manager{layer}"
        if house not in self.city.businesses:
            self.city.institution(house, "asset_management", f"a manager in the nest of {self.name}")
            self.city.unask(house, "nested_products", "client_money_diversion")
        return house


class OneManagerBetween(NestedOverHouses):
    """A seller whose product is one manager's fund, which lends: two layers."""

    guilty_of, innocent_of, layers = (), ("nested_products",), (2, 2)

    def lend(self, loan: Loan) -> None:
        """The fund lends itself; there is no further product."""
        if not loan.off:
            Venue.lend(self, loan)
            return
        product, house = f"{loan.name}-2", self.house(2)
        loan.told["funded_at"] = moment(self.clock)
        self.layer(loan, product, house, None)
        target = self.city.account_once(f"{house}.custody2", "custody", f"{house}.op", house)
        self.pay(self.custody, target, loan.principal, "invest", product)
        self.pay(target, loan.borrower, loan.principal, "disburse", product)
        self.use(loan, loan.principal)


class SplitPrivateProduct:
    """An asset manager that sells one private product as three or four, to more than two hundred investors in all."""

    guilty_of, innocent_of, investors, kind = ("nested_products",), (), (260, 330), "wealth"

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        city.institution(name, "asset_management", f"{type(self).__name__}: {self.__doc__}", licence_no="P1000001")
        city.guilty(name, *self.guilty_of, day=40)
        city.innocent(name, *self.innocent_of)
        city.books.account(f"{name}.custody", "custody", of=f"{name}.op", at=name)
        city.firm(f"{name}.project", "6210")
        city.account_once(f"{name}.project", "borrower", f"{name}.project", name)

    def live(self) -> None:
        count, tranches = self.random.randint(*self.investors), self.random.choice((3, 4))
        each = count // tranches
        for tranche in range(tranches):
            self.sell(tranche, range(tranche * each, (tranche + 1) * each), 40 + 12 * tranche)

    def sell(self, tranche: int, investors: range, day: float) -> None:
        """One tranche, sold over ten days; then the project has the money."""
        product, pay, total = f"{self.name}-T{tranche}", self.city.pay, 0
        for number in investors:
            client, at, fen = f"{self.name}.i{number}", day + self.random.uniform(0, 9), self.random.randint(100, 150) * WAN
            self.city.person(client)
            self.city.account_once(client, "client", client, self.name)
            pay(at, f"{client}.out", client, fen, "recharge")
            pay(at + 0.01, client, f"{self.name}.custody", fen, "invest", product)
            total += fen
        told = {"kind": self.kind, "annual_rate": 0.06, "term_days": 1080, "underlying_id": f"{self.name}-project", "principal": total}
        told |= {"listed_at": moment(day), "funded_at": moment(day + 9.5), "purpose_text": f"私募产品第{tranche + 1}期"}
        self.city.books.product(product, at=self.name, borrower=f"{self.name}.project", **told)
        pay(day + 9.5, f"{self.name}.custody", f"{self.name}.project", total, "disburse", product)
        pay(day + 11, f"{self.name}.project", f"{self.name}.project.out", total, "withdraw")
        pay(day + 15, f"{self.name}.project.out", self.random.choice(self.city.suppliers), total * 0.8)


class FewInvestors(SplitPrivateProduct):
    """A private product in three or four tranches with some forty investors in all."""

    guilty_of, innocent_of, investors = (), ("nested_products",), (36, 45)


STORIES = (
    PlainWealth, PlainManager, NestedInOneHouse, NestedManager, NestedOverHouses, OneManagerBetween, SplitPrivateProduct, FewInvestors,
)  # fmt: skip
