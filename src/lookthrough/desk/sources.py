"""Where work comes from: one line for each room that puts something on a desk. A new room adds its line to ``SOURCES``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from lookthrough.cases import desk_queries as cases
from lookthrough.cases.campaigns import desk_queries as campaigns
from lookthrough.cases.determination import desk_queries as determination
from lookthrough.cases.papers import desk_queries as papers
from lookthrough.cases.petitions import desk_queries as petitions
from lookthrough.cases.procedure import desk_queries as procedure
from lookthrough.cases.repayment import desk_queries as repayment
from lookthrough.cases.rescues import desk_queries as rescues
from lookthrough.desk import own_work
from lookthrough.desk.work_item import Why, WorkItem
from lookthrough.evidence import desk_queries as evidence
from lookthrough.kernel.asked import Asked, CameBack
from lookthrough.kernel.texts import Text
from lookthrough.offices import appointments, authorities
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import corrections_queries as corrections
from lookthrough.reports import desk_queries as reports
from lookthrough.supervision import desk_queries as supervision

Source = Callable[[Colleague, datetime, date], Iterable[WorkItem]]
CAME_BACK_FOR = timedelta(days=30)  # what came back longer ago is no news
_CORRECTION = Text("更正待批准", "a correction to approve")
_AUTHORITY = Text("授权申请待批准", "an authority to approve")
_APPOINTMENT = Text("任免待确认", "an appointment to confirm")
_PAGE_OF = {
    "evidence": "case-evidence",
    "paper": "case-papers",
    "determination": "case-determination",
    "procedure": "case-procedure",
    "repayment": "case-repayment",
    "supervision": "check",
}  # elsewhere the page has the name of the source


def _asked(source: str, found: Iterable[Asked], me: Colleague) -> list[WorkItem]:
    """Return what is asked of the officer, without what he or she asked for or may not decide."""
    return [
        WorkItem(
            Why.ASKED, _source_of(source, one.key), f"asked:{one.key}", one.number, one.what, one.title, _page(source, one.key),
            one.title if source == "evidence" else one.number, since=one.asked_at, by=one.asked_by,
        )
        for one in found
        if me.username != one.asked_by and me.username not in one.barred
    ]  # fmt: skip


def _back(source: str, found: Iterable[CameBack]) -> list[WorkItem]:
    return [
        WorkItem(
            Why.RETURNED, _source_of(source, one.key), f"returned:{one.key}", one.number, one.what, one.title, _page(source, one.key),
            one.number, since=one.at, by=one.by, said=one.said,
        )
        for one in found
    ]  # fmt: skip


def _source_of(source: str, key: str) -> str:
    return "lead" if source == "case" and key.startswith("lead:") else source


def _page(source: str, key: str) -> str:
    here = _source_of(source, key)
    return _PAGE_OF.get(here, here)


def _cases_back(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    since = at - CAME_BACK_FOR
    back = _back("case", cases.came_back(by=me, since=since))
    return [*back, *_back("paper", papers.came_back(by=me, since=since))]


def _wordings(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    asked = _asked("petition", petitions.wordings_asked(officer_id=me.officer_id), me)
    return [replace(one, page="wordings", at="") for one in asked]


def _reports(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    return [
        WorkItem(
            Why.ASKED, "report", f"asked:{one.key}", one.number, one.what, one.title, "report", str(report_id), one.asked_at, one.asked_by
        )
        for report_id, one in reports.decisions_asked(by=me)
        if one.asked_by != me.username
    ]


def _corrections(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    if me.district is None or not me.may(Action.CORRECT_REGISTER):
        return []
    waiting = (one for one in corrections.corrections(district=me.district) if one.state == "proposed" and one.made_by_id != me.officer_id)
    return [
        WorkItem(
            Why.ASKED, "register", f"asked:correction:{one.correction_id}", str(one.correction_id), _CORRECTION, one.reason, "correction",
            str(one.correction_id), since=one.made_at, by=one.made_by,
        )
        for one in waiting
    ]  # fmt: skip


def _authorities(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    if not me.may(Action.APPROVE_AUTHORITY):
        return []
    asked = authorities.authorities(officer=me, state=authorities.ASKED, today=today)
    return [
        WorkItem(
            Why.ASKED, "authority", f"asked:authority:{one.authority_id}", one.authority_id, _AUTHORITY, one.scope, "authority",
            one.authority_id, by=one.asker,
        )
        for one in asked
        if authorities.may_decide(officer=me, shown=one)
    ]  # fmt: skip


def _appointments(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    if not me.may(Action.CONFIRM_APPOINTMENTS):
        return []
    waiting = (one for one in appointments.waiting(viewer=me, at=at) if me.officer_id not in (one.proposed_by, one.officer_id))
    return [
        WorkItem(
            Why.ASKED, "appointment", f"asked:appointment:{one.proposal_id}", str(one.proposal_id), _APPOINTMENT, one.office, "officers",
            "", since=one.proposed_at, by=one.proposer,
        )
        for one in waiting
    ]  # fmt: skip


SOURCES: tuple[Source, ...] = (
    own_work.alerts,
    own_work.triages,
    own_work.leads,
    own_work.cases,
    own_work.late_answers,
    _cases_back,
    lambda me, at, today: _asked("case", cases.decisions_asked(by=me), me),
    lambda me, at, today: _asked("determination", determination.decisions_asked(by=me), me),
    lambda me, at, today: _asked("procedure", procedure.decisions_asked(by=me), me),
    lambda me, at, today: _asked("paper", papers.decisions_asked(by=me), me),
    lambda me, at, today: _asked("repayment", repayment.decisions_asked(by=me), me),
    lambda me, at, today: _asked("evidence", evidence.decisions_asked(by=me), me),
    lambda me, at, today: _asked("campaign", campaigns.decisions_asked(by=me), me),
    lambda me, at, today: _asked("rescue", rescues.decisions_asked(by=me), me),
    lambda me, at, today: _asked("supervision", supervision.decisions_asked(by=me), me),
    own_work.petitions,
    lambda me, at, today: _asked("petition", petitions.decisions_asked(officer_id=me.officer_id), me),
    _wordings,
    _reports,
    _corrections,
    _authorities,
    _appointments,
)
