"""What is asked of cases: one, many, what each waits for, which clocks end soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OrderBy, Q, QuerySet

from lookthrough.cases.case_type import CaseType, Onward, case_types, missing
from lookthrough.cases.clocks import Pause, Unit, due, left
from lookthrough.cases.models.cases import Case, CaseEvent, CaseOfficer, MilestoneReached, StepProposal
from lookthrough.cases.models.clocks import CaseClock
from lookthrough.cases.models.sharing import LimitedView
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """An officer in one part of a case."""

    officer_id: int
    username: str
    part: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as other rooms and the pages see it; ``lead_officer`` is a user name, ``lead_ids`` are leads' numbers."""

    number: str
    title: str
    type: str
    step: str
    state: str
    region_code: str
    subject_type: str
    subject_id: str
    subject_name: str
    lead_officer: str
    officers: tuple[OfficerFacts, ...]
    opened_at: datetime
    step_since: datetime
    ended_at: datetime | None
    outcome: str
    merged_into: str
    lead_ids: tuple[str, ...]
    version: int
    tier: str = "district"
    only_tabs: frozenset[str] | None = None  # of a person from outside: the pages that may be read

    @property
    def kind(self) -> CaseType:
        """Return the type of the case."""
        return case_types()[self.type]

    @property
    def step_title(self) -> Text:
        """Return the step the case stands at."""
        found = self.kind.step(self.step)
        return found.title if found else Text(self.step, self.step)

    @property
    def is_open(self) -> bool:
        """Return whether the case is open."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock of a case: its last day, and how many working days are left (none while it stands still)."""

    number: str
    case_title: str
    lead_officer: str
    name: str
    title: Text
    from_on: date
    count: int
    unit: str
    basis: str
    due_on: date
    state: str
    stopped_on: date | None
    outcome: str
    working_days_left: int | None
    pauses: tuple[tuple[date, date | None, str], ...] = ()

    @property
    def late(self) -> bool:
        """Return whether the last day has passed and nothing stopped the clock."""
        return self.state == "running" and self.working_days_left is not None and self.working_days_left < 0

    @property
    def days_over(self) -> int:
        """Return the working days by which the clock is late."""
        return max(0, -(self.working_days_left or 0))


@dataclass(frozen=True, slots=True)
class EventRow:
    """A line of a case's timeline."""

    at: datetime
    actor: str
    kind: str
    text: Text
    reference: str
    number: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that the case may take or could take, with what is still missing."""

    to: str
    title: Text
    second_person: bool
    missing: tuple[Text, ...]


def case(*, number: str, officer_id: int, on: date | None = None) -> CaseFacts | None:
    """Return a case, if the officer may see it: by role and district, or by a view that was opened to him or her until a day."""
    found = _whole().filter(number=number).first()
    if found is None:
        return None
    by = offices.able(officer_id=officer_id, action=Action.SEE_CASES)
    if by is not None and by.district is not None and by.district.reaches(found.region_code):
        return facts_of(found)
    return _limited(found, officer_id, on)


def known(*, number: str) -> CaseFacts | None:
    """Return a case for the programme itself, bounded by nobody's district; never for a page."""
    found = _whole().filter(number=number).first()
    return facts_of(found) if found else None


def cases(*, officer_id: int, limit: int = 500, start: int = 0, **asked: Any) -> list[CaseFacts]:
    """Return the cases of an officer's district that are asked for (see ``counted``), the newest first, from one of them on."""
    found = _asked(officer_id, **asked).prefetch_related("case_officers", "case_leads__lead").select_related("merged_into")
    return [facts_of(one) for one in found[start : start + limit]]


def counted(*, officer_id: int, **asked: Any) -> int:
    """Return how many cases there are by ``state``, ``subject_ids``, ``case_type``, ``step``, ``words``, or one's own only (``mine``)."""
    return _asked(officer_id, **asked).count()


