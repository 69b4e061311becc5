"""A trace told short: the fewest accounts that hold a given share of the money with the transfers that led there, and what came back.

Shares are taken pro rata, so money that mixed on an account cannot be told apart afterwards: on the way to an account is every transfer
whose money it still held a part of, and none that had left again before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.flows.following import Step, Trace

_At = tuple[str, int]  # an account and the hop at which money reached it


@dataclass(frozen=True, slots=True)
class Explained:
    """The fewest accounts whose rests sum to ``share`` of the start, what they hold, and the transfers on the way there, in time."""

    share: float
    fen: int
    account_ids: list[str]
    transfer_ids: list[str]


@dataclass(frozen=True, slots=True)
class Return:
    """Traced money that came back to an account it had started from: the way with the most money, in the order of time."""

    account_id: str
    hop: int
    at: str
    transfer_id: str
    fen: int
    transfer_ids: list[str]
    account_ids: list[str]  # from the start through those passed to the start again


def explain(trace: Trace, share: float) -> Explained:
    """Return the smallest set that says where ``share`` of the money went, or going back, came from."""
    wanted, held, chosen = Fraction(str(share)) * trace.start_fen, 0, []
    for account, fen in sorted(rests(trace).items(), key=lambda one: (-one[1], one[0])):
        if held >= wanted:
            break
        held += fen
        chosen.append(account)
    ways = _Ways(trace)
    told = ways.to((end.account_id, end.hop) for end in trace.ends if end.account_id in set(chosen))
    in_time = sorted(told, key=lambda step: (step.place, step.hop))
    return Explained(share, held, chosen, list(dict.fromkeys(step.transfer_id for step in in_time)))


def rests(trace: Trace) -> Counter[str]:
    """Return what rests on each account, over all hops."""
    found: Counter[str] = Counter()
    for end in trace.ends:
        found[end.account_id] += end.fen
    return found


def returns(trace: Trace) -> list[Return]:
    """Return every step that brought money back to an account it had started from, the largest first."""
    ways = _Ways(trace)
    starting = {ways.leaves(step) for step in trace.steps if step.hop == 0}
    found = []
    for number, step in enumerate(ways.steps):
        account = ways.reaches(step)
        if step.hop and account in starting and (way := ways.from_start(number, account)):
            found.append(_return(step, account, way))
    return sorted(found, key=lambda one: (-one.fen, one.at, one.transfer_id, one.hop))


def _return(step: Step, account: str, way: list[Step]) -> Return:
    in_time = sorted(way, key=lambda one: (one.place, one.hop))
    accounts = [in_time[0].from_account_id, *(one.to_account_id for one in in_time)]
    return Return(account, step.hop, step.at, step.transfer_id, step.traced_fen, [one.transfer_id for one in in_time], accounts)


class _Ways:
    """Which steps fed which: for each step those that brought what it carried on, as a run of the account's steps in time."""

    def __init__(self, trace: Trace) -> None:
        self.onward = trace.direction == "forward"
        # the order in which they were followed: through time, and at one transfer the money furthest on its way first
        self.steps = sorted(trace.steps, key=lambda step: (step.place if self.onward else -step.place, -step.hop))
        self.into: dict[_At, list[int]] = defaultdict(list)
        self.alive: dict[_At, int] = defaultdict(int)  # the first of ``into`` whose money has not all gone on
        self.fed: list[tuple[_At, int, int]] = []
        held: Counter[_At] = Counter()
        for number, step in enumerate(self.steps):
            source, target = (self.leaves(step), step.hop - 1), (self.reaches(step), step.hop)
            self.fed.append((source, self.alive[source], len(self.into[source]) if step.hop else 0))
            if step.hop:
                held[source] -= step.traced_fen
                if held[source] <= 0:
                    self.alive[source] = len(self.into[source])
            held[target] += step.traced_fen
            self.into[target].append(number)
        self._dead: set[tuple[int, str]] = set()

    def leaves(self, step: Step) -> str:
        """Return the account that traced money leaves; going back in time that is the payee."""
        return step.from_account_id if self.onward else step.to_account_id

    def reaches(self, step: Step) -> str:
        """Return the account that traced money reaches."""
        return step.to_account_id if self.onward else step.from_account_id

    def to(self, ends: Iterable[_At]) -> Iterator[Step]:
        """Yield the steps that led to what rests at some ends, the last first."""
        told = [False] * len(self.steps)
        begun: dict[_At, int] = {}  # from where on an account's steps are told already
        for end in ends:
            self._tell(told, begun, end, self.alive[end], len(self.into[end]))
        for number in reversed(range(len(self.steps))):
            if told[number]:
                self._tell(told, begun, *self.fed[number])
                yield self.steps[number]

    def _tell(self, told: list[bool], begun: dict[_At, int], at: _At, first: int, last: int) -> None:
        last = min(last, begun.get(at, last))
        for number in self.into[at][first:last] if first < last else ():
            told[number] = True
        begun[at] = min(first, begun.get(at, first))

    def from_start(self, number: int, account: str) -> list[Step]:
        """Return a way that left ``account`` and led to a step, through the largest at each account; empty if none did."""
        step = self.steps[number]
        if step.hop == 0:
            return [step] if self.leaves(step) == account else []
        at, first, last = self.fed[number]
        for before in sorted(self.into[at][first:last], key=lambda one: -self.steps[one].traced_fen):
            if (before, account) not in self._dead and (way := self.from_start(before, account)):
                return [*way, step]
        self._dead.add((number, account))
        return []
