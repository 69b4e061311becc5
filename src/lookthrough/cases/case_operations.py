"""What happens to a case: opened by two, its milestones reported, its steps taken, its clocks kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import case_of, is_related, keep, locked, type_of, unchanged, worker, written
from lookthrough.cases.case_type import CaseType, Onward, Step, case_types, missing, refusals
from lookthrough.cases.clock_keeping import extend_clock, resume_clock, start_clock, started, stop_clock, stopped, suspend_clock
from lookthrough.cases.milestones import CLOCKS, MILESTONES
from lookthrough.cases.models.cases import Case, CaseOfficer, StepProposal
from lookthrough.cases.numbering import CASE, next_number
from lookthrough.cases.terms import term
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

__all__ = [
    "advance", "attest", "decide_step", "extend_clock", "may_act", "note_event", "open_case", "propose_step", "resume_clock",
    "retract", "start_clock", "stop_clock", "suspend_clock", "withdraw_step",
]  # fmt: skip
_NO_TYPE = Text("没有这种案件类型", "there is no such case type")
_OWN = Text("提出立案的人不能自己决定立案，请由另一位有权人员决定", "whoever proposes a case does not decide on it; another officer does")
_NOT_THEIRS = Text("案件不在您的辖区", "the case lies outside your district")
_RELATED = Text(
    "提出人、决定人或主办人已申报与该主体有关系，须回避", "who proposes, decides or leads declared a relation to the subject and keeps away"
)
_NOT_REACHED = Text("该要件没有记录，或已撤回", "this milestone is not on record, or was taken back")
_SECOND = Text("这一步须由另一位有权人员决定：请先提出，再由其决定", "this step is decided by a second person: propose it first")
_ALONE = Text("这一步不需要第二人决定，请直接办理", "this step asks for no second person; please take it")
_WAITS = Text("已有一步等待第二人决定", "a step waits for a second person already")
_NO_PROPOSAL = Text("没有等待决定的步骤", "no step waits for a decision")
_OWN_STEP = Text("提出的人不能自己决定", "whoever proposes a step does not decide on it")
_NOT_OWN = Text("只能撤回自己提出的步骤", "only your own proposal can be withdrawn")


@transaction.atomic
def open_case(
    *, case_type: str, title: str, region_code: str, subject_type: str, subject_id: str, subject_name: str, proposed_by: int,
    officer_id: int, at: datetime, lead_officer_id: int | None = None, reason: str = "",
) -> str:  # fmt: skip
    """Open a case that one officer proposed and another, who may decide, now opens; returns its number.

    The proposer leads it unless another officer of the district is named. All of them must reach the region.
    """
    by, proposer = worker(officer_id, Action.DECIDE_CASES), worker(proposed_by)
    leads = worker(lead_officer_id) if lead_officer_id else proposer
    kind = case_types().get(case_type)
    if kind is None:
        raise NotAllowed(_NO_TYPE)
    if by.officer_id == proposer.officer_id:
        raise NotAllowed(_OWN)
    if not all(each.district and each.district.reaches(region_code) for each in (by, proposer, leads)):
        raise NotAllowed(_NOT_THEIRS)
    if subject_id and any(is_related(each.officer_id, {(subject_type, subject_id)}) for each in (by, proposer, leads)):
        raise NotAllowed(_RELATED)
    one = Case.objects.create(
        number=next_number(CASE, localdate(at).year), title=written(title, longest=200), type=case_type, step=kind.first.slug,
        region_code=region_code, subject_type=subject_type, subject_id=subject_id, subject_name=written(subject_name, longest=200),
        opened_by=by.username, proposed_by=proposer.username, opened_at=at, step_since=at,
    )  # fmt: skip
    CaseOfficer.objects.create(case=one, officer_id=leads.officer_id, username=leads.username, part="lead", since=at, given_by=by.username)
    said = Text(f"立案：{kind.title.zh}{'；' + reason if reason else ''}", f"case opened: {kind.title.en}{'; ' + reason if reason else ''}")
    keep(one, "opened", said, by=by.username, at=at, details={"type": case_type, "proposed_by": proposer.username, "lead": leads.username})
    turn_clocks(one, kind.first, by.username, at)
    return one.number


def may_act(*, number: str, officer_id: int, at: datetime, action: Action = Action.WORK_CASES, assigned: bool = False) -> Colleague:
    """Return the officer, who may act on a case now, or refuse with the reason; called by rooms at the head of their own operations.

    Refused are: a role without the action, another district, an ended or merged case, a recused officer; with ``assigned`` also whoever
    is neither assigned, nor stands in for one who is, nor decides over cases. The case is locked until the transaction ends.
    """
    by = worker(officer_id, action)
    with transaction.atomic():
        case_of(number, by, on=localdate(at), assigned=assigned)
    return by


@transaction.atomic
def attest(*, number: str, milestone: str, reference: str, actor: str, at: datetime) -> None:
    """Report that a milestone was reached, and by what; the same report twice is one."""
    one, title = locked(number), MILESTONES[milestone]
    if one.milestones.filter(milestone=milestone, reference=reference, retracted_at=None).exists():
        return
    one.milestones.create(milestone=milestone, reference=reference, actor=actor, at=at)
    _changed(one)
    keep(one, "milestone", title, by=actor, at=at, reference=reference, details={"milestone": milestone})


@transaction.atomic
def retract(*, number: str, milestone: str, reference: str, reason: str | Text, actor: str, at: datetime) -> None:
    """Take a report of a milestone back, with the reason; steps taken by it stay and are to be looked at."""
    one, title, why = locked(number), MILESTONES[milestone], reason if isinstance(reason, Text) else _both(written(reason))
    found = one.milestones.filter(milestone=milestone, reference=reference, retracted_at=None).first()
    if found is None:
        raise NotAllowed(_NOT_REACHED)
    found.retracted_at, found.retracted_by, found.retracted_because = at, actor, why.zh
    found.save(update_fields=["retracted_at", "retracted_by", "retracted_because"])
    _changed(one)
    said = Text(f"撤回要件：{title.zh}（{why.zh}）", f"milestone taken back: {title.en} ({why.en})")
    keep(one, "milestone_retracted", said, by=actor, at=at, reference=reference, details={"milestone": milestone})


@transaction.atomic
def note_event(*, number: str, kind: str, text: Text, reference: str, actor: str, at: datetime) -> None:
    """Write a line on a case's timeline, and into the trail; a case that has ended can still be told of."""
    keep(locked(number, ended=True, merged=True), kind, text, by=actor, at=at, reference=reference)


