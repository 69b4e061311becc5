"""Counts are taken in, bursts found and proposed, and officers accept or reject them; each decision can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from django.db import transaction
from django.db.models import Min

from lookthrough.audit import operations as audit
from lookthrough.flows.withdrawal_counts import withdrawal_counts
from lookthrough.kernel.limits import LimitTable, read_limits
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.incident_models import Happening, Incident, IncidentDecision
from lookthrough.risk.incidents import Burst, bursts

KINDS = {
    "complaint": Text("投诉", "complaints"),
    "withdrawal": Text("提现", "withdrawals"),
    "visit": Text("来访", "visits"),
}
STATES = {
    "proposed": Text("待认定", "to be judged"),
    "accepted": Text("已认定", "accepted"),
    "rejected": Text("不予认定", "rejected"),
}
SUBJECTS = ("company", "institution")
_AT_ONCE = 2_000
_LONGEST = 2_000
_MOST = 1_000_000
_NO_ROLE = Text("您的角色不能认定群体事件", "your role does not judge incidents")
_NO_INCIDENT = Text("没有此事件，或不在您的辖区", "there is no such incident in your district")
_REASON = Text("请写明理由", "please give the reason")
_DECIDED = Text("已作出认定，请先撤销", "this is judged already: undo it first")
_NOTHING = Text("只能撤销自己的、仍然有效的认定", "only your own judgement that still stands can be undone")
_VALUES = Text("种类、日期、地区、主体或件数不对", "kind, day, place, subject or number is wrong")
_OUTSIDE = Text("该地区不在您的辖区", "that place is outside your district")

Series = tuple[str, str, str, str]  # kind, region, subject_type, subject_id


@dataclass(frozen=True, slots=True)
class Counted:
    """How many events of a kind one source counted on a day in a place, about a subject where one is named."""

    kind: str
    day: date
    region_code: str
    subject_type: str
    subject_id: str
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What a cycle did with the bursts."""

    series: int
    without_base: int
    new: int
    changed: int


@cache
def incident_limits() -> LimitTable:
    """Return the dated limits of bursts."""
    return read_limits(Path(str(resources.files("lookthrough.risk") / "limits" / "incidents.yml")))


def take_counts(*, counts: Iterable[Counted], actor: str, at: datetime) -> int:
    """Keep counts; one of the same source for the same kind, day, place and subject replaces what was there."""
    newest = {(one.kind, one.day, one.region_code, one.subject_type, one.subject_id, one.source): one for one in counts}
    rows = [
        Happening(
            kind=one.kind, day=one.day, region_code=one.region_code, subject_type=one.subject_type, subject_id=one.subject_id,
            count=one.count, source=one.source, entered_by=actor, entered_at=at,
        )
        for one in newest.values()
    ]  # fmt: skip
    same = ["kind", "day", "region_code", "subject_type", "subject_id", "source"]
    with transaction.atomic():
        Happening.objects.bulk_create(
            rows, batch_size=_AT_ONCE, update_conflicts=True, unique_fields=same, update_fields=["count", "entered_by", "entered_at"]
        )
    return len(rows)


@transaction.atomic
def enter(*, counts: Iterable[Counted], officer_id: int, at: datetime) -> int:
    """Keep what an officer counted, all of it or nothing; places must lie in the officer's district."""
    by, given = judge(officer_id), list(counts)
    for one in given:
        known = one.kind in KINDS and one.subject_type in ("", *SUBJECTS) and bool(one.subject_type) == bool(one.subject_id)
        if not known or not 0 <= one.count <= _MOST or one.day > at.date():
            raise NotAllowed(_VALUES)
        if by.district is None or not by.district.reaches(one.region_code):
            raise NotAllowed(_OUTSIDE)
    taken = take_counts(counts=given, actor=by.username, at=at)
    details = {"rows": taken, "events": sum(one.count for one in given)}
    audit.record(
        actor=by.username, action="incident.counted", object_type="incident", object_id="counts", purpose="", at=at, details=details
    )
    return taken


def take_withdrawals(*, ledger: Path, as_of: date, at: datetime) -> int:
    """Keep how many withdrawals clients of each institution asked for on each day of a ledger."""
    regions = {one.institution_id: one.region_code for one in registry.institutions()}
    counted = [
        Counted("withdrawal", day, regions.get(institution, "")[:6], "institution", institution, number, "ledger")
        for institution, day, number in withdrawal_counts(ledger=ledger, as_of=as_of)
    ]
    return take_counts(counts=counted, actor="cycle", at=at)


