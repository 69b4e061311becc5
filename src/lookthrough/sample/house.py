"""One simulated institution while it is being written: its accounts, the parties it brings in, its listings and its transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lookthrough.flows.classes import Role
from lookthrough.sample.book import NONE, Book
from lookthrough.sample.days import DAY, Days, Floats, Ints
from lookthrough.sample.firms import Firms, Registrar
from lookthrough.sample.identifiers import mixed

PERSON, COMPANY, COOPERATIVE, GOVERNMENT = "person", "company", "cooperative", "government"


@dataclass(slots=True)
class Counters:
    """Numbers given out once across the whole ledger."""

    party: int = 0
    account: int = 0
    product: int = 0
    transfer: int = 0
    request: int = 0
    order: int = 0

    def take(self, name: str, count: int) -> Ints:
        """Return the next ``count`` numbers of a kind."""
        first = getattr(self, name)
        setattr(self, name, first + count)
        return np.arange(first, first + count, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class PartyBlock:
    """Parties of one kind; ``firms`` holds names and codes where they are firms."""

    numbers: Ints
    kind: str
    firms: Firms | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """One tie between two parties (numbers); ``share`` of a holder, days of validity since the period began where known."""

    source: int
    target: int
    kind: str
    share: float | None = None
    from_day: int | None = None
    to_day: int | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """Parties (numbers) that institutions share, each with its bank account's number in the same place."""

    people: Ints
    people_accounts: Ints
    banks: Ints
    bank_accounts: Ints
    bank_names: Sequence[str]
    guarantors: Ints
    guarantor_accounts: Ints


class Accounts:
    """The accounts of one institution; the place in this list is what transfers name."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers: list[Ints] = []  # NONE: gets its number when written
        self.roles: list[NDArray[np.int8]] = []
        self.holders: list[Ints] = []
        self.inside: list[NDArray[np.bool_]] = []
        self.opened: list[Ints] = []

    def open(self, role: Role, holders: Ints, *, opened: Ints | int, inside: bool = True, numbers: Ints | None = None) -> int:
        """Add accounts held by ``holders`` (party numbers) and return the place of the first; ``numbers`` for accounts written before."""
        first, count = self.count, len(holders)
        self.count += count
        self.numbers.append(np.full(count, NONE, dtype=np.int64) if numbers is None else numbers)
        self.roles.append(np.full(count, int(role), dtype=np.int8))
        self.holders.append(holders)
        self.inside.append(np.full(count, inside, dtype=np.bool_))
        self.opened.append(np.broadcast_to(np.asarray(opened, dtype=np.int64), (count,)))
        return first

    def hand_over(self, place: int, holder: int) -> None:
        """Let another party hold the account in a place."""
        for holders in self.holders:
            if place < len(holders):
                holders[place] = holder
                return
            place -= len(holders)

    def holders_of(self, places: Ints) -> Ints:
        """Return who holds the accounts in these places."""
        return np.concatenate(self.holders)[places]


@dataclass(slots=True)
class ProductBlock:
    """Columns of listings; ``NONE`` stands for a missing number. Moments in seconds, days since the period began."""

    kind: NDArray[np.int8]  # place in PRODUCT_KINDS
    borrower: Ints  # party number
    principal: Ints
    annual_rate: Floats
    fee_rate: Floats
    listed: Ints
    funded: Ints
    term: Ints
    underlying: Ints  # place of the listing beneath
    underlying_term: Ints
    guarantor: Ints  # party number
    purpose: NDArray[np.int8]  # place in PURPOSES
    project_rate: Floats | None = None  # what the borrower pays; the annual rate unless told otherwise

    def __post_init__(self) -> None:
        if self.project_rate is None:
            self.project_rate = np.where(self.borrower == NONE, np.nan, self.annual_rate)


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Requests to be paid out; ``paid`` is NONE where nothing was paid within the period."""

    account: Ints
    requested: Ints
    amount: Ints
    paid: Ints


