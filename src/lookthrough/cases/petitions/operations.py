"""An occasion at the petition desk: registered, corrected, linked to a case or made a lead, ended, taken up again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries, lead_operations
from lookthrough.cases.numbering import next_number
from lookthrough.cases.petitions import terms
from lookthrough.cases.petitions.acting import chosen, keep, occasion_of, trailed, worker, written
from lookthrough.cases.petitions.models import Extension, Occasion
from lookthrough.cases.petitions.words import WAYS
from lookthrough.kernel.calendar import CalendarUnknown
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

NUMBERED = "访"
MILESTONE, CLOCK = "reply_given", "petition_handling"
SETTLED = ("answered", "not_accepted", "passed_on")
_MOST_PERSONS = 100_000
_ELSEWHERE = Text("地区不在您的辖区", "the region lies outside your district")
_PERSONS = Text(f"人数应为 1 至 {_MOST_PERSONS}", f"the number of persons is 1 to {_MOST_PERSONS}")
_LONG_AGO = Text("到达时间有误：没有该年度的工作日历", "the time of arrival cannot be right: no calendar covers that year")
_AHEAD = Text("到达时间不能晚于现在", "the time of arrival cannot lie ahead")
_NO_CASE = Text("没有此案件，或不在您的辖区", "there is no such case in your district")
_LINKED = Text("已关联案件，请先取消", "a case is linked already: undo that first")
_NOT_LINKED = Text("没有关联案件", "no case is linked")
_HAS_LEAD = Text("已立线索", "a lead has been opened already")
_UNSETTLED = Text("还没有答复、不予受理或转送，不能了结", "nobody has replied, refused or passed it on yet: it cannot end")
_NO_AFTER = Text(
    "达到集体访人数，总结经第二人确认后才能了结", "a crowd came: it ends once a second person has confirmed the report afterwards"
)
_WAITS = Text("延期申请等待决定", "the request for a longer period waits for a decision")
_NOT_ENDED = Text("这次接待没有了结", "the occasion has not ended")


@transaction.atomic
def open_occasion(
    *, title: str, demands: str, way: str, persons: int, region_code: str, arrived_at: datetime, officer_id: int, at: datetime,
    place: str = "", subject_name: str = "", subject_id: str = "",
) -> str:  # fmt: skip
    """Register who came together about one thing and return the occasion's number; the period to tell them begins with their arrival."""
    by = worker(officer_id)
    if by.district is None or not by.district.reaches(region_code):
        raise NotAllowed(_ELSEWHERE)
    _sound(persons, arrived_at, at)
    one = Occasion(
        number=next_number(NUMBERED, localdate(at).year), title=written(title, longest=200), demands=written(demands),
        way=chosen(way, WAYS), place=written(place, longest=200, needed=False), region_code=region_code, persons=persons,
        arrived_at=arrived_at,
        subject_name=written(subject_name, longest=200, needed=False), subject_id=subject_id[:120],
        tell_by=_tell_by(arrived_at), opened_by=by.username, opened_at=at,
    )  # fmt: skip
    one.level_since = arrived_at if level_of(one) else None
    one.save()
    keep(one, "opened", by=by.username, at=at, note=one.title, details={"persons": persons, "way": way})
    return one.number


@transaction.atomic
def change_occasion(
    *, number: str, version: int, title: str, demands: str, persons: int, place: str, subject_name: str, officer_id: int, at: datetime,
    subject_id: str = "",
) -> None:  # fmt: skip
    """Correct what was registered; what stood before stays in the history."""
    by = worker(officer_id)
    one = occasion_of(number, by, version=version)
    _sound(persons, one.arrived_at, at)
    before = f"{one.title}｜{one.persons}｜{one.place}｜{one.subject_name}｜{one.demands}"
    one.title, one.demands, one.place = written(title, longest=200), written(demands), written(place, longest=200, needed=False)
    one.subject_name, one.subject_id = written(subject_name, longest=200, needed=False), subject_id[:120]
    grown(one, persons, at)
    one.save()
    keep(one, "changed", by=by.username, at=at, note=before, details={"persons": persons})


