"""Firms that are near a platform's operator and yet not of its circle: borrowers may buy from them."""

from __future__ import annotations

from flows.second.city import City
from flows.second.loan import Loan
from flows.second.venue import Venue


class Neighbours(Venue):
    """What the innocents below share: borrowers buy from firms that are near the operator, but not of its circle."""

    innocent_of = ("self_financing", "sham_listing")

    def neighbour(self) -> str:
        raise NotImplementedError

    def spend(self, loan: Loan, fen: int) -> None:
        self.pay(f"{loan.borrower}.out", self.neighbour(), fen, "transfer")


class SharedSupplier(Neighbours):
    """Borrowers buy from a firm of which the operator buys too."""

    def neighbour(self) -> str:
        return self.city.firm(f"{self.name}.printer", "2319")

    def plan(self) -> None:
        super().plan()
        for month in range(6):
            self.later(20 + 26 * month, lambda: self.pay(self.own, self.neighbour(), 3_000_00, "transfer"))


class NearButNotTied(Neighbours):
    """Borrowers buy from firms with a weak tie: same address, 20 % held, an independent director, a share sold years ago."""

    TIES = ("landlord", "minority", "adviser", "former")

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        for tie in self.TIES:
            city.firm(f"{name}.{tie}", "5199")
        books = city.books
        books.relation(f"{name}.landlord", "same_address", f"{name}.op")
        books.relation(f"{name}.minority", "shareholder", f"{name}.op", share=0.18)
        books.party(f"{name}.professor").relation(f"{name}.professor", "independent_director", f"{name}.op")
        books.relation(f"{name}.professor", "shareholder", f"{name}.adviser", share=0.9)
        books.relation(f"{name}.boss", "shareholder", f"{name}.former", share=0.9, since="2014-01-01", until="2019-06-30")

    def neighbour(self) -> str:
        return f"{self.name}.{self.random.choice(self.TIES)}.out"


class SameStateBody(Neighbours):
    """A state body controls the operator and the firms that borrow or sell: that alone makes no circle."""

    def __init__(self, city: City, name: str) -> None:
        super().__init__(city, name)
        tables, state = city.books.tables, f"{name}.state"
        tables["relations"] = [row for row in tables["relations"] if not row["from_party_id"].startswith(f"{name}.")]
        city.books.party(state, "government", name="某市国资委")
        for firm in ("op", "works", "water"):
            city.firm(f"{name}.{firm}", "4620")
            city.books.relation(state, "controller", f"{name}.{firm}").relation(state, "shareholder", f"{name}.{firm}", share=0.8)

    def neighbour(self) -> str:
        return f"{self.name}.{self.random.choice(('works', 'water'))}.out"


STORIES = (SharedSupplier, NearButNotTied, SameStateBody)
