"""What leads and cases put on an officer's desk: what is in his or her hands, what a second person is asked for, what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from lookthrough.cases.case_queries import CaseFacts, ClockRow, _clock, _whole, facts_of, reached_by, within
from lookthrough.cases.case_type import case_types
from lookthrough.cases.lead_queries import LeadRow, _reached, _row
from lookthrough.cases.lead_queries import _whole as _whole_leads
from lookthrough.cases.lead_words import PROPOSALS
from lookthrough.cases.models.cases import Case, CaseEvent, CaseOfficer, StepProposal
from lookthrough.cases.models.clocks import CaseClock
from lookthrough.cases.models.leads import Lead, LeadProposal
from lookthrough.cases.models.sharing import Conflict, DeclaredRelation, Handover
from lookthrough.kernel.asked import Asked, CameBack
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_COUNTY = 6  # signs of a county's region code
_CONFLICT = Text("回避待决定", "a conflict of interest to be decided")
_HANDOVER = Text("移送待签收", "a handover to be answered")
_HANDOVER_BACK = Text("移送被退回", "a handover was returned")


@dataclass(frozen=True, slots=True)
class InHand:
    """A case in an officer's hands: in which part, since when, by whom it was given."""

    case: CaseFacts
    part: str
    since: datetime
    given_by: str


@dataclass(frozen=True, slots=True)
class LeadInHand:
    """A lead in an officer's hands: since when, by whom it was given."""

    lead: LeadRow
    since: datetime
    given_by: str


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What a colleague did in a case of one's own."""

    at: datetime
    actor: str
    text: Text
    number: str
    title: str


def numbers_to_decide(*, by: Colleague) -> QuerySet[Case, str]:
    """Return the numbers of the open cases an officer may act in: of the district and level, and not recused; for the rooms of a case."""
    open_cases = _reached_cases(by).filter(state="open")
    if _is_county(by):
        open_cases = open_cases.exclude(tier="city")
    barred = Conflict.objects.filter(officer_id=by.officer_id).exclude(state="no_conflict").values("case")
    allowed = open_cases.exclude(pk__in=barred).exclude(subject_id__in=_related(by))
    return allowed.values_list("number", flat=True).order_by()


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return what of leads and cases waits for a second person's decision, if the officer is one who may decide."""
    if not by.may(Action.DECIDE_CASES):
        return []
    mine = numbers_to_decide(by=by)
    return [*_steps(mine), *_proposals(by), *_conflicts(mine), *_handovers(by)]


def came_back(*, by: Colleague, since: datetime) -> list[CameBack]:
    """Return what of one's own was refused or returned since a moment, while nothing newer stands in its place."""
    if not by.may(Action.SEE_CASES):
        return []
    reached = _reached_cases(by).filter(state="open")
    steps = StepProposal.objects.filter(case__in=reached, proposed_by_id=by.officer_id, state="refused", decided_at__gte=since)
    newer = StepProposal.objects.filter(state="waiting").values("case")
    found = [
        CameBack(f"step:{one.pk}", one.case.number, Text("办理步骤未获同意", "a step was refused"), one.case.title, one.decided_by,
                 one.decided_at or since, one.decision)
        for one in steps.exclude(case__in=newer).select_related("case")
    ]  # fmt: skip
    return [*found, *_leads_back(by, since), *_handovers_back(by, since)]


def in_hand(*, by: Colleague) -> list[InHand]:
    """Return the open cases in which an officer has a part, the newest first."""
    if not by.may(Action.SEE_CASES):
        return []
    mine = CaseOfficer.objects.filter(officer_id=by.officer_id, until=None).values("case")
    found = _whole().filter(pk__in=_reached_cases(by).filter(state="open", pk__in=mine))
    return [_in_hand(one, by.officer_id) for one in found[:500]]


def leads_in_hand(*, by: Colleague) -> list[LeadInHand]:
    """Return the open leads that an officer looks after, the newest first."""
    if not by.may(Action.SEE_CASES):
        return []
    found = _whole_leads(_reached_leads(by).filter(officer_id=by.officer_id, state="open")).prefetch_related("acts")
    return [_lead_in_hand(one) for one in found[:500]]


def nobodys_leads(*, officer_id: int, limit: int) -> tuple[list[LeadRow], int]:
    """Return the open leads of the district that nobody looks after, the newest first, and how many there are."""
    found = _reached(officer_id).filter(officer_id=None, state="open")
    return [_row(one) for one in _whole_leads(found)[:limit]], found.count()


def clocks_between(*, officer_id: int, first: date, last: date, today: date, mine: bool) -> list[ClockRow]:
    """Return the running clocks of the district whose last day lies between two days; of one's own cases alone, if asked."""
    found = CaseClock.objects.filter(state="running", due_on__gte=first, due_on__lte=last)
    found = found.filter(case__in=reached_by(officer_id).filter(state__in=("open", "merged")))
    if mine:
        found = found.filter(case__case_officers__officer_id=officer_id, case__case_officers__until=None).distinct()
    rows = found.select_related("case").prefetch_related("suspensions", "case__case_officers").order_by("due_on", "pk")
    return [_clock(one, today) for one in rows[:2_000]]


def changed_since(*, officer_id: int, moment: datetime, limit: int) -> list[CaseChange]:
    """Return what colleagues did since a moment in the cases in which an officer has a part, the newest first."""
    by = offices.officer(officer_id=officer_id)
    mine = reached_by(officer_id).filter(case_officers__officer_id=officer_id, case_officers__until=None)
    found = CaseEvent.objects.filter(case__in=mine, at__gte=moment).exclude(actor=by.username if by else "")
    return [
        CaseChange(one.at, one.actor, Text(one.zh, one.en), one.case.number, one.case.title) for one in found.select_related("case")[:limit]
    ]