@transaction.atomic
def link_case(*, number: str, case_number: str, officer_id: int, at: datetime) -> None:
    """Link an occasion to a case that the officer may see; a reply that was given is reported to it as its milestone."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if one.case_number:
        raise NotAllowed(_LINKED)
    case = case_queries.case(number=case_number.strip(), officer_id=officer_id)
    if case is None:
        raise NotAllowed(_NO_CASE)
    one.case_number = case.number
    one.save(update_fields=["case_number"])
    said = Text(f"关联信访接待{one.number}（{one.persons} 人）", f"linked to occasion {one.number} ({one.persons} persons)")
    case_operations.note_event(number=case.number, kind="petition_linked", text=said, reference=one.number, actor=by.username, at=at)
    attest_reply(one, by.username, at)
    for granted in one.extensions.filter(state="granted"):
        extend_case_clock(one, granted, by.username, at)
    keep(one, "linked", by=by.username, at=at, note=case.number, details={"case": case.number})


@transaction.atomic
def unlink_case(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Undo a link to a case; the milestone that rested on it is taken back."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by)
    if not one.case_number:
        raise NotAllowed(_NOT_LINKED)
    case, text = one.case_number, Text(f"取消关联信访接待{one.number}：{why}", f"link to occasion {one.number} undone: {why}")
    retract_reply(one, why, by.username, at)
    for granted in one.extensions.exclude(clock_of=""):
        shorten_case_clock(granted, why, by.username, at)
    case_operations.note_event(number=case, kind="petition_unlinked", text=text, reference=one.number, actor=by.username, at=at)
    one.case_number = ""
    one.save(update_fields=["case_number"])
    keep(one, "unlinked", by=by.username, at=at, note=f"{case} {why}", details={"case": case})


@transaction.atomic
def open_lead(*, number: str, officer_id: int, at: datetime) -> str:
    """Open a lead about what the petitioners say and return its number."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    if one.lead_number:
        raise NotAllowed(_HAS_LEAD)
    one.lead_number = lead_operations.open_lead(
        source="petition", title=one.title, text=one.demands, subject_type="company" if one.subject_id else "other",
        subject_id=one.subject_id, subject_name=one.subject_name or one.title, region_code=one.region_code, officer_id=officer_id, at=at,
        reference=one.number, received_on=localdate(one.arrived_at),
    )  # fmt: skip
    one.save(update_fields=["lead_number"])
    keep(one, "lead", by=by.username, at=at, note=one.lead_number, details={"lead": one.lead_number})
    return one.lead_number


@transaction.atomic
def end(*, number: str, version: int, officer_id: int, at: datetime) -> None:
    """End an occasion that is settled; after a crowd the report afterwards must be confirmed."""
    by = worker(officer_id)
    one = occasion_of(number, by, version=version)
    if one.stage not in SETTLED:
        raise NotAllowed(_UNSETTLED)
    if one.extensions.filter(state="waiting").exists():
        raise NotAllowed(_WAITS)
    if level_of(one) and getattr(getattr(one, "after", None), "state", "") != "confirmed":
        raise NotAllowed(_NO_AFTER)
    one.state, one.ended_at = "ended", at
    one.save(update_fields=["state", "ended_at"])
    keep(one, "ended", by=by.username, at=at)


