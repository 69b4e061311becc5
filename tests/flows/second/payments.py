"""Who pays for others: payment firms with a licence and without, and those who only look like one."""

from __future__ import annotations

from typing import Any

from flows.second.city import City, moment

BANKS = ("102", "103", "104", "105")


class PaymentFirm:
    """A licensed payment firm: clients pay merchants by order, merchants are settled on the next day."""

    licence: str | None = "Z2007733000018"
    guilty_of: tuple[str, ...] = ()
    innocent_of: tuple[str, ...] = ("client_money_diversion", "withdrawal_slowdown")
    orders, merchants, begins = 260, (8, 14), 70.0

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        city.institution(name, "payment", f"{type(self).__name__}: {self.__doc__}", licence_no=self.licence)
        city.guilty(name, *self.guilty_of, day=self.begins)
        city.innocent(name, *self.innocent_of)
        for account, role in ((f"{name}.reserve", "reserve"), (f"{name}.own", "own")):
            city.books.account(account, role, of=f"{name}.op", at=name)
        self.shops = [self.shop(number) for number in range(self.random.randint(*self.merchants))]
        self.clients = [self.client(number) for number in range(40)]
        self.tell_party()

    def tell_party(self) -> None:
        self.city.innocent(f"{self.name}.op", "unlicensed_payment")

    def shop(self, number: int) -> str:
        party = f"{self.name}.m{number}"
        self.city.firm(party, "5299")
        return self.city.account_once(party, "merchant", party, self.name)

    def client(self, number: int) -> str:
        party = f"{self.name}.c{number}"
        self.city.person(party)
        return self.city.account_once(party, "client", party, self.name)

    def live(self) -> None:
        for number in range(self.orders):
            self.order(f"{self.name}-{number}", 1 + 177 * number / self.orders)
        for number in range(120):
            self.cash_out(number, 2 + 176 * number / 120)

    def order(self, order: str, day: float) -> None:
        """A client pays for an order; some orders are refunded, the others settled."""
        random, pay, reserve = self.random, self.city.pay, f"{self.name}.reserve"
        client, fen = random.choice(self.clients), random.randint(30, 2_000) * 100
        pay(day, f"{client}.out", client, fen, "recharge")
        pay(day + 0.001, client, reserve, fen, "transfer", None, order)
        later = day + random.uniform(0.4, 1.2)
        if random.random() < 0.06:
            pay(later, reserve, client, fen, "refund", None, order)
            pay(later + 0.01, client, f"{client}.out", fen, "withdraw")
            return
        self.settle(later, fen, order)

    def settle(self, day: float, fen: int, order: str) -> None:
        """Pay the merchant, less the agreed fee."""
        fee, reserve = fen * 6 // 1000, f"{self.name}.reserve"
        self.city.pay(day, reserve, self.random.choice(self.shops), fen - fee, "transfer", None, order)
        self.city.pay(day + 0.001, reserve, f"{self.name}.own", fee, "fee", None, order)

    def cash_out(self, number: int, day: float) -> None:
        """A client who recharged too much has the rest back."""
        client, fen, wait = self.random.choice(self.clients), self.random.randint(5, 50) * 100, self.wait(day)
        self.city.pay(day, f"{client}.out", client, fen, "recharge")
        asked, paid = day + 0.5, day + 0.5 + wait if wait is not None else None
        row: dict[str, Any] = {"request_id": f"{self.name}-W{number}", "account_id": client, "institution_id": self.name}
        row |= {"requested_at": moment(asked), "amount_fen": fen, "paid_at": moment(paid) if paid and paid < 180 else None}
        self.city.books.tables["withdrawals"].append(row)
        if paid is not None:
            self.city.pay(paid, client, f"{client}.out", fen, "withdraw")

    def wait(self, day: float) -> float | None:
        return self.random.uniform(0.05, 0.4)


class PaymentDiverts(PaymentFirm):
    """Pays what some of the orders brought in to strangers."""

    guilty_of, innocent_of = ("client_money_diversion",), ()

    def settle(self, day: float, fen: int, order: str) -> None:
        if day > self.begins and self.random.random() < 0.15:
            self.city.pay(day, f"{self.name}.reserve", self.random.choice(self.city.strangers), fen)
        else:
            super().settle(day, fen, order)


class PaymentSlower(PaymentFirm):
    """Lets clients wait for their own money."""

    guilty_of, innocent_of, begins = ("withdrawal_slowdown",), ("client_money_diversion",), 130.0

    def wait(self, day: float) -> float | None:
        if day < self.begins:
            return super().wait(day)
        return None if self.random.random() < 0.3 else self.random.uniform(3.8, 6)


class PaymentWithoutLicence(PaymentFirm):
    """Does all of it for sixty merchants and more, without a licence."""

    licence, merchants, orders = None, (60, 75), 420

    def tell_party(self) -> None:
        self.city.guilty(f"{self.name}.op", "unlicensed_payment")