def bring_in_line(*, as_of: date, at: datetime) -> Brought:
    """Look at every series of counts until a day and propose its bursts; what officers judged stays as it is."""
    table = incident_limits()
    limits, series = table.on(as_of), _series(as_of)
    covered, since = _covered(as_of), as_of - timedelta(days=limits.whole("told_days"))
    names = {one.institution_id: one.name for one in registry.institutions()}
    new = changed = without = 0
    for key, counts in sorted(series.items()):
        found = bursts(counts=counts, first_day=covered[key[0]], last_day=as_of, limits=limits)
        without += not found.days_with_base
        recent = [burst for burst in found.bursts if burst.to_day >= since]
        for burst in recent:
            made, altered = _propose(key, burst, names, table.version, at)
            new, changed = new + made, changed + altered
    return Brought(len(series), without, new, changed)


def accept(*, incident_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Accept a burst: from now on it weighs."""
    _decide(incident_id, "accepted", reason, officer_id, at)


def reject(*, incident_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Reject a burst: it never weighs, and is not proposed again."""
    _decide(incident_id, "rejected", reason, officer_id, at)


@transaction.atomic
def undo(*, incident_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own judgement back."""
    by = judge(officer_id)
    one = _incident(incident_id, by)
    last = one.decisions.filter(undone=False).first()
    if last is None or last.actor != by.username or one.state != last.after:
        raise NotAllowed(_NOTHING)
    last.undone, one.state = True, last.before
    last.save(update_fields=["undone"])
    one.save(update_fields=["state"])
    _record(by, one, "undone", "", at)


def judge(officer_id: int) -> Colleague:
    """Return the officer, who judges incidents; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=Action.JUDGE_INCIDENTS)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


@transaction.atomic
def _decide(incident_id: int, state: str, reason: str, officer_id: int, at: datetime) -> None:
    by, said = judge(officer_id), reason.strip()[:_LONGEST]
    if not said:
        raise NotAllowed(_REASON)
    one = _incident(incident_id, by)
    if one.state != "proposed":
        raise NotAllowed(_DECIDED)
    IncidentDecision.objects.create(incident=one, at=at, actor=by.username, before=one.state, after=state, reason=said)
    one.state, one.total_at_decision = state, one.total
    one.save(update_fields=["state", "total_at_decision"])
    _record(by, one, state, said, at)


def _incident(incident_id: int, by: Colleague) -> Incident:
    one = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_INCIDENT)
    return one


def _record(by: Colleague, one: Incident, action: str, reason: str, at: datetime) -> None:
    details = {"kind": one.kind, "from": one.from_day.isoformat(), "to": one.to_day.isoformat(), "total": one.total}
    audit.record(
        actor=by.username, action=f"incident.{action}", object_type="incident", object_id=str(one.pk), purpose=reason, at=at,
        details=details,
    )  # fmt: skip


def _series(as_of: date) -> dict[Series, dict[date, int]]:
    """Return the counts of each place over all subjects, and of each subject in its place."""
    found: dict[Series, dict[date, int]] = {}
    rows = Happening.objects.filter(day__lte=as_of).values_list("kind", "day", "region_code", "subject_type", "subject_id", "count")
    for kind, day, region, subject_type, subject_id, count in rows.iterator(chunk_size=10_000):
        keys = [(kind, region, "", "")] if region else []
        keys += [(kind, region, subject_type, subject_id)] if subject_id else []
        for key in keys:
            days = found.setdefault(key, {})
            days[day] = days.get(day, 0) + count
    return found


def _covered(as_of: date) -> dict[str, date]:
    """Return since when each kind is counted at all: before that day nothing is known, after it silence is a count of nothing."""
    return dict(Happening.objects.filter(day__lte=as_of).values_list("kind").annotate(first=Min("day")))


def _propose(key: Series, burst: Burst, names: Mapping[str, str], version: str, at: datetime) -> tuple[bool, bool]:
    kind, region, subject_type, subject_id = key
    place = {"kind": kind, "region_code": region, "subject_type": subject_type, "subject_id": subject_id, "from_day": burst.from_day}
    said = {
        "to_day": burst.to_day, "peak_day": burst.peak_day, "count": burst.count, "total": burst.total, "expected": burst.expected,
        "spreads": burst.spreads, "tail": burst.tail,
    }  # fmt: skip
    known = Incident.objects.filter(**place).first()
    if known is None:
        name = names.get(subject_id, "") or _firm_name(subject_type, subject_id)
        Incident.objects.create(**place, **said, name=name, limits_version=version, found_at=at)
        return True, False
    if all(getattr(known, name) == value for name, value in said.items()):
        return False, False
    Incident.objects.filter(pk=known.pk).update(**said, limits_version=version)
    return False, True


def _firm_name(subject_type: str, subject_id: str) -> str:
    firm = registry.company_by_id(company_id=subject_id) if subject_type == "company" else None
    return firm.name if firm else subject_id
