"""Firms and persons who take money from many people and pay it back with gain, at dates that repeat."""

from __future__ import annotations

from typing import Any

import numpy as np

from flows.second.city import City

YUAN, WAN = 100, 1_000_000
Column = Any  # a numpy array, or one value for all


class Crowded:
    """Somebody with an account of one's own and many people around; what is paid is told in whole columns."""

    industry, people_count, guilty_of = "5199", (60, 110), ()
    innocent_of: tuple[str, ...] = ("public_fan_in",)
    kind = "company"

    def __init__(self, city: City, name: str) -> None:
        self.city, self.name = city, name
        self.chance = np.random.default_rng([city.seed, *name.encode()])
        city.stories[name] = f"{type(self).__name__}: {self.__doc__}"
        self.account = city.person(name) if self.kind == "person" else city.firm(name, self.industry, kind=self.kind)
        count = int(self.chance.integers(*self.people_count))
        self.people = np.array([city.person(f"{name}.p{number}") for number in range(count)])
        city.guilty(name, *self.guilty_of, day=20)
        city.innocent(name, *self.innocent_of)

    def live(self) -> None:
        raise NotImplementedError

    def taken(self, days: Column, people: Column, fen: Column, **more: Any) -> None:
        for day, person, amount in np.broadcast(days, people, fen):
            self.city.pay(float(day), str(person), self.account, int(amount), **more)

    def given(self, days: Column, people: Column, fen: Column, **more: Any) -> None:
        for day, person, amount in np.broadcast(days, people, fen):
            self.city.pay(float(day), self.account, str(person), int(amount), **more)

    def some(self, count: int) -> Column:
        return self.chance.choice(self.people, count)

    def between(self, low: float, high: float, count: int) -> Column:
        return self.chance.uniform(low, high, count)


class MonthlyInterest(Crowded):
    """A firm that borrows from the public and pays interest every month, to the day."""

    guilty_of, innocent_of, every, stake, share = ("public_fan_in",), (), 30.0, (1, 8), (0.01, 0.02)

    def live(self) -> None:
        count = len(self.people)
        joined = self.between(10, 38, count)
        stakes = self.chance.integers(*self.stake, count) * WAN
        self.taken(joined, self.people, stakes)
        share = float(self.chance.uniform(*self.share)) * self.every / 30
        for number in range(1, int((179 - 40) / self.every)):
            late = self.between(0, self.every * 0.03, count)
            self.given(joined + number * self.every + late, self.people, stakes * share)
        self.spend(int(stakes.sum() * 0.6))

    def spend(self, fen: int) -> None:
        self.city.pay(60, self.account, self.city.suppliers[0], fen)


class FortnightlyInterest(MonthlyInterest):
    """Small stakes, interest every fortnight."""

    every, stake, people_count = 15.0, (1, 3), (38, 70)


class BossCollects(MonthlyInterest):
    """The owner of a firm collects on a personal account."""

    kind, people_count = "person", (45, 80)


class ManyPay(MonthlyInterest):
    """Two hundred people."""

    people_count, every = (190, 230), 30.0


class TwoAccounts(MonthlyInterest):
    """Half of the people pay to one account of the firm, half to another; neither alone is much."""

    people_count, every = (42, 56), 20.0

    def taken(self, days: Column, people: Column, fen: Column, **more: Any) -> None:
        half, first = len(people) // 2, self.account
        super().taken(days[:half], people[:half], fen[:half])
        self.account = self.city.account_once(f"{self.name}.second", "external", self.name, bank_code="103")
        super().taken(days[half:], people[half:], fen[half:])
        self.account = first


class Rolled(MonthlyInterest):
    """Most people also put in again what they were paid; new ones join every month."""

    def live(self) -> None:
        super().live()
        count = len(self.people) // 2
        self.taken(self.between(75, 78, count), self.people[:count], WAN)
        late = np.array([self.city.person(f"{self.name}.late{number}") for number in range(30)])
        self.taken(self.between(90, 110, 30), late, 2 * WAN)
        for number in (1, 2):
            self.given(self.between(112, 113, 30) + 30 * number, late, 300 * YUAN)


STORIES = (MonthlyInterest, FortnightlyInterest, BossCollects, ManyPay, TwoAccounts, Rolled)
