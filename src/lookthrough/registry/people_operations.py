"""What is done with the identity vault: names are read for a stated purpose, each reading in the trail; keys are renewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from lookthrough.audit import operations as audit
from lookthrough.audit.operations import PurposeMissing
from lookthrough.registry.folding import fold
from lookthrough.registry.models import Person
from lookthrough.registry.vault import Vault, VaultLocked, open_vault, renew_key

SHORTEST_PURPOSE = 4  # characters; "查" is no purpose
LONGEST_PURPOSE = 400
_AT_A_TIME = 2_000

__all__ = ["PurposeMissing", "record_reading", "rotate_vault_key", "sealed_under_one_key"]


def record_reading(
    *,
    actor: str,
    object_type: str,
    object_id: str,
    purpose: str,
    reference: str = "",
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> str:
    """Write into the trail that an officer opens the names of a firm's file, of a person, or of a search; return the purpose as kept.

    ``PurposeMissing`` when the purpose says nothing. ``reference`` is a case or alert.
    """
    purpose = " ".join(purpose.split())[:LONGEST_PURPOSE]
    if len(purpose) < SHORTEST_PURPOSE:
        raise PurposeMissing(f"{object_type}: a purpose has at least {SHORTEST_PURPOSE} characters")
    said = dict(details or {}) | ({"reference": reference.strip()[:80]} if reference.strip() else {})
    audit.record_reading(actor=actor, object_type=object_type, object_id=object_id[:120], purpose=purpose, at=at, details=said)
    return purpose


def sealed_under_one_key() -> Vault:
    """Return the vault when everybody in the store is sealed under the key in use; else new rows would not find their people."""
    vault = open_vault()
    others = Person.objects.filter(Q(key_id__lt=vault.key_id) | Q(key_id__gt=vault.key_id))
    if (found := others.values_list("key_id", flat=True).first()) is not None:
        raise VaultLocked(f"people are sealed under vault key {found}, in use is {vault.key_id}: run lookthrough registry rotate-vault-key")
    return vault


def rotate_vault_key(*, at: datetime, actor: str) -> int:
    """Seal everybody anew under a new key and return how many; after an interruption or a key given from outside, under the one in use.

    The hashes change with the key. It is one transaction: either all are under the new key or none. Older keys stay in the key file, so
    that back-ups still open.
    """
    vault = open_vault()
    waiting = Person.objects.exclude(key_id=vault.key_id).exists()
    if not waiting:
        vault = renew_key()
    with transaction.atomic():
        count = _seal_anew(vault)
        audit.record(
            actor=actor,
            action="vault.rotate_key",
            object_type="vault",
            object_id=vault.key_id,
            purpose="",
            at=at,
            details={"people": count},
        )
    return count


def _seal_anew(vault: Vault) -> int:
    count, last = 0, 0
    while people := list(Person.objects.filter(pk__gt=last).exclude(key_id=vault.key_id).order_by("pk")[:_AT_A_TIME]):
        quote, table = connection.ops.quote_name, connection.ops.quote_name(Person._meta.db_table)
        columns = ("identity", "name_hash", "sealed_name", "sealed_number", "key_id")
        settings = ", ".join(f"{quote(column)} = %s" for column in columns)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {settings} WHERE id = %s", list(_sealed_anew(vault, people)))  # noqa: S608
        count, last = count + len(people), people[-1].pk
    return count


def _sealed_anew(vault: Vault, people: Iterable[Person]) -> Iterator[tuple[Any, ...]]:
    for one in people:
        name = vault.open(one.sealed_name, what="name", identity=one.identity, key_id=one.key_id)
        number = one.sealed_number and vault.open(one.sealed_number, what="number", identity=one.identity, key_id=one.key_id)
        folded = fold(name)
        identity = vault.number_hash(number) if number else vault.name_at_firm_hash(folded, one.known_at)
        sealed_number = vault.seal(number, what="number", identity=identity) if number else None
        sealed_name = vault.seal(name, what="name", identity=identity)
        yield identity, vault.name_hash(folded), sealed_name, sealed_number, vault.key_id, one.pk
