"""Clocks of a case as they are kept: started with their basis, stood still, run on, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases.acting import keep, locked, written
from lookthrough.cases.clocks import Pause, Unit, due
from lookthrough.cases.models.cases import Case
from lookthrough.cases.models.clocks import CaseClock
from lookthrough.kernel.calendar import CalendarUnknown
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_NO_CALENDAR = Text("日期有误：没有该年度的工作日历", "the day cannot be right: no calendar of working days covers that year")
_RUNS = Text("这个期限已在计算", "this clock runs already")
_NO_CLOCK = Text("没有这个正在计算的期限", "there is no such clock running")
_STANDS = Text("这个期限已中止", "this clock stands still already")
_NOT_STANDING = Text("这个期限没有中止", "this clock does not stand still")
_UNIT = Text("延长须以该期限自己的单位计算", "a clock is lengthened in its own units")
_ORDER = Text("日期早于期限起算日或中止日", "the day lies before the clock began or stood still")


@transaction.atomic
def start_clock(
    *, number: str, name: str, title: Text, from_on: date, count: int, unit: Unit | str, basis: str, actor: str, at: datetime
) -> date:
    """Start a clock of a case and return the day it ends; ``from_on`` itself is not counted."""
    one, why = locked(number), written(basis)
    if one.clocks.filter(name=name).exclude(state="stopped").exists():
        raise NotAllowed(_RUNS)
    return started(one, name=name, title=title, from_on=from_on, count=count, unit=Unit(unit), basis=why, actor=actor, at=at)


def started(one: Case, *, name: str, title: Text, from_on: date, count: int, unit: Unit, basis: str, actor: str, at: datetime) -> date:
    """Start a clock of a case that is locked already."""
    ends = _reckoned(from_on, count, unit)
    CaseClock.objects.create(
        case=one, name=name, zh=title.zh, en=title.en, from_on=from_on, count=count, unit=unit.value, basis=basis, due_on=ends
    )
    said = Text(f"期限“{title.zh}”起算，至{ends.isoformat()}", f"clock “{title.en}” started, until {ends.isoformat()}")
    keep(
        one, "clock_started", said, by=actor, at=at, reference=f"clock:{name}", details={"basis": basis, "count": count, "unit": unit.value}
    )
    return ends


@transaction.atomic
def suspend_clock(*, number: str, name: str, from_on: date, reason: str, basis: str, actor: str, at: datetime) -> None:
    """Let a clock stand still from a day on, that day included."""
    one, why = locked(number, merged=True), written(reason)
    clock = _clock(one, name)
    if clock.state == "suspended":
        raise NotAllowed(_STANDS)
    if from_on < clock.from_on:
        raise NotAllowed(_ORDER)
    clock.suspensions.create(from_on=from_on, reason=why, basis=basis.strip())
    clock.state = "suspended"
    clock.save(update_fields=["state"])
    said = Text(f"期限“{clock.zh}”中止：{why}", f"clock “{clock.en}” stands still: {why}")
    keep(one, "clock_suspended", said, by=actor, at=at, reference=f"clock:{name}", details={"from": from_on.isoformat(), "basis": basis})


@transaction.atomic
def resume_clock(*, number: str, name: str, on: date, actor: str, at: datetime) -> date:
    """Let a clock run on from a day, which counts again; returns the new last day."""
    one = locked(number, merged=True)
    clock = _clock(one, name)
    standing = clock.suspensions.filter(to_on=None).first()
    if standing is None:
        raise NotAllowed(_NOT_STANDING)
    if on < standing.from_on:
        raise NotAllowed(_ORDER)
    standing.to_on = date.fromordinal(on.toordinal() - 1)
    standing.save(update_fields=["to_on"])
    clock.due_on, clock.state = _due(clock), "running"
    clock.save(update_fields=["due_on", "state"])
    said = Text(f"期限“{clock.zh}”恢复，至{clock.due_on.isoformat()}", f"clock “{clock.en}” runs on, until {clock.due_on.isoformat()}")
    keep(one, "clock_resumed", said, by=actor, at=at, reference=f"clock:{name}", details={"on": on.isoformat()})
    return clock.due_on


@transaction.atomic
def extend_clock(*, number: str, name: str, count: int, unit: Unit | str, reason: str, basis: str, actor: str, at: datetime) -> date:
    """Let a clock run longer by some of its own units (shorter, where a longer period is taken back); returns the new last day."""
    one, why = locked(number, merged=True), written(reason)
    clock = _clock(one, name)
    if Unit(unit).value != clock.unit or clock.count + count < 0:
        raise NotAllowed(_UNIT)
    clock.count += count
    clock.due_on = _due(clock)
    clock.save(update_fields=["count", "due_on"])
    longer = Text("延长", "runs longer") if count > 0 else Text("取消延长", "no longer runs longer")
    said = Text(f"期限“{clock.zh}”{longer.zh}，至{clock.due_on}：{why}", f"clock “{clock.en}” {longer.en}, until {clock.due_on}: {why}")
    details = {"basis": basis, "count": count, "unit": clock.unit}
    keep(one, "clock_extended", said, by=actor, at=at, reference=f"clock:{name}", details=details)
    return clock.due_on


@transaction.atomic
def stop_clock(*, number: str, name: str, on: date, outcome: str, actor: str, at: datetime) -> None:
    """Stop a clock: what it waited for was done or can no longer be done."""
    one = locked(number, ended=True, merged=True)
    clock = _clock(one, name)
    stopped(clock, on=on, outcome=outcome)
    late = on > clock.due_on and not clock.suspensions.filter(to_on=None).exists()
    said = Text(
        f"期限“{clock.zh}”{'逾期后' if late else ''}停止：{outcome or '已完成'}",
        f"clock “{clock.en}” stopped{' late' if late else ''}: {outcome or 'done'}",
    )
    keep(one, "clock_stopped", said, by=actor, at=at, reference=f"clock:{name}", details={"on": on.isoformat(), "late": late})


def stopped(clock: CaseClock, *, on: date, outcome: str) -> None:
    """Stop a clock of a case that is locked already."""
    clock.state, clock.stopped_on, clock.outcome = "stopped", on, outcome.strip()
    clock.save(update_fields=["state", "stopped_on", "outcome"])


def _clock(one: Case, name: str) -> CaseClock:
    found = one.clocks.filter(name=name).exclude(state="stopped").first()
    if found is None:
        raise NotAllowed(_NO_CLOCK)
    return found


def _due(clock: CaseClock) -> date:
    pauses = [Pause(each.from_on, each.to_on, each.reason) for each in clock.suspensions.all()]
    return _reckoned(clock.from_on, clock.count, Unit(clock.unit), pauses)


def _reckoned(start: date, count: int, unit: Unit, pauses: Sequence[Pause] = ()) -> date:
    """Return the last day, or refuse a day typed into a year whose working days nobody knows."""
    try:
        return due(start=start, count=count, unit=unit, pauses=pauses)
    except (CalendarUnknown, OverflowError, ValueError):
        raise NotAllowed(_NO_CALENDAR) from None
