"""What the head of a firm's file says, in few questions: the firm, where it stands, its licences, who watches and who looks after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lookthrough.kernel.texts import Text
from lookthrough.registry.changes import STATUSES
from lookthrough.registry.handling_queries import Keeper, keepers_of
from lookthrough.registry.licences import Licence, licence_kinds
from lookthrough.registry.models import Company, CompanyStanding, LicenceHeld, OtherName, WatchEntry
from lookthrough.registry.queries import CompanyFacts, _facts

_LICENCE_SAME = ("valid_from", "valid_to", "number", "scope", "issuing_body", "suspended_from", "suspended_to", "revoked_on")


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """A licence of the firm with its title and who issued it."""

    licence: Licence
    title: Text
    issuer: str


@dataclass(frozen=True, slots=True)
class NameFacts:
    """Another name of the firm: ``former``, ``short``, ``brand``, ``site`` or ``app``."""

    kind: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A term on the key watch list that runs."""

    reason: str
    from_on: date
    until: date


@dataclass(frozen=True, slots=True)
class FirmHead:
    """A firm as the head of its file shows it."""

    facts: CompanyFacts
    status: str
    status_title: Text
    status_on: date | None
    registered_address: str
    operating_address: str
    licences: tuple[LicenceFacts, ...]
    other_names: tuple[NameFacts, ...]
    watch: Watch | None
    keepers: tuple[Keeper, ...]

    @property
    def keeper(self) -> Keeper | None:
        """Return who looks after the firm now, or nobody."""
        return next((one for one in self.keepers if one.until is None), None)


def head_of(*, company_id: str, on: date) -> FirmHead | None:
    """Return the head of a firm's file as of a day, or nothing for an unknown firm."""
    found = Company.objects.select_related("source", "standing").filter(identity=company_id).first()
    if found is None:
        return None
    standing = found.standing if hasattr(found, "standing") else CompanyStanding()
    return FirmHead(
        facts=_facts(found),
        status=standing.status,
        status_title=STATUSES.get(standing.status, Text(standing.status, standing.status)),
        status_on=standing.status_on,
        registered_address=standing.registered_address,
        operating_address=standing.operating_address,
        licences=tuple(_licences(found)),
        other_names=tuple(_names(found)),
        watch=_watch(found, on),
        keepers=tuple(keepers_of(company_id=company_id)),
    )


def _licences(firm: Company) -> Iterable[LicenceFacts]:
    """Return the licences under the firm's code, the newest first; an unsound code holds none."""
    held = LicenceHeld.objects.filter(uscc=firm.uscc).order_by("-valid_from", "kind") if firm.uscc_sound else ()
    kinds = licence_kinds()
    for one in held:
        kind = kinds.get(one.kind)
        licence = Licence(one.uscc, one.kind, frozenset(one.words), **{name: getattr(one, name) for name in _LICENCE_SAME})
        yield LicenceFacts(licence, kind.title if kind else Text(one.kind, one.kind), one.issuing_body or (kind.issuer if kind else ""))


def _names(firm: Company) -> Iterable[NameFacts]:
    found = OtherName.objects.filter(company=firm).order_by("kind", "pk")
    return (NameFacts(one.kind, one.name, one.source) for one in found)


def _watch(firm: Company, on: date) -> Watch | None:
    running = Q(taken_off_on=None) | Q(taken_off_on__gt=on)
    found = WatchEntry.objects.filter(running, company=firm, from_on__lte=on, until__gte=on).order_by("-until").first()
    return Watch(found.reason, found.from_on, found.until) if found else None
