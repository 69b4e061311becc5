"""Firms found in a campaign: drawn from the screen or entered by hand, classed, visited, handled, linked to a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.campaigns.acting import CHOOSE, campaign_of, entry_of, keep, worker, written
from lookthrough.cases.campaigns.catalogue import classes, handlings, terms_on
from lookthrough.cases.campaigns.models import Campaign, CampaignAct, CampaignField, Duty, Entry
from lookthrough.cases.campaigns.stages import REASONS
from lookthrough.cases.campaigns.sweeping import FROM, Candidate, Sweep, candidates
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed

_NO_FIELD = Text("请选择领域", "please choose a field")
_NO_FIRM = Text("登记库中没有这家企业，或不在您的辖区", "the register holds no such firm in your district")
_TWICE = Text("这家企业已在名单中", "the firm is on the list already")
_OUTSIDE = Text("这家企业不在整治范围内的地区", "the firm lies outside the campaign's region")
_CHANGED = Text("{}刚改动过这个主体，请看过现状再操作", "{} has just changed this firm; please look at it again")
_DROPPED = Text("该主体已排除", "the firm has been dropped")
_NO_CLASS = Text("先分类，再登记处置完成", "class the firm first")
_STATE = Text("现在不能这样做", "this cannot be done now")
_NO_CASE = Text("没有这个案件，或您不能查看", "there is no such case that you may see")
_OTHER_CASE = Text("这个案件说的不是这家企业", "this case is about another firm")
_NOT_THEM = Text("这位人员不能在该地区走访", "this officer cannot visit firms of that region")
_PAST = Text("走访日期不能早于今天", "a visit cannot be planned for the past")
_NO_DUTY = Text("没有这次安排，或已经走访", "there is no such plan, or the visit has been made")
_NO_CLASH = Text("走访记录不一致，先认定", "settle the clash of visits first")
_MOST_OFFICERS = 6


@transaction.atomic
def draw(*, number: str, field_id: int, sweep: Sweep, company_ids: Sequence[str], officer_id: int, at: datetime) -> int:
    """Enter the chosen firms of a sweep with the reasons that the sweep finds now; returns how many are new."""
    by = worker(officer_id)
    one = campaign_of(number, by)
    field = _field(one, field_id)
    if by.district is None or not by.district.reaches(sweep.region_code) or not sweep.region_code.startswith(one.region_prefix):
        raise NotAllowed(_OUTSIDE)
    if not set(sweep.sources) <= set(FROM) or not sweep.sources:
        raise NotAllowed(CHOOSE)
    known = set(one.entries.exclude(company_id="").values_list("company_id", flat=True))
    most = terms_on(at.date()).whole("sweep_most")
    found = candidates(sweep=sweep, officer_id=officer_id, on=at.date(), most=most, known=known)
    chosen = [candidate for candidate in found if candidate.company_id in set(company_ids)]
    made = Entry.objects.bulk_create([_entry(one, field, candidate, by.username, at) for candidate in chosen])
    CampaignAct.objects.bulk_create(
        CampaignAct(campaign=one, region_code=entry.region_code, entry=entry, at=at, actor=by.username, kind="entry_swept", note=field.name)
        for entry in made
    )
    said = {
        "field": field.name, "sources": sorted(sweep.sources), "found": len(found), "companies": [entry.company_id for entry in made],
    }  # fmt: skip
    keep(one, "swept", by.username, at, region=sweep.region_code, note=f"{field.name}：{len(chosen)}", details=said)
    return len(chosen)


@transaction.atomic
def enter(*, number: str, field_id: int, company_id: str, name: str, region_code: str, reason: str, officer_id: int, at: datetime) -> int:
    """Enter a firm by hand: one of the register, or one that the register does not know, by its name; returns its id."""
    by, why = worker(officer_id), written(reason)
    one = campaign_of(number, by)
    field = _field(one, field_id)
    firm = registry.company_by_id(company_id=company_id) if company_id else None
    if company_id and firm is None:
        raise NotAllowed(_NO_FIRM)
    region, called = (firm.region_code, firm.name) if firm else (region_code, written(name, longest=200))
    if by.district is None or not region or not by.district.reaches(region):
        raise NotAllowed(_NO_FIRM)
    if not region.startswith(one.region_prefix):
        raise NotAllowed(_OUTSIDE)
    same = one.entries.filter(company_id=company_id) if firm else one.entries.filter(company_id="", name=called, region_code=region)
    if same.exists():
        raise NotAllowed(_TWICE)
    made = Entry.objects.create(
        campaign=one, field=field, company_id=company_id if firm else "", name=called, region_code=region, source="officer",
        reasons=[{"kind": "officer", "zh": why, "en": why}], found_at=at, found_by=by.username,
    )  # fmt: skip
    keep(one, "entry_added", by.username, at, entry=made, note=called)
    return made.pk


@transaction.atomic
def classify(
    *, entry_id: int, class_slug: str, handling: str, decision: str, handle_by: date | None, version: int, officer_id: int, at: datetime
) -> None:
    """Give a firm its class and what is to be done with it, with reasons; may be given anew until the handling is done."""
    by, why = worker(officer_id), written(decision)
    one = _at(entry_of(entry_id, by), version)
    if class_slug not in classes() or handling not in handlings():
        raise NotAllowed(CHOOSE)
    if one.state not in ("found", "classed"):
        raise NotAllowed(_DROPPED if one.state == "dropped" else _STATE)
    if one.clashes.filter(settled_at=None).exists():
        raise NotAllowed(_NO_CLASH)
    before = {"class": one.class_slug, "handling": one.handling}
    one.class_slug, one.handling, one.decision, one.handle_by, one.state = class_slug, handling, why, handle_by, "classed"
    _save(one, "class_slug", "handling", "decision", "handle_by", "state")
    said = f"{classes()[class_slug].zh}，{handlings()[handling].zh}：{why}"
    keep(
        one.campaign,
        "entry_classed",
        by.username,
        at,
        entry=one,
        note=said,
        details={"before": before, "class": class_slug, "handling": handling},
    )


@transaction.atomic
def finish(*, entry_id: int, note: str, version: int, officer_id: int, at: datetime) -> None:
    """Say that a firm's handling is done, and with what result."""
    by, said = worker(officer_id), written(note)
    one = _at(entry_of(entry_id, by), version)
    if one.state != "classed":
        raise NotAllowed(_NO_CLASS if one.state == "found" else _STATE)
    _turn(one, "handled")
    keep(one.campaign, "entry_handled", by.username, at, entry=one, note=said)