def choices(*, officer_id: int, case_type: str = "", subject_id: str = "", but: str = "", limit: int = 50) -> list[tuple[str, str]]:
    """Return number and title of open cases to choose from, those about a subject first, then the newest."""
    found = reached_by(officer_id).filter(state="open").exclude(number=but)
    if case_type:
        found = found.filter(type=case_type)
    return list(found.order_by(about_first(subject_id), "-opened_at", "-id").values_list("number", "title")[:limit])


def next_clocks(*, numbers: Iterable[str], today: date) -> dict[str, ClockRow]:
    """Return for each of some cases the running clock that ends first."""
    found = CaseClock.objects.filter(case__number__in=list(numbers), state="running").order_by("-due_on", "-pk").select_related("case")
    return {one.case.number: _clock(one, today) for one in found.prefetch_related("suspensions", "case__case_officers")}


def _asked(
    officer_id: int, *, state: str = "open", subject_ids: Iterable[str] | None = None, case_type: str = "", step: str = "", words: str = "",
    mine: bool = False,
) -> QuerySet[Case]:  # fmt: skip
    given = {"state": "" if state == "all" else state, "type": case_type, "step": step}
    found = reached_by(officer_id).filter(**{name: value for name, value in given.items() if value})
    if subject_ids is not None:
        found = found.filter(subject_id__in=list(subject_ids))
    if said := words.strip():
        found = found.filter(Q(number__icontains=said) | Q(title__icontains=said) | Q(subject_name__icontains=said) | Q(subject_id=said))
    return found.filter(case_officers__officer_id=officer_id, case_officers__until=None).distinct() if mine else found


def reached_by(officer_id: int) -> QuerySet[Case]:
    """Return the cases that an officer may see by role and district, for the modules of this room."""
    by = offices.able(officer_id=officer_id, action=Action.SEE_CASES)
    return Case.objects.filter(within(by.district)) if by and by.district else Case.objects.none()


def next_steps(*, number: str) -> list[NextStep]:
    """Return the ways on from where a case stands, each with what is still missing."""
    slug, step, state = Case.objects.values_list("type", "step", "state").get(number=number)
    kind = case_types()[slug]
    here = kind.step(step)
    if here is None or state != "open":
        return []
    reached = milestones(number=number)
    return [_next(kind, way, reached) for way in here.onward]


def milestones(*, number: str) -> Mapping[str, tuple[str, datetime]]:
    """Return the milestones of a case that stand, each with what reported it last and when."""
    found = MilestoneReached.objects.filter(case__number=number, retracted_at=None)
    return {row.milestone: (row.reference, row.at) for row in found}


def is_reported(*, number: str, milestone: str, reference: str) -> bool:
    """Return whether something reported a milestone of a case, and it stands."""
    return MilestoneReached.objects.filter(case__number=number, milestone=milestone, reference=reference, retracted_at=None).exists()


def waiting_step(*, number: str) -> tuple[str, str, int, datetime, str] | None:
    """Return the step that waits for a second person: which, who proposed it (name and id), when, why."""
    one = StepProposal.objects.filter(case__number=number, state="waiting").first()
    return (one.to, one.proposed_by, one.proposed_by_id, one.proposed_at, one.reason) if one else None


def events(*, number: str, limit: int = 500) -> list[EventRow]:
    """Return the timeline of a case and of the cases merged into it, the newest first."""
    found = CaseEvent.objects.filter(Q(case__number=number) | Q(case__merged_into__number=number)).select_related("case")
    return [EventRow(one.at, one.actor, one.kind, Text(one.zh, one.en), one.reference, one.case.number) for one in found[:limit]]


def told_of(*, subject_ids: Iterable[str], district: District, kinds: Iterable[str]) -> list[EventRow]:
    """Return some kinds of events of all cases about some subjects in a district, the newest first."""
    about = Case.objects.filter(within(district), subject_id__in=list(subject_ids))
    found = CaseEvent.objects.filter(case__in=about, kind__in=list(kinds)).select_related("case")
    return [EventRow(one.at, one.actor, one.kind, Text(one.zh, one.en), one.reference, one.case.number) for one in found[:500]]


