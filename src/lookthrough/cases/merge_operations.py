"""Cases that belong together become one, one that is two is split, an ended one is opened anew; every number stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import case_of, code_of, keep, type_of, unchanged, worker, written
from lookthrough.cases.case_operations import last_actor, turn_clocks
from lookthrough.cases.models.cases import Case, CaseLead, CaseOfficer
from lookthrough.cases.numbering import CASE, next_number
from lookthrough.cases.officer_operations import count_investigators
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_SELF = Text("案件不能并入自己", "a case cannot be merged into itself")
_OTHER_TYPE = Text("只有同类案件可以并案", "only cases of one type are merged")
_HAS_MERGED = Text("该案下已有并入的案件，请先分开", "other cases were merged into this one: take them apart first")
_NOT_MERGED = Text("该案没有并入其他案件", "this case was not merged into another")
_NO_LEADS = Text("请选择要分出的线索，且原案至少留一条", "please choose leads to take along, and leave the case at least one")
_NOT_ENDED = Text("案件没有办结", "the case has not ended")
_WAITS = Text("有步骤等待第二人决定，请先决定", "a step waits for a second person: decide on it first")


@transaction.atomic
def merge(*, number: str, into: str, reason: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Merge a case into another of its type: officers come along, the file stays whole under its own number and can be taken apart."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(reason)
    if number == into:
        raise NotAllowed(_SELF)
    found = {each: case_of(each, by) for each in sorted((number, into))}  # in one order, so that two officers cannot wait for each other
    one, other = found[number], found[into]
    unchanged(version, one.version, last_actor(one))
    if one.type != other.type:
        raise NotAllowed(_OTHER_TYPE)
    if one.merged.exists():
        raise NotAllowed(_HAS_MERGED)
    if one.step_proposals.filter(state="waiting").exists():
        raise NotAllowed(_WAITS)
    one.state, one.merged_into, one.ended_at = "merged", other, at
    one.save(update_fields=["state", "merged_into", "ended_at"])
    _bring_officers(one, other, by, at)
    _say(one, "merged", Text(f"并入{into}：{why}", f"merged into {into}: {why}"), by, at, into)
    _say(other, "merged", Text(f"{number}并入本案：{why}", f"{number} merged into this case: {why}"), by, at, number)
    count_investigators(other, by, at)


@transaction.atomic
def take_apart(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Undo a merger: the case is open again at the step it stood at."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(reason)
    one = case_of(number, by, ended=True, merged=True)
    if one.merged_into is None:
        raise NotAllowed(_NOT_MERGED)
    other = case_of(one.merged_into.number, by, ended=True)
    one.state, one.merged_into, one.ended_at = "open", None, None
    one.save(update_fields=["state", "merged_into", "ended_at"])
    said = Text(f"与{other.number}分开：{why}", f"taken apart from {other.number}: {why}")
    _say(one, "taken_apart", said, by, at, other.number)
    _say(other, "taken_apart", Text(f"{number}从本案分开：{why}", f"{number} taken out of this case: {why}"), by, at, number)


@transaction.atomic
def split(
    *, number: str, title: str, subject_type: str, subject_id: str, subject_name: str, leads: Sequence[str], reason: str, officer_id: int,
    at: datetime, version: int | None = None,
) -> str:  # fmt: skip
    """Split leads of a case off into a new one that begins at the first step with the same officers; returns its number."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(reason)
    one = case_of(number, by)
    unchanged(version, one.version, last_actor(one))
    chosen = list(one.case_leads.filter(lead__number__in=list(leads)))
    if not chosen or len(chosen) != len(set(leads)) or len(chosen) == one.case_leads.count():
        raise NotAllowed(_NO_LEADS)
    made = Case.objects.create(
        number=next_number(CASE, localdate(at).year), title=written(title, longest=200), type=one.type, step=type_of(one).first.slug,
        region_code=one.region_code, subject_type=subject_type, subject_id=code_of(subject_id),
        subject_name=written(subject_name, longest=200), tier=one.tier, opened_by=by.username, proposed_by=one.proposed_by, opened_at=at,
        step_since=at, split_from=one,
    )  # fmt: skip
    CaseLead.objects.filter(pk__in=[each.pk for each in chosen]).update(case=made)
    _bring_officers(one, made, by, at, with_lead=True)
    turn_clocks(made, type_of(made).first, by.username, at)
    _say(one, "split", Text(f"分出{made.number}：{why}", f"{made.number} split off: {why}"), by, at, made.number)
    _say(made, "split", Text(f"由{number}分出：{why}", f"split off from {number}: {why}"), by, at, number)
    count_investigators(made, by, at)
    return made.number


@transaction.atomic
def reopen(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Open a case anew at the step from which it ended; clocks that stopped with it are started by whoever needs them."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(reason)
    one = case_of(number, by, ended=True)
    if one.state != "ended":
        raise NotAllowed(_NOT_ENDED)
    one.state, one.step, one.step_since, one.ended_at, one.outcome = "open", one.ended_from or type_of(one).first.slug, at, None, ""
    one.save(update_fields=["state", "step", "step_since", "ended_at", "outcome"])
    _say(one, "reopened", Text(f"重新办理：{why}", f"reopened: {why}"), by, at, "")


def _bring_officers(one: Case, other: Case, by: Colleague, at: datetime, *, with_lead: bool = False) -> None:
    """Name the officers of a case in another; its lead officer becomes an investigator there, unless he or she leads it, too."""
    for each in one.case_officers.filter(until=None):
        part = each.part if each.part != "lead" or with_lead else "investigator"
        if not other.case_officers.filter(officer_id=each.officer_id, until=None).exists():
            CaseOfficer.objects.create(
                case=other, officer_id=each.officer_id, username=each.username, part=part, since=at, given_by=by.username
            )


def _say(one: Case, kind: str, said: Text, by: Colleague, at: datetime, reference: str) -> None:
    one.version += 1
    one.save(update_fields=["version"])
    keep(one, kind, said, by=by.username, at=at, reference=f"case:{reference}" if reference else "")
