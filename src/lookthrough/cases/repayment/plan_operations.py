"""The repayment plan: drafted, checked, approved by the court with number, date and paper, which a second person confirms."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.repayment.acting import chosen, told, worker, written
from lookthrough.cases.repayment.models import Plan, Round
from lookthrough.cases.repayment.terms import limits_on
from lookthrough.cases.repayment.words import BASES
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.triage_answer_files import SentFile, keep, problem_with

PLAN_APPROVED = "plan_approved_by_court"
_NO_PLAN = Text("没有这个方案", "there is no such plan")
_STATE = Text("方案的状态不允许这样办理", "the plan's state does not allow this")
_OWN = Text("起草人不能复核自己的方案", "whoever drafted a plan does not check it")
_OWN_RULING = Text("录入裁定的人不能自己核对", "whoever entered the ruling does not confirm it")
_AHEAD = Text("裁定日期不能晚于今天", "the ruling cannot lie ahead")
_PAPER = Text("请附裁定书", "the ruling itself is needed")
_IN_HAND = Text("有未完成的轮次，请先执行或取消", "a round is in hand: carry it out or cancel it first")


@transaction.atomic
def draft_plan(*, number: str, base: str, text: str, officer_id: int, at: datetime) -> int:
    """Draft a plan with its base and return its version; an earlier one in force stays until the new one is approved."""
    by = worker(number, officer_id, at)
    last = Plan.objects.filter(case_number=number).aggregate(last=Max("version"))["last"] or 0
    made = Plan.objects.create(
        case_number=number, version=last + 1, base=chosen(base, BASES), text=written(text), drafted_by=by.username, drafted_at=at
    )
    said = Text(f"起草清退方案第 {made.version} 稿，基数：{BASES[base].zh}", f"plan {made.version} drafted on the base {BASES[base].en}")
    told(number, "plan_drafted", said, by=by.username, at=at, reference=_reference(made))
    return made.version


@transaction.atomic
def check_plan(*, number: str, version: int, officer_id: int, at: datetime) -> None:
    """Check a draft as a second person; it then goes before the court."""
    by, one = worker(number, officer_id, at), plan(number, version, "draft")
    if one.drafted_by == by.username:
        raise NotAllowed(_OWN)
    one.state, one.checked_by, one.checked_at = "checked", by.username, at
    one.save()
    told(
        number,
        "plan_checked",
        Text(f"复核清退方案第 {version} 稿", f"plan {version} checked"),
        by=by.username,
        at=at,
        reference=_reference(one),
    )


@transaction.atomic
def drop_plan(*, number: str, version: int, reason: str, officer_id: int, at: datetime) -> None:
    """Drop a plan that no court has approved."""
    by, why = worker(number, officer_id, at), written(reason)
    one = plan(number, version, "draft", "checked", "ruled")
    one.state, one.reason = "dropped", why
    one.save()
    told(number, "plan_dropped", Text(f"撤销清退方案第 {version} 稿：{why}", f"plan {version} dropped: {why}"), by=by.username, at=at)


@transaction.atomic
def record_ruling(
    *,
    number: str,
    version: int,
    court: str,
    ruling: str,
    ruled_on: date,
    paper: SentFile | None,
    folder: Path,
    officer_id: int,
    at: datetime,
) -> None:
    """Enter the court's approval with number, date and paper; it counts when a second person has confirmed it."""
    by, one = worker(number, officer_id, at), plan(number, version, "checked")
    if ruled_on > localdate(at):
        raise NotAllowed(_AHEAD)
    if paper is None:
        raise NotAllowed(_PAPER)
    if problem := problem_with(paper, largest=limits_on(at.date()).whole("proof_file_mb") * 1024**2):
        raise NotAllowed(problem)
    one.court, one.ruling, one.ruled_on = written(court, longest=200), written(ruling, longest=120), ruled_on
    kept = keep(paper, folder=folder)
    one.paper_name, one.paper_sha256, one.paper_stored_as = kept.name, kept.sha256, kept.stored_as
    one.state, one.recorded_by, one.recorded_at = "ruled", by.username, at
    one.save()
    told(
        number,
        "plan_ruled",
        Text(f"录入法院裁定 {one.ruling}", f"ruling {one.ruling} entered"),
        by=by.username,
        at=at,
        reference=_reference(one),
    )


@transaction.atomic
def confirm_ruling(*, number: str, version: int, agrees: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Confirm as a second person that the ruling says what was entered; the plan is then in force, the former one replaced."""
    by, one = worker(number, officer_id, at, Action.DECIDE_REPAYMENT), plan(number, version, "ruled")
    if one.recorded_by == by.username:
        raise NotAllowed(_OWN_RULING)
    if not agrees:
        one.state, one.reason = "checked", written(reason)
        one.save()
        told(
            number,
            "plan_ruling_sent_back",
            Text(f"裁定录入有误：{one.reason}", f"the ruling was entered wrongly: {one.reason}"),
            by=by.username,
            at=at,
        )
        return
    if Round.objects.filter(case_number=number, state__in=("draft", "checked")).exists():
        raise NotAllowed(_IN_HAND)
    Plan.objects.filter(case_number=number, state="approved").update(state="replaced")
    one.state, one.confirmed_by, one.confirmed_at = "approved", by.username, at
    one.save()
    case_operations.attest(number=number, milestone=PLAN_APPROVED, reference=_reference(one), actor=by.username, at=at)


@transaction.atomic
def refused_by_court(*, number: str, version: int, reason: str, officer_id: int, at: datetime) -> None:
    """Note that the court did not approve a plan."""
    by, why, one = worker(number, officer_id, at), written(reason), plan(number, version, "checked")
    one.state, one.reason = "refused", why
    one.save()
    told(
        number,
        "plan_refused",
        Text(f"法院未批准第 {version} 稿：{why}", f"the court did not approve plan {version}: {why}"),
        by=by.username,
        at=at,
    )


def plan(number: str, version: int, *states: str) -> Plan:
    """Return a plan in one of some states, locked, or refuse."""
    found = Plan.objects.select_for_update().filter(case_number=number, version=version).first()
    if found is None:
        raise NotAllowed(_NO_PLAN)
    if states and found.state not in states:
        raise NotAllowed(_STATE)
    return found


def _reference(one: Plan) -> str:
    return f"plan:{one.version}"
