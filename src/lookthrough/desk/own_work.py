"""What is in an officer's own hands: alerts, triages, leads and cases with their clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from lookthrough.cases import desk_queries
from lookthrough.cases.campaigns import desk_queries as campaigns
from lookthrough.cases.case_queries import ClockRow
from lookthrough.cases.determination import queries as determination
from lookthrough.cases.petitions import queries as petition_desk
from lookthrough.desk.work_item import Why, WorkItem
from lookthrough.kernel.calendar import CalendarUnknown, is_provisional, working_days_between
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.triage_queries import TriageFilter
from lookthrough.registry.triage_queries import triages as triages_of
from lookthrough.risk import following
from lookthrough.supervision import desk_queries as supervision

_OWED = Text("整改到期", "a correction is due")
_TRIAGE = Text("分诊待办结", "a triage to finish")
_LEAD = Text("线索待研判", "a lead to judge")
_GIVEN_LEAD, _GIVEN_CASE = Text("线索", "a lead"), Text("案件", "a case")
_UNANSWERED = Text("部门逾期未答复", "a department has not answered in time")
_NEAR = 3  # working days: what is nobody's in particular lies on all desks only when it comes near
_MOST = 500
_LONG_AGO, _FAR = date(2000, 1, 1), date(2100, 1, 1)


def alerts(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return the alerts in the officer's hands with the day by which each should be decided."""
    if not me.may(Action.WORK_ALERTS):
        return []
    return [
        WorkItem(
            Why.DUE if one.due_on else Why.MINE, "alert", f"alert:{one.row.alert_id}", str(one.row.alert_id), one.row.headline,
            one.row.name, "alert", str(one.row.alert_id), due_on=one.due_on, left=one.left if one.due_on else None,
            provisional=bool(one.due_on) and one.provisional,
        )
        for one in following.mine_and_due(officer_id=me.officer_id, today=today)
    ]  # fmt: skip


