"""What is asked of offices: who may do what where, and which authority is in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from lookthrough.offices.models import Authority, Office, Officer
from lookthrough.offices.roles import Action, Role, role_may


@dataclass(frozen=True, slots=True)
class District:
    """What an officer's office reaches: regions whose code begins with ``prefix``; ``unplaced`` too, if no office is above it."""

    prefix: str
    unplaced: bool

    def reaches(self, region_code: str) -> bool:
        """Return whether something in a region, or without one, lies in the district."""
        return region_code.startswith(self.prefix) if region_code else self.unplaced

    @property
    def past(self) -> str:
        """Return the first code after the district's, so that its codes are a span of an index: from ``prefix`` to before this."""
        return self.prefix[:-1] + chr(ord(self.prefix[-1]) + 1) if self.prefix else "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer as others see one."""

    officer_id: int
    username: str
    name: str
    role: Role | None
    office: str
    district: District | None
    is_active: bool
    last_login: datetime | None

    def may(self, action: Action) -> bool:
        """Return whether the officer is active, placed in an office, and of a role that carries the action."""
        return self.is_active and self.district is not None and role_may(self.role or "", action)


@dataclass(frozen=True, slots=True)
class AuthorityInForce:
    """A permission to read account data that has not ended."""

    authority_id: str
    legal_basis: str
    purpose: str
    approver: str
    scope: str
    expires_on: date


# What has been asked about officers while one request is answered: a page asks in many rooms what one and the same officer may do
_known: ContextVar[dict[int, Colleague | None] | None] = ContextVar("officers known in this request", default=None)


@contextmanager
def known_while_answering() -> Iterator[None]:
    """Ask the store about each officer once within the block; what changes an officer or an office in it is asked again."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def forget(**_: Any) -> None:
    """Ask the store again about every officer, from here on."""
    known = _known.get()
    if known is not None:
        known.clear()


for _signal in (post_save, post_delete):
    for _model in (Officer, Office):
        _signal.connect(forget, sender=_model, dispatch_uid=f"forget {_model.__name__}")


def able(*, officer_id: int | None, action: Action) -> Colleague | None:
    """Return the officer if he or she may do something, else nothing."""
    found = officer(officer_id=officer_id)
    return found if found and found.may(action) else None


def may(*, officer_id: int | None, action: Action) -> bool:
    """Return whether an officer may do something."""
    return able(officer_id=officer_id, action=action) is not None


def officer(*, officer_id: int | None) -> Colleague | None:
    """Return one officer, or nothing for an unknown id."""
    if not officer_id:
        return None
    known = _known.get()
    if known is None:
        return _read(officer_id)
    if officer_id not in known:
        known[officer_id] = _read(officer_id)
    return known[officer_id]


def officers() -> list[Colleague]:
    """Return all officers by office and name."""
    return [_colleague(one) for one in Officer.objects.select_related("office").order_by("office__region_prefix", "username")]


def names_by_username() -> dict[str, str]:
    """Return what everybody is called, also who has left: records keep user names, pages say names."""
    return {username: name for username, name in Officer.objects.values_list("username", "name") if name}


def officers_of(*, district: District) -> list[Colleague]:
    """Return the officers whose office lies in a district; the top office also sees those without an office."""
    return [one for one in officers() if district.reaches(one.district.prefix if one.district else "")]


def offices_of(*, district: District) -> list[tuple[int, str, str]]:
    """Return id, name and region prefix of the offices in a district, the highest first."""
    found = Office.objects.order_by("region_prefix", "name").values_list("pk", "name", "region_prefix")
    return [one for one in found if district.reaches(one[2])]


def officers_for(*, region_code: str) -> list[Colleague]:
    """Return the active officers who may work an alert in a region: the nearest offices first."""
    able = [one for one in officers() if one.may(Action.WORK_ALERTS)]
    near = [one for one in able if one.district and one.district.reaches(region_code)]
    return sorted(near, key=lambda one: (-len(one.district.prefix) if one.district else 0, one.username))


def region_names() -> dict[str, str]:
    """Return the names that offices give their regions, by the beginning of the region's code."""
    return dict(Office.objects.exclude(region_name="").values_list("region_prefix", "region_name"))


def authority_in_force(*, authority_id: str | None, on: date) -> AuthorityInForce | None:
    """Return the authority if it was approved, not revoked, and has not ended before ``on``; its last day counts."""
    found = in_force(on=on).filter(pk=authority_id).first() if authority_id else None
    return shown_in_force(found) if found else None


def in_force(*, on: date) -> QuerySet[Authority]:
    """Return all authorities in force on a day, for the modules of this room."""
    return Authority.objects.filter(state="approved", expires_on__gte=on)


def shown_in_force(one: Authority) -> AuthorityInForce:
    """Return an authority in force as other rooms see it."""
    return AuthorityInForce(one.authority_id, one.legal_basis, one.purpose, one.approver, one.scope, one.expires_on)


def _read(officer_id: int) -> Colleague | None:
    found = Officer.objects.select_related("office").filter(pk=officer_id).first()
    return _colleague(found) if found else None


def _colleague(one: Officer) -> Colleague:
    office = one.office
    return Colleague(
        officer_id=one.pk,
        username=one.username,
        name=str(one),
        role=Role(one.role) if one.role in set(Role) else None,
        office=office.name if office else "",
        district=District(office.region_prefix, unplaced=office.parent_id is None) if office and office.region_prefix else None,
        is_active=one.is_active,
        last_login=one.last_login,
    )
