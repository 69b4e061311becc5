"""What is asked of ownership: who stands behind a firm on a date, what it holds, who controls it, and which holdings run in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.kernel.limits import Limit, LimitTable, read_limits
from lookthrough.registry.models import Company
from lookthrough.registry.ownership import control as controlling
from lookthrough.registry.ownership import loading
from lookthrough.registry.ownership.control import Control
from lookthrough.registry.ownership.graph import MARGIN, CapTables, Tie, cap_tables
from lookthrough.registry.ownership.rings import Ring, rings
from lookthrough.registry.ownership.shares import Chain, chains, effective_holdings, effective_shares
from lookthrough.registry.people_queries import names
from lookthrough.registry.relation_kinds import KINDS, OFFICES, SEATS

__all__ = ["KINDS", "Chain", "Control", "Effective", "ManySeats", "Ownership", "Party", "Ring", "Tie", "limits", "ownership"]

FIRM, PERSON, OUTSIDE = "firm", "person", "outside"
_SORTS = {"c": FIRM, "p": PERSON, "o": OUTSIDE}


@dataclass(frozen=True, slots=True)
class Party:
    """A firm, a person or an outside party as a page names one; a person's ``name`` is masked unless it was asked for clear."""

    key: str
    sort: str
    name: str
    company_id: str = ""
    uscc: str = ""
    region_code: str = ""

    @property
    def person_id(self) -> int:
        """Return the person's number, or 0."""
        return int(self.key[1:]) if self.sort == PERSON else 0


@dataclass(frozen=True, slots=True)
class Effective:
    """What a party holds of the firm, or the firm of a party: directly, over all ways, and along which.

    ``ultimate``: nobody on record owns the party. ``in_ring``: it stands in a circle.
    """

    party: str
    share: float
    direct: float | None
    chains: tuple[Chain, ...]
    ultimate: bool
    in_ring: bool
    counts: bool  # at or above the share from which a holder belongs to the circle


@dataclass(frozen=True, slots=True)
class ManySeats:
    """A person who sits in many firms: in how many, and in how many by kind of seat."""

    party: str
    firms: int
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ownership:
    """Everything about one firm on one day. Problems of the data are said, never mended in silence."""

    firm: str
    on: date
    parties: Mapping[str, Party]
    tables: CapTables
    holders: tuple[Effective, ...]
    holdings: tuple[Effective, ...]
    ultimate_total: float
    ended_in_rings: float
    control: tuple[Control, ...]
    heads: tuple[str, ...]
    group: tuple[Control, ...]
    rings: tuple[Ring, ...]
    officers: tuple[Tie, ...]
    others: tuple[Tie, ...]  # guarantors, weak ties
    many: tuple[ManySeats, ...]
    oversubscribed: Mapping[str, float]
    incomplete: Mapping[str, float]
    whole: bool
    reached: int  # parties that were looked at
    days: tuple[date, ...]
    limits: Mapping[str, Limit]


@cache
def _table() -> LimitTable:
    return read_limits(Path(__file__).with_name("limits.yml"))


def limits(on: date) -> Mapping[str, Limit]:
    """Return the shares that decide on a day, with who set them; before the first of them, the first."""
    table = _table()
    first = min(row.valid_from for row in table.rows)
    return table.on(max(on, first)).rows


def ownership(*, company_id: str, on: date, clear_names: bool = False) -> Ownership | None:
    """Return who stands behind a firm and what it holds on a day, or None for an unknown firm.

    Record a reading before asking for clear names of people.
    """
    pk = Company.objects.filter(identity=company_id).values_list("pk", flat=True).first()
    if pk is None:
        return None
    firm, rows = f"c{pk}", limits(on)
    above, below = loading.owners_above(firm, on=on), loading.holdings_below([firm], on=on)
    up, down = cap_tables(above.ties), cap_tables(below.ties)
    rings_up, rings_down = rings(up), rings(down)
    circles = {ring.parties: ring for ring in (*rings_up, *rings_down)}
    found_control = controlling.controls(up, above=rows["control_share"].value)
    steps = controlling.chain_of_control(firm, found_control)
    heads = controlling.heads(firm, found_control)
    group, whole_group = _group(firm, found_control, below, on, rows["control_share"].value)
    holders, ended = _holders(firm, up, rings_up, rows["holder_share"].value)
    own = loading.ties_of(firm, on=on)
    many = _many([tie.holder for tie in own] + [one.party for one in holders], on, int(rows["many_firms"].value))
    holdings = _holdings(firm, down, rings_down, rows["holder_share"].value)
    keys = {firm, *up.parties(), *down.parties(), *(key for tie in own for key in (tie.holder, tie.target)), *heads}
    keys |= {key for step in (*steps, *group) for key in (step.by, step.firm)} | {one.party for one in many}
    return Ownership(
        firm=firm, on=on, parties=_parties(keys, clear_names), tables=up, holders=holders, holdings=holdings,
        ultimate_total=sum(one.share for one in holders if one.ultimate), ended_in_rings=ended, control=tuple(steps),
        heads=tuple(sorted(heads - {firm})), group=group, rings=tuple(circles.values()),
        officers=tuple(tie for tie in own if tie.kind in OFFICES), others=tuple(tie for tie in own if tie.kind not in SEATS), many=many,
        oversubscribed={**down.oversubscribed(), **up.oversubscribed()}, incomplete=_incomplete(up),
        whole=above.whole and below.whole and whole_group, reached=len(keys), days=tuple(loading.days_of_change(firm)), limits=rows,
    )  # fmt: skip


