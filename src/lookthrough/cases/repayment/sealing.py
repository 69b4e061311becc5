"""Claimants in the vault: outside a keyed hash and a label, inside name, number, phone and bank account, as the registry keeps people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lookthrough.audit import operations as audit
from lookthrough.cases.repayment.models import Claim
from lookthrough.kernel.identifiers import check_resident_id, normalise_resident_id
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import Vault, VaultLocked, open_vault

UNCLAIMED = "未申报"
UNNAMED = "＊＊＊"
_AT_A_TIME = 2_000
_NAME = Text("请填写姓名（最多 80 字）", "a name of at most 80 characters is needed")
_NUMBER = Text("证件号码不正确，请核对", "the identity number is not right; please check it")
_PHONE = Text("电话号码不正确", "the phone number is not right")
_ACCOUNT = Text("收款账号应为 8 至 34 位数字或字母", "a bank account has 8 to 34 digits or letters")
_WAY = Text("证件号码和电话至少填一项", "an identity number or a phone number is needed")


@dataclass(frozen=True, slots=True)
class Person:
    """A claimant as told at the counter, in a file or on the portal."""

    name: str
    number: str = ""
    phone: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A claimant in clear, for a stated purpose; the account as number and bank."""

    name: str
    number: str
    phone: str
    account: str
    bank: str


def checked(person: Person) -> Person:
    """Return a person as it is kept, or refuse what cannot be right."""
    name, number = " ".join(person.name.split()), normalise_resident_id(person.number)
    phone, account = re.sub(r"[\s-]", "", person.phone), re.sub(r"\s", "", person.account).upper()
    if not 0 < len(name) <= 80:
        raise NotAllowed(_NAME)
    if number and (check_resident_id(number) if len(number) == 18 else not re.fullmatch(r"[0-9A-Z]{5,30}", number)):
        raise NotAllowed(_NUMBER)
    if phone and not re.fullmatch(r"\+?\d{7,15}", phone):
        raise NotAllowed(_PHONE)
    if not number and not phone:
        raise NotAllowed(_WAY)
    if account and not re.fullmatch(r"[0-9A-Z]{8,34}", account):
        raise NotAllowed(_ACCOUNT)
    return Person(name, number, phone, account, " ".join(person.bank.split())[:120])


def identity_of(person: Person, *, case_number: str, vault: Vault) -> str:
    """Return what stands for a claimant outside the vault: of the number, or where there is none of name and phone in this case."""
    if person.number:
        return vault.number_hash(person.number)
    return vault.name_at_firm_hash(fold(person.name), f"claim\0{case_number}\0{person.phone}")


def sealed(person: Person, *, case_number: str, vault: Vault) -> dict[str, Any]:
    """Return the columns of a claim that hold the person."""
    identity = identity_of(person, case_number=case_number, vault=vault)
    return {
        "identity": identity,
        "name_hash": vault.name_hash(fold(person.name)),
        "label": vault.label(identity),
        **_texts(person, identity, vault),
    }


def unknown(identity: str, *, vault: Vault) -> dict[str, Any]:
    """Return the columns of somebody whom only a ledger knows."""
    return {"identity": identity, "name_hash": "", "label": vault.label(identity), **_texts(Person(UNCLAIMED), identity, vault)}


def opened(claim: Claim, *, vault: Vault | None = None) -> Opened:
    """Return a claimant in clear; record the reading before. What does not open is shown as unnamed."""
    try:
        return _opened(claim, vault or open_vault())
    except (VaultLocked, OSError):
        return Opened(UNNAMED, "", "", "", "")


def _opened(claim: Claim, vault: Vault) -> Opened:
    name, number, phone, account = (_open(vault, claim, what) for what in ("name", "number", "phone", "account"))
    found = json.loads(account) if account else {}
    return Opened(name, number, phone, found.get("account", ""), found.get("bank", ""))


def last_signs(claim: Claim) -> str:
    """Return the last four signs of the claimant's number, or of the phone where there is none."""
    one = opened(claim)
    return (one.number or one.phone)[-4:]


def with_account(claim: Claim, *, account: str, bank: str) -> None:
    """Put another bank account into a claim, sealed under its own hash; the caller saves it."""
    one = _opened(claim, open_vault())
    told = checked(Person(one.name, one.number, one.phone, account, bank))
    for column, value in _texts(told, claim.identity, open_vault()).items():
        setattr(claim, column, value)


def name_hash(name: str) -> str:
    """Return what finds claimants of exactly this name."""
    return open_vault().name_hash(fold(name.strip()))


def number_hash(number: str) -> str:
    """Return what finds the claimant of exactly this number."""
    return open_vault().number_hash(normalise_resident_id(number))


@transaction.atomic
def seal_anew(*, actor: str, at: datetime) -> int:
    """Seal all claimants under the key in use, where they are not yet, and return how many; run when the vault's key was renewed."""
    vault, count, last = open_vault(), 0, 0
    while rows := list(Claim.objects.filter(pk__gt=last).exclude(key_id=vault.key_id).order_by("pk")[:_AT_A_TIME]):
        quote = connection.ops.quote_name
        names = ", ".join(f"{quote(column)} = %s" for column in _COLUMNS)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {quote(Claim._meta.db_table)} SET {names} WHERE id = %s", list(_anew(vault, rows)))  # noqa: S608
        count, last = count + len(rows), rows[-1].pk
    if count:
        audit.record(
            actor=actor, action="vault.claimants_sealed_anew", object_type="vault", object_id=vault.key_id, purpose="", at=at,
            details={"claims": count},
        )  # fmt: skip
    return count


_COLUMNS = ("identity", "name_hash", "label", "sealed_name", "sealed_number", "sealed_phone", "sealed_account", "key_id")


def _anew(vault: Vault, claims: Iterable[Claim]) -> Iterator[tuple[Any, ...]]:
    for one in claims:
        told = _opened(one, vault)  # what does not open stops the whole: nothing is sealed over
        person = Person(told.name, told.number, told.phone, told.account, told.bank)
        known = bool(one.name_hash)  # somebody known of a ledger alone keeps the ledger's hash
        columns = sealed(person, case_number=one.case_number, vault=vault) if known else unknown(one.identity, vault=vault)
        yield *(columns[name] for name in _COLUMNS), one.pk


def _texts(person: Person, identity: str, vault: Vault) -> dict[str, Any]:
    account = json.dumps({"account": person.account, "bank": person.bank}, ensure_ascii=False) if person.account else ""
    found: dict[str, Any] = {"key_id": vault.key_id}
    for what, text in (("name", person.name), ("number", person.number), ("phone", person.phone), ("account", account)):
        found[f"sealed_{what}"] = vault.seal(text, what=f"claim {what}", identity=identity) if text else None
    return found


def _open(vault: Vault, claim: Claim, what: str) -> str:
    kept = getattr(claim, f"sealed_{what}")
    return vault.open(kept, what=f"claim {what}", identity=claim.identity, key_id=claim.key_id) if kept else ""