@transaction.atomic
def advance(*, number: str, to: str, reason: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Take a step that asks for no second person; refused with the reason when milestones are missing."""
    by = worker(officer_id)
    one = case_of(number, by, on=localdate(at), assigned=True)
    unchanged(version, one.version, last_actor(one))
    if _way(one, to).second_person:
        raise NotAllowed(_SECOND)
    _step(one, to, reason.strip(), by.username, at)


@transaction.atomic
def propose_step(*, number: str, to: str, reason: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Propose a step that a second person decides."""
    by, why = worker(officer_id), written(reason)
    one = case_of(number, by, on=localdate(at), assigned=True)
    unchanged(version, one.version, last_actor(one))
    if not _way(one, to).second_person:
        raise NotAllowed(_ALONE)
    if one.step_proposals.filter(state="waiting").exists():
        raise NotAllowed(_WAITS)
    StepProposal.objects.create(case=one, to=to, reason=why, proposed_by=by.username, proposed_by_id=by.officer_id, proposed_at=at)
    _changed(one)
    title = _title(type_of(one), to)
    keep(one, "step_proposed", Text(f"提出：{title.zh}。{why}", f"proposed: {title.en}. {why}"), by=by.username, at=at, details={"to": to})


@transaction.atomic
def decide_step(*, number: str, agreed: bool, reason: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Decide, as the second person, on the step that was proposed; what it needs is looked at again."""
    by = worker(officer_id, Action.DECIDE_CASES)
    one = case_of(number, by)
    unchanged(version, one.version, last_actor(one))
    asked = _proposal(one)
    if asked.proposed_by_id == by.officer_id:
        raise NotAllowed(_OWN_STEP)
    why = reason.strip() if agreed else written(reason)
    _decided(asked, "agreed" if agreed else "refused", by.username, at, why)
    if agreed:
        _way(one, asked.to)
        _step(one, asked.to, asked.reason, by.username, at)
        return
    _changed(one)
    title = _title(type_of(one), asked.to)
    keep(one, "step_refused", Text(f"未同意“{title.zh}”：{why}", f"“{title.en}” refused: {why}"), by=by.username, at=at)


@transaction.atomic
def withdraw_step(*, number: str, officer_id: int, at: datetime) -> None:
    """Take one's own proposal of a step back."""
    by = worker(officer_id)
    one = case_of(number, by)
    asked = _proposal(one)
    if asked.proposed_by_id != by.officer_id:
        raise NotAllowed(_NOT_OWN)
    _decided(asked, "withdrawn", by.username, at, "")
    _changed(one)
    title = _title(type_of(one), asked.to)
    keep(one, "step_withdrawn", Text(f"撤回提出的“{title.zh}”", f"proposal of “{title.en}” withdrawn"), by=by.username, at=at)


def last_actor(one: Case) -> str:
    """Return who last did something in a case."""
    newest = one.events.order_by("-id").first()
    return newest.actor if newest else ""


def reached(one: Case) -> set[str]:
    """Return the milestones of a case that stand."""
    return set(one.milestones.filter(retracted_at=None).values_list("milestone", flat=True))


def _both(said: str) -> Text:
    return Text(said, said)


def _way(one: Case, to: str) -> Onward:
    kind = type_of(one)
    why = refusals(kind=kind, at=one.step, to=to, reached=reached(one))
    if why:
        raise NotAllowed(Text("；".join(each.zh for each in why), "; ".join(each.en for each in why)))
    here = kind.step(one.step)
    way = here.way(to) if here else None
    if way is None:
        raise NotAllowed(missing("two_investigators"))
    return way


def _step(one: Case, to: str, reason: str, actor: str, at: datetime) -> None:
    kind = type_of(one)
    before, step = _title(kind, one.step), kind.step(to)
    from_step, one.step, one.step_since = one.step, to, at
    if step and step.final:
        one.ended_from = from_step
        one.state, one.ended_at, one.outcome = "ended", at, reason
        for clock in one.clocks.exclude(state="stopped"):
            stopped(clock, on=localdate(at), outcome=step.title.zh)
    one.version += 1
    one.save(update_fields=["step", "step_since", "state", "ended_at", "ended_from", "outcome", "version"])
    after, also = _title(kind, to), (f"（{reason}）" if reason else "")
    keep(one, "step", Text(f"{before.zh} → {after.zh}{also}", f"{before.en} → {after.en}{also}"), by=actor, at=at, details={"to": to})
    if step:
        turn_clocks(one, step, actor, at)


def turn_clocks(one: Case, step: Step, actor: str, at: datetime) -> None:
    """Stop the clocks that end with a step, start those that begin with it. For the modules of this room."""
    today = localdate(at)
    for clock in one.clocks.filter(name__in=step.stops).exclude(state="stopped"):
        stopped(clock, on=today, outcome=step.title.zh)
    for name in step.clocks:
        if one.clocks.filter(name=name).exclude(state="stopped").exists():
            continue
        length = term(name=name, on=today)
        lasts = {"count": length.count, "unit": length.unit, "basis": f"{length.basis.zh} | {length.basis.en}"}
        started(one, name=name, title=CLOCKS[name], from_on=today, actor=actor, at=at, **lasts)  # type: ignore[arg-type]


def _title(kind: CaseType, step: str) -> Text:
    found = kind.step(step)
    return found.title if found else Text(step, step)


def _proposal(one: Case) -> StepProposal:
    found = one.step_proposals.filter(state="waiting").first()
    if found is None:
        raise NotAllowed(_NO_PROPOSAL)
    return found


def _decided(asked: StepProposal, state: str, actor: str, at: datetime, why: str) -> None:
    asked.state, asked.decided_by, asked.decided_at, asked.decision = state, actor, at, why
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision"])


def _changed(one: Case) -> None:
    one.version += 1
    one.save(update_fields=["version"])