@dataclass(frozen=True, slots=True)
class Judgement:
    """What truly happened at an institution, in days since the period began."""

    rule: str
    from_day: int
    to_day: int | None
    kind: str
    variant: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What is decided about an institution before it begins."""

    number: int
    business: str
    transfers: int
    opened_day: int  # first day of the period on which it takes money
    conduct: str | None = None
    variant: str | None = None


@dataclass(slots=True)
class House:
    """An institution in the making. The first five places of its accounts are fixed."""

    planned: Planned
    rng: np.random.Generator
    days: Days
    counters: Counters
    seed: int
    town: Town
    registrar: Registrar
    book: Book = field(init=False)
    accounts: Accounts = field(default_factory=Accounts)
    parties: list[PartyBlock] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    products: list[ProductBlock] = field(default_factory=list)
    withdrawals: list[Withdrawals] = field(default_factory=list)
    truth: list[Judgement] = field(default_factory=list)
    irregular: list[str] = field(default_factory=list)
    operator: int = NONE
    name: str = ""
    licence: str | None = None
    capital: int = 0  # what the operator put in at the start to run the business
    stake: int = 0  # and to lend
    clients_inside: range = range(0)
    borrowers_inside: int = NONE
    borrowers_outside: int = NONE
    closed_day: int | None = None
    net_assets: int | None = None
    borrowed: int | None = None
    product_count: int = 0

    CUSTODY, OWN, RESERVE, OPERATOR_BANK, BANK = range(5)

    def __post_init__(self) -> None:
        self.book = Book(self.days.end)

    @property
    def custodian(self) -> int:
        """Return the place of the bank that keeps this institution's accounts among the town's banks."""
        return self.planned.number % len(self.town.banks)

    @property
    def begins(self) -> int:
        """Return the first day on which money moves."""
        return self.planned.opened_day

    def people(self, count: int) -> Ints:
        """Bring in new people and return their party numbers."""
        numbers = self.counters.take("party", count)
        self.parties.append(PartyBlock(numbers, PERSON))
        return numbers

    def firms(self, count: int, kind: str = COMPANY) -> tuple[Ints, Firms]:
        """Bring in firms and return their party numbers and what the registry says of them."""
        numbers = self.counters.take("party", count)
        self.parties.append(PartyBlock(numbers, kind, named := self.registrar.take(count)))
        return numbers, named

    def clients(self, count: int) -> tuple[int, int]:
        """Open sub-accounts and bank accounts for ``count`` clients, some of whom other institutions know too; return both first places."""
        shared = min(len(self.town.people), count // 12)
        known = np.sort(self.rng.choice(len(self.town.people), shared, replace=False)) if shared else np.empty(0, dtype=np.int64)
        fresh = self.people(count - shared)
        holders, numbers = np.concatenate([fresh, self.town.people[known]]), np.full(count, NONE, dtype=np.int64)
        numbers[count - shared :] = self.town.people_accounts[known]
        shuffled = self.rng.permutation(count)
        inside = self.accounts.open(Role.CLIENT, holders[shuffled], opened=self.begins)
        self.clients_inside = range(inside, inside + count)
        outside = self.accounts.open(Role.EXTERNAL, holders[shuffled], opened=self.begins - 400, inside=False, numbers=numbers[shuffled])
        return inside, outside

    def add_products(self, block: ProductBlock) -> int:
        """Add listings and return the place of the first."""
        first, self.product_count = self.product_count, self.product_count + len(block.principal)
        self.products.append(block)
        return first

    def chance(self, numbers: Ints, key: int) -> Floats:
        """Return one even number in [0, 1) for each number, always the same for the same number and key."""
        scattered = mixed(numbers, self.seed * 1_009 + self.planned.number * 31 + key)
        return (scattered >> np.uint64(11)).astype(np.float64) / 2.0**53

    def next_month_ends(self) -> Ints:
        """Return the last working days of the months that end while the institution is at work."""
        ends = self.days.month_ends
        until = self.book.until // DAY
        return ends[(ends > self.begins) & (ends < until)]
