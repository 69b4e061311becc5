"""The whole city of one seed: every story once, and a person who borrows on seven platforms."""

from __future__ import annotations

from collections import Counter
from functools import partial

from flows.second import circle, crowd, funds, gatherers, lenders, neighbours, ordinary, payments, pools, rings, runs, terms, uses
from flows.second.city import City
from flows.second.loan import Loan
from flows.second.venue import Venue

TOPICS = (pools, crowd, circle, neighbours, terms, uses, runs, lenders, funds, payments, gatherers, ordinary, rings)


class OneOfSeven(Venue):
    """One of seven platforms on which the same person owes nearly the whole lawful balance."""

    gap = (18.0, 22.0)

    def __init__(self, city: City, name: str, person: str, day: float) -> None:
        super().__init__(city, name)
        self.person, self.begins, self.wide = person, day, f"{name}.wide"
        for account, role, at in ((self.wide, "borrower", name), (f"{self.wide}.out", "external", None)):
            city.account_once(account, role, person, at)

    def plan(self) -> None:
        super().plan()
        self.later(self.begins, self.lend_wide)

    def lend_wide(self) -> None:
        claims = Counter(dict.fromkeys(self.random.sample(self.clients, 5), 38_000_00))
        loan = Loan(self.next_name(), self.wide, 0.095, 240, claims)
        self.list_it(loan)
        loan.told["borrower_party_id"] = self.person
        self.later(0.5, lambda: [self.invest(client, fen, loan) for client, fen in claims.items()])
        self.later(1, partial(self.lend, loan))


def lend_on_seven(city: City) -> None:
    """The seventh lends when the person owes more than a million elsewhere: it is guilty; of the others one can think either way."""
    city.person("borrows-everywhere")
    for number in range(7):
        platform = OneOfSeven(city, f"OneOfSeven{number}", "borrows-everywhere", 70 + 6 * number)
        if number == 6:
            city.guilty(platform.name, "balance_limit", day=106)
        else:
            city.unask(platform.name, "balance_limit")
        platform.live()


def build_city(seed: int) -> City:
    """Return the books of a seed and the truth about it."""
    city = City(seed)
    for topic in TOPICS:
        for story in topic.STORIES:
            story(city, story.__name__).live()
    lend_on_seven(city)
    return city.finish()
