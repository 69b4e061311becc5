"""Who works here is changed: appointed, moved, given another role, dismissed and taken back, always by one and for some roles by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.db.models import QuerySet

from lookthrough.offices import second_factor, settings_in_force, visits
from lookthrough.offices.models import Office, Officer, Proposal
from lookthrough.offices.operations import random_password
from lookthrough.offices.queries import Colleague, able, forget, officer
from lookthrough.offices.roles import NEEDS_SECOND_PERSON, Action, Role

APPOINT, CHANGE, REINSTATE, NEW_PASSWORD, RESET_SECOND_FACTOR = "appoint", "change", "reinstate", "new_password", "reset_second_factor"
KINDS = (APPOINT, CHANGE, REINSTATE, NEW_PASSWORD, RESET_SECOND_FACTOR)
WAITING, CONFIRMED, REFUSED, WITHDRAWN, LAPSED = "waiting", "confirmed", "refused", "withdrawn", "lapsed"
_USERNAME = RegexValidator(r"\A[a-z0-9][a-z0-9._-]{1,39}\Z")


class NotAllowed(ValueError):  # noqa: N818 - named like FileRefused
    """A step that this officer may not take; the slug says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Wish:
    """What one officer wants done about a person: for an appointment with a new user name, else about an officer who is known."""

    kind: str
    reason: str
    officer_id: int | None = None
    username: str = ""
    name: str = ""
    office_id: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish: done at once, or waiting for a second person; a one-time password is told here and nowhere else."""

    username: str
    done: bool
    password: str = ""
    proposal_id: int | None = None
    officer_id: int | None = None
    password_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A proposal as it is shown."""

    proposal_id: int
    kind: str
    officer_id: int | None
    username: str
    name: str
    office: str
    role: str
    before: str
    reason: str
    proposed_by: int
    proposer: str
    proposed_at: datetime
    lapses_at: datetime


def wish(*, by: int, wanted: Wish, at: datetime) -> Outcome:
    """Do what is wished, or keep it as a proposal when a role that decides about others is concerned."""
    manager = _manager(by)
    proposal = _proposal(manager, wanted, at)
    with transaction.atomic():
        if Role(proposal.role) in NEEDS_SECOND_PERSON:
            if proposal.officer_id and _open(at).filter(officer_id=proposal.officer_id, kind=proposal.kind).exists():
                raise NotAllowed("waiting")
            proposal.save()
            return Outcome(proposal.username, done=False, proposal_id=proposal.pk, officer_id=proposal.officer_id)
        return _carry_out(proposal, at)


def confirm(*, proposal_id: int, by: int, at: datetime) -> Outcome:
    """Carry a proposal out as the second person: neither who proposed it nor whom it is about."""
    with transaction.atomic():
        found = _for_decision(proposal_id, by, at)
        found.state, found.decided_by_id, found.decided_at = CONFIRMED, by, at
        done = _carry_out(found, at)
        found.officer_id = done.officer_id
        found.save()
    return done


def refuse(*, proposal_id: int, by: int, reason: str, at: datetime) -> str:
    """Refuse a proposal and say why; returns the user name it was about."""
    if not reason.strip():
        raise NotAllowed("reason")
    with transaction.atomic():
        found = _for_decision(proposal_id, by, at)
        found.state, found.decided_by_id, found.decided_at, found.decision_reason = REFUSED, by, at, reason.strip()
        found.save()
    return found.username


def withdraw(*, proposal_id: int, by: int, at: datetime) -> str:
    """Take one's own proposal back; returns the user name it was about."""
    with transaction.atomic():
        found = _open(at).select_for_update(of=("self",)).filter(pk=proposal_id, proposed_by_id=by).first()
        if found is None:
            raise NotAllowed("state")
        found.state, found.decided_by_id, found.decided_at = WITHDRAWN, by, at
        found.save()
    return found.username


def dismiss(*, officer_id: int, by: int, reason: str, at: datetime) -> Colleague:
    """Close an officer's account and end the sessions; nothing is deleted and ``reinstate`` undoes it."""
    concerned = managed(officer_id=officer_id, by=by)
    if not reason.strip():
        raise NotAllowed("reason")
    with transaction.atomic():
        if not Officer.objects.filter(pk=officer_id, is_active=True).update(is_active=False):
            raise NotAllowed("state")
        forget()
        visits.end(officer_id=officer_id, at=at, why="dismissed")
        _open(at).filter(officer_id=officer_id).update(state=WITHDRAWN, decided_by_id=by, decided_at=at)
    return concerned


def managed(*, officer_id: int, by: int) -> Colleague:
    """Return an officer whom ``by`` may look after: of the own district, and not oneself."""
    manager = _manager(by)
    concerned = officer(officer_id=officer_id)
    if concerned is None:
        raise NotAllowed("unknown")
    if officer_id == by:
        raise NotAllowed("self")
    if manager.district is None or not manager.district.reaches(concerned.district.prefix if concerned.district else ""):
        raise NotAllowed("district")
    return concerned


