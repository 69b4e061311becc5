"""What is asked of people: a masked name for all who may see the firm, the clear one after a recorded reading, and where one sits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from lookthrough.kernel.identifiers import normalise_resident_id
from lookthrough.registry.folding import fold
from lookthrough.registry.models import Company, OutsideParty, Person, Relation
from lookthrough.registry.models.people import OPEN_BEGIN, OPEN_END
from lookthrough.registry.people_operations import sealed_under_one_key
from lookthrough.registry.relation_kinds import KINDS, SEATS
from lookthrough.registry.vault import Vault, VaultLocked, open_vault

__all__ = ["KINDS", "PersonFacts", "Seat", "VaultLocked", "find_people", "label", "names", "person", "seats"]

_A_STATEMENT = 5_000
_MASK = "**"
UNNAMED = "＊＊＊"  # what stands when the vault does not open
FOUND_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as a page shows one: the name masked, or clear with the number's first and last digits."""

    person_id: int
    name: str
    number: str
    has_number: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One state of a tie of a person to a firm; open ends are None. ``company_id`` is empty for a firm outside the register."""

    kind: str
    company_id: str
    firm: str
    region_code: str
    share: Decimal | None
    valid_from: date | None
    valid_to: date | None
    source_file: str
    source_row: int

    def holds_on(self, day: date) -> bool:
        """Return whether the state holds on a day."""
        return (self.valid_from or OPEN_BEGIN) <= day <= (self.valid_to or OPEN_END)


def mask(name: str) -> str:
    """Return what is shown of a name until a purpose is stated: 张三丰 as 张**."""
    return f"{name[:1]}{_MASK}"


def label(*, identifier: str) -> str:
    """Return what stands for a person of whom a ledger tells only a hash; empty where the vault does not open."""
    vault = _vault()
    return vault.label(identifier) if vault else ""


def names(*, person_ids: Iterable[int], clear: bool) -> dict[int, str]:
    """Return names by person, masked or clear; record a reading before asking for clear ones."""
    vault, found = _vault(), {}
    wanted = sorted(set(person_ids))
    for begin in range(0, len(wanted), _A_STATEMENT):
        rows = Person.objects.filter(pk__in=wanted[begin : begin + _A_STATEMENT])
        for pk, identity, sealed, key_id in rows.values_list("pk", "identity", "sealed_name", "key_id"):
            name = _opened(vault, sealed, "name", identity, key_id)
            found[pk] = name if clear or name == UNNAMED else mask(name)
    return found


def person(*, person_id: int, clear: bool) -> PersonFacts | None:
    """Return one person, or None."""
    found = Person.objects.filter(pk=person_id).first()
    return _facts(found, _vault(), clear) if found else None


def find_people(*, text: str, region_prefix: str, unplaced: bool, on: date) -> list[PersonFacts]:
    """Return people of exactly this name, or with exactly this number, who hold or held a seat in a firm of the district; clear names.

    Record a reading before asking. ``VaultLocked`` when the hashes in the store are another key's. ``on`` puts those who sit now first.
    """
    vault = sealed_under_one_key()
    wanted = Q(name_hash=vault.name_hash(fold(text.strip()))) | Q(identity=vault.number_hash(normalise_resident_id(text)))
    found = [_facts(one, vault, clear=True) for one in Person.objects.filter(wanted).order_by("pk")[: 10 * FOUND_AT_MOST]]
    of = {one.person_id: [seat for seat in seats(person_id=one.person_id) if seat.company_id] for one in found}
    near = [one for one in found if any(_reached(seat, region_prefix, unplaced) for seat in of[one.person_id])]
    return sorted(near, key=lambda one: -sum(seat.holds_on(on) for seat in of[one.person_id]))[:FOUND_AT_MOST]


def seats(*, person_id: int) -> list[Seat]:
    """Return every standing state of a person's ties to firms, the newest first."""
    rows = Relation.objects.filter(holder=f"p{person_id}", kind__in=SEATS, replaced_at=None).select_related("source")
    states = list(rows.order_by("-valid_from", "target", "kind"))
    companies = {one.pk: one for one in Company.objects.filter(pk__in=_keys(states, "c")).only("identity", "name", "region_code")}
    outside = {one.pk: one for one in OutsideParty.objects.filter(pk__in=_keys(states, "o"))}
    return [_seat(one, companies, outside) for one in states]


def _keys(states: Iterable[Relation], sort: str) -> set[int]:
    return {int(one.target[1:]) for one in states if one.target.startswith(sort)}


def _seat(one: Relation, companies: dict[int, Company], outside: dict[int, OutsideParty]) -> Seat:
    firm = companies.get(int(one.target[1:])) if one.target.startswith("c") else None
    other = outside.get(int(one.target[1:])) if one.target.startswith("o") else None
    return Seat(
        kind=one.kind, company_id=firm.identity if firm else "", firm=firm.name if firm else str(other or ""),
        region_code=firm.region_code if firm else "", share=one.share, source_file=one.source.name, source_row=one.source_row,
        valid_from=None if one.valid_from == OPEN_BEGIN else one.valid_from, valid_to=None if one.valid_to == OPEN_END else one.valid_to,
    )  # fmt: skip


def _reached(seat: Seat, prefix: str, unplaced: bool) -> bool:
    return seat.region_code.startswith(prefix) if seat.region_code else unplaced


def _facts(one: Person, vault: Vault | None, clear: bool) -> PersonFacts:
    name = _opened(vault, one.sealed_name, "name", one.identity, one.key_id)
    number = _opened(vault, one.sealed_number, "number", one.identity, one.key_id) if clear and one.sealed_number else ""
    shown = f"{number[:6]}********{number[-4:]}" if len(number) == 18 else number
    return PersonFacts(one.pk, name if clear or name == UNNAMED else mask(name), shown, one.sealed_number is not None)


def _vault() -> Vault | None:
    try:
        return open_vault()
    except (VaultLocked, OSError):
        return None


def _opened(vault: Vault | None, sealed: bytes | memoryview, what: str, identity: str, key_id: str) -> str:
    """Open one text; a page stands without it when the key is missing."""
    try:
        return vault.open(sealed, what=what, identity=identity, key_id=key_id) if vault else UNNAMED
    except VaultLocked:
        return UNNAMED