def triages(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return the triages in the officer's hands."""
    if me.district is None or not me.may(Action.WORK_FIRMS):
        return []
    asked = TriageFilter(owner="me", order="due")
    page = triages_of(district=me.district, asked=asked, today=today, me=me.officer_id, page_size=_MOST)
    return [
        WorkItem(
            Why.DUE, "triage", f"triage:{one.triage_id}", str(one.triage_id), _TRIAGE, one.name, "triage", str(one.triage_id),
            due_on=one.due_on, left=one.days_left, provisional=_provisional(today, one.due_on),
        )
        for one in page.rows
    ]  # fmt: skip


def leads(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return the open leads that the officer looks after."""
    return [_lead(one, me) for one in desk_queries.leads_in_hand(by=me)]


def cases(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return a line for each running clock of one's cases, and one for each case that has none."""
    mine = desk_queries.in_hand(by=me)
    clocks = clocks_of(me, first=_LONG_AGO, last=_FAR, today=today, mine=True)
    timed = {one.number for one in clocks}
    return [*clocks, *(_case(one, me) for one in mine if one.case.number not in timed)]


def late_answers(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return the departments that have not answered in time in one's own cases."""
    if not me.may(Action.WORK_CASES):
        return []
    return [
        WorkItem(
            Why.DUE, "determination", f"late-answer:{row.asked_id}", number, _UNANSWERED, row.department, "case-determination", number,
            due_on=row.due_on, left=row.working_days_left,
        )
        for number, row in determination.late_answers(officer_id=me.officer_id, today=today, mine=True)
    ]  # fmt: skip


def clocks_of(me: Colleague, *, first: date, last: date, today: date, mine: bool) -> list[WorkItem]:
    """Return the running clocks that end between two days: of one's own cases, or of all cases of the district."""
    found = desk_queries.clocks_between(officer_id=me.officer_id, first=first, last=last, today=today, mine=mine)
    return [_clock(one, today) for one in found]


def corrections_of(me: Colleague, *, first: date, last: date, today: date, mine: bool) -> list[WorkItem]:
    """Return the corrections that licensed bodies owe between two days: of one's own checks, or of the district."""
    return [
        WorkItem(
            Why.DUE, "supervision", f"correction:{one.correction_id}", one.number, _OWED, one.name, "check", one.number,
            due_on=one.due_on, left=_left(today, one.due_on), provisional=_provisional(today, one.due_on),
        )
        for one in supervision.corrections_due(by=me, first=first, last=last, mine=mine)
    ]  # fmt: skip


def campaigns_of(me: Colleague, *, first: date, last: date, today: date) -> list[WorkItem]:
    """Return the days on which stages and tasks of campaigns end in the district; they are nobody's in particular."""
    return [
        WorkItem(
            Why.DUE, "campaign", f"campaign:{one.key}", one.number, one.what, one.name, "campaign", one.number,
            due_on=one.due_on, left=_left(today, one.due_on), provisional=_provisional(today, one.due_on),
        )
        for one in campaigns.days_between(by=me, first=first, last=last)
    ]  # fmt: skip


def given_to(me: Colleague, at: datetime, today: date) -> Iterable[tuple[str, WorkItem]]:
    """Yield the cases, leads and alerts that somebody else put into the officer's hands, each with what names that giving for good."""
    for one in desk_queries.in_hand(by=me):
        if one.given_by not in ("", me.username):
            yield f"{one.case.number}:{one.part}:{one.since:%Y%m%d%H%M%S%f}", replace(_case(one, me), what=_GIVEN_CASE)
    for lead in desk_queries.leads_in_hand(by=me):
        if lead.given_by not in ("", me.username):
            yield f"{lead.lead.number}:{lead.since:%Y%m%d%H%M%S%f}", replace(_lead(lead, me), what=_GIVEN_LEAD)
    given = following.given_by_others(officer_id=me.officer_id, username=me.username) if me.may(Action.WORK_ALERTS) else {}
    for item in alerts(me, at, today) if given else ():
        if int(item.number) in given:
            when, actor = given[int(item.number)]
            yield f"alert:{item.number}:{when:%Y%m%d%H%M%S%f}", replace(item, by=actor)


def petitions(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return what the petition desk of the district must still do and has come near; it is whoever works there who does it."""
    if not me.may(Action.WORK_PETITIONS):
        return []
    return [
        WorkItem(
            Why.DUE, "petition", f"petition:{one.number}:{one.kind}", one.number, petition_desk.DUES[one.kind], one.title, "petition",
            one.number, due_on=one.by, left=min(one.working_days_left, -1) if one.late else one.working_days_left,
        )
        for one in petition_desk.dues(officer_id=me.officer_id, now=at)
        if one.late or one.working_days_left <= _NEAR
    ]  # fmt: skip


def _lead(one: desk_queries.LeadInHand, me: Colleague) -> WorkItem:
    return WorkItem(
        Why.MINE, "lead", f"lead:{one.lead.number}", one.lead.number, _LEAD, one.lead.title, "lead", one.lead.number, since=one.since,
        by="" if one.given_by == me.username else one.given_by,
    )  # fmt: skip


def _case(one: desk_queries.InHand, me: Colleague) -> WorkItem:
    return WorkItem(
        Why.MINE, "case", f"case:{one.case.number}", one.case.number, one.case.step_title, one.case.title, "case", one.case.number,
        since=one.since, by="" if one.given_by == me.username else one.given_by,
    )  # fmt: skip


def _clock(one: ClockRow, today: date) -> WorkItem:
    return WorkItem(
        Why.DUE, "clock", f"clock:{one.number}:{one.name}:{one.from_on}", one.number, one.title, one.case_title, "case", one.number,
        due_on=one.due_on, left=one.working_days_left, provisional=_provisional(today, one.due_on),
    )  # fmt: skip


def _left(today: date, due_on: date) -> int | None:
    """Return the working days left; where the calendar of that year is not known yet, only whether the day has passed."""
    try:
        days = working_days_between(today, due_on)
    except CalendarUnknown:
        return None
    return min(days, -1) if due_on < today else days


def _provisional(today: date, due_on: date) -> bool:
    try:
        return is_provisional(min(today, due_on), max(today, due_on))
    except CalendarUnknown:
        return True
