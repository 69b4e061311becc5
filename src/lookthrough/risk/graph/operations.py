"""Brings the store's graph risks in line with what the graph shows now; the same data again change nothing."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from django.db import transaction

from lookthrough.kernel.limits import Limit, Limits, LimitTable, read_limits
from lookthrough.risk.graph.exposures import NewLoan, large_exposures, many_lenders
from lookthrough.risk.graph.gathering import gather
from lookthrough.risk.graph.guarantees import chains, graph_of, rings, summed
from lookthrough.risk.graph.models import GraphParty, GraphRisk
from lookthrough.risk.graph.ties import GUARANTOR, MICROLENDER, Gathered, Node

CHAIN, RING, LARGE, LENDERS = "chain", "ring", "large_exposure", "many_lenders"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """One graph risk before it is kept."""

    kind: str
    parties: tuple[str, ...]
    links: tuple[tuple[str, str, int], ...]
    fen: int
    value: float
    limit: Limit
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the same key for the same parties, so that a later cycle updates and does not repeat."""
        return hashlib.sha256("\x1f".join((self.kind, *self.parties)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of each kind stand, and how many are gone since the cycle before."""

    standing: dict[str, int]
    gone: int


def update(*, ledger: Path | None, as_of: date) -> Counted:
    """Gather the ties, find what stands out by the limits of the day, and keep it."""
    gathered = gather(ledger=ledger, as_of=as_of)
    return keep(found=list(find(gathered, limits=graph_limits().on(as_of))), nodes=gathered.nodes, as_of=as_of)


def find(gathered: Gathered, *, limits: Limits) -> Iterable[Shown]:
    """Yield what stands out, of each kind the gravest first and at most as many as the office wants told."""
    most = limits.whole("told_of_each_kind")
    kinds = (_chains, _rings, _large, _lenders)
    return itertools.chain.from_iterable(itertools.islice(kind(gathered, limits), most) for kind in kinds)


@transaction.atomic
def keep(*, found: Sequence[Shown], nodes: dict[str, Node], as_of: date) -> Counted:
    """Store what was found; what no longer stands stays on file as such."""
    before = {(one.kind, one.key): one for one in GraphRisk.objects.all()}
    now = {(each.kind, each.key) for each in found}
    gone = [one.pk for place, one in before.items() if one.stands and place not in now]
    for begin in range(0, len(gone), _AT_ONCE):
        GraphRisk.objects.filter(pk__in=gone[begin : begin + _AT_ONCE]).update(stands=False, as_of=as_of)
    standing: dict[str, int] = {}
    for each in found:
        standing[each.kind] = standing.get(each.kind, 0) + 1
        known = before.get((each.kind, each.key))
        row = known or GraphRisk(kind=each.kind, key=each.key, first_seen=as_of)
        _fill(row, each, nodes, as_of)
        row.save()
        if known is None:
            firms = {nodes[party].company_id for party in each.parties if party in nodes} - {""}
            GraphParty.objects.bulk_create(GraphParty(risk=row, company_id=company_id) for company_id in sorted(firms))
    return Counted(standing, len(gone))


@cache
def graph_limits() -> LimitTable:
    """Return the dated limits of graph risks."""
    return read_limits(Path(str(resources.files("lookthrough.risk") / "limits" / "graph.yml")))


def _fill(row: GraphRisk, each: Shown, nodes: dict[str, Node], as_of: date) -> None:
    parties = [nodes.get(party, Node(party, party)) for party in each.parties]
    row.parties = [
        {
            "key": one.key, "name": "" if one.person else one.name, "region_code": one.region_code, "company_id": one.company_id,
            "person": one.person,
        }
        for one in parties
    ]  # fmt: skip
    row.title = parties[0].name if parties and not parties[0].person else ""
    row.links, row.details = [list(link) for link in each.links], each.details
    row.size, row.fen, row.value, row.limit, row.unit = len(parties), each.fen, each.value, each.limit.value, each.limit.unit
    row.threshold_basis, row.as_of, row.stands = each.limit.threshold_basis, as_of, True
    row.regions = "".join(sorted({f"|{one.region_code}" for one in parties if one.region_code}))


def _chains(gathered: Gathered, limits: Limits) -> Iterable[Shown]:
    limit, sums = limits["chain_from"], summed(gathered.guarantees)
    for one in chains(graph_of(gathered.guarantees), at_least=limits.whole("chain_from")):
        links = tuple((a, b, sums[a, b]) for a, b in itertools.pairwise(one.parties) if (a, b) in sums)
        yield Shown(CHAIN, one.parties, links, one.fen, float(one.length), limit, {"least_fen": one.least_fen})


def _rings(gathered: Gathered, limits: Limits) -> Iterable[Shown]:
    limit, sums = limits["ring_from"], summed(gathered.guarantees)
    inside: dict[str, int] = {}
    found = [one for one in rings(gathered.guarantees) if len(one.parties) >= limit.value]
    for number, one in enumerate(found):
        inside |= dict.fromkeys(one.parties, number)
    links: dict[int, list[tuple[str, str, int]]] = {}
    for (a, b), fen in sums.items():
        if a in inside and inside.get(b) == inside[a]:
            links.setdefault(inside[a], []).append((a, b, fen))
    for number, one in enumerate(found):
        yield Shown(
            RING, one.parties, tuple(sorted(links[number])), one.fen, float(len(one.parties)), limit, {"loop": list(one.loop)}
        )  # fmt: skip


def _large(gathered: Gathered, limits: Limits) -> Iterable[Shown]:
    names = {GUARANTOR: "guarantor", MICROLENDER: "microlender"}
    rows = {
        scale: {body: limits[f"{names[business]}_{scale}"] for body, business in gathered.businesses.items()
                if business in names and f"{names[business]}_{scale}" in limits}
        for scale in ("client", "group")
    }  # fmt: skip
    found = large_exposures(
        gathered.exposures, own_funds=gathered.own_funds, groups=gathered.groups,
        one_client={body: limit.value for body, limit in rows["client"].items()},
        one_group={body: limit.value for body, limit in rows["group"].items()},
    )  # fmt: skip
    owed: dict[tuple[str, str], int] = {}
    for each in gathered.exposures:
        owed[each.body, each.client] = owed.get((each.body, each.client), 0) + each.fen
    for one in found:
        limit = rows["client" if len(one.clients) == 1 else "group"][one.body]
        links = tuple((one.body, client, owed[one.body, client]) for client in one.clients)
        share = min(one.share, 1e9)  # own funds of nothing: any share, and JSON knows no infinity
        yield Shown(LARGE, (one.body, *one.clients), links, one.fen, share, limit, {"own_funds_fen": one.own_funds_fen})


def _lenders(gathered: Gathered, limits: Limits) -> Iterable[Shown]:
    limit, of = limits["lenders_from"], dict[str, list[NewLoan]]()
    for loan in gathered.loans:
        of.setdefault(loan.borrower, []).append(loan)
    for one in many_lenders(gathered.loans, at_least=limits.whole("lenders_from"), window_days=limits.whole("lenders_window_days")):
        lent = dict.fromkeys(one.lenders, 0)
        for loan in of[one.borrower]:
            if one.from_day <= loan.day <= one.to_day:
                lent[loan.lender] += loan.fen
        links = tuple((lender, one.borrower, lent[lender]) for lender in one.lenders)
        days = {"from_day": one.from_day.isoformat(), "to_day": one.to_day.isoformat()}
        yield Shown(LENDERS, (one.borrower, *one.lenders), links, one.fen, float(len(one.lenders)), limit, days)
