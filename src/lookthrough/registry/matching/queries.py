"""What is asked of matching: pairs that wait, most worth deciding first; one pair with both its sides; the links of a firm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry.matching.model import model
from lookthrough.registry.matching.sources import sources
from lookthrough.registry.matching.standing import standing
from lookthrough.registry.models import Company, MatchPair, MatchVerdict, OutsideRecord
from lookthrough.registry.names import name_key

STATES = ("waiting", "linked", "same", "different", "unsure", "contradicted")
_RELATED = ("record", "company", "other")
_NAMES = ("company__other_names",)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one comparison says: for the match (above nought bits) or against it."""

    comparison: Text
    said: Text
    bits: float


@dataclass(frozen=True, slots=True)
class SideFacts:
    """One side of a pair as it is laid beside the other; ``company_id`` is empty for an outside record."""

    company_id: str
    title: str
    name: str
    brand: str
    uscc: str
    region_code: str
    day: date | None
    capital_fen: int | None
    site: str
    source: Text
    raw: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposed pair. ``state`` is what stands: a person's verdict, else ``linked`` by the machine, else ``waiting``."""

    pair_id: int
    left: SideFacts
    right: SideFacts
    probability: float
    reasons: tuple[Reason, ...]
    state: str
    contradicted: bool
    differs: frozenset[str]
    region_code: str
    model_version: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict of the history, with who took it back."""

    pair_id: int
    verdict: str
    reason: str
    by: str
    at: datetime
    probability: float
    batch: str
    revoked_by: str
    revoked_at: datetime | None
    revoked_because: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """One page of pairs and how many there are."""

    rows: list[Pair]
    total: int


def pairs(*, district: District, state: str = "waiting", page: int = 1, page_size: int = 20) -> Pairs:
    """Return one page of the district's pairs in a state, the most valuable first."""
    found = _in_state(_of(district), state).order_by("-value", "-probability", "pair_key")
    begin = (page - 1) * page_size
    return Pairs(
        [_pair(one) for one in found.select_related(*_RELATED).prefetch_related(*_NAMES)[begin : begin + page_size]], found.count()
    )


def every_pair(*, district: District, state: str = "waiting") -> Iterator[Pair]:
    """Yield every pair of the district in a state, the most valuable first."""
    return _every(_of(district), state)


def all_pairs(*, state: str = "waiting") -> Iterator[Pair]:
    """Yield every pair of the register in a state, for whoever runs the installation."""
    return _every(MatchPair.objects.all(), state)


def _every(among: QuerySet[MatchPair], state: str) -> Iterator[Pair]:
    found = _in_state(among, state).order_by("-value", "-probability", "pair_key")
    return (_pair(one) for one in found.select_related(*_RELATED).prefetch_related(*_NAMES).iterator(chunk_size=500))


def counts(*, district: District) -> dict[str, int]:
    """Count the district's pairs by state."""
    return {state: _in_state(_of(district), state).count() for state in STATES}


def pairs_of(*, company_id: str) -> list[Pair]:
    """Return every pair that names a firm on either side: what stands first, then by probability."""
    found = MatchPair.objects.filter(Q(company__identity=company_id) | Q(other__identity=company_id)).select_related(*_RELATED)
    made = [_pair(one) for one in found.order_by("-probability", "pair_key")]
    return sorted(made, key=lambda one: STATES.index(one.state) if one.state != "waiting" else 2)


def history(*, district: District, limit: int = 50) -> list[Verdict]:
    """Return the last verdicts in the district, also those taken back, newest first."""
    found = MatchVerdict.objects.filter(pair__in=_of(district)).select_related("pair__record", "pair__company", "pair__other")
    return [_verdict(one) for one in found.order_by("-at", "-pk")[:limit]]


def verdicts_of_firm(*, company_id: str) -> list[Verdict]:
    """Return every verdict about a pair that names a firm on either side, newest first."""
    pairs = MatchPair.objects.filter(Q(company__identity=company_id) | Q(other__identity=company_id))
    found = MatchVerdict.objects.filter(pair__in=pairs).select_related("pair__record", "pair__company", "pair__other")
    return [_verdict(one) for one in found.order_by("-at", "-pk")]


def verdicts_of(*, pair_id: int) -> list[Verdict]:
    """Return the history of one pair, newest first."""
    found = MatchVerdict.objects.filter(pair=pair_id).select_related("pair__record", "pair__company", "pair__other")
    return [_verdict(one) for one in found.order_by("-at", "-pk")]


