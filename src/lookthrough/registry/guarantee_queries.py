"""What is asked of guarantees between parties: who stands for whom on a day, and which firms are held by one hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lookthrough.registry.models import Company, Relation
from lookthrough.registry.ownership import loading
from lookthrough.registry.relation_kinds import CONTROLLER, SHAREHOLDER

_A_STATEMENT = 5_000
_MAJORITY = 0.5
_FARTHEST = 12  # steps of majority holding that are followed upward


@dataclass(frozen=True, slots=True)
class GuaranteeTie:
    """One party vouches for another by the register; keys as relations use them, ``fen`` 0 where no amount is stated."""

    guarantor: str
    debtor: str
    fen: int


@dataclass(frozen=True, slots=True)
class TiedParty:
    """A party of such ties: a firm's id of ours, name and region; people have neither, only a key."""

    key: str
    company_id: str
    name: str
    region_code: str

    @property
    def is_person(self) -> bool:
        """Tell whether it is a natural person, whose name stays in the vault."""
        return self.key.startswith("p")


def guarantees(*, on: date) -> list[GuaranteeTie]:
    """Return every guarantee that stands on a day."""
    rows = Relation.objects.filter(kind="guarantor", replaced_at=None, valid_from__lte=on, valid_to__gte=on)
    found = rows.order_by("holder", "target").values_list("holder", "target", "amount_fen")
    return [GuaranteeTie(holder, target, amount or 0) for holder, target, amount in found.iterator(chunk_size=10_000)]


def tied_parties(*, keys: Iterable[str]) -> dict[str, TiedParty]:
    """Return who the parties of ties are; people by key alone."""
    wanted = set(keys)
    firms = loading.firms(wanted)
    return {
        key: TiedParty(key, *(firms[key][0], firms[key][1], firms[key][3])) if key in firms else TiedParty(key, "", "", "")
        for key in wanted
    }  # fmt: skip


def firms_by_code(*, usccs: Iterable[str]) -> dict[str, TiedParty]:
    """Return the firms with sound credit codes, by code."""
    wanted, found = sorted(set(usccs) - {""}), dict[str, TiedParty]()
    for begin in range(0, len(wanted), _A_STATEMENT):
        rows = Company.objects.filter(uscc__in=wanted[begin : begin + _A_STATEMENT], uscc_sound=True)
        for pk, identity, name, uscc, region in rows.values_list("pk", "identity", "name", "uscc", "region_code"):
            found[uscc] = TiedParty(f"c{pk}", identity, name, region)
    return found


def hands_above(*, keys: Iterable[str], on: date) -> dict[str, str]:
    """Return for each party the topmost one that holds more than half of it or controls it, step by step; itself if nobody does."""
    top = {key: key for key in keys}
    above: dict[str, str] = {}
    front = {key for key in top if key.startswith("c")}
    for _ in range(_FARTHEST):
        found = _majority(front, on)
        above |= {target: holder for target, holder in found.items() if target not in above}
        front = {holder for holder in found.values() if holder.startswith("c") and holder not in above}
        if not front:
            break
    for key in top:
        seen = {key}
        while (holder := above.get(top[key])) is not None and holder not in seen:
            seen.add(holder)
            top[key] = holder
    return top


def _majority(targets: Iterable[str], on: date) -> dict[str, str]:
    wanted, found = sorted(targets), dict[str, str]()
    for begin in range(0, len(wanted), _A_STATEMENT):
        holds = Q(kind=CONTROLLER) | Q(kind=SHAREHOLDER, share__gt=_MAJORITY)
        rows = Relation.objects.filter(holds, target__in=wanted[begin : begin + _A_STATEMENT], replaced_at=None)
        standing = rows.filter(valid_from__lte=on, valid_to__gte=on).order_by("target", "-kind", "holder")
        for target, holder in standing.values_list("target", "holder"):
            found.setdefault(target, holder)
    return found
