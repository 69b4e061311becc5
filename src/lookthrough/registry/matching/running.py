"""Matching over the whole store: pairs proposed, linked where nothing is left to doubt, renewed without touching a verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db import transaction

from lookthrough.registry.matching.model import model
from lookthrough.registry.matching.sides import Side, table_of
from lookthrough.registry.matching.sources import sources
from lookthrough.registry.matching.weighing import Weighed, weigh
from lookthrough.registry.models import Company, Hit, Institution, MatchPair, OtherName, OutsideRecord
from lookthrough.registry.naming_places import know_regions

# a pair that says one of these is never linked without a person, however probable it is
CONTRADICTIONS = {
    "uscc": ("differs",),
    "branch": ("other_body",),
    "place": ("differs",),
    "opened": ("founded_later",),
    "founded": ("differs",),
}
_ROWS_A_STATEMENT = 500
_WRITTEN = ("company_id", "region_code", "probability", "evidence", "linked_by_machine", "proposed", "value", "model_version")


@dataclass(slots=True)
class Matched:
    """What matching found: pairs proposed in all, of them linked by the machine, and duplicates within the register; then what changed."""

    records: int = 0
    companies: int = 0
    proposed: int = 0
    linked: int = 0
    duplicates: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class _Firm:
    pk: int
    identity: str
    name: str
    region_code: str


def match_store(*, at: datetime) -> Matched:
    """Weigh every outside record and every firm without a sound code against the register and store what comes of it."""
    know_regions()
    firms, sides, unsound = _firm_sides()
    records = {one.pk: one for one in OutsideRecord.objects.order_by("pk")}
    right = table_of(sides)
    done = Matched(records=len(records), companies=len(firms))
    outside = _best(weigh(table_of(_record_side(one) for one in records.values()), right, firms=len(firms)))
    twins = _twins(weigh(table_of(unsound), right, firms=len(firms)))
    values = _values()
    pairs = [_record_pair(one, records, firms, values) for one in outside]
    _link(pairs, outside)
    pairs += [_twin_pair(one, firms, values) for one in twins]
    done.proposed, done.duplicates = len(pairs), len(twins)
    done.linked = sum(pair.linked_by_machine for pair in pairs)
    _store(pairs, done, at)
    return done


def _firm_sides() -> tuple[dict[int, _Firm], list[Side], list[Side]]:
    """Return the firms, their sides (one a name that each has borne), and the sides of those without a sound code."""
    former: dict[int, list[str]] = defaultdict(list)
    known: dict[tuple[int, str], str] = {}
    told = OtherName.objects.filter(kind__in=("former", "brand", "site")).exclude(source__in=list(sources()))  # no link feeds on itself
    for pk, kind, name in told.order_by("pk").values_list("company_id", "kind", "name"):
        if kind == "former":
            former[pk].append(name)
        else:
            known.setdefault((pk, kind), name)
    firms, sides, unsound = {}, list[Side](), list[Side]()
    columns = ("pk", "identity", "name", "region_code", "uscc", "uscc_sound", "established_on", "registered_capital_fen")
    for pk, identity, name, region, uscc, is_sound, founded, capital in (
        Company.objects.order_by("pk").values_list(*columns).iterator(10_000)
    ):
        firms[pk] = _Firm(pk, identity, name, region)
        for turn, one in enumerate([name, *former[pk]]) if pk in former else ((0, name),):
            side = Side(
                f"c{pk}.{turn}", one, uscc=uscc if is_sound else "", region_code=region, founded=founded, capital_fen=capital,
                brand=known.get((pk, "brand"), ""), site=known.get((pk, "site"), ""),
            )  # fmt: skip
            sides.append(side)
            if not is_sound and turn == 0:
                unsound.append(side)
    return firms, sides, unsound


def _record_side(one: OutsideRecord) -> Side:
    return Side(
        f"r{one.pk}.0", one.name, uscc=one.uscc, region_code=one.region_code, since=one.since, capital_fen=one.registered_capital_fen,
        site=one.site, icp=one.icp, brand=one.brand,
    )  # fmt: skip


def _pk(side_id: str) -> int:
    return int(side_id[1:].split(".")[0])


def _best(found: Iterable[Weighed]) -> list[Weighed]:
    """Keep of a record's pairs with the several names of one firm the most probable; a branch and its head are not one body."""
    best: dict[tuple[int, int], Weighed] = {}
    for one in found:
        key = (_pk(one.left_id), _pk(one.right_id))
        if one.level("branch") == "other_body" and one.level("uscc") != "same":
            continue
        if key not in best or one.probability > best[key].probability:
            best[key] = one
    return [best[key] for key in sorted(best)]