@transaction.atomic
def reopen(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take an occasion up again that had ended."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by, ended=True)
    if one.state != "ended":
        raise NotAllowed(_NOT_ENDED)
    one.state, one.ended_at = "open", None
    one.save(update_fields=["state", "ended_at"])
    keep(one, "reopened", by=by.username, at=at, note=why)


def record_reading(*, number: str, kind: str, officer_id: int, at: datetime, details: dict[str, object]) -> None:
    """Write a reading of an occasion's list into the trail; refused to whoever may not see it."""
    by = worker(officer_id)
    one = Occasion.objects.filter(number=number).first()
    if one is not None and by.district is not None and by.district.reaches(one.region_code):
        trailed(number, kind, by=by.username, at=at, details=details)


def grown(one: Occasion, persons: int, at: datetime) -> None:
    """Write down how many there are; a graver level counts from now. The caller saves."""
    before, one.persons = level_of(one), persons
    after = level_of(one)
    gravest_first = [*terms.LEVELS, ""]
    if gravest_first.index(after) < gravest_first.index(before):
        one.level_since = at
    elif not after:
        one.level_since = None


def level_of(one: Occasion) -> str:
    """Return the level of an occasion; only people who came in person are a crowd."""
    return terms.level_of(one.persons, localdate(one.arrived_at)) if one.way == "visit" else ""


def attest_reply(one: Occasion, actor: str, at: datetime) -> None:
    """Report to the linked case that the petitioners have their reply, where they have; a case that is over is only told of it."""
    if not one.case_number or one.stage not in ("answered", "not_accepted"):
        return
    if number := _open_case(one):
        case_operations.attest(number=number, milestone=MILESTONE, reference=one.number, actor=actor, at=at)
    else:
        said = Text(f"信访接待{one.number}已有答复", f"occasion {one.number} has its reply")
        _tell_case(one, "petition_replied", said, actor, at)


def retract_reply(one: Occasion, reason: str, actor: str, at: datetime) -> None:
    """Take that report back, where it was made and the case is open; else the case is only told of it."""
    if not one.case_number or one.stage not in ("answered", "not_accepted"):
        return
    number = _open_case(one)
    if number and case_queries.is_reported(number=number, milestone=MILESTONE, reference=one.number):
        case_operations.retract(number=number, milestone=MILESTONE, reference=one.number, reason=reason, actor=actor, at=at)
    else:
        said = Text(f"信访接待{one.number}的答复已撤回：{reason}", f"the reply to occasion {one.number} was taken back: {reason}")
        _tell_case(one, "petition_reply_back", said, actor, at)


def extend_case_clock(one: Occasion, granted: Extension, actor: str, at: datetime) -> None:
    """Have the linked case's clock run as much longer as a second person granted; once, for the case that is linked."""
    if granted.state != "granted" or granted.clock_of or not _has_clock(one.case_number, at):
        return
    row = terms.row("extension", localdate(granted.decided_at or at))
    case_operations.extend_clock(
        number=one.case_number, name=CLOCK, count=int(row.value), unit=row.unit, reason=granted.reason, basis=row.threshold_basis,
        actor=actor, at=at,
    )  # fmt: skip
    granted.clock_of = one.case_number
    granted.save(update_fields=["clock_of"])


def shorten_case_clock(granted: Extension, reason: str, actor: str, at: datetime) -> None:
    """Take that back, where the case's clock still runs."""
    if granted.clock_of and _has_clock(granted.clock_of, at):
        row = terms.row("extension", localdate(granted.decided_at or at))
        case_operations.extend_clock(
            number=granted.clock_of, name=CLOCK, count=-int(row.value), unit=row.unit, reason=reason, basis=row.threshold_basis,
            actor=actor, at=at,
        )  # fmt: skip
    granted.clock_of = ""
    granted.save(update_fields=["clock_of"])


def _has_clock(number: str, at: datetime) -> bool:
    clocks = case_queries.clocks(number=number, today=localdate(at)) if number else []
    return any(each.number == number and each.name == CLOCK and each.state != "stopped" for each in clocks)


def _open_case(one: Occasion) -> str:
    """Return the linked case, or the one that it was merged into, while it is open."""
    found = case_queries.known(number=one.case_number)
    if found is not None and found.merged_into:
        found = case_queries.known(number=found.merged_into)
    return found.number if found is not None and found.is_open else ""


def _tell_case(one: Occasion, kind: str, said: Text, actor: str, at: datetime) -> None:
    case_operations.note_event(number=one.case_number, kind=kind, text=said, reference=one.number, actor=actor, at=at)


def _tell_by(arrived_at: datetime) -> date:
    try:
        return terms.last_day("tell_within", localdate(arrived_at))
    except (CalendarUnknown, OverflowError):
        raise NotAllowed(_LONG_AGO) from None


def _sound(persons: int, arrived_at: datetime, at: datetime) -> None:
    if not 0 < persons <= _MOST_PERSONS:
        raise NotAllowed(_PERSONS)
    if arrived_at > at:
        raise NotAllowed(_AHEAD)
