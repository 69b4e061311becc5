"""When many come: the superior is told at once and gives a receipt, the plan is worked through, a report is written afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from lookthrough.cases.petitions import terms
from lookthrough.cases.petitions.acting import chosen, keep, occasion_of, worker, written
from lookthrough.cases.petitions.models import AfterReport, Occasion, PlanTick, UrgentReport
from lookthrough.cases.petitions.operations import level_of
from lookthrough.cases.petitions.plan import plan_for
from lookthrough.cases.petitions.terms import LEVELS
from lookthrough.cases.petitions.words import REPORT_KINDS, REPORT_WAYS
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_SENT = Text("报出时间应在到达之后、现在之前", "the time of sending lies between the arrival and now")
_FIRST = Text("第一次报告应为首报，首报只有一次", "the first report is the first, and there is one")
_PERSONS = Text("请填写人数", "please give the number of persons")
_NO_REPORT = Text("没有这份报告，或已撤回", "there is no such report, or it was withdrawn")
_HAS_RECEIPT = Text("已有回执", "there is a receipt already")
_RECEIVED = Text("收到时间应在报出之后、现在之前", "it was received between the sending and now")
_NO_PLAN = Text("还没有启动预案", "the plan has not been started")
_NO_ITEM = Text("预案里没有这一项，或这一级不要求", "the plan has no such step at this level")
_DONE = Text("这一项已完成", "the step is done already")
_NOT_DONE = Text("这一项没有完成", "the step is not done")
_SAME = Text("预案已在这一级", "the plan is at this level already")
_WHEN = Text("时间应在到达之后、现在之前", "the time lies between the arrival and now")
_OVER = Text("已记录人员散去", "it is on record that the crowd has left")
_NOT_OVER = Text("请先记录人员散去的时间", "please record first when the crowd left")
_CONFIRMED = Text("总结已确认", "the report afterwards is confirmed")
_NONE_WAITS = Text("没有等待确认的总结", "no report afterwards waits")
_OWN = Text("写总结的人不能自己确认", "whoever wrote the report does not confirm it")


def report_by(one: Occasion) -> datetime | None:
    """Return by when the superior must be told of an occasion; never, where only few came."""
    level = level_of(one)
    if not level or one.level_since is None:
        return None
    return one.level_since + timedelta(minutes=terms.whole(f"report_{level}_minutes", localdate(one.arrived_at)))


@transaction.atomic
def report(
    *, number: str, kind: str, persons: int, situation: str, demands: str, measures: str, to_body: str, way: str, sent_at: datetime,
    officer_id: int, at: datetime, outlook: str = "",
) -> int:  # fmt: skip
    """Keep a report to the superior as it was sent; returns its serial."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if not one.arrived_at <= sent_at <= at:
        raise NotAllowed(_SENT)
    if not 0 < persons < 1_000_000:
        raise NotAllowed(_PERSONS)
    if (chosen(kind, REPORT_KINDS) == "first") == one.reports.filter(withdrawn_at=None).exists():
        raise NotAllowed(_FIRST)
    until = report_by(one)
    serial = (one.reports.aggregate(last=Max("serial"))["last"] or 0) + 1
    UrgentReport.objects.create(
        occasion=one, serial=serial, kind=kind, persons=persons, situation=written(situation), demands=written(demands),
        measures=written(measures), outlook=written(outlook, needed=False), to_body=written(to_body, longest=120),
        way=chosen(way, REPORT_WAYS), sent_at=sent_at, sent_by=by.username, late=kind == "first" and until is not None and sent_at > until,
    )  # fmt: skip
    keep(one, "reported", by=by.username, at=at, note=f"{REPORT_KINDS[kind].zh} → {to_body.strip()}", details={"report": serial})
    return serial


@transaction.atomic
def receipt(
    *, number: str, serial: int, received_at: datetime, received_by: str, officer_id: int, at: datetime, their_number: str = "",
    instruction: str = "",
) -> None:  # fmt: skip
    """Record that the superior has a report: who took it, when, and what was ordered."""
    by, one, found = _report(number, serial, officer_id)
    if found.received_at:
        raise NotAllowed(_HAS_RECEIPT)
    if not found.sent_at <= received_at <= at:
        raise NotAllowed(_RECEIVED)
    found.received_at, found.received_by, found.receipt_by = received_at, written(received_by, longest=120), by
    found.their_number, found.instruction = their_number.strip()[:80], written(instruction, needed=False)
    found.save()
    keep(one, "receipt", by=by, at=at, note=f"{serial} {found.received_by}", details={"report": serial})