def _holders(firm: str, tables: CapTables, found_rings: Iterable[Ring], counts_from: float) -> tuple[tuple[Effective, ...], float]:
    """Return everybody above the firm by effective share, and the share that ends in rings without an answer."""
    closed = [ring for ring in found_rings if not ring.solvable]
    ends = {party for ring in closed for party in ring.parties} - {firm}
    circling = {party for ring in found_rings for party in ring.parties}
    shares, ways = effective_shares(firm, tables, closed), chains(firm, tables)
    direct = tables.holders.get(firm, {})
    found = [
        Effective(
            party, share, direct.get(party), tuple(ways.get(party, ())), party != firm and not tables.holders.get(party), party in circling,
            share >= counts_from - MARGIN,
        )
        for party, share in shares.items()
    ]  # fmt: skip
    ended = sum(share for party, share in shares.items() if party in ends)
    return tuple(sorted(found, key=lambda one: (-one.share, one.party))), ended


def _holdings(firm: str, tables: CapTables, found_rings: Iterable[Ring], counts_from: float) -> tuple[Effective, ...]:
    """Return what the firm holds, directly and through others."""
    closed, circling = [ring for ring in found_rings if not ring.solvable], {party for ring in found_rings for party in ring.parties}
    shares, direct = effective_holdings(firm, tables, closed), tables.holdings.get(firm, {})
    found = [
        Effective(party, share, direct.get(party), (), not tables.holdings.get(party), party in circling, share >= counts_from - MARGIN)
        for party, share in shares.items()
        if party != firm
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.party)))


def _group(firm: str, found: Mapping[str, list[Control]], own: loading.Reached, on: date, above: float) -> tuple[tuple[Control, ...], bool]:
    """Return the firms under the same heads; a state body's control alone binds none together, so heads are sought below it."""
    state = loading.state_bodies({step.by for steps in found.values() for step in steps})
    tops = controlling.heads(firm, {key: [step for step in steps if step.by not in state] for key, steps in found.items()})
    below = own if tops == {firm} else loading.holdings_below(tops, on=on)
    under = controlling.controlled_by(sorted(tops), cap_tables(below.ties), above=above)
    return tuple(under.values()), below.whole


def _many(keys: Iterable[str], on: date, at_least: int) -> tuple[ManySeats, ...]:
    """Return the people among some parties who sit in many firms, the busiest first."""
    people = sorted({key for key in keys if key.startswith("p")})
    firms: dict[str, set[str]] = {}
    kinds: dict[str, dict[str, int]] = {}
    for tie in loading.seats_of(loading.busy(people, on=on, kinds=SEATS, at_least=at_least), on=on, kinds=SEATS):
        firms.setdefault(tie.holder, set()).add(tie.target)
        kinds.setdefault(tie.holder, {})
        kinds[tie.holder][tie.kind] = kinds[tie.holder].get(tie.kind, 0) + 1
    found = [ManySeats(key, len(some), kinds[key]) for key, some in firms.items() if len(some) >= at_least]
    return tuple(sorted(found, key=lambda one: (-one.firms, one.party)))


def _incomplete(tables: CapTables) -> dict[str, float]:
    """Return firms of which some, but not all, of the shares are stated."""
    return {firm: total for firm in tables.holders if (total := tables.stated(firm)) < 1 - 1e-6}


def _parties(keys: Iterable[str], clear: bool) -> dict[str, Party]:
    wanted = sorted(keys)
    people = names(person_ids=[int(key[1:]) for key in wanted if key.startswith("p")], clear=clear)
    firms = loading.firms(wanted)
    found = {}
    for key in wanted:
        sort = _SORTS[key[0]]
        company_id, name, uscc, region = firms.get(key, ("", people.get(int(key[1:]), ""), "", ""))
        found[key] = Party(key, sort, name, company_id, uscc, region)
    return found
