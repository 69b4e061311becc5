"""What is asked of the petition desk: occasions, one with all about it, who may be one person, what is due or late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from lookthrough.cases.clocks import left
from lookthrough.cases.petitions import sealing, terms, wordings
from lookthrough.cases.petitions.incident_operations import report_by
from lookthrough.cases.petitions.models import (
    AfterReport,
    Extension,
    Occasion,
    PetitionAct,
    Petitioner,
    PlanTick,
    Reply,
    UrgentReport,
    Wording,
)
from lookthrough.cases.petitions.operations import level_of
from lookthrough.cases.petitions.plan import PlanItem, plan_for
from lookthrough.cases.petitions.sealing import Person
from lookthrough.cases.petitions.wordings import WordingFacts
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action

_MOST, _MOST_OPEN = 500, 5_000
DUES = {
    "report": Text("报告上级", "report to the superior"),
    "receipt": Text("催要回执", "ask for the receipt"),
    "tell": Text("告知是否受理", "tell whether it is accepted"),
    "reply": Text("书面答复", "reply in writing"),
    "extended": Text("告知延期", "tell of the longer period"),
    "after": Text("事后总结", "report afterwards"),
}


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """An occasion in a list."""

    number: str
    title: str
    subject_name: str
    region_code: str
    way: str
    persons: int
    registered: int
    level: str
    arrived_at: datetime
    stage: str
    state: str
    case_number: str
    dues: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What is still to be done about an occasion: by which day, or by which minute; late or not."""

    number: str
    title: str
    kind: str
    by: date
    at: datetime | None
    working_days_left: int
    late: bool


