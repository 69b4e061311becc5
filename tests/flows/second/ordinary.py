"""Honest firms and persons whose money looks like a gatherer's: shops, wages, gigs, rents, gyms, fees, charity, dividends."""

from __future__ import annotations

from flows.second.city import moment
from flows.second.gatherers import WAN, YUAN, Crowded

MONTHS = tuple(range(6))


class Shop(Crowded):
    """A shop: many small payments, some refunds to those who brought something back."""

    industry = "5299"

    def live(self) -> None:
        days, fen = self.between(1, 178, 350), self.chance.integers(30, 900, 350) * YUAN
        people = self.some(350)
        self.taken(days, people, fen, purpose="transfer")
        self.given(days[:25] + 3, people[:25], fen[:25], purpose="refund")


class Payroll(Crowded):
    """A factory: wages every month to all, who pay for the canteen and the dormitory."""

    industry = "3921"

    def live(self) -> None:
        wages = self.chance.integers(5_000, 9_500, len(self.people)) * YUAN
        for month in MONTHS:
            self.given(9.4 + 30 * month, self.people, wages + self.chance.integers(-300, 300, len(self.people)) * YUAN)
            self.taken(self.between(11, 15, len(self.people)) + 30 * month, self.people, 280 * YUAN)
        self.city.pay(3, self.city.suppliers[1], self.account, 400 * WAN)


class GigPay(Crowded):
    """A delivery service: riders pay a deposit for their gear and are paid every week for what they did."""

    industry, people_count = "6020", (50, 80)

    def live(self) -> None:
        self.taken(self.between(5, 30, len(self.people)), self.people, 500 * YUAN)
        for week in range(5, 24):
            self.given(7 * week + 0.5, self.people, self.chance.integers(900, 2_400, len(self.people)) * YUAN)
        self.city.pay(3, self.city.suppliers[2], self.account, 900 * WAN)


class Landlord(Crowded):
    """A person with flats to let: rent every month, the deposit back at the end."""

    kind, people_count = "person", (35, 50)

    def live(self) -> None:
        rents = self.chance.integers(1_500, 3_800, len(self.people)) * YUAN
        self.taken(2.3, self.people, rents * 2)
        for month in MONTHS:
            self.taken(self.between(3, 6, len(self.people)) + 30 * month, self.people, rents)
        self.given(self.between(120, 170, 15), self.people[:15], rents[:15] * 2, purpose="refund")


