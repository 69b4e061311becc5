"""What is asked of graph risks: those of a district by kind, one whole, a firm's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lookthrough.offices.queries import District
from lookthrough.risk.graph.models import GraphRisk


@dataclass(frozen=True, slots=True)
class PartyOf:
    """A party of a graph risk; a person has no name here, only a key."""

    key: str
    name: str
    region_code: str
    company_id: str
    person: bool


@dataclass(frozen=True, slots=True)
class GraphRow:
    """One graph risk: its parties, who stands for or lends to whom, its figure beside the limit."""

    risk_id: int
    kind: str
    title: str
    size: int
    fen: int
    value: float
    limit: float
    unit: str
    threshold_basis: str
    parties: tuple[PartyOf, ...]
    links: tuple[tuple[str, str, int], ...]
    details: Mapping[str, Any]
    as_of: date
    first_seen: date
    stands: bool


def graph_risks(*, district: District, kind: str, page: int = 1, page_size: int = 50) -> list[GraphRow]:
    """Return one page of the standing graph risks of a kind that touch a district, the gravest first."""
    start = (max(page, 1) - 1) * page_size
    found = _reached(district).filter(kind=kind, stands=True).order_by("-value", "-fen", "key")
    return [_row(one) for one in found[start : start + page_size]]


def counts(*, district: District) -> dict[str, int]:
    """Count the standing graph risks of a district by kind."""
    return dict(_reached(district).filter(stands=True).values_list("kind").annotate(n=Count("pk")))


def graph_risk(*, risk_id: int, district: District) -> GraphRow | None:
    """Return one graph risk that touches a district."""
    found = _reached(district).filter(pk=risk_id).first()
    return _row(found) if found else None


def of_firm(*, company_id: str) -> list[GraphRow]:
    """Return the standing graph risks that a firm is part of."""
    return [_row(one) for one in GraphRisk.objects.filter(firms__company_id=company_id, stands=True).order_by("kind", "-value", "key")]


def _reached(district: District) -> QuerySet[GraphRisk]:
    touched = Q(regions__contains=f"|{district.prefix}")
    return GraphRisk.objects.filter(touched | Q(regions="") if district.unplaced else touched)


_SAME = (
    "kind", "title", "size", "fen", "value", "limit", "unit", "threshold_basis", "details", "as_of", "first_seen", "stands",
)  # fmt: skip


def _row(one: GraphRisk) -> GraphRow:
    parties = tuple(PartyOf(**each) for each in one.parties)
    links = tuple((str(a), str(b), int(fen)) for a, b, fen in one.links)
    same = {name: getattr(one, name) for name in _SAME}
    return GraphRow(risk_id=one.pk, parties=parties, links=links, **same)