def _twins(found: Iterable[Weighed]) -> list[Weighed]:
    """Keep each pair of firms once, the later one as the other; nobody is his own twin."""
    once: dict[tuple[int, int], Weighed] = {}
    for one in _best(found):
        left, right = _pk(one.left_id), _pk(one.right_id)
        if left != right and (min(left, right), max(left, right)) not in once:
            once[min(left, right), max(left, right)] = one
    return list(once.values())


def _values() -> Mapping[int, int]:
    """Return how much it matters to decide a firm's pairs: firms with graded hits and operators of institutions first."""
    worth: dict[int, int] = defaultdict(int)
    for pk in Institution.objects.exclude(operator=None).values_list("operator_id", flat=True):
        worth[int(pk or 0)] = 100
    for pk, grade in Hit.objects.exclude(grade="none").values_list("company_id", "grade").distinct():
        worth[pk] = max(worth[pk], 200 if grade == "block" else 100)
    return worth


def _record_pair(one: Weighed, records: Mapping[int, OutsideRecord], firms: Mapping[int, _Firm], values: Mapping[int, int]) -> MatchPair:
    record, firm = records[_pk(one.left_id)], firms[_pk(one.right_id)]
    return _pair(one, firm, values, f"{record.source}\x1f{record.key}", record=record)


def _twin_pair(one: Weighed, firms: Mapping[int, _Firm], values: Mapping[int, int]) -> MatchPair:
    first, second = sorted((_pk(one.left_id), _pk(one.right_id)))
    return _pair(one, firms[first], values, firms[second].identity, other_id=second)


def _pair(one: Weighed, firm: _Firm, values: Mapping[int, int], other: str, **sides: object) -> MatchPair:
    key = blake2b(f"{other}\x1e{firm.identity}".encode(), digest_size=16).hexdigest()
    evidence = [{"comparison": said.comparison, "level": said.level, "bits": said.bits} for said in one.said]
    return MatchPair(
        pair_key=key, company_id=firm.pk, region_code=firm.region_code, probability=one.probability, evidence=evidence, proposed=True,
        value=values.get(firm.pk, 0) + round(one.probability * 100), model_version=model().version, **sides,
    )  # fmt: skip


def _link(pairs: list[MatchPair], weighed: list[Weighed]) -> None:
    """Link what leaves no doubt: probable enough, a code or a whole name that one firm alone bears, and nothing against it."""
    bearers = Counter(pair.record_id for pair, one in zip(pairs, weighed, strict=True) if _exact(one))
    for pair, one in zip(pairs, weighed, strict=True):
        pair.linked_by_machine = _sure(one) and bearers[pair.record_id] == 1


def _exact(one: Weighed) -> bool:
    return one.level("uscc") == "same" or one.level("name") == "whole"


def _sure(one: Weighed) -> bool:
    against = any(one.level(comparison) in levels for comparison, levels in CONTRADICTIONS.items())
    return one.probability >= model().link_from and _exact(one) and not against


@transaction.atomic
def _store(pairs: list[MatchPair], done: Matched, at: datetime) -> None:
    """Write what changed. What a person spoke of stays, also when the machine no longer proposes it."""
    stored = {one.pair_key: one for one in MatchPair.objects.all()}
    fresh, changed = list[MatchPair](), list[MatchPair]()
    for pair in pairs:
        known = stored.pop(pair.pair_key, None)
        if known is None:
            pair.first_at = at
            fresh.append(pair)
        elif any(getattr(known, column) != getattr(pair, column) for column in _WRITTEN):
            for column in _WRITTEN:
                setattr(known, column, getattr(pair, column))
            changed.append(known)
    gone = [one for one in stored.values() if one.proposed]
    judged = set(MatchPair.objects.filter(verdicts__isnull=False).values_list("pk", flat=True))
    MatchPair.objects.bulk_create(fresh, batch_size=_ROWS_A_STATEMENT)
    MatchPair.objects.bulk_update([*changed, *_withdrawn(gone, judged)], _WRITTEN, batch_size=_ROWS_A_STATEMENT)
    for pair in gone:
        if pair.pk not in judged:
            pair.delete()
    done.new, done.changed, done.withdrawn = len(fresh), len(changed), len(gone)


def _withdrawn(gone: Iterable[MatchPair], judged: set[int]) -> Iterator[MatchPair]:
    for pair in gone:
        if pair.pk in judged:
            pair.proposed = pair.linked_by_machine = False
            yield pair