class LettingAgency(Crowded):
    """An agency: tenants pay rent to it; owners, who paid a fee for the letting, have the rent from it every month."""

    industry, people_count = "7040", (70, 90)

    def live(self) -> None:
        half = len(self.people) // 2
        owners, tenants = self.people[:half], self.people[half : 2 * half]
        rents = self.chance.integers(2_000, 4_500, half) * YUAN
        self.taken(self.between(2, 20, half), owners, rents // 2, purpose="fee")
        for month in MONTHS:
            self.taken(self.between(1, 4, half) + 30 * month, tenants, rents)
            self.given(8.5 + 30 * month, owners, rents * 9 // 10)


class Gym(Crowded):
    """A gym: people prepay a year; a few leave and have a part back."""

    industry = "8930"

    def live(self) -> None:
        days, fees = self.between(2, 150, len(self.people)), self.chance.integers(1_800, 4_500, len(self.people)) * YUAN
        self.taken(days, self.people, fees)
        self.given(days[:9] + 25, self.people[:9], fees[:9] * 3 // 4, purpose="refund")


class School(Crowded):
    """A kindergarten: fees every month, a part back after a month of illness."""

    industry = "8310"

    def live(self) -> None:
        for month in MONTHS:
            self.taken(self.between(1, 7, len(self.people)) + 30 * month, self.people, 1_600 * YUAN, purpose="fee")
        self.given(self.between(60, 170, 9), self.people[:9], 300 * YUAN, purpose="refund")


class Charity(Crowded):
    """A charity: many give, others are helped every month."""

    industry = "9430"

    def live(self) -> None:
        half = len(self.people) // 2
        self.taken(self.between(1, 178, 240), self.chance.choice(self.people[:half], 240), self.chance.integers(20, 900, 240) * YUAN)
        for month in MONTHS:
            self.given(14.5 + 30 * month, self.people[half : half + 20], 800 * YUAN)


class Cooperative(Crowded):
    """A farmers' co-operative: members pay for their shares and for seed, and have a dividend each quarter as the harvest was."""

    industry, kind = "0514", "cooperative"

    def live(self) -> None:
        count = len(self.people)
        shares = self.chance.integers(2_000, 12_000, count) * YUAN
        self.taken(self.between(3, 25, count), self.people, shares)
        self.taken(self.between(40, 60, count), self.people, self.chance.integers(200, 900, count) * YUAN)
        for day, share in ((50, 0.011), (110, 0.034), (169, 0.021)):
            self.given(day + self.between(0, 0.4, count), self.people, shares * share)


class Insiders(Crowded):
    """A firm whose shareholders and their kin lend it money and have interest every month."""

    people_count = (38, 48)

    def live(self) -> None:
        count, books = len(self.people), self.city.books
        persons = [str(account).removesuffix(".out") for account in self.people]
        for number, person in enumerate(persons):
            if number < count // 2:
                books.relation(person, "shareholder", self.name, share=0.03)
            else:
                books.relation(person, "kin", persons[number % (count // 2)])
        stakes = self.chance.integers(2, 9, count) * WAN
        self.taken(self.between(10, 30, count), self.people, stakes)
        for month in range(1, 5):
            self.given(32.5 + 30 * month, self.people, stakes // 100)


class FiledLoans(Crowded):
    """A firm that borrows from forty people under loans filed with the registration centre, and pays them every month."""

    people_count = (38, 46)

    def live(self) -> None:
        if "FilingCentre" not in self.city.businesses:
            self.city.institution("FilingCentre", "other", "a centre where private loans are filed")
        for number, account in enumerate(self.people):
            loan, day = f"{self.name}-F{number}", float(self.chance.uniform(10, 30))
            fen = int(self.chance.integers(3, 15)) * WAN
            told = {"principal": fen, "annual_rate": 0.1, "term_days": 360, "listed_at": moment(day - 1), "funded_at": moment(day)}
            self.city.books.product(loan, at="FilingCentre", borrower=self.name, purpose_text="民间借贷备案", **told)
            self.taken(day, account, fen, product=loan)
            for month in range(1, 6):
                self.given(day + 30 * month, account, fen // 120, purpose="repay_interest", product=loan)


class FewFriends(Crowded):
    """Fifteen friends lend to a small firm and have interest every month."""

    people_count = (14, 18)

    def live(self) -> None:
        self.taken(self.between(10, 30, len(self.people)), self.people, 3 * WAN)
        for month in range(1, 5):
            self.given(32.5 + 30 * month, self.people, 300 * YUAN)


class WagesAndShopping(Crowded):
    """An owner pays wages from one firm, and the workers shop at the owner's other firm, which pays the first for goods."""

    industry, innocent_of = "1810", ("public_fan_in", "circular_flow")

    def live(self) -> None:
        shop, count = self.city.firm(f"{self.name}.shop", "5299"), len(self.people)
        self.city.innocent(f"{self.name}.shop", "public_fan_in", "circular_flow")
        owner = f"{self.name}.owner"
        self.city.person(owner)
        for firm in (self.name, f"{self.name}.shop"):
            self.city.books.relation(owner, "shareholder", firm, share=0.9)
        for month in MONTHS:
            wages = self.chance.integers(5_000, 9_000, count) * YUAN
            self.given(9.4 + 30 * month, self.people, wages)
            for day, person, wage in zip(self.between(10, 14, count), self.people, wages, strict=True):
                self.city.pay(30 * month + day, str(person), shop, wage * self.chance.uniform(0.05, 0.3))
            self.city.pay(30 * month + 15, shop, self.account, int(wages.sum() * 0.1))
        self.city.pay(2, self.city.suppliers[4], self.account, 600 * WAN)


STORIES = (
    Shop, Payroll, GigPay, Landlord, LettingAgency, Gym, School, Charity, Cooperative, Insiders, FiledLoans, FewFriends,
    WagesAndShopping,
)  # fmt: skip