@transaction.atomic
def unfinish(*, entry_id: int, reason: str, version: int, officer_id: int, at: datetime) -> None:
    """Take the end of a firm's handling back."""
    by, why = worker(officer_id), written(reason)
    one = _at(entry_of(entry_id, by), version)
    if one.state != "handled":
        raise NotAllowed(_STATE)
    _turn(one, "classed")
    keep(one.campaign, "entry_reopened", by.username, at, entry=one, note=why)


@transaction.atomic
def drop(*, entry_id: int, reason: str, version: int, officer_id: int, at: datetime) -> None:
    """Take a firm off the list, with the reason; it stays to be seen, and can be taken back in."""
    by, why = worker(officer_id), written(reason)
    one = _at(entry_of(entry_id, by), version)
    if one.state == "dropped":
        raise NotAllowed(_DROPPED)
    _turn(one, "dropped")
    keep(one.campaign, "entry_dropped", by.username, at, entry=one, note=why)


@transaction.atomic
def restore(*, entry_id: int, reason: str, version: int, officer_id: int, at: datetime) -> None:
    """Take a dropped firm back in, as it stood before."""
    by, why = worker(officer_id), written(reason)
    one = _at(entry_of(entry_id, by), version)
    if one.state != "dropped":
        raise NotAllowed(_STATE)
    _turn(one, one.state_before or "found")
    keep(one.campaign, "entry_restored", by.username, at, entry=one, note=why)


@transaction.atomic
def link_case(*, entry_id: int, number: str, version: int, officer_id: int, at: datetime) -> None:
    """Link a firm to a case by its number, or with an empty number take the link back."""
    by, wanted = worker(officer_id), number.strip()[:24]
    one = _at(entry_of(entry_id, by), version)
    if wanted:
        found = case_queries.case(number=wanted, officer_id=officer_id, on=at.date())
        if found is None:
            raise NotAllowed(_NO_CASE)
        if one.company_id and found.subject_type == "company" and found.subject_id != one.company_id:
            raise NotAllowed(_OTHER_CASE)
        said = Text(f"专项整治 {one.campaign.number} 的主体：{one.name}", f"a firm of campaign {one.campaign.number}: {one.name}")
        case_operations.note_event(number=wanted, kind="campaign", text=said, reference=str(one.pk), actor=by.username, at=at)
    before, one.case_number = one.case_number, wanted
    _save(one, "case_number")
    keep(one.campaign, "entry_case", by.username, at, entry=one, note=wanted or before, details={"before": before, "after": wanted})