class SecretSettler:
    """An ordinary firm that takes what customers pay for merchants' orders and settles each merchant on the next day."""

    merchants, orders, batch, industry = (50, 80), 420, False, "6450"

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        city.stories[name] = f"{type(self).__name__}: {self.__doc__}"
        self.account = city.firm(name, self.industry)
        self.shops = [city.firm(f"{name}.m{number}", "5299") for number in range(self.random.randint(*self.merchants))]
        self.customers = [city.person(f"{name}.c{number}") for number in range(60)]
        self.tell()

    def tell(self) -> None:
        self.city.guilty(self.name, "unlicensed_payment")

    def live(self) -> None:
        due: dict[tuple[int, str], int] = {}
        for number in range(self.orders):
            day, fen = 1 + 176 * number / self.orders, self.random.randint(30, 2_000) * 100
            shop, order = self.random.choice(self.shops), f"{self.name}-{number}"
            self.city.pay(day, self.random.choice(self.customers), self.account, fen, "transfer", None, order)
            if self.batch:
                week = int(day // 3) * 3 + 3
                due[week, shop] = due.get((week, shop), 0) + fen
            else:
                self.city.pay(day + 1, self.account, shop, fen * 0.994, "transfer", None, order)
        for (week, shop), fen in due.items():
            self.city.pay(week + 0.5, self.account, shop, fen * 0.994, "transfer")


class SecretBatchSettler(SecretSettler):
    """The same, every third day, for all orders of a merchant together."""

    merchants, batch = (60, 90), True


class SecretClearer:
    """An ordinary firm with accounts at two banks: what clients of one bank pay in, it pays out to others at the other."""

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        city.stories[name] = f"{type(self).__name__}: {self.__doc__}"
        city.guilty(name, "unlicensed_payment")
        city.firm(name, "6450")
        self.desks = [city.account_once(f"{name}.{bank}", "external", name, bank_code=bank) for bank in BANKS[:2]]
        self.ends = [[self.client(f"{bank}-{number}", bank) for number in range(90)] for bank in BANKS[:2]]

    def client(self, short: str, bank: str) -> str:
        party = f"{self.name}.c{short}"
        self.city.books.party(party, "person", identifier=f"h:{self.city.seed}:{party}")
        return self.city.account_once(f"{party}.account", "client", party, bank_code=bank)

    def live(self) -> None:
        for number in range(400):
            day, fen, way = 1 + 176 * number / 400, self.random.randint(5, 200) * 1000_00, self.random.randint(0, 1)
            payer, payee = self.random.choice(self.ends[way][:45]), self.random.choice(self.ends[1 - way][45:])
            self.city.pay(day, payer, self.desks[way], fen)
            self.city.pay(day + 0.05, self.desks[1 - way], payee, fen * 0.997)


class GroupTreasury:
    """The treasury of a group: its forty firms hand in what they earn, and it pays their suppliers and them."""

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        city.stories[name] = f"{type(self).__name__}: {self.__doc__}"
        city.innocent(name, "unlicensed_payment", "circular_flow")
        self.account, self.firms = city.firm(name, "7211"), [city.firm(f"{name}.s{number}", "5211") for number in range(40)]
        for number in range(40):
            city.books.relation(name, "shareholder", f"{name}.s{number}", share=1.0).relation(name, "controller", f"{name}.s{number}")

    def live(self) -> None:
        for week in range(1, 25):
            for firm in self.firms:
                self.city.pay(7 * week + self.random.random() / 3, firm, self.account, self.random.randint(20, 90) * 1000_00)
            for supplier in self.city.suppliers:
                self.city.pay(7 * week + 1, self.account, supplier, self.random.randint(100, 250) * 1000_00)
            for firm in self.random.sample(self.firms, 10):
                self.city.pay(7 * week + 3, self.account, firm, self.random.randint(2, 9) * 1000_00)


class ShoppingCentre(SecretSettler):
    """A shopping centre: it collects at its tills and pays its tenants twice a month what is left after the rent."""

    merchants, orders, industry = (38, 55), 500, "7222"

    def tell(self) -> None:
        self.city.innocent(self.name, "unlicensed_payment", "public_fan_in")
        for shop in self.shops:
            self.city.books.relation(shop.removesuffix(".out"), "same_address", self.name)

    def live(self) -> None:
        rents = {shop: self.random.uniform(0.15, 0.3) for shop in self.shops}
        sold: dict[tuple[int, str], int] = {}
        for number in range(self.orders):
            day, fen, shop = 1 + 176 * number / self.orders, self.random.randint(30, 900) * 100, self.random.choice(self.shops)
            self.city.pay(day, self.random.choice(self.customers), self.account, fen, "transfer", None, f"{self.name}-{number}")
            half = int(day // 15) * 15 + 17
            sold[half, shop] = sold.get((half, shop), 0) + fen
        for (half, shop), fen in sold.items():
            self.city.pay(half, self.account, shop, fen * (1 - rents[shop]))


class Supermarket(SecretSettler):
    """A supermarket: it sells to persons and pays forty suppliers by invoice, once a month."""

    merchants, orders, industry = (36, 50), 700, "5212"

    def tell(self) -> None:
        self.city.innocent(self.name, "unlicensed_payment", "public_fan_in")

    def live(self) -> None:
        for number in range(self.orders):
            day = 1 + 176 * number / self.orders
            self.city.pay(day, self.random.choice(self.customers), self.account, self.random.randint(30, 900) * 100)
        for month in range(6):
            for shop in self.shops:
                fen = self.random.randint(500, 1_200) * 100
                self.city.pay(28 * month + self.random.uniform(8, 20), self.account, shop, fen)


STORIES = (
    PaymentFirm, PaymentDiverts, PaymentSlower, PaymentWithoutLicence, SecretSettler, SecretBatchSettler, SecretClearer,
    GroupTreasury, ShoppingCentre, Supermarket,
)  # fmt: skip