def waiting(*, viewer: Colleague, at: datetime) -> list[ProposalShown]:
    """Return the proposals of the viewer's district that wait for a second person, the oldest first."""
    found = _open(at).select_related("officer", "officer__office", "office", "proposed_by").order_by("proposed_at")
    district = viewer.district
    return [_shown(one, at) for one in found if district and district.reaches(one.office.region_prefix)]


# ---- inside -----------------------------------------------------------------------------------------------------------------


def _manager(by: int) -> Colleague:
    manager = able(officer_id=by, action=Action.MANAGE_OFFICERS)
    if manager is None:
        raise NotAllowed("role")
    return manager


def _proposal(manager: Colleague, wanted: Wish, at: datetime) -> Proposal:
    """Check a wish and write it as the proposal it is."""
    if wanted.kind not in KINDS:
        raise NotAllowed("kind")
    if not wanted.reason.strip():
        raise NotAllowed("reason")
    made = Proposal(kind=wanted.kind, reason=wanted.reason.strip(), proposed_by_id=manager.officer_id, proposed_at=at)
    if wanted.kind == APPOINT:
        _about_somebody_new(made, wanted)
    else:
        _about_an_officer(made, wanted, manager)
    if made.role not in set(Role):
        raise NotAllowed("no_role")
    if manager.district is None or not manager.district.reaches(made.office.region_prefix):
        raise NotAllowed("district")
    return made


def _about_somebody_new(made: Proposal, wanted: Wish) -> None:
    made.username, made.name, made.role = wanted.username.strip().lower(), wanted.name.strip(), wanted.role
    made.office = _office(wanted.office_id)
    try:
        _USERNAME(made.username)
    except ValidationError:
        raise NotAllowed("username") from None
    if not made.name:
        raise NotAllowed("name")
    if Officer.objects.filter(username=made.username).exists():
        raise NotAllowed("taken")


def _about_an_officer(made: Proposal, wanted: Wish, manager: Colleague) -> None:
    concerned = managed(officer_id=wanted.officer_id or 0, by=manager.officer_id)
    known = Officer.objects.get(pk=concerned.officer_id)
    made.officer, made.username, made.name = known, known.username, known.name
    changing = wanted.kind == CHANGE
    made.role = wanted.role if changing else known.role
    made.office = _office(wanted.office_id if changing else known.office_id)
    if changing and (made.role, made.office.pk) == (known.role, known.office_id):
        raise NotAllowed("same")
    if known.is_active == (wanted.kind == REINSTATE):
        raise NotAllowed("state")


def _office(office_id: int | None) -> Office:
    found = Office.objects.filter(pk=office_id or 0).first()
    if found is None:
        raise NotAllowed("no_office")
    return found


def _for_decision(proposal_id: int, by: int, at: datetime) -> Proposal:
    second = able(officer_id=by, action=Action.CONFIRM_APPOINTMENTS)
    if second is None or second.district is None:
        raise NotAllowed("role")
    found = _open(at).select_for_update(of=("self",)).select_related("office").filter(pk=proposal_id).first()
    if found is None or not second.district.reaches(found.office.region_prefix):
        raise NotAllowed("state")
    if by in (found.proposed_by_id, found.officer_id):
        raise NotAllowed("own")
    return found


def _carry_out(proposal: Proposal, at: datetime) -> Outcome:
    """Do what a proposal says; whoever does it is told the one-time password, if there is one."""
    password = ""
    if proposal.kind == APPOINT:
        concerned = Officer(username=proposal.username, name=proposal.name)
    else:
        concerned = Officer.objects.select_for_update().get(pk=proposal.officer_id or 0)
    if proposal.kind in (APPOINT, CHANGE):
        concerned.office_id, concerned.role = proposal.office_id, proposal.role
    if proposal.kind in (APPOINT, NEW_PASSWORD, REINSTATE):
        concerned.is_active, password = True, give_one_time_password(concerned, at)
    concerned.save()
    if proposal.kind == RESET_SECOND_FACTOR:
        second_factor.remove_all(officer_id=concerned.pk)
    if proposal.kind in (NEW_PASSWORD, RESET_SECOND_FACTOR):
        visits.end(officer_id=concerned.pk, at=at, why=proposal.kind)
    return Outcome(concerned.username, done=True, password=password, officer_id=concerned.pk, password_until=concerned.one_time_until)


def give_one_time_password(concerned: Officer, at: datetime) -> str:
    """Set a password that must be changed at the next sign-in and opens nothing after some days; the caller saves."""
    password = random_password()
    concerned.set_password(password)
    concerned.one_time_until = at + timedelta(days=settings_in_force.for_officers(at).whole("one_time_password_days"))
    return password


def _open(at: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=WAITING, proposed_at__gt=at - _lifetime(at))


def _lifetime(at: datetime) -> timedelta:
    return timedelta(days=settings_in_force.for_officers(at).whole("proposal_days"))


def _shown(one: Proposal, at: datetime) -> ProposalShown:
    before = f"{one.officer.office or ''} {one.officer.role}".strip() if one.officer else ""
    return ProposalShown(
        one.pk, one.kind, one.officer_id, one.username, one.name, one.office.name, one.role, before, one.reason,
        one.proposed_by_id, str(one.proposed_by), one.proposed_at, one.proposed_at + _lifetime(at),
    )  # fmt: skip
