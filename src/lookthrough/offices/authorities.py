"""Authorities to read account data: asked for, approved by another or refused, revoked, at an end; who may read what under which."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from lookthrough.offices import settings_in_force
from lookthrough.offices.models import Authority, Office
from lookthrough.offices.queries import AuthorityInForce, Colleague, District, able, in_force, shown_in_force
from lookthrough.offices.roles import Action

ASKED, APPROVED, REFUSED, REVOKED, WITHDRAWN, EXPIRED = "asked", "approved", "refused", "revoked", "withdrawn", "expired"
STATES = (ASKED, APPROVED, EXPIRED, REFUSED, REVOKED, WITHDRAWN)


class NotAllowed(ValueError):  # noqa: N818 - named like FileRefused
    """A step that this officer may not take, or that the authority's state no longer allows; the slug says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an authority: asked, approved, refused, revoked, withdrawn, expired."""

    state: str
    at: datetime | date
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorityShown:
    """An authority as it is shown, with its state today."""

    authority_id: str
    legal_basis: str
    purpose: str
    scope: str
    ledgers: tuple[str, ...]
    institutions: tuple[str, ...]
    accounts: tuple[str, ...]
    parties: tuple[str, ...]
    expires_on: date
    state: str
    office: str
    asked_by: int | None
    asker: str
    approver: str
    steps: tuple[Step, ...]


def latest_day(*, on: date) -> date:
    """Return the last day an authority approved today may run to."""
    months = settings_in_force.for_authorities(on).whole("longest_months")
    year, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + year, month + 1
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def ask(
    *, by: int, legal_basis: str, purpose: str, scope: str, ledgers: Sequence[str], institutions: Sequence[str], accounts: Sequence[str],
    expires_on: date, at: datetime, today: date, parties: Sequence[str] = (),
) -> str:  # fmt: skip
    """Ask for an authority and return its number; it opens nothing until another officer approves it."""
    officer = able(officer_id=by, action=Action.ASK_AUTHORITY)
    if officer is None:
        raise NotAllowed("role")
    if not all(words.strip() for words in (legal_basis, purpose, scope)):
        raise NotAllowed("empty")
    if not today <= expires_on <= latest_day(on=today):
        raise NotAllowed("until")
    number = _next_number(today.year)
    Authority.objects.create(
        authority_id=number, legal_basis=legal_basis.strip(), purpose=purpose.strip(), scope=scope.strip(), ledgers=list(ledgers),
        institutions=list(institutions), accounts=list(accounts), parties=list(parties), expires_on=expires_on,
        recorded_at=at, state=ASKED,
        office=Office.objects.get(name=officer.office), asked_by_id=by,
    )  # fmt: skip
    return number


def approve(*, authority_id: str, by: int, reason: str, at: datetime, today: date) -> None:
    """Approve somebody else's request; it is in force from now to its last day."""
    officer = _decider(by)
    found = _waiting(authority_id, officer)
    if found.asked_by_id == by:
        raise NotAllowed("own")
    if not today <= found.expires_on <= latest_day(on=today):
        raise NotAllowed("until")
    _decide(found, APPROVED, officer, reason, at)


def refuse(*, authority_id: str, by: int, reason: str, at: datetime) -> None:
    """Refuse somebody else's request, and say why."""
    officer = _decider(by)
    found = _waiting(authority_id, officer)
    if found.asked_by_id == by:
        raise NotAllowed("own")
    if not reason.strip():
        raise NotAllowed("reason")
    _decide(found, REFUSED, officer, reason, at)


def withdraw(*, authority_id: str, by: int, at: datetime) -> None:
    """Take one's own request back while it waits."""
    changed = Authority.objects.filter(pk=authority_id, state=ASKED, asked_by_id=by).update(state=WITHDRAWN, ended_by_id=by, ended_at=at)
    if not changed:
        raise NotAllowed("state")


def revoke(*, authority_id: str, by: int, reason: str, at: datetime) -> None:
    """End an authority before its day; from this moment nothing is read under it."""
    officer = _decider(by)
    found = visible(officer=officer).filter(pk=authority_id).first()
    if found is None or found.state != APPROVED:
        raise NotAllowed("state")
    if not _reaches(officer, found):
        raise NotAllowed("district")
    if not reason.strip():
        raise NotAllowed("reason")
    changed = Authority.objects.filter(pk=authority_id, state=APPROVED)
    if not changed.update(state=REVOKED, ended_by_id=by, ended_at=at, end_reason=reason.strip()):
        raise NotAllowed("state")


# ---- what is asked ----------------------------------------------------------------------------------------------------------


def visible(*, officer: Colleague) -> QuerySet[Authority]:
    """Return the authorities an officer may know of: those of offices on the line of one's own, and those without an office."""
    if officer.district is None:
        return Authority.objects.none()
    return Authority.objects.filter(_on_the_line(officer.district))


def authorities(*, officer: Colleague, state: str = "", today: date) -> list[AuthorityShown]:
    """Return what an officer may know of, those that wait for a decision first, then the newest."""
    found = (
        visible(officer=officer).select_related("office", "asked_by", "decided_by", "ended_by").order_by("-recorded_at", "-authority_id")
    )
    shown = [_shown(one, today) for one in found]
    return sorted((one for one in shown if state in ("", one.state)), key=lambda one: one.state != ASKED)