@transaction.atomic
def plan_visit(*, entry_ids: Sequence[int], usernames: Sequence[str], visit_on: date, officer_id: int, at: datetime) -> int:
    """Send officers to firms on a day; returns how many plans are new. Who is planned already is not planned twice."""
    by = worker(officer_id)
    if visit_on < at.date():
        raise NotAllowed(_PAST)
    made = 0
    for one in [entry_of(entry_id, by) for entry_id in sorted(set(entry_ids))]:
        if one.state == "dropped":
            raise NotAllowed(_DROPPED)
        able = {colleague.username for colleague in visitors(one.region_code)}
        if not usernames or not set(usernames) <= able or len(usernames) > _MOST_OFFICERS:
            raise NotAllowed(_NOT_THEM)
        new = [name for name in sorted(set(usernames)) if not one.duties.filter(username=name, visit_on=visit_on).exists()]
        Duty.objects.bulk_create(Duty(entry=one, username=name, visit_on=visit_on) for name in new)
        made += len(new)
        if new:
            said = f"{visit_on}：{_called(new)}"
            keep(
                one.campaign, "visit_planned", by.username, at, entry=one, note=said, details={"on": visit_on.isoformat(), "officers": new}
            )
    return made


@transaction.atomic
def unplan_visit(*, duty_id: int, officer_id: int, at: datetime) -> int:
    """Take a planned visit back that has not been made; returns the firm's id."""
    by = worker(officer_id)
    found = Duty.objects.filter(pk=duty_id, done_at=None).first()
    if found is None:
        raise NotAllowed(_NO_DUTY)
    one = entry_of(found.entry_id, by)
    said = f"{found.visit_on}：{_called([found.username])}"
    found.delete()
    keep(one.campaign, "visit_plan_removed", by.username, at, entry=one, note=said)
    return one.pk


def visitors(region_code: str, *, parts: bool = False) -> list[offices.Colleague]:
    """Return the officers who may visit firms of a region, the nearest offices first; ``parts``: or firms of a part of it."""
    able = [one for one in offices.officers() if one.may(Action.WORK_CAMPAIGNS) and _reaches(one.district, region_code, parts)]
    return sorted(able, key=lambda one: (-len(one.district.prefix) if one.district else 0, one.username))


def _reaches(district: offices.District | None, region_code: str, parts: bool) -> bool:
    return district is not None and (district.reaches(region_code) or (parts and district.prefix.startswith(region_code)))


def _called(usernames: Sequence[str]) -> str:
    names = offices.names_by_username()
    return "、".join(names.get(one, one) for one in usernames)


def _entry(one: Campaign, field: CampaignField, found: Candidate, actor: str, at: datetime) -> Entry:
    reasons = [{"kind": kind, "zh": said.zh, "en": said.en} for kind, said in found.reasons if kind in REASONS]
    return Entry(
        campaign=one, field=field, company_id=found.company_id, name=found.name, region_code=found.region_code, source="screen",
        reasons=reasons, found_at=at, found_by=actor,
    )  # fmt: skip


def _field(one: Campaign, field_id: int) -> CampaignField:
    found = one.fields.filter(pk=field_id).first()
    if found is None:
        raise NotAllowed(_NO_FIELD)
    return found


def _at(one: Entry, version: int) -> Entry:
    """Refuse what was written on a page that no longer shows how the firm stands, and say who changed it."""
    if one.version != version:
        last = one.acts.first()
        who = offices.names_by_username().get(last.actor, last.actor) if last else ""
        raise NotAllowed(Text(_CHANGED.zh.format(who), _CHANGED.en.format(who)))
    return one


def _turn(one: Entry, state: str) -> None:
    one.state_before, one.state = one.state, state
    _save(one, "state", "state_before")


def _save(one: Entry, *names: str) -> None:
    one.version += 1
    one.save(update_fields=[*names, "version"])
