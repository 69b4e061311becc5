"""Which links stand: what a person called the same, and what the machine may link by itself where nobody has spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from lookthrough.registry.models import MatchPair
from lookthrough.registry.names import name_key


@dataclass(frozen=True, slots=True)
class StandingLink:
    """An outside record that stands for a firm."""

    company: int
    source: str
    name: str
    brand: str
    site: str
    called_otherwise: bool


def standing() -> QuerySet[MatchPair]:
    """Return the pairs that stand as the same body. A person's word on a record silences the machine's links of that record to others."""
    spoken = MatchPair.objects.filter(record=OuterRef("record"), verdict="same").exclude(pk=OuterRef("pk"))
    by_machine = Q(linked_by_machine=True, proposed=True, verdict="") & ~Exists(spoken)
    return MatchPair.objects.filter(Q(verdict="same") | by_machine)


def standing_links(*, companies: Sequence[int]) -> Iterator[StandingLink]:
    """Yield the standing links of some firms to outside records, in the order of the records."""
    found = standing().filter(company__in=companies, record__isnull=False).select_related("record", "company")
    for pair in found.order_by("record__source", "record__key"):
        record = pair.record
        if record is not None:
            other = bool(record.name) and name_key(record.name) != name_key(pair.company.name)
            yield StandingLink(pair.company_id, record.source, record.name, record.brand, record.site, other)