def clocks(*, number: str, today: date) -> list[ClockRow]:
    """Return the clocks of a case, those that run first."""
    found = (
        CaseClock.objects.filter(Q(case__number=number) | Q(case__merged_into__number=number))
        .select_related("case")
        .prefetch_related("suspensions", "case__case_officers")
    )
    return sorted((_clock(one, today) for one in found), key=lambda row: (row.state == "stopped", row.due_on))


def clocks_due(*, officer_id: int, today: date, until: date, mine: bool = False) -> list[ClockRow]:
    """Return the running clocks of the officer's district that end by a day, the late ones first; only of one's own cases, if asked."""
    found = CaseClock.objects.filter(
        case__in=reached_by(officer_id).filter(state__in=("open", "merged")), state="running", due_on__lte=until
    )
    if mine:
        found = found.filter(case__case_officers__officer_id=officer_id, case__case_officers__until=None).distinct()
    found = found.select_related("case").prefetch_related("suspensions", "case__case_officers").order_by("due_on", "pk")
    return [_clock(one, today) for one in found]


def facts_of(one: Case, only_tabs: frozenset[str] | None = None) -> CaseFacts:
    """Return a stored case as others see it."""
    active = sorted((each for each in one.case_officers.all() if each.until is None), key=lambda each: each.pk)
    return CaseFacts(
        one.number, one.title, one.type, one.step, one.state, one.region_code, one.subject_type, one.subject_id, one.subject_name,
        _lead(active), tuple(OfficerFacts(each.officer_id, each.username, each.part) for each in active), one.opened_at, one.step_since,
        one.ended_at, one.outcome, one.merged_into.number if one.merged_into else "",
        tuple(each.lead.number for each in one.case_leads.all()), one.version, one.tier, only_tabs,
    )  # fmt: skip


def about_first(subject_id: str) -> OrderBy:
    """Return the order that puts what is about a subject before all else, for the modules of this room."""
    return OrderBy(ExpressionWrapper(Q(subject_id=subject_id) & ~Q(subject_id=""), output_field=BooleanField()), descending=True)


def _whole() -> QuerySet[Case]:
    return Case.objects.select_related("merged_into").prefetch_related("case_officers", "case_leads__lead")


def within(district: District) -> Q:
    """Return what lies in a district, for the modules of this room."""
    inside = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return inside | Q(region_code="") if district.unplaced else inside


def _limited(one: Case, officer_id: int, on: date | None) -> CaseFacts | None:
    by = offices.able(officer_id=officer_id, action=Action.SEE_SHARED_CASES)
    if by is None or on is None:
        return None
    view = LimitedView.objects.filter(case=one, officer_id=officer_id, until__gte=on, ended_at=None).first()
    return facts_of(one, frozenset(view.tabs)) if view else None


def _lead(active: list[CaseOfficer]) -> str:
    return next((each.username for each in active if each.part == "lead"), "")


def _next(kind: CaseType, way: Onward, reached: Mapping[str, object]) -> NextStep:
    step = kind.step(way.to)
    lacks = tuple(missing(name) for name in way.needs if name not in reached)
    return NextStep(way.to, step.title if step else Text(way.to, way.to), way.second_person, lacks)


def _clock(one: CaseClock, today: date) -> ClockRow:
    pauses = [Pause(each.from_on, each.to_on, each.reason) for each in one.suspensions.all()]
    ends = one.due_on
    if one.state == "suspended":
        ends = due(start=one.from_on, count=one.count, unit=Unit(one.unit), pauses=pauses, today=today)
    lead = next((each.username for each in one.case.case_officers.all() if each.until is None and each.part == "lead"), "")
    return ClockRow(
        one.case.number, one.case.title, lead, one.name, Text(one.zh, one.en), one.from_on, one.count, one.unit, one.basis, ends, one.state,
        one.stopped_on, one.outcome, left(on=today, due_on=ends) if one.state == "running" else None,
        tuple((each.from_on, each.to_on, each.reason) for each in pauses),
    )  # fmt: skip