def names_register_holds() -> tuple[int, int]:
    """Return how many records bear a whole name that the register holds, and how many of those are linked: the recall that can be known."""
    held = {name_key(name) for name in Company.objects.values_list("name", flat=True).iterator(chunk_size=10_000)}
    bearing = [pk for pk, name in OutsideRecord.objects.exclude(name="").values_list("pk", "name") if name_key(name) in held]
    linked = set(standing().filter(record__isnull=False).values_list("record_id", flat=True))
    return len(bearing), sum(pk in linked for pk in bearing)


def _of(district: District) -> QuerySet[MatchPair]:
    prefix = "" if district.unplaced else district.prefix
    return MatchPair.objects.filter(region_code__startswith=prefix) if prefix else MatchPair.objects.all()


def _in_state(found: QuerySet[MatchPair], state: str) -> QuerySet[MatchPair]:
    if state == "waiting":
        return found.filter(verdict="", proposed=True).exclude(pk__in=standing().values("pk"))
    if state == "linked":
        return found.filter(verdict="", pk__in=standing().values("pk"))
    if state == "contradicted":
        return found.filter(_CONTRADICTED)
    return found.filter(verdict=state)


_CONTRADICTED = Q(verdict="same", proposed=False) | Q(verdict="different", linked_by_machine=True)


def _pair(one: MatchPair) -> Pair:
    left = _record(one.record) if one.record else _firm(one.other)
    right = _firm(one.company)
    contradicted = (one.verdict == "same" and not one.proposed) or (one.verdict == "different" and one.linked_by_machine)
    state = one.verdict or ("linked" if one.linked_by_machine and one.proposed else "waiting")
    return Pair(
        one.pk, left, right, one.probability, tuple(_reasons(one.evidence)), state, contradicted, frozenset(_differing(left, right)),
        one.region_code, one.model_version,
    )  # fmt: skip


def _reasons(evidence: list[dict[str, object]]) -> Iterator[Reason]:
    """Yield what each comparison said, the weightiest first; a level that the model no longer knows is left out."""
    for said in sorted(evidence, key=lambda said: -abs(float(str(said["bits"])))):
        comparison = model().comparisons.get(str(said["comparison"]))
        level = comparison.level(str(said["level"])) if comparison else None
        if comparison and level:
            yield Reason(comparison.title, level.said, float(str(said["bits"])))


def _differing(left: SideFacts, right: SideFacts) -> Iterator[str]:
    """Yield the rows in which both sides say something, and not the same."""
    if name_key(left.name) != name_key(right.name):
        yield "name"
    for row in ("uscc", "capital_fen", "site"):
        one, other = getattr(left, row), getattr(right, row)
        if one and other and one != other:
            yield row
    if left.day and right.day and (left.day < right.day if not left.company_id else left.day != right.day):
        yield "day"  # a platform opens after its operator was founded: only the other order is odd
    if left.region_code[:4] != right.region_code[:4]:
        yield "region_code"


def _record(one: OutsideRecord) -> SideFacts:
    source = sources().get(one.source)
    return SideFacts(
        "", one.name or one.brand, one.name, one.brand, one.uscc, one.region_code, one.since, one.registered_capital_fen, one.site,
        source.title if source else Text(one.source, one.source), one.raw,
    )  # fmt: skip


def _firm(one: Company | None) -> SideFacts:
    if one is None:
        raise ValueError("a pair has a record or a second firm")
    told = [(name.kind, name.name) for name in one.other_names.all() if name.source not in sources()]
    brand, site = (next((name for kind, name in told if kind == wanted), "") for wanted in ("brand", "site"))
    return SideFacts(
        one.identity, one.name, one.name, brand, one.uscc, one.region_code, one.established_on, one.registered_capital_fen, site,
        Text("企业登记", "Company register"), {},
    )  # fmt: skip


def _verdict(one: MatchVerdict) -> Verdict:
    pair = one.pair
    left = str(pair.record) if pair.record else str(pair.other)
    return Verdict(
        pair.pk, one.verdict, one.reason, one.by, one.at, one.probability, one.batch, one.revoked_by, one.revoked_at, one.revoked_because,
        left, pair.company.name,
    )  # fmt: skip
