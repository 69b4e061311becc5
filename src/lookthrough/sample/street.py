"""The street outside the institutions: shops, employers, landlords, clubs and families who pay each other, and a few who do wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Purpose, Role
from lookthrough.sample.book import Book
from lookthrough.sample.conducts import conducts
from lookthrough.sample.days import DAY, WAKING, Days, Ints, moments
from lookthrough.sample.entering import BANKS, Entering
from lookthrough.sample.firms import Registrar
from lookthrough.sample.house import COMPANY, PERSON, Counters, Judgement, PartyBlock, Relation
from lookthrough.sample.identifiers import mixed, numbered
from lookthrough.sample.plan import known_conducts
from lookthrough.sample.tables import SCHEMAS
from lookthrough.sample.writing import words_column

RULES = ("circular_flow", "public_fan_in", "unlicensed_payment")
_AN_INSTITUTION = 0.5  # firms and people of the street that are played, beside each institution
YUAN = 100


@dataclass(frozen=True, slots=True)
class Act:
    """Whom the street will hold: a lawful trade by its name, or a conduct and its form."""

    number: int
    name: str
    variant: str = ""

    @property
    def is_lawful(self) -> bool:
        """Tell whether nothing is wrong with it."""
        return not self.variant


@dataclass(slots=True)
class Street:
    """One firm or person of the street and everyone it deals with; accounts are all with banks, outside the institutions."""

    act: Act
    rng: np.random.Generator
    days: Days
    counters: Counters
    registrar: Registrar
    book: Book = field(init=False)
    blocks: list[PartyBlock] = field(default_factory=list)
    holders: list[Ints] = field(default_factory=list)  # of its accounts, in order
    relations: list[Relation] = field(default_factory=list)
    truth: list[tuple[int, Judgement]] = field(default_factory=list)  # party and what is true of it
    count: int = 0

    def __post_init__(self) -> None:
        self.book = Book(self.days.end)

    def people(self, count: int) -> Ints:
        """Bring in people, each with a bank account; return the accounts' places."""
        return self._settle(PartyBlock(self.counters.take("party", count), PERSON))

    def firms(self, count: int) -> Ints:
        """Bring in firms, each with a bank account; return the accounts' places."""
        return self._settle(PartyBlock(self.counters.take("party", count), COMPANY, self.registrar.take(count)))

    def party(self, place: int) -> int:
        """Return who holds an account."""
        return int(np.concatenate(self.holders)[place])

    def pay(self, day: Ints, source: Ints | int, target: Ints | int, fen: Ints | int, purpose: Purpose = Purpose.TRANSFER) -> Ints:
        """Write payments at the hours people keep; return when they were."""
        at = moments(self.rng, np.asarray(day, np.int64), WAKING)
        self.at(at, source, target, fen, purpose)
        return at

    def at(self, at: Ints, source: Ints | int, target: Ints | int, fen: Ints | int, purpose: Purpose = Purpose.TRANSFER) -> None:
        """Write payments at given moments."""
        amount = np.broadcast_to(np.asarray(fen, np.int64), (len(at),)).copy()
        self.book.add(at=at, source=source, target=target, amount=amount, purpose=purpose)

    def some_days(self, count: int, first: int = 0, last: int | None = None) -> Ints:
        """Return days of the period at random, ascending."""
        return np.sort(self.rng.integers(min(first, self.days.count - 1), max(last or self.days.count, first + 1), count))

    def month_days(self, day: int) -> Ints:
        """Return about that day of every thirty, moved to working days."""
        found = np.arange(day, self.days.count, 30)
        return self.days.next_working[found]

    def judge(self, place: int, guilty_of: str | None = None, from_day: int = 0) -> None:
        """Write what is true of an account's holder: innocent of all rules of the street, but for one from a day on."""
        for rule in RULES:
            kind, begin = ("guilty", from_day) if rule == guilty_of else ("innocent", 0)
            until = None if kind == "guilty" else self.days.count - 1
            self.truth.append((self.party(place), Judgement(rule, begin, until, kind, self.act.variant or self.act.name)))

    def _settle(self, block: PartyBlock) -> Ints:
        self.blocks.append(block)
        self.holders.append(block.numbers)
        first, self.count = self.count, self.count + len(block.numbers)
        return np.arange(first, self.count)


