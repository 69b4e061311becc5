"""What is asked about who else has to do with a case: conflicts, delegations, handovers, views from outside, parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from lookthrough.cases.models.cases import Case, CaseOfficer, CaseParty
from lookthrough.cases.models.sharing import Conflict, DeclaredRelation, Delegation, Handover, LimitedView


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict of interest of an officer in a case."""

    officer_id: int
    username: str
    relation: str
    declared_by: str
    declared_at: datetime
    state: str
    decided_by: str
    decision: str


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Who stands in for whom, from when until when, in which case (none: in all)."""

    delegation_id: int
    giver: str
    giver_id: int
    taker: str
    taker_id: int
    from_on: date
    to_on: date
    reason: str
    number: str


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A case sent to another level or body, and what they answered."""

    handover_id: int
    to_kind: str
    to_body: str
    reason: str
    sent_by: str
    sent_by_id: int
    sent_at: datetime
    state: str
    their_number: str
    answered_on: date | None
    answered_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view of named pages that was opened to a person from outside."""

    officer_id: int
    username: str
    tabs: tuple[str, ...]
    purpose: str
    until: date
    given_by: str
    ended: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part that an officer had or has in a case."""

    officer_id: int
    username: str
    part: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A firm or body that has a part in a case beside its subject."""

    party_id: int
    subject_type: str
    subject_id: str
    name: str
    part: str
    note: str


@dataclass(frozen=True, slots=True)
class RelationRow:
    """An officer's own word of being related to a subject."""

    officer_id: int
    username: str
    relation: str
    declared_at: datetime


def conflicts(*, number: str) -> list[ConflictRow]:
    """Return the conflicts declared in a case, the newest first."""
    return [
        ConflictRow(one.officer_id, one.username, one.relation, one.declared_by, one.declared_at, one.state, one.decided_by, one.decision)
        for one in Conflict.objects.filter(case__number=number)
    ]


def relations(*, subject_type: str, subject_id: str) -> list[RelationRow]:
    """Return which officers declared to be related to a subject."""
    found = DeclaredRelation.objects.filter(subject_type=subject_type, subject_id=subject_id, lifted_at=None) if subject_id else []
    return [RelationRow(one.officer_id, one.username, one.relation, one.declared_at) for one in found]


def delegations(*, number: str, today: date) -> list[DelegationRow]:
    """Return who stands in, today or later, for the officers of a case."""
    assigned = CaseOfficer.objects.filter(case__number=number, until=None).values("officer_id")
    found = Delegation.objects.filter(Q(case__number=number) | Q(case=None), giver_id__in=assigned, to_on__gte=today, ended_at=None)
    return [_delegation(one) for one in found.select_related("case")]


def delegations_of(*, officer_id: int, today: date) -> list[DelegationRow]:
    """Return what an officer has delegated or taken on, today or later."""
    found = Delegation.objects.filter(Q(giver_id=officer_id) | Q(taker_id=officer_id), to_on__gte=today, ended_at=None)
    return [_delegation(one) for one in found.select_related("case")]


def handovers(*, number: str) -> list[HandoverRow]:
    """Return where a case was sent, the newest first."""
    return [
        HandoverRow(
            one.pk, one.to_kind, one.to_body, one.reason, one.sent_by, one.sent_by_id, one.sent_at, one.state, one.their_number,
            one.answered_on, one.answered_by, one.answer,
        )
        for one in Handover.objects.filter(case__number=number)
    ]  # fmt: skip


def views(*, number: str) -> list[ViewRow]:
    """Return to whom from outside pages of a case were opened."""
    return [
        ViewRow(one.officer_id, one.username, tuple(one.tabs), one.purpose, one.until, one.given_by, one.ended_at is not None)
        for one in LimitedView.objects.filter(case__number=number)
    ]


def shared_with(*, officer_id: int, on: date) -> list[tuple[str, str, tuple[str, ...], date]]:
    """Return what is open to a person from outside: number, title and pages of each case, and until when."""
    found = LimitedView.objects.filter(officer_id=officer_id, until__gte=on, ended_at=None).select_related("case")
    return [(one.case.number, one.case.title, tuple(one.tabs), one.until) for one in found]


def parts(*, number: str) -> list[PartRow]:
    """Return who has or had which part in a case."""
    found = CaseOfficer.objects.filter(case__number=number)
    return [PartRow(one.officer_id, one.username, one.part, one.since, one.until) for one in found]


def parties(*, number: str) -> list[PartyRow]:
    """Return the parties of a case beside its subject."""
    found = CaseParty.objects.filter(case__number=number, removed_at=None)
    return [PartyRow(one.pk, one.subject_type, one.subject_id, one.name, one.part, one.note) for one in found]


def related_cases(*, number: str) -> list[tuple[str, str, str]]:
    """Return the cases merged into a case, split off from it, or that it was split off from: how, number, title."""
    other = Case.objects.filter(Q(merged_into__number=number) | Q(split_from__number=number) | Q(split__number=number))
    rows = other.values_list("merged_into__number", "split_from__number", "number", "title").distinct()
    return [("merged" if into == number else "split" if of == number else "split_from", found, title) for into, of, found, title in rows]


def _delegation(one: Delegation) -> DelegationRow:
    return DelegationRow(
        one.pk, one.giver, one.giver_id, one.taker, one.taker_id, one.from_on, one.to_on, one.reason, one.case.number if one.case else ""
    )
