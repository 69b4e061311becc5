"""The second person's word on a lead: it becomes a case, part of one, or is closed; and a closed lead may be looked at again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lookthrough.cases.acting import case_of, worker, written
from lookthrough.cases.acting import keep as keep_case
from lookthrough.cases.case_operations import open_case
from lookthrough.cases.lead_acting import keep, lead_of
from lookthrough.cases.lead_operations import opened_again
from lookthrough.cases.models.cases import Case, CaseLead
from lookthrough.cases.models.leads import Lead, LeadProposal
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_OWN = Text("提出的人不能自己决定，请由另一位有权人员决定", "whoever proposes does not decide: another officer does")
_NOTHING = Text("没有等待决定的意见", "no proposal waits for a decision")
_NOT_OWN = Text("只能撤回自己提出的意见", "only your own proposal can be withdrawn")


@transaction.atomic
def decide(
    *, number: str, agreed: bool, reason: str, officer_id: int, at: datetime, lead_officer_id: int | None = None,
    version: int | None = None,
) -> str:  # fmt: skip
    """Decide on what another officer proposed for a lead; returns the number of the case it is in now, if it is in one."""
    by = worker(officer_id, Action.DECIDE_CASES)
    one = lead_of(number, by, version=version)
    asked = _asked(one)
    if asked.proposed_by_id == by.officer_id:
        raise NotAllowed(_OWN)
    _end(asked, "agreed" if agreed else "refused", by, at, reason.strip() if agreed else written(reason))
    if not agreed:
        keep(one, "refused", by=by.username, at=at, note=reason.strip(), details={"kind": asked.kind})
        return ""
    if asked.kind == "close":
        _close(one, by, at, asked.reason)
        return ""
    case = _case_for(one, asked, by, at, lead_officer_id)
    _put_in(case, one, by, at)
    return case.number


@transaction.atomic
def withdraw(*, number: str, officer_id: int, at: datetime) -> None:
    """Take one's own proposal back."""
    by = worker(officer_id)
    one = lead_of(number, by)
    asked = _asked(one)
    if asked.proposed_by_id != by.officer_id:
        raise NotAllowed(_NOT_OWN)
    _end(asked, "withdrawn", by, at, "")
    keep(one, "withdrawn", by=by.username, at=at)


@transaction.atomic
def reopen_lead(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Look at a closed lead again."""
    by, why = worker(officer_id), written(reason)
    one = lead_of(number, by, states=("closed",))
    one.state, one.ended_at = "open", None
    opened_again(one, "state", "ended_at")
    keep(one, "reopened", by=by.username, at=at, note=why)


def _case_for(one: Lead, asked: LeadProposal, by: Colleague, at: datetime, lead_officer_id: int | None) -> Case:
    if asked.kind == "into_case":
        return case_of(asked.into_case, by)
    number = open_case(
        case_type=asked.case_type, title=asked.title, region_code=one.region_code, subject_type=one.subject_type, subject_id=one.subject_id,
        subject_name=one.subject_name, proposed_by=asked.proposed_by_id or 0, officer_id=by.officer_id, at=at,
        lead_officer_id=lead_officer_id, reason=asked.reason,
    )  # fmt: skip
    return Case.objects.get(number=number)


def _put_in(case: Case, one: Lead, by: Colleague, at: datetime) -> None:
    """Put a lead, and what was joined to it, into a case."""
    for each in (one, *one.joined.all()):
        CaseLead.objects.create(case=case, lead=each)
        said = Text(f"线索{each.number}：{each.title}", f"lead {each.number}: {each.title}")
        keep_case(case, "lead_added", said, by=by.username, at=at, reference=f"lead:{each.number}")
    one.state, one.ended_at = "case", at
    one.save(update_fields=["state", "ended_at"])
    keep(one, "case", by=by.username, at=at, note=case.number, details={"case": case.number})


def _close(one: Lead, by: Colleague, at: datetime, reason: str) -> None:
    one.state, one.ended_at = "closed", at
    one.save(update_fields=["state", "ended_at"])
    keep(one, "closed", by=by.username, at=at, note=reason)


def _asked(one: Lead) -> LeadProposal:
    found = one.proposals.filter(state="waiting").exclude(kind="join").first()
    if found is None:
        raise NotAllowed(_NOTHING)
    return found


def _end(asked: LeadProposal, state: str, by: Colleague, at: datetime, why: str) -> None:
    asked.state, asked.decided_by, asked.decided_at, asked.decision = state, by.username, at, why
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision"])