@transaction.atomic
def withdraw_report(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Withdraw a report that was recorded wrongly; it stays on record."""
    why = written(reason)
    by, one, found = _report(number, serial, officer_id)
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_because = at, by, why
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    keep(one, "report_withdrawn", by=by, at=at, note=f"{serial} {why}", details={"report": serial})


@transaction.atomic
def start_plan(*, number: str, level: str, reason: str, officer_id: int, at: datetime) -> None:
    """Start the emergency plan at a level, or move it to another; another level than the crowd's size asks for a reason."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if one.plan_level == chosen(level, LEVELS):
        raise NotAllowed(_SAME)
    why = written(reason, needed=level != level_of(one) or bool(one.plan_level))
    one.plan_level = level
    one.save(update_fields=["plan_level"])
    keep(one, "plan", by=by.username, at=at, note=f"{LEVELS[level].zh} {why}".strip(), details={"level": level})


@transaction.atomic
def tick(*, number: str, item: str, person: str, done_at: datetime, officer_id: int, at: datetime, note: str = "") -> None:
    """Tick a step of the plan: who did it and when."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if not one.plan_level:
        raise NotAllowed(_NO_PLAN)
    step = next((each for each in plan_for(one.plan_level) if each.slug == item), None)
    if step is None:
        raise NotAllowed(_NO_ITEM)
    if one.ticks.filter(item=item, taken_back_at=None).exists():
        raise NotAllowed(_DONE)
    if not one.arrived_at <= done_at <= at:
        raise NotAllowed(_WHEN)
    PlanTick.objects.create(
        occasion=one, item=item, person=written(person, longest=120), note=written(note, longest=400, needed=False), done_at=done_at,
        ticked_by=by.username,
    )  # fmt: skip
    keep(one, "ticked", by=by.username, at=at, note=f"{step.what.zh}：{person.strip()}", details={"item": item})


@transaction.atomic
def untick(*, number: str, item: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take a tick back; it stays on record."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by)
    found = one.ticks.filter(item=item, taken_back_at=None).first()
    if found is None:
        raise NotAllowed(_NOT_DONE)
    found.taken_back_at, found.taken_back_by, found.taken_back_because = at, by.username, why
    found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
    keep(one, "unticked", by=by.username, at=at, note=why, details={"item": item})


@transaction.atomic
def over(*, number: str, over_at: datetime, officer_id: int, at: datetime) -> None:
    """Record when the crowd had left; the period for the report afterwards begins."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if one.over_at:
        raise NotAllowed(_OVER)
    if not one.arrived_at <= over_at <= at:
        raise NotAllowed(_WHEN)
    one.over_at = over_at
    one.save(update_fields=["over_at"])
    keep(one, "over", by=by.username, at=at)


@transaction.atomic
def not_over(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take that back: they have come again, or it was a mistake."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by)
    if not one.over_at:
        raise NotAllowed(_NOT_OVER)
    if AfterReport.objects.filter(occasion=one, state="confirmed").exists():
        raise NotAllowed(_CONFIRMED)
    one.over_at = None
    one.save(update_fields=["over_at"])
    keep(one, "over_undone", by=by.username, at=at, note=why)


@transaction.atomic
def write_after(*, number: str, course: str, causes: str, handled: str, lessons: str, officer_id: int, at: datetime) -> None:
    """Write the report afterwards, or write it anew until it is confirmed."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if not one.over_at:
        raise NotAllowed(_NOT_OVER)
    before = AfterReport.objects.filter(occasion=one).first()
    if before is not None and before.state == "confirmed":
        raise NotAllowed(_CONFIRMED)
    texts = {"course": course, "causes": causes, "handled": handled, "lessons": lessons}
    said = {name: written(text) for name, text in texts.items()}
    AfterReport.objects.update_or_create(
        occasion=one, defaults={**said, "state": "waiting", "written_by": by.username, "written_by_id": by.officer_id, "written_at": at}
    )
    keep(one, "after_written", by=by.username, at=at)


@transaction.atomic
def decide_after(*, number: str, agreed: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Confirm the report afterwards as the second person, or send it back with the reason."""
    by = worker(officer_id, Action.DECIDE_PETITIONS)
    one = occasion_of(number, by)
    found = AfterReport.objects.select_for_update().filter(occasion=one, state="waiting").first()
    if found is None:
        raise NotAllowed(_NONE_WAITS)
    if found.written_by_id == by.officer_id:
        raise NotAllowed(_OWN)
    if agreed:
        found.state, found.confirmed_by, found.confirmed_at, found.returned_because = "confirmed", by.username, at, ""
    else:
        found.state, found.returned_because = "returned", written(reason)
    found.save()
    keep(one, "after_confirmed" if agreed else "after_returned", by=by.username, at=at, note=reason.strip())


def _report(number: str, serial: int, officer_id: int) -> tuple[str, Occasion, UrgentReport]:
    by = worker(officer_id)
    one = occasion_of(number, by)
    found = one.reports.select_for_update().filter(serial=serial, withdrawn_at=None).first()
    if found is None:
        raise NotAllowed(_NO_REPORT)
    return by.username, one, found
