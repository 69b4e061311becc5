"""What is asked of licences: those of a firm with how they stand on a day, and those that end soon."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry.licences import Licence, licence_kinds
from lookthrough.registry.models import Company, LicenceHeld
from lookthrough.registry.office_settings import settings_on

STANDINGS = {
    "in_force": Text("有效", "in force"),
    "not_yet": Text("未生效", "not yet in force"),
    "suspended": Text("暂停", "suspended"),
    "revoked": Text("吊销", "revoked"),
    "ended": Text("已到期", "ended"),
}


@dataclass(frozen=True, slots=True)
class LicenceOnDay:
    """A licence and how it stands on the day asked; ``company_id`` and ``name`` are empty when the register does not know the firm."""

    licence: Licence
    title: Text
    standing: str
    standing_title: Text
    company_id: str = ""
    name: str = ""


def licences_of(*, company_id: str, on: date) -> list[LicenceOnDay]:
    """Return a firm's licences, the newest first."""
    company = Company.objects.filter(identity=company_id).first()
    held = LicenceHeld.objects.filter(uscc=company.uscc).order_by("-valid_from", "kind") if company and company.uscc else []
    return [_on_day(one, on, company) for one in held]


def ending_soon(*, district: District, on: date) -> list[LicenceOnDay]:
    """Return the licences in force of a district's firms that end within the office's span, the first to end first."""
    last = on + timedelta(days=settings_on(on).whole("licence_ends_soon_days"))
    held = list(LicenceHeld.objects.filter(valid_to__gte=on, valid_to__lte=last).order_by("valid_to", "uscc"))
    firms = {one.uscc: one for one in Company.objects.filter(uscc_sound=True, uscc__in={one.uscc for one in held})}
    found = [_on_day(one, on, firms[one.uscc]) for one in held if one.uscc in firms and district.reaches(firms[one.uscc].region_code)]
    return [one for one in found if one.standing == "in_force"]


def _on_day(held: LicenceHeld, on: date, company: Company | None) -> LicenceOnDay:
    values = {one.name: getattr(held, one.name) for one in fields(Licence)} | {"words": frozenset(held.words)}
    licence = Licence(**values)
    kind, standing = licence_kinds().get(held.kind), licence.standing(on)
    title = kind.title if kind else Text(held.kind, held.kind)
    identity, name = (company.identity, company.name) if company else ("", "")
    return LicenceOnDay(licence, title, standing, STANDINGS[standing], identity, name)
