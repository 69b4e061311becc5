"""An institution's circle (methods §1): who runs it, who owns it, whom they control; dated, and within four steps.

Members are the operator; holders whose shares multiply down to it to 25 % or more (added over all paths); its controllers, legal
representatives and executive directors; companies that any of these control (more than half the shares, or control otherwise); and
kin of the people among them where a relation on record says so. A state body's other companies are no members by that alone.
A shared address or phone makes a weak tie: it decides nothing and is kept apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FURTHEST = 4  # steps from the operator (methods §1)
HOLDER_SHARE = 0.25
CONTROL_SHARE = 0.5
WEAK_KINDS = ("same_address", "same_phone")
FIRST_DAY, LAST_DAY = date.min, date.max


class Tie(StrEnum):
    """How a party is bound to the institution; ``WEAK`` never decides."""

    CIRCLE = "circle"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of ``relations``; open ends are the first and the last day there is. ``valid_to`` is the last day of validity."""

    source: str
    target: str
    kind: str
    share: float | None
    valid_from: date = FIRST_DAY
    valid_to: date = LAST_DAY

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    @property
    def controls(self) -> bool:
        return self.kind == "controller" or (self.kind == "shareholder" and (self.share or 0.0) > CONTROL_SHARE)


@dataclass(frozen=True, slots=True)
class Membership:
    """A party's tie to an institution from ``from_day`` to ``to_day``, both included."""

    party: str
    tie: Tie
    from_day: date
    to_day: date


class Relations:
    """All relations of a ledger, ready to be asked from either end."""

    def __init__(self, rows: Iterable[Relation], *, government: Iterable[str] = ()) -> None:
        self.into: dict[str, list[Relation]] = defaultdict(list)
        self.out_of: dict[str, list[Relation]] = defaultdict(list)
        self.government = frozenset(government)
        for row in rows:
            self.into[row.target].append(row)
            self.out_of[row.source].append(row)

    def memberships(self, operator: str) -> list[Membership]:
        """Return who belongs to the circle of ``operator``, and when; sorted by party, tie and day."""
        days = self._days_of_change(operator)
        found: list[Membership] = []
        for begin, after in zip(days, [*days[1:], None], strict=True):
            end = LAST_DAY if after is None else after - timedelta(days=1)
            members = self.circle(operator, begin)
            found += [Membership(party, Tie.CIRCLE, begin, end) for party in members]
            found += [Membership(party, Tie.WEAK, begin, end) for party in self.weak_ties(members, begin)]
        return sorted(_joined(found), key=lambda member: (member.party, member.tie, member.from_day))

    def circle(self, operator: str, day: date) -> set[str]:
        """Return the members on one day, the operator among them."""
        distance = {operator: 0}
        for party, steps in self._insiders(operator, day):
            distance[party] = min(steps, distance.get(party, steps))
        self._add_controlled(distance, day)
        self._add_kin(distance, day)
        self._add_controlled(distance, day)
        return set(distance)

    def weak_ties(self, members: set[str], day: date) -> set[str]:
        """Return those outside the circle who share an address or a phone with a member."""
        near = {r.source for m in members for r in self.into[m] if r.kind in WEAK_KINDS and r.holds_on(day)}
        near |= {r.target for m in members for r in self.out_of[m] if r.kind in WEAK_KINDS and r.holds_on(day)}
        return near - members

    def _insiders(self, operator: str, day: date) -> Iterator[tuple[str, int]]:
        """Yield holders, controllers and the operator's own officers with their distance."""
        for party, (share, steps) in self._effective_shares(operator, day).items():
            if share >= HOLDER_SHARE - 1e-9:
                yield party, steps
        yield from self._controllers(operator, day)
        for relation in self.into[operator]:
            if relation.kind in ("legal_representative", "director") and relation.holds_on(day):
                yield relation.source, 1

    def _effective_shares(self, operator: str, day: date) -> dict[str, tuple[float, int]]:
        """Return for each holder the sum over all paths of the product of shares, and its shortest distance."""
        shares: dict[str, tuple[float, int]] = {}
        front = {operator: 1.0}
        for steps in range(1, FURTHEST + 1):
            above: dict[str, float] = defaultdict(float)
            for party, share in front.items():
                for relation in self.into[party]:
                    if relation.kind == "shareholder" and relation.holds_on(day) and relation.source != operator:
                        above[relation.source] += share * (relation.share or 0.0)
            for party, share in above.items():
                before, nearest = shares.get(party, (0.0, steps))
                shares[party] = (before + share, nearest)
            front = above
        return shares

    def _controllers(self, operator: str, day: date) -> Iterator[tuple[str, int]]:
        front, seen = {operator}, {operator}
        for steps in range(1, FURTHEST + 1):
            front = {r.source for party in front for r in self.into[party] if r.controls and r.holds_on(day)} - seen
            seen |= front
            yield from ((party, steps) for party in front)

    def _add_controlled(self, distance: dict[str, int], day: date) -> None:
        """Add companies that members control, step by step; a state body's control binds nobody further."""
        front = [party for party in distance if party not in self.government]
        while front:
            reached = []
            for party in front:
                for relation in self.out_of[party]:
                    steps = distance[party] + 1
                    if (
                        relation.controls
                        and relation.holds_on(day)
                        and steps <= FURTHEST
                        and steps < distance.get(relation.target, steps + 1)
                    ):
                        distance[relation.target] = steps
                        reached.append(relation.target)
            front = [party for party in reached if party not in self.government]

    def _add_kin(self, distance: dict[str, int], day: date) -> None:
        for party, steps in list(distance.items()):
            kin = [r.source for r in self.into[party] if r.kind == "kin" and r.holds_on(day)]
            kin += [r.target for r in self.out_of[party] if r.kind == "kin" and r.holds_on(day)]
            for person in kin:
                if steps < FURTHEST:
                    distance.setdefault(person, steps + 1)

    def _days_of_change(self, operator: str) -> list[date]:
        """Return the days on which the circle may change: the first there is, and each begin and end near the operator."""
        days, seen, front = {FIRST_DAY}, {operator}, {operator}
        for _ in range(FURTHEST):
            rows = [r for party in front for r in (*self.into[party], *self.out_of[party]) if r.kind != "guarantor"]
            days |= {r.valid_from for r in rows} | {r.valid_to + timedelta(days=1) for r in rows if r.valid_to < LAST_DAY}
            strong = [r for r in rows if r.kind not in WEAK_KINDS]
            front = ({r.source for r in strong} | {r.target for r in strong}) - seen - self.government
            seen |= front
        return sorted(days)


def _joined(members: list[Membership]) -> Iterator[Membership]:
    """Join memberships of the same party and tie whose days touch."""
    open_: dict[tuple[str, Tie], Membership] = {}
    for member in members:
        before = open_.get((member.party, member.tie))
        if before is not None and before.to_day < LAST_DAY and before.to_day + timedelta(days=1) == member.from_day:
            member = Membership(member.party, member.tie, before.from_day, member.to_day)
        elif before is not None:
            yield before
        open_[member.party, member.tie] = member
    yield from open_.values()