def plan_street(*, institutions: int, seed: int, bad_share: float, rules: Sequence[str] | None = None) -> list[Act]:
    """Decide who lives in the street beside so many institutions, and which of them do wrong; conducts and their forms take turns."""
    from lookthrough.sample.street_trades import TRADES

    rng = np.random.default_rng([seed, 7])
    count = max(1, round(institutions * _AN_INSTITUTION))
    known = known_conducts() if rules is None else sorted(rules)
    forms = [[(rule, form) for form in conducts()[rule].forms_in_the_street] for rule in known]
    forms = [some for some in forms if some]
    bad = min(count, max(1, round(count * bad_share))) if bad_share > 0 and forms else 0
    shift, trades = int(rng.integers(1 << 20)), list(TRADES)
    acts = []
    for number in range(count):
        turn = number + shift
        of_rule = forms[turn % len(forms)] if number < bad else []
        name, form = of_rule[(turn // len(forms)) % len(of_rule)] if of_rule else (trades[turn % len(trades)], "")
        acts.append(Act(number, name, form))
    return acts


def play_street(act: Act, period: Days, counters: Counters, registrar: Registrar, seed: int) -> Street:
    """Let one firm or person of the street live through the period."""
    from lookthrough.sample.street_trades import TRADES

    street = Street(act, np.random.default_rng([seed, 8, act.number]), period, counters, registrar)
    if act.is_lawful:
        street.judge(TRADES[act.name](street))
    else:
        conducts()[act.name].live(street)
    return street


def enter_street(entering: Entering, street: Street) -> None:
    """Write a street's parties, ties, accounts, truth and transfers."""
    for block in street.blocks:
        entering.parties(block)
    entering.relations(street.relations)
    holders = np.concatenate(street.holders)
    numbers = street.counters.take("account", len(holders))
    bank = (mixed(numbers, entering.seed + 22) % np.uint64(len(BANKS))).astype(np.int64)
    roles = words_column(np.full(len(holders), int(Role.EXTERNAL)), Role.words())
    _write(
        entering,
        "accounts",
        [
            numbered("A", numbers), numbered("P", holders), pa.nulls(len(holders), pa.string()), roles, words_column(bank, BANKS),
            entering.days(np.full(len(holders), -500)),
        ],
    )  # fmt: skip
    _write(entering, "truth", _truth(entering, street))
    street.at(np.empty(0, np.int64), 0, 0, 0)  # in a short period nothing may have happened
    entering.writer.transfers.take(street.book.sealed(), numbers, np.empty(0, np.int64))


def _truth(entering: Entering, street: Street) -> list[pa.Array]:
    said = [one for _, one in street.truth]
    until = [one.to_day for one in said]
    return [
        pa.array([one.rule for one in said], pa.string()),
        pa.array(["party"] * len(said), pa.string()),
        numbered("P", np.array([party for party, _ in street.truth], np.int64)),
        entering.days(np.array([one.from_day for one in said], np.int64)),
        entering.days(np.array([-1 if day is None else day for day in until], np.int64)),
        pa.array([one.kind for one in said], pa.string()),
        pa.array([one.variant for one in said], pa.string()),
    ]


def _write(entering: Entering, name: str, columns: list[pa.Array]) -> None:
    if len(columns[0]):
        entering.writer.take(name, pa.table(columns, names=SCHEMAS[name].names))


def monday(street: Street) -> Ints:
    """Return the first day of every seven."""
    return np.arange(0, street.days.count, 7)


def seconds(day: Ints, hour: float) -> Ints:
    """Return moments of days at an hour."""
    found: Ints = day * DAY + int(hour * 3_600)
    return found
