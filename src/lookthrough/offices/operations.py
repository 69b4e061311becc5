"""What changes in offices: officers are appointed, authorities are recorded."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from lookthrough.kernel.texts import Text
from lookthrough.offices.models import Authority, Office, Officer
from lookthrough.offices.roles import Role


class AuthorityRefused(ValueError):  # noqa: N818 - named like FileRefused
    """An authority that says something else under an id already recorded: permissions are never rewritten."""


def record_office(*, name: str, region_prefix: str, parent: str | None = None, region_name: str = "") -> None:
    """Open an office for a region, or bring its region up to date; ``parent`` is the name of the office above it."""
    if not region_prefix.isdigit():
        raise ValueError(f"not the beginning of a region code: {region_prefix!r}")
    above = Office.objects.get(name=parent) if parent else None
    Office.objects.update_or_create(name=name, defaults={"region_prefix": region_prefix, "region_name": region_name, "parent": above})


def appoint_officer(
    *, username: str, name: str, office: str, role: Role, password: str | None = None, one_time_until: datetime | None = None
) -> str:
    """Give a person an office and a role; returns the password, a random one unless given. The person is new.

    A password that is ``one_time_until`` some moment must be changed at the first sign-in and opens nothing after it.
    """
    password = password or random_password()
    with transaction.atomic():
        officer = Officer(username=username, name=name, office=Office.objects.get(name=office), role=role, one_time_until=one_time_until)
        officer.set_password(password)
        officer.full_clean()
        officer.save()
    return password


def change_password(*, officer_id: int, password: str, at: datetime) -> None:
    """Give an officer the password chosen by him or her alone; the door has checked the old one and how good the new one is."""
    officer = Officer.objects.get(pk=officer_id)
    officer.set_password(password)
    officer.one_time_until, officer.password_changed_at = None, at
    officer.save(update_fields=["password", "one_time_until", "password_changed_at"])


def random_password() -> str:
    """Return a password of about 95 bits that can be read over the telephone."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """An office of the sample area: its name, its region and the office above it."""

    name: str
    region_prefix: str
    parent: str | None = None
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One way in to the sample area; the password is empty when the officer was there already."""

    username: str
    password: str
    name: Text
    role: Role
    office: str


_DEMO = (
    ("head", Text("演示局长", "Head (demo)"), Role.HEAD),
    ("officer", Text("演示经办", "Case officer (demo)"), Role.CASE_OFFICER),
    ("legal", Text("演示法制员", "Legal officer (demo)"), Role.CASE_OFFICER),
    ("analyst", Text("演示分析员", "Analyst (demo)"), Role.ANALYST),
    ("auditor", Text("演示审计员", "Auditor (demo)"), Role.AUDITOR),
    ("system", Text("演示系统管理员", "System administrator (demo)"), Role.SYSTEM_ADMINISTRATOR),
    ("security", Text("演示安全管理员", "Security administrator (demo)"), Role.SECURITY_ADMINISTRATOR),
    ("audit-admin", Text("演示审计管理员", "Audit administrator (demo)"), Role.AUDIT_ADMINISTRATOR),
)


def create_demo_officers(*, city: DemoOffice, districts: Sequence[DemoOffice]) -> list[DemoLogin]:
    """Open the sample area's offices; appoint one officer of each role in the city, one who reviews legally, a case officer a district.

    Passwords are random and returned once, to the caller alone; officers who are there already keep theirs.
    """
    for office in (city, *districts):
        record_office(**asdict(office))
    wanted = [(username, name, role, city.name) for username, name, role in _DEMO]
    for office in districts:
        place = Text(f"{office.region_name or office.name}经办", f"Case officer {office.region_prefix}")
        wanted.append((f"officer-{office.region_prefix}", place, Role.CASE_OFFICER, office.name))
    return [_demo_login(*one) for one in wanted]


def _demo_login(username: str, name: Text, role: Role, office: str) -> DemoLogin:
    known = Officer.objects.filter(username=username).exists()
    password = "" if known else appoint_officer(username=username, name=name.zh, office=office, role=role)
    return DemoLogin(username, password, name, role, office)


def record_authority(
    *, authority_id: str, legal_basis: str, purpose: str, approver: str, scope: str, expires_on: date, now: datetime
) -> bool:
    """Record a permission to read account data; returns False when the same one stands already.

    Raises ``AuthorityRefused`` when the id stands with other words, ``ValueError`` when something is left empty.
    """
    words = {"legal_basis": legal_basis, "purpose": purpose, "approver": approver, "scope": scope}
    if empty := [name for name, text in {"authority_id": authority_id, **words}.items() if not text.strip()]:
        raise ValueError(f"an authority needs {', '.join(empty)}")
    known, made = Authority.objects.get_or_create(
        authority_id=authority_id, defaults={**words, "expires_on": expires_on, "recorded_at": now}
    )
    if not made and (known.expires_on != expires_on or any(getattr(known, name) != text for name, text in words.items())):
        raise AuthorityRefused(f"authority {authority_id} is recorded with other words")
    return made
