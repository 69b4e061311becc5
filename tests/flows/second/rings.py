"""Money that comes back to where it started, and what only looks like it."""

from __future__ import annotations

import itertools

from flows.second.city import City


class Ring:
    """A firm whose money comes back to it through three to six others within days, again and again."""

    guilty = True
    middle, rounds, gap, hours, losses = (3, 6), (6, 12), (9.0, 11.0), (2, 12), (0.0, 0.01)

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name, self.random = city, name, city.random(name)
        city.stories[name] = f"{type(self).__name__}: {self.__doc__}"
        others = [f"{name}.m{number}" for number in range(self.random.randint(*self.middle))]
        self.accounts = [city.firm(party, "5199") for party in (name, *others)]
        if self.guilty:
            city.guilty(name, "circular_flow", day=20)
            for party in others:  # they belong to the ring: whoever names them too is not wrong
                city.unask(party, "circular_flow")
        else:
            city.innocent(name, "circular_flow")
            for party in others:
                city.innocent(party, "circular_flow")

    def live(self) -> None:
        """Rounds more than a week apart, so that only the first firm's money is back within one."""
        day = self.random.uniform(18, 30)
        for _ in range(self.random.randint(*self.rounds)):
            self.go_round(day, self.random.randint(50, 3_000) * 1000_00)
            day += self.random.uniform(*self.gap)
        self.trade()

    def go_round(self, day: float, fen: int) -> None:
        path = [*self.accounts, self.accounts[0]]
        for source, target in itertools.pairwise(path):
            self.city.pay(day, source, target, fen)
            day += self.random.uniform(*self.hours) / 24
            fen = int(fen * (1 - self.random.uniform(*self.losses)))

    def trade(self) -> None:
        """Each of them has an ordinary business too."""
        for account in self.accounts:
            for _ in range(12):
                fen = self.random.randint(3, 60) * 100_00
                self.city.pay(self.random.uniform(1, 178), account, self.random.choice(self.city.suppliers), fen)


class SlowRing(Ring):
    """The same, with a night at every stop and a commission at some."""

    middle, hours, losses, gap = (3, 4), (20, 30), (0.0, 0.018), (8.5, 10.0)


class LongRing(Ring):
    """The same through six firms within a day."""

    middle, hours = (6, 6), (1, 3)


class SeldomRing(Ring):
    """It happened once."""

    guilty, rounds = False, (1, 1)


class WrongOrder(Ring):
    """The same pairs of firms pay each other, but the last link always comes before the first: nothing comes back."""

    guilty = False

    def go_round(self, day: float, fen: int) -> None:
        path = [*self.accounts, self.accounts[0]]
        for number, (source, target) in enumerate(reversed(list(itertools.pairwise(path)))):
            self.city.pay(day + 0.2 * number, source, target, fen)


class SupplyChain(Ring):
    """A mill sells to a mill that sells on; one also buys a little of its customer's customer."""

    guilty = False

    def go_round(self, day: float, fen: int) -> None:
        path = [*self.accounts, self.accounts[0]]
        for source, target in itertools.pairwise(path):
            self.city.pay(day, source, target, fen)
            day, fen = day + self.random.uniform(*self.hours) / 24, int(fen * self.random.uniform(0.4, 0.7))


class Refunded(Ring):
    """Every third order is cancelled; the money comes back by the same houses, as a refund."""

    guilty, middle = False, (3, 3)

    def go_round(self, day: float, fen: int) -> None:
        path = [*self.accounts[:3]]
        steps = [*itertools.pairwise(path)]
        for number, (source, target) in enumerate(steps):
            self.city.pay(day + 0.1 * number, source, target, fen, "transfer", None, f"{self.name}-{int(day)}")
        back = [(self.accounts[2], self.accounts[3]), (self.accounts[3], self.accounts[0])]
        for number, (source, target) in enumerate(back):
            self.city.pay(day + 2 + 0.1 * number, source, target, fen, "refund", None, f"{self.name}-{int(day)}")


STORIES = (Ring, SlowRing, LongRing, SeldomRing, WrongOrder, SupplyChain, Refunded)
