"""What is asked of leads: those of a district, one whole, those of a subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from lookthrough.cases.case_queries import about_first, within
from lookthrough.cases.models.leads import Lead, LeadProposal
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What somebody proposes to do with a lead; nobody's name: the programme saw the same subject."""

    kind: str
    case_type: str
    title: str
    into: str
    reason: str
    proposed_by: str
    proposed_by_id: int | None
    proposed_at: datetime
    state: str
    decided_by: str
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead of a list."""

    number: str
    title: str
    source: str
    reference: str
    from_body: str
    subject_type: str
    subject_id: str
    subject_name: str
    region_code: str
    state: str
    officer_id: int | None
    opened_by: str
    opened_at: datetime
    received_on: date
    version: int
    case_number: str
    joined_into: str
    waiting: tuple[ProposalRow, ...]


@dataclass(frozen=True, slots=True)
class LeadFile:
    """One lead with everything in it."""

    row: LeadRow
    text: str
    their_number: str
    joined: tuple[LeadRow, ...]
    proposals: tuple[ProposalRow, ...]
    acts: tuple[tuple[datetime, str, str, str], ...]  # at, actor, kind, note

    @property
    def asked(self) -> ProposalRow | None:
        """Return what waits for a second person."""
        return next((one for one in self.row.waiting if one.kind != "join"), None)

    @property
    def to_join(self) -> ProposalRow | None:
        """Return the proposal to join it to another."""
        return next((one for one in self.row.waiting if one.kind == "join"), None)


def leads(*, officer_id: int, limit: int = 500, start: int = 0, **asked: Any) -> list[LeadRow]:
    """Return the leads of the officer's district that are asked for (see ``counted``), the newest first, from one of them on."""
    return [_row(one) for one in _whole(_asked(officer_id, **asked))[start : start + limit]]


def counted(*, officer_id: int, **asked: Any) -> int:
    """Return how many leads there are by ``state``, ``source``, ``words``, whether ``mine``, whether ``waiting`` for a decision."""
    return _asked(officer_id, **asked).count()


def choices(*, officer_id: int, subject_id: str = "", but: str = "", limit: int = 50) -> list[tuple[str, str]]:
    """Return number and title of open leads to choose from, those about a subject first, then the newest."""
    found = _reached(officer_id).filter(state="open").exclude(number=but)
    return list(found.order_by(about_first(subject_id), "-opened_at", "-id").values_list("number", "title")[:limit])


def lead(*, number: str, officer_id: int) -> LeadFile | None:
    """Return one lead of the officer's district."""
    one = _whole(_reached(officer_id)).filter(number=number).first()
    if one is None:
        return None
    joined = tuple(_row(each) for each in _whole(Lead.objects.filter(joined_into=one)))
    proposals = tuple(_proposal(each) for each in one.proposals.select_related("into"))
    return LeadFile(_row(one), one.text, one.their_number, joined, proposals, tuple(one.acts.values_list("at", "actor", "kind", "note")))


def leads_of(*, officer_id: int, subject_ids: Iterable[str]) -> list[LeadRow]:
    """Return the leads about some subjects, the newest first."""
    return [_row(one) for one in _whole(_reached(officer_id).filter(subject_id__in=list(subject_ids)))]


def leads_in(*, case_number: str, officer_id: int) -> list[LeadRow]:
    """Return the leads that are in a case, in the order they came."""
    return [_row(one) for one in _whole(_reached(officer_id).filter(in_case__case__number=case_number)).order_by("opened_at", "pk")]


def opened_about(*, subject_ids: Iterable[str], district: District) -> list[tuple[datetime, str, str, str]]:
    """Return when leads about some subjects were opened in a district: time, user name, number, title."""
    found = Lead.objects.filter(within(district), subject_id__in=list(subject_ids))
    return list(found.values_list("opened_at", "opened_by", "number", "title"))


def lead_from(*, officer_id: int, source: str, reference: str) -> LeadRow | None:
    """Return the newest lead that came from a source, such as one alert."""
    one = _whole(_reached(officer_id).filter(source=source, reference=reference)).first()
    return _row(one) if one else None


def _asked(
    officer_id: int, *, state: str = "open", source: str = "", words: str = "", mine: bool = False, waiting: bool = False
) -> QuerySet[Lead]:
    found = _reached(officer_id)
    if state != "all":
        found = found.filter(state=state)
    if source:
        found = found.filter(source=source)
    if said := words.strip():
        found = found.filter(Q(number__icontains=said) | Q(title__icontains=said) | Q(subject_name__icontains=said) | Q(subject_id=said))
    if mine:
        found = found.filter(officer_id=officer_id)
    return found.filter(proposals__state="waiting").distinct() if waiting else found


def _reached(officer_id: int) -> QuerySet[Lead]:
    by = offices.able(officer_id=officer_id, action=Action.SEE_CASES)
    return Lead.objects.filter(within(by.district)) if by and by.district else Lead.objects.none()


def _whole(found: QuerySet[Lead]) -> QuerySet[Lead]:
    waiting = Prefetch("proposals", queryset=LeadProposal.objects.filter(state="waiting").select_related("into"), to_attr="waiting_now")
    return found.select_related("joined_into", "in_case__case").prefetch_related(waiting)


def _row(one: Lead) -> LeadRow:
    case = one.in_case.case.number if hasattr(one, "in_case") else ""
    return LeadRow(
        one.number, one.title, one.source, one.reference, one.from_body, one.subject_type, one.subject_id, one.subject_name,
        one.region_code, one.state, one.officer_id, one.opened_by, one.opened_at, one.received_on, one.version, case,
        one.joined_into.number if one.joined_into else "", tuple(_proposal(each) for each in one.waiting_now),  # type: ignore[attr-defined]
    )  # fmt: skip


def _proposal(one: LeadProposal) -> ProposalRow:
    into = one.into.number if one.into else one.into_case
    return ProposalRow(
        one.kind, one.case_type, one.title, into, one.reason, one.proposed_by, one.proposed_by_id, one.proposed_at, one.state,
        one.decided_by, one.decided_at, one.decision,
    )  # fmt: skip