def chosen(*, officer_id: int, numbers: Iterable[str]) -> list[CaseFacts]:
    """Return those of some cases that an officer may see, in the order of their numbers."""
    found = _whole().filter(pk__in=reached_by(officer_id), number__in=list(numbers)).order_by("number")
    return [facts_of(one) for one in found]


def chosen_leads(*, officer_id: int, numbers: Iterable[str]) -> list[LeadRow]:
    """Return those of some leads that an officer may see, in the order of their numbers."""
    return [_row(one) for one in _whole_leads(_reached(officer_id).filter(number__in=list(numbers))).order_by("number")]


def titles(*, numbers: Iterable[str]) -> dict[str, str]:
    """Return what cases are called, for lists that were bounded by their numbers before."""
    return dict(Case.objects.filter(number__in=list(numbers)).values_list("number", "title"))


def _steps(mine: QuerySet[Case, str]) -> list[Asked]:
    found = StepProposal.objects.filter(state="waiting", case__number__in=mine).select_related("case")
    return [Asked(f"step:{one.pk}", one.case.number, _step(one), one.case.title, one.proposed_by, one.proposed_at) for one in found]


def _step(one: StepProposal) -> Text:
    step = case_types()[one.case.type].step(one.to)
    title = step.title if step else Text(one.to, one.to)
    return Text(f"步骤待决定：{title.zh}", f"a step to be decided: {title.en}")


def _proposals(by: Colleague) -> list[Asked]:
    """Return what is proposed for leads; whether to join two that the programme saw alike is the question of who looks after them."""
    found = LeadProposal.objects.filter(state="waiting", lead__in=_reached_leads(by).filter(state="open")).exclude(kind="join")
    found = found.exclude(lead__subject_id__in=_related(by)).select_related("lead")
    return [Asked(f"lead:{one.pk}", one.lead.number, _wanted(one.kind), one.lead.title, one.proposed_by, one.proposed_at) for one in found]


def _wanted(kind: str) -> Text:
    title = PROPOSALS[kind]
    return Text(f"线索待决定：{title.zh}", f"a lead to be decided: {title.en}")


def _conflicts(mine: QuerySet[Case, str]) -> list[Asked]:
    found = Conflict.objects.filter(state="declared", case__number__in=mine).select_related("case")
    return [
        Asked(f"conflict:{one.pk}", one.case.number, _CONFLICT, one.case.title, one.declared_by, one.declared_at, frozenset({one.username}))
        for one in found
    ]


def _handovers(by: Colleague) -> list[Asked]:
    """Return what another level sent to the officer's level."""
    level = "district" if _is_county(by) else "city"
    found = Handover.objects.filter(state="sent", to_kind=level, case__in=_reached_cases(by).filter(state="open")).select_related("case")
    return [Asked(f"handover:{one.pk}", one.case.number, _HANDOVER, one.case.title, one.sent_by, one.sent_at) for one in found]


def _handovers_back(by: Colleague, since: datetime) -> list[CameBack]:
    found = Handover.objects.filter(sent_by_id=by.officer_id, state="returned", answered_on__gte=since.date())
    found = found.filter(case__in=_reached_cases(by).filter(state="open")).select_related("case")
    return [
        CameBack(f"handover:{one.pk}", one.case.number, _HANDOVER_BACK, one.case.title, one.answered_by, one.sent_at, one.answer)
        for one in found
    ]


def _leads_back(by: Colleague, since: datetime) -> list[CameBack]:
    found = LeadProposal.objects.filter(proposed_by_id=by.officer_id, state="refused", decided_at__gte=since)
    newer = LeadProposal.objects.filter(state="waiting").exclude(kind="join").values("lead")
    open_leads = _reached_leads(by).filter(state="open").exclude(pk__in=newer)
    found = found.filter(lead__in=open_leads).exclude(kind="join").select_related("lead")
    what = Text("线索处理意见未获同意", "what you proposed for a lead was refused")
    return [
        CameBack(f"lead:{one.pk}", one.lead.number, what, one.lead.title, one.decided_by, one.decided_at or since, one.decision)
        for one in found
    ]


def _reached_cases(by: Colleague) -> QuerySet[Case]:
    return Case.objects.filter(within(by.district)) if by.district else Case.objects.none()


def _reached_leads(by: Colleague) -> QuerySet[Lead]:
    return Lead.objects.filter(within(by.district)) if by.district else Lead.objects.none()


def _related(by: Colleague) -> QuerySet[DeclaredRelation, Any]:
    return DeclaredRelation.objects.filter(officer_id=by.officer_id, lifted_at=None).exclude(subject_id="").values("subject_id")


def _is_county(by: Colleague) -> bool:
    return by.district is not None and len(by.district.prefix) >= _COUNTY


def _in_hand(one: Case, officer_id: int) -> InHand:
    part = next(each for each in one.case_officers.all() if each.officer_id == officer_id and each.until is None)
    return InHand(facts_of(one), part.part, part.since, part.given_by)


def _lead_in_hand(one: Lead) -> LeadInHand:
    """Return a lead with who put it into the officer's hands: the newest act that assigned it, else whoever opened it."""
    given = max((each for each in one.acts.all() if each.kind == "assigned"), key=lambda each: each.pk, default=None)
    return LeadInHand(_row(one), given.at if given else one.opened_at, given.actor if given else one.opened_by)
