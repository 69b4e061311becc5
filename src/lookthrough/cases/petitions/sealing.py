"""Petitioners in the vault: outside keyed hashes and a label, inside name, number and phone, as the registry keeps people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.cases.petitions.models import Petitioner, RefusedRows
from lookthrough.kernel.identifiers import check_resident_id, normalise_resident_id
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import Vault, VaultLocked, open_vault

UNNAMED = "＊＊＊"
_NAME = Text("请填写姓名（最多 80 字）", "a name of at most 80 characters is needed")
_NUMBER = Text("证件号码不正确，请核对", "the identity number is not right; please check it")
_PHONE = Text("电话号码不正确", "the phone number is not right")
_WAY = Text("证件号码和电话至少填一项", "an identity number or a phone number is needed")
_PARTS = ("name", "number", "phone")


@dataclass(frozen=True, slots=True)
class Person:
    """A petitioner as told at the desk."""

    name: str
    number: str = ""
    phone: str = ""


def checked(person: Person) -> Person:
    """Return a person as it is kept, or refuse what cannot be right."""
    name, number, phone = " ".join(person.name.split()), normalise_resident_id(person.number), re.sub(r"[\s-]", "", person.phone)
    if not 0 < len(name) <= 80:
        raise NotAllowed(_NAME)
    if number and (check_resident_id(number) if len(number) == 18 else not re.fullmatch(r"[0-9A-Z]{5,30}", number)):
        raise NotAllowed(_NUMBER)
    if phone and not re.fullmatch(r"\+?\d{7,15}", phone):
        raise NotAllowed(_PHONE)
    if not number and not phone:
        raise NotAllowed(_WAY)
    return Person(name, number, phone)


def sealed(person: Person, *, vault: Vault) -> dict[str, Any]:
    """Return the columns that hold a person: the same number, or name and phone, is the same identity on every occasion."""
    folded = fold(person.name)
    identity = vault.number_hash(person.number) if person.number else vault.name_at_firm_hash(folded, f"petition\0{person.phone}")
    found: dict[str, Any] = {
        "identity": identity, "name_hash": vault.name_hash(folded), "label": vault.label(identity), "key_id": vault.key_id,
        "phone_hash": vault.name_hash(f"phone\0{person.phone}") if person.phone else "",
    }  # fmt: skip
    for part, text in zip(_PARTS, (person.name, person.number, person.phone), strict=True):
        found[f"sealed_{part}"] = vault.seal(text, what=f"petitioner {part}", identity=identity) if text else None
    return found


def opened(one: Petitioner) -> Person:
    """Return a petitioner in clear; record the reading before. What does not open is shown as unnamed."""
    try:
        return _opened(one, open_vault())
    except (VaultLocked, OSError):
        return Person(UNNAMED)


def hashes_of(text: str) -> Mapping[str, str]:
    """Return what finds the petitioner of exactly this name, number or phone."""
    vault, phone = open_vault(), re.sub(r"[\s-]", "", text)
    return {
        "identity": vault.number_hash(normalise_resident_id(text)),
        "name_hash": vault.name_hash(fold(text.strip())),
        "phone_hash": vault.name_hash(f"phone\0{phone}"),
    }


@transaction.atomic
def seal_anew(*, actor: str, at: datetime) -> int:
    """Seal all petitioners under the key in use, where they are not yet, and return how many; refused rows not yet fetched are dropped."""
    vault, count = open_vault(), 0
    for one in Petitioner.objects.exclude(key_id=vault.key_id).order_by("pk").iterator(chunk_size=500):
        columns = sealed(_opened(one, vault), vault=vault)  # what does not open stops the whole: nothing is sealed over
        Petitioner.objects.filter(pk=one.pk).update(**columns)
        count += 1
    RefusedRows.objects.exclude(key_id=vault.key_id).delete()
    if count:
        audit.record(
            actor=actor, action="vault.petitioners_sealed_anew", object_type="vault", object_id=vault.key_id, purpose="", at=at,
            details={"petitioners": count},
        )  # fmt: skip
    return count


def _opened(one: Petitioner, vault: Vault) -> Person:
    return Person(*(_open(vault, one, part) for part in _PARTS))


def _open(vault: Vault, one: Petitioner, part: str) -> str:
    kept = getattr(one, f"sealed_{part}")
    return vault.open(kept, what=f"petitioner {part}", identity=one.identity, key_id=one.key_id) if kept else ""
