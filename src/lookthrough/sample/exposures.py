"""Loans that a microlender makes, or a guarantor vouches for: who owes how much until when, and what it may come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookthrough.flows.classes import PRODUCT_KINDS
from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, NEVER, OFFICE, WAKING, Floats, Ints, moments
from lookthrough.sample.house import House, ProductBlock, Relation

_STEP = 100_000  # amounts are whole thousands of yuan
_HALF_A_YEAR = 180


@dataclass(slots=True)
class Exposures:
    """Columns of equal length in the order of ``listed``; ``debtor`` is a place in ``parties`` (party numbers)."""

    listed: Ints
    principal: Ints
    term: Ints
    rate: Floats
    debtor: Ints
    paid: Ints  # when the debtor gets the money
    back: Ints  # when it comes back, NEVER where it does not
    parties: Ints

    def __len__(self) -> int:
        return len(self.listed)

    def peak(self) -> int:
        """Return what is owed at most at one time."""
        moves = np.concatenate([self.principal, -self.principal])
        owed = np.cumsum(moves[np.argsort(np.concatenate([self.paid, self.back]), kind="stable")])
        return int(owed.max(initial=0))

    def largest(self) -> int:
        """Return all that any one debtor ever borrows."""
        return int(np.bincount(self.debtor, self.principal).max(initial=0))

    def first_above(self, days: int, limit: float) -> int | None:
        """Return the first day at whose end more is owed in all."""
        owed = np.zeros(days)
        for at, sign in ((self.paid, 1), (self.back, -1)):
            inside = at < days * DAY
            owed += sign * np.bincount(at[inside] // DAY, self.principal[inside].astype(np.float64), minlength=days)[:days]
        above = np.cumsum(owed) > limit
        return int(np.argmax(above)) if above.any() else None


def draw(house: House, count: int, *, median: float, most: float, terms: Ints, rates: Floats, parties: Ints) -> Exposures:
    """Draw loans of about ``median`` (万 yuan) to parties chosen at random."""
    rng, days = house.rng, house.days
    listed = np.sort(moments(rng, days.next_working[rng.integers(house.begins, days.count, count)], OFFICE))
    size = np.clip(rng.lognormal(np.log(median), 0.8, count), median / 8, most).round(1)
    term, rate = rng.choice(terms, count), rng.choice(rates, count)
    paid = days.office(listed, rng)
    principal = (size * 1_000_000).astype(np.int64)
    return Exposures(listed, principal, term, rate, rng.integers(0, len(parties), count), paid, _repaid(house, paid, term), parties)


def _repaid(house: House, paid: Ints, term: Ints) -> Ints:
    """Return when each loan is repaid: on the day, some days late, or never."""
    rng, count = house.rng, len(paid)
    late = np.where(rng.random(count) < 0.08, rng.integers(1, 25, count), 0)
    day = np.minimum(paid // DAY + term + late, len(house.days.working) - 1)
    return np.where(rng.random(count) < 0.02, NEVER, moments(rng, day, WAKING))


def enlarge(loans: Exposures, rows: Ints, principal: Floats) -> None:
    """Give loans a principal in whole thousands of yuan."""
    loans.principal[rows] = np.maximum(principal.astype(np.int64) // _STEP, 1) * _STEP


def lend_to(loans: Exposures, rows: Ints, parties: Ints) -> None:
    """Let these parties, who have borrowed nothing else, take these loans, one each."""
    loans.debtor[rows] = len(loans.parties) + np.arange(len(rows))
    loans.parties = np.concatenate([loans.parties, parties])


def late_row(loans: Exposures, house: House, ahead: int = 1) -> int:
    """Choose a loan from the second to the last quarter of all that has ``ahead`` loans after it."""
    return int(house.rng.integers(len(loans) // 4, max(len(loans) // 4 + 1, len(loans) * 3 // 4 - ahead)))


def tied(loans: Exposures, house: House, share: float, each: tuple[float, float], assets: int) -> Ints:
    """Let a person and two firms, of which the person holds a share and the second the third, take a loan each, side by side."""
    first = late_row(loans, house, 3)
    rows = np.arange(first, min(first + 3, len(loans)))
    firms = house.firms(2)[0]
    parties = np.concatenate([house.people(1), firms])
    lend_to(loans, rows, parties[: len(rows)])
    enlarge(loans, rows, house.rng.uniform(*each, len(rows)) * assets)
    loans.term[rows] = _HALF_A_YEAR
    loans.back[rows] = (np.maximum(loans.paid[rows], loans.paid[rows].max()) // DAY + _HALF_A_YEAR) * DAY + DAY // 2
    house.relations.append(Relation(int(parties[0]), int(firms[0]), "shareholder", share))
    house.relations.append(Relation(int(firms[0]), int(firms[1]), "shareholder", share))
    return rows


def look_alikes(loans: Exposures, house: House, assets: int) -> None:
    """Let sound houses come close: one debtor borrows again after repaying, and two firms share a holder who controls neither."""
    if len(loans) < 12 or house.rng.random() > 0.6:
        return
    rows = tied(loans, house, 0.3, (0.06, 0.08), assets)
    first = int(rows[0]) // 2
    again = np.flatnonzero((loans.paid > loans.back[first] + DAY) & ~np.isin(np.arange(len(loans)), rows))
    if len(again):
        both = np.array([first, again[0]])
        loans.debtor[both] = len(loans.parties)
        loans.parties = np.concatenate([loans.parties, house.people(1)])
        enlarge(loans, both, np.full(2, 0.094 * assets))
    house.irregular.append("near_the_limit")


def products(house: House, loans: Exposures, *, guarantor: int = NONE) -> None:
    """Enter the loans as products."""
    count = len(loans)
    nothing = np.full(count, NONE, dtype=np.int64)
    house.add_products(
        ProductBlock(
            kind=np.full(count, PRODUCT_KINDS.index("loan"), dtype=np.int8),
            borrower=loans.parties[loans.debtor],
            principal=loans.principal,
            annual_rate=loans.rate.astype(np.float64),
            fee_rate=np.zeros(count),
            listed=loans.listed,
            funded=loans.listed,
            term=loans.term.astype(np.int64),
            underlying=nothing,
            underlying_term=nothing.copy(),
            guarantor=np.full(count, guarantor, dtype=np.int64),
            purpose=house.rng.integers(0, 8, count).astype(np.int8),
        )
    )