@dataclass(frozen=True, slots=True)
class PetitionerRow:
    """A petitioner in a list: a serial and a label, never a name."""

    serial: int
    label: str
    representative: bool
    amount_fen: int | None
    source: str
    has_code: bool
    code_issued_at: datetime | None
    reply_seen_at: datetime | None
    struck_because: str
    struck: bool
    joined: str
    joined_because: str
    alike: tuple[Alike, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the same person, and by what."""

    number: str
    serial: int
    label: str
    by: str


@dataclass(frozen=True, slots=True)
class OccasionFile:
    """An occasion with all that belongs to it."""

    row: OccasionRow
    one: Occasion
    petitioners: list[PetitionerRow]
    replies: list[Reply]
    extension: Extension | None
    reports: list[UrgentReport]
    report_by: datetime | None
    plan: list[tuple[PlanItem, PlanTick | None]]
    after: AfterReport | None
    acts: list[PetitionAct]
    wordings: list[WordingFacts] = field(default_factory=list)

    @property
    def without_code(self) -> int:
        """Return how many of those who stand have no code yet."""
        return sum(not each.has_code for each in self.petitioners if not each.struck)

    @property
    def seen(self) -> int:
        """Return how many have read a reply."""
        return sum(each.reply_seen_at is not None for each in self.petitioners)


def occasions(*, officer_id: int, now: datetime, state: str = "open", text: str = "", late: bool = False) -> list[OccasionRow]:
    """Return the occasions of the officer's district, the newest first."""
    found = _reached(officer_id)
    if state in ("open", "ended"):
        found = found.filter(state=state)
    if said := text.strip():
        found = found.filter(Q(number__icontains=said) | Q(title__icontains=said) | Q(subject_name__icontains=said) | Q(case_number=said))
    rows = [_row(one, now) for one in _at_hand(found)[:_MOST]]
    return [row for row in rows if any(due.late for due in row.dues)] if late else rows


def dues(*, officer_id: int, now: datetime) -> list[Due]:
    """Return all that is still to be done at the desk, the late first."""
    open_ones = _at_hand(_reached(officer_id).filter(state="open")).order_by("arrived_at")  # the oldest are the first to be late
    found = [due for one in open_ones[:_MOST_OPEN] for due in _dues(one, now)]
    return sorted(found, key=lambda due: (not due.late, due.by, due.kind))


def occasion(*, number: str, officer_id: int, now: datetime) -> OccasionFile | None:
    """Return one occasion with all about it; nothing when it lies in another district or the officer may not see it."""
    one = _reached(officer_id).filter(number=number).first()
    if one is None:
        return None
    people = list(one.petitioners.select_related("joined_into__occasion"))
    ticks = {tick.item: tick for tick in one.ticks.filter(taken_back_at=None)}
    district = _district(officer_id)
    return OccasionFile(
        _row(one, now), one, _petitioners(one, people, district), list(one.replies.select_related("petitioner")),
        one.extensions.exclude(state__in=("ended",)).first(), list(one.reports.all()), report_by(one),
        [(item, ticks.get(item.slug)) for item in plan_for(one.plan_level)], AfterReport.objects.filter(occasion=one).first(),
        list(one.acts.all()[:200]), wordings.in_force(on=localdate(now), region_code=one.region_code),
    )  # fmt: skip


def is_there(*, number: str, officer_id: int) -> bool:
    """Return whether an occasion lies in the officer's district."""
    return _reached(officer_id).filter(number=number).exists()


def occasions_of_case(*, case_number: str, officer_id: int, now: datetime) -> list[OccasionRow]:
    """Return the occasions that are linked to a case, as far as the officer may see them."""
    return [_row(one, now) for one in _reached(officer_id).filter(case_number=case_number)]


def person(*, number: str, serial: int, officer_id: int) -> Person | None:
    """Return a petitioner in clear, after the purpose was recorded."""
    found = Petitioner.objects.filter(occasion__in=_reached(officer_id), occasion__number=number, serial=serial).first()
    return sealing.opened(found) if found else None


def persons(*, number: str, officer_id: int) -> dict[int, Person]:
    """Return all petitioners of an occasion in clear by serial, after the purpose was recorded."""
    found = Petitioner.objects.filter(occasion__in=_reached(officer_id), occasion__number=number)
    return {one.serial: sealing.opened(one) for one in found}


def find(*, text: str, officer_id: int) -> list[Alike]:
    """Return the petitioners of exactly this name, number or phone, after the purpose was recorded."""
    asked = Q()
    for column, value in sealing.hashes_of(text).items():
        asked |= Q(**{column: value})
    found = Petitioner.objects.filter(asked, occasion__in=_reached(officer_id)).select_related("occasion").order_by("-pk")[:50]
    return [Alike(one.occasion.number, one.serial, one.label, "") for one in found]


def own_wordings(*, officer_id: int) -> list[Wording]:
    """Return the wordings that offices of the district, or those above it, have made or proposed."""
    district = _district(officer_id)
    if district is None:
        return []
    return [one for one in Wording.objects.all() if district.reaches(one.region_prefix) or district.prefix.startswith(one.region_prefix)]


def wordings_in_force(*, officer_id: int, on: date) -> list[WordingFacts]:
    """Return the wordings that the officer may use on a day."""
    district = _district(officer_id)
    return wordings.in_force(on=on, region_code=district.prefix) if district else []


def _district(officer_id: int) -> District | None:
    by = offices.able(officer_id=officer_id, action=Action.SEE_PETITIONS)
    return by.district if by else None


def _reached(officer_id: int) -> QuerySet[Occasion]:
    district = _district(officer_id)
    if district is None:
        return Occasion.objects.none()
    there = Count("petitioners", filter=Q(petitioners__struck_at=None, petitioners__joined_into=None))
    found = Occasion.objects.filter(region_code__startswith=district.prefix)
    return (found if district.unplaced else found.exclude(region_code="")).annotate(registered=there)


def _at_hand(found: QuerySet[Occasion]) -> QuerySet[Occasion]:
    """Read with occasions what tells what is due of them, a table each and not a table an occasion."""
    return found.select_related("after").prefetch_related("extensions", "reports", "replies")


def _row(one: Occasion, now: datetime) -> OccasionRow:
    return OccasionRow(
        one.number, one.title, one.subject_name, one.region_code, one.way, one.persons, getattr(one, "registered", 0), level_of(one),
        one.arrived_at, one.stage, one.state, one.case_number, tuple(_dues(one, now)) if one.state == "open" else (),
    )  # fmt: skip


def _dues(one: Occasion, now: datetime) -> Iterable[Due]:
    today = localdate(now)
    if one.stage == "registered":
        yield _by_day(one, "tell", one.tell_by, today)
    if one.stage == "accepted" and one.reply_by:
        yield _by_day(one, "reply", one.reply_by, today)
        granted = next((each for each in one.extensions.all() if each.state == "granted"), None)
        told = any(each.kind == "extended" and each.taken_back_at is None for each in one.replies.all())
        if granted and granted.decided_at and not told:
            yield _by_day(one, "extended", terms.last_day("tell_within", localdate(granted.decided_at)), today)
    if level_of(one):
        yield from _of_crowd(one, now, today)


def _of_crowd(one: Occasion, now: datetime, today: date) -> Iterable[Due]:
    sent = [each for each in one.reports.all() if each.withdrawn_at is None]
    until, day = report_by(one), localdate(one.arrived_at)
    rank = list(terms.LEVELS).index
    told = any((level := terms.level_of(each.persons, day)) and rank(level) <= rank(level_of(one)) for each in sent)
    if not told and until is not None:
        yield _by_minute(one, "report", until, now)
    for each in sent:
        if each.received_at is None:
            yield _by_minute(one, "receipt", each.sent_at + timedelta(minutes=terms.whole("receipt_minutes", day)), now)
            break
    if one.over_at and getattr(getattr(one, "after", None), "state", "") not in ("waiting", "confirmed"):
        yield _by_day(one, "after", terms.last_day("after_report_days", localdate(one.over_at)), today)


def _by_day(one: Occasion, kind: str, by: date, today: date) -> Due:
    days = left(on=today, due_on=by)
    return Due(one.number, one.title, kind, by, None, days, today > by)


def _by_minute(one: Occasion, kind: str, at: datetime, now: datetime) -> Due:
    return Due(one.number, one.title, kind, localdate(at), at, 0, now > at)


def _petitioners(one: Occasion, people: list[Petitioner], district: District | None) -> list[PetitionerRow]:
    alike = _alike(one, people, district)
    rows = []
    for each in people:
        into = each.joined_into
        rows.append(
            PetitionerRow(
                each.serial, each.label, each.representative, each.amount_fen, each.source, each.code_hash is not None,
                each.code_issued_at, each.reply_seen_at, each.struck_because, each.struck_at is not None,
                f"{into.occasion.number}/{into.serial}" if into else "", each.joined_because, tuple(alike.get(each.pk, ())),
            )
        )  # fmt: skip
    return rows


def _alike(one: Occasion, people: list[Petitioner], district: District | None) -> dict[int, list[Alike]]:
    """Return for each petitioner who may be the same person: by number, by phone, or by the name on the same occasion."""
    mine = [each for each in people if not each.struck_at and each.joined_into_id is None]
    if not mine or district is None:
        return {}
    asked = Q(identity__in={each.identity for each in mine}) | Q(phone_hash__in={each.phone_hash for each in mine} - {""})
    asked |= Q(occasion=one, name_hash__in={each.name_hash for each in mine})
    others = Petitioner.objects.filter(asked, struck_at=None, joined_into=None).select_related("occasion").order_by("occasion", "serial")
    near = [each for each in others[:5_000] if district.reaches(each.occasion.region_code)]
    found: dict[int, list[Alike]] = {}
    by_column: dict[tuple[str, str], list[Petitioner]] = {}
    for other in near:
        for column in ("identity", "phone_hash", "name_hash"):
            by_column.setdefault((column, getattr(other, column)), []).append(other)
    for each in mine:
        seen = {each.pk}
        for column in ("identity", "phone_hash", "name_hash"):
            for other in by_column.get((column, getattr(each, column)), ()) if getattr(each, column) else ():
                if other.pk in seen or (column == "name_hash" and other.occasion_id != one.pk):
                    continue
                seen.add(other.pk)
                found.setdefault(each.pk, []).append(Alike(other.occasion.number, other.serial, other.label, column))
    return found
