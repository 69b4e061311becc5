"""Ends of ties given their place in the store: a firm of the register, a person of the vault, or an outside party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import connection, models
from django.db.models import Count, Min

from lookthrough.kernel.identifiers import check_uscc
from lookthrough.registry.models import Company, OutsideParty, Person, Relation
from lookthrough.registry.relation_kinds import is_state_body
from lookthrough.registry.relation_rows import FIRM, PERSON, Named
from lookthrough.registry.vault import Vault

_A_STATEMENT = 5_000
_PERSON_COLUMNS = ("identity", "name_hash", "sealed_name", "sealed_number", "known_at", "key_id")
_OUTSIDE_COLUMNS = ("identity", "uscc", "name", "state_body")


class Parties:
    """Finds or makes the rows behind names; ``resolve`` answers with keys such as ``c12``, ``p7``, ``o3``."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.new_people, self.new_outside = vault, 0, 0

    def resolve(self, ends: Sequence[Named], *, anchors: Sequence[Named]) -> list[str]:
        """Return each end's key, or an empty text for a firm of which nothing sound is known.

        ``anchors``: for each pair of ends the firm at which a person without a number stands.
        """
        by_code = _companies({end.code for end in ends if end.sort == FIRM and end.code})
        by_name = _companies_named({end.folded for end in ends if end.sort == FIRM and not end.code})
        keys = [_company_key(end, by_code, by_name) if end.sort == FIRM else "" for end in ends]
        strangers = [(place, _outside_identity(end)) for place, end in enumerate(ends) if end.sort == FIRM and not keys[place]]
        outside = self._outside({identity: ends[place] for place, identity in strangers if identity})
        for place, identity in strangers:
            keys[place] = f"o{outside[identity]}" if identity else ""
        people = [(place, self._identity(end, anchors[place // 2])) for place, end in enumerate(ends) if end.sort == PERSON]
        known = self._people({identity: (ends[place], anchors[place // 2]) for place, identity in people})
        for place, identity in people:
            keys[place] = f"p{known[identity]}"
        return keys

    def _identity(self, person: Named, anchor: Named) -> str:
        return self.vault.number_hash(person.code) if person.code else self.vault.name_at_firm_hash(person.folded, _anchor(anchor))

    def _people(self, wanted: dict[str, tuple[Named, Named]]) -> dict[str, int]:
        known = _pks(Person, wanted)
        new = {identity: ends for identity, ends in wanted.items() if identity not in known}
        if not new:
            return known
        self.new_people += len(new)
        insert_rows(Person, _PERSON_COLUMNS, [self._sealed(identity, *ends) for identity, ends in new.items()], keep="identity")
        return known | _pks(Person, new)

    def _sealed(self, identity: str, person: Named, anchor: Named) -> tuple[object, ...]:
        vault = self.vault
        name = vault.seal(person.name, what="name", identity=identity)
        number = vault.seal(person.code, what="number", identity=identity) if person.code else None
        return identity, vault.name_hash(person.folded), name, number, "" if person.code else _anchor(anchor), vault.key_id

    def _outside(self, wanted: dict[str, Named]) -> dict[str, int]:
        known = _pks(OutsideParty, wanted)
        new = {identity: end for identity, end in wanted.items() if identity not in known}
        if not new:
            return known
        self.new_outside += len(new)
        rows = [(identity, _sound(end.code), end.name, is_state_body(end.folded)) for identity, end in new.items()]
        insert_rows(OutsideParty, _OUTSIDE_COLUMNS, rows, keep="identity")
        return known | _pks(OutsideParty, new)


def welcome_known_firms() -> int:
    """Let ties of outside parties that the register has come to hold name the firm itself; return how many parties that were."""
    outside = dict(OutsideParty.objects.exclude(uscc="").values_list("uscc", "pk"))
    known = _companies(outside)
    for uscc, company in known.items():
        party, firm = f"o{outside[uscc]}", f"c{company}"
        Relation.objects.filter(holder=party).update(holder=firm)
        Relation.objects.filter(target=party).update(target=firm)
    OutsideParty.objects.filter(uscc__in=list(known)).delete()
    return len(known)


def _anchor(firm: Named) -> str:
    """Return the firm a nameless-number person is known at: by its code, else by a hash of its name; of kin, no firm at all."""
    return firm.code[:40] if firm.code else blake2b(firm.folded.encode(), digest_size=16).hexdigest() if firm.sort == FIRM else "kin"


def _company_key(end: Named, by_code: dict[str, int], by_name: dict[str, int]) -> str:
    found = by_code.get(end.code) if end.code else by_name.get(end.folded)
    return f"c{found}" if found else ""


def _companies(codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(codes):
        found |= dict(Company.objects.filter(uscc_sound=True, uscc__in=part).values_list("uscc", "pk"))
    return found


def _companies_named(names: Iterable[str]) -> dict[str, int]:
    """Return the firms of exactly these names, where only one firm has the name."""
    found: dict[str, int] = {}
    for part in _parts(names):
        rows = Company.objects.filter(folded_name__in=part).values("folded_name").annotate(firms=Count("pk"), first=Min("pk"))
        found |= {row["folded_name"]: row["first"] for row in rows if row["firms"] == 1}
    return found


@lru_cache(maxsize=1 << 14)
def _sound(code: str) -> str:
    return code if code and check_uscc(code) is None else ""


def _outside_identity(end: Named) -> str:
    if code := _sound(end.code):
        return code
    return f"name:{blake2b(end.folded.encode(), digest_size=16).hexdigest()}" if end.folded else ""


def _pks(model: type[models.Model], identities: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(identities):
        found |= dict(model._default_manager.filter(identity__in=part).values_list("identity", "pk"))
    return found


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, keep: str = "") -> None:
    """Insert many rows by one prepared statement; with ``keep``, a row whose value there was written meanwhile stays as it is."""
    quote = connection.ops.quote_name
    names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 - names of our own columns
    if keep:
        statement += f" ON CONFLICT ({quote(keep)}) DO NOTHING"
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _parts(values: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(set(values))
    return (wanted[begin : begin + _A_STATEMENT] for begin in range(0, len(wanted), _A_STATEMENT))