def authority(*, officer: Colleague, authority_id: str, today: date) -> AuthorityShown | None:
    """Return one authority, or nothing for one this officer may not know of."""
    found = visible(officer=officer).filter(pk=authority_id).first()
    return _shown(found, today) if found else None


def authority_covering(
    *, officer: Colleague, on: date, authority_id: str | None = None, institution_id: str = "", ledger: str = "", party_id: str = ""
) -> AuthorityInForce | None:
    """Return an authority in force under which this officer may read the accounts of an institution, or of a party, or nothing.

    The one the data were loaded under comes first; then any approved for the officer's line of offices that names whose accounts they are,
    or the ledger. One that names nobody covers all its ledger holds.
    """
    mine = visible(officer=officer)
    loaded = in_force(on=on).filter(pk__in=mine).filter(pk=authority_id).first() if authority_id else None
    if loaded is not None and _covers(loaded, institution_id, party_id, ledger):
        return shown_in_force(loaded)
    named = (one for one in in_force(on=on).filter(pk__in=mine, office__isnull=False) if one.institutions or one.parties or one.ledgers)
    return next((shown_in_force(one) for one in named if _covers(one, institution_id, party_id, ledger)), None)


def may_decide(*, officer: Colleague, shown: AuthorityShown) -> bool:
    """Return whether an officer may approve or refuse this request."""
    found = Authority.objects.filter(pk=shown.authority_id).select_related("office").first()
    may = officer.may(Action.APPROVE_AUTHORITY) and shown.asked_by != officer.officer_id
    return found is not None and may and _reaches(officer, found)


# ---- inside -----------------------------------------------------------------------------------------------------------------


def _covers(one: Authority, institution_id: str, party_id: str, ledger: str) -> bool:
    """Return whether an authority's named scope holds an institution or party of a ledger; what it does not name it does not limit."""
    named = institution_id in one.institutions or party_id in one.parties
    return (named or not (one.institutions or one.parties)) and (not one.ledgers or not ledger or ledger in one.ledgers)


def _on_the_line(district: District) -> Q:
    above = [district.prefix[:length] for length in range(1, len(district.prefix) + 1)]
    return Q(office=None) | Q(office__region_prefix__startswith=district.prefix) | Q(office__region_prefix__in=above)


def _reaches(officer: Colleague, found: Authority) -> bool:
    """Return whether the authority belongs to the officer's own office or one below it; one on paper to the offices at the top."""
    return officer.district is not None and officer.district.reaches(found.office.region_prefix if found.office else "")


def _decider(by: int) -> Colleague:
    officer = able(officer_id=by, action=Action.APPROVE_AUTHORITY)
    if officer is None:
        raise NotAllowed("role")
    return officer


def _waiting(authority_id: str, officer: Colleague) -> Authority:
    found = visible(officer=officer).filter(pk=authority_id).select_related("office").first()
    if found is None or found.state != ASKED:
        raise NotAllowed("state")
    if not _reaches(officer, found):
        raise NotAllowed("district")
    return found


def _decide(found: Authority, state: str, officer: Colleague, reason: str, at: datetime) -> None:
    waiting = Authority.objects.filter(pk=found.pk, state=ASKED)
    said = {"decided_by_id": officer.officer_id, "decided_at": at, "decision_reason": reason.strip()}
    if not waiting.update(state=state, approver=officer.name if state == APPROVED else "", **said):
        raise NotAllowed("state")


def _next_number(year: int) -> str:
    """Return the next number of the year; the transaction of the request keeps two from taking the same."""
    taken = Authority.objects.select_for_update().filter(authority_id__regex=rf"^{year}-[0-9]{{4}}$").order_by("-authority_id").first()
    return f"{year}-{int(taken.authority_id[5:]) + 1 if taken else 1:04d}"


def _shown(one: Authority, today: date) -> AuthorityShown:
    state = EXPIRED if one.state in (ASKED, APPROVED) and one.expires_on < today else one.state
    return AuthorityShown(
        one.authority_id, one.legal_basis, one.purpose, one.scope, tuple(one.ledgers), tuple(one.institutions), tuple(one.accounts),
        tuple(one.parties), one.expires_on, state, one.office.name if one.office else "", one.asked_by_id, str(one.asked_by or ""),
        one.approver, tuple(_steps(one, state)),
    )  # fmt: skip


def _steps(one: Authority, state: str) -> list[Step]:
    steps = [Step(ASKED, one.recorded_at, str(one.asked_by), "")] if one.asked_by else [Step("recorded", one.recorded_at, one.approver, "")]
    if one.decided_by and one.decided_at:
        decided = REFUSED if one.state == REFUSED else APPROVED
        steps.append(Step(decided, one.decided_at, str(one.decided_by), one.decision_reason))
    if one.ended_by and one.ended_at:
        steps.append(Step(one.state, one.ended_at, str(one.ended_by), one.end_reason))
    if state == EXPIRED:
        steps.append(Step(EXPIRED, one.expires_on, "", ""))
    return steps
