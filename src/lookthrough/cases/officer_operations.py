"""Who works on a case: two investigators at least (737号 art. 21), whoever is related keeps away (回避), others stand in by delegation."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases.acting import case_of, is_recused, keep, type_of, unchanged, worker, written
from lookthrough.cases.case_operations import attest, last_actor, retract
from lookthrough.cases.models.cases import Case, CaseOfficer
from lookthrough.cases.models.sharing import Conflict, DeclaredRelation, Delegation
from lookthrough.cases.terms import count_of
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_INVESTIGATES = ("lead", "investigator")
_NO_PART = Text("本类案件没有这个角色", "cases of this type have no such part")
_NOT_THEM = Text("这位人员不能办理该地区的案件", "this officer cannot work on cases of that region")
_THEY_KEEP_AWAY = Text("这位人员在本案中须回避", "this officer must keep away from this case")
_HAS_IT = Text("这位人员已担任该角色", "this officer has that part already")
_HAS_NOT = Text("这位人员没有担任该角色", "this officer does not have that part")
_LEAD_STAYS = Text("主办人员只能更换，不能空缺", "the lead officer can be replaced, not left out")
_SEPARATE = Text("法制审核人员不能同时是本案调查人员", "the legal reviewer cannot investigate the same case")
_DECLARED = Text("已申报", "declared already")
_NO_CONFLICT = Text("没有等待决定的回避申报", "no declared conflict waits for a decision")
_OWN = Text("本人不能决定自己是否回避", "nobody decides on one's own recusal")
_NOT_OTHERS = Text("您的岗位只能由自己承办，不能指派别人", "your role may take a case, not hand it to others")
_SPAN = Text("止期不能早于起期，也不能早于今天", "the end cannot lie before the beginning or before today")
_TOO_LONG = Text("委托期限过长", "the delegation is too long")
_SELF = Text("不能委托给自己", "nobody stands in for himself or herself")
_NO_DELEGATION = Text("没有这项委托", "there is no such delegation")
_NO_RELATION = Text("没有这项申报", "there is no such declaration")


@transaction.atomic
def name_officer(*, number: str, to_officer_id: int, part: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Give an officer a part in a case; a new lead officer replaces the former, who stays an investigator."""
    by = worker(officer_id)
    one = case_of(number, by, on=localdate(at), assigned=True)
    unchanged(version, one.version, last_actor(one))
    _name(one, to_officer_id, part, by, at)


def _name(one: Case, to_officer_id: int, part: str, by: Colleague, at: datetime) -> None:
    taker = _taker(one, to_officer_id, part)
    if part == "lead":
        for former in one.case_officers.filter(part="lead", until=None):
            _end(former, at)
            _give(one, former.officer_id, former.username, "investigator", by, at)
    if not _give(one, taker.officer_id, taker.username, part, by, at):
        raise NotAllowed(_HAS_IT)
    _say(one, "officer_named", Text(f"指派{taker.name}", f"{taker.name} named"), by, at, {"to": taker.username, "part": part})
    count_investigators(one, by, at)


@transaction.atomic
def give_lead(*, number: str, to_officer_id: int, officer_id: int, at: datetime) -> None:
    """Name the lead officer of a case: oneself, or somebody else if one may hand work to others."""
    by = worker(officer_id)
    if to_officer_id != officer_id and not by.may(Action.ASSIGN_OTHERS):
        raise NotAllowed(_NOT_OTHERS)
    one = case_of(number, by, on=localdate(at))
    if one.case_officers.filter(officer_id=to_officer_id, part="lead", until=None).exists():
        return
    _name(one, to_officer_id, "lead", by, at)


def standing_parts(one: Case) -> list[list[int | str]]:
    """Return who has which part in a case now."""
    return [[each.officer_id, each.username, each.part] for each in one.case_officers.filter(until=None)]


def put_parts_back(one: Case, parts: list[list[int | str]], by: Colleague, at: datetime) -> None:
    """Make the parts of a case what they were, for whoever undoes what was given to many at once."""
    for each in one.case_officers.filter(until=None):
        if [each.officer_id, each.username, each.part] not in parts:
            _end(each, at)
    for officer_id, username, part in parts:
        _give(one, int(officer_id), str(username), str(part), by, at)
    _say(one, "officer_put_back", Text("撤销指派", "naming undone"), by, at, {})
    count_investigators(one, by, at)


@transaction.atomic
def relieve_officer(*, number: str, of_officer_id: int, part: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take a part in a case from an officer, with the reason."""
    by, why = worker(officer_id), written(reason)
    one = case_of(number, by, on=localdate(at), assigned=True)
    found = one.case_officers.filter(officer_id=of_officer_id, part=part, until=None).first()
    if found is None or part == "lead":
        raise NotAllowed(_LEAD_STAYS if found else _HAS_NOT)
    _end(found, at)
    said = Text(f"{found.username}不再承办：{why}", f"{found.username} relieved: {why}")
    _say(one, "officer_relieved", said, by, at, {"of": found.username, "part": part})
    count_investigators(one, by, at)


@transaction.atomic
def declare_conflict(*, number: str, relation: str, officer_id: int, at: datetime, of_officer_id: int | None = None) -> None:
    """Declare a conflict of interest, one's own or a colleague's (a party's request): it bars from acts until it is decided upon."""
    by, why = worker(officer_id), written(relation)
    one = case_of(number, by, recused=True)
    whom = offices.officer(officer_id=of_officer_id or officer_id)
    if whom is None or whom.district is None or not whom.district.reaches(one.region_code):
        raise NotAllowed(_NOT_THEM)
    if Conflict.objects.filter(case=one, officer_id=whom.officer_id).exclude(state="no_conflict").exists():
        raise NotAllowed(_DECLARED)
    Conflict.objects.create(
        case=one, officer_id=whom.officer_id, username=whom.username, relation=why, declared_by=by.username, declared_at=at
    )
    said = Text(f"{whom.name}申报回避", f"a conflict of interest of {whom.name} was declared")
    _say(one, "conflict_declared", said, by, at, {"of": whom.username})


@transaction.atomic
def decide_conflict(*, number: str, of_officer_id: int, recused: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Decide, as another person, whether an officer keeps away from a case; who does gives all parts in it up."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(reason)
    if of_officer_id == officer_id:
        raise NotAllowed(_OWN)
    one = case_of(number, by)
    found = Conflict.objects.filter(case=one, officer_id=of_officer_id, state="declared").first()
    if found is None:
        raise NotAllowed(_NO_CONFLICT)
    found.state, found.decided_by, found.decided_at, found.decision = "recused" if recused else "no_conflict", by.username, at, why
    found.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if recused:
        for part in one.case_officers.filter(officer_id=of_officer_id, until=None):
            _end(part, at)
    word = Text("回避", "is recused") if recused else Text("不需回避", "need not keep away")
    said = Text(f"{found.username}{word.zh}：{why}", f"{found.username} {word.en}: {why}")
    _say(one, "conflict_decided", said, by, at, {"of": found.username, "recused": recused})
    count_investigators(one, by, at)


@transaction.atomic
def declare_relation(*, subject_type: str, subject_id: str, relation: str, officer_id: int, at: datetime) -> None:
    """Declare to be related to a firm or body: one keeps away from every lead and case about it."""
    by, why = worker(officer_id), written(relation)
    try:
        with transaction.atomic():
            DeclaredRelation.objects.create(
                officer_id=by.officer_id, username=by.username, subject_type=subject_type, subject_id=written(subject_id, longest=80),
                relation=why, declared_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(_DECLARED) from None
    _record("relation_declared", by.username, f"{subject_type}:{subject_id}", at)


@transaction.atomic
def lift_relation(*, of_officer_id: int, subject_type: str, subject_id: str, reason: str, officer_id: int, at: datetime) -> None:
    """Lift a declared relation, as another person, with the reason."""
    by, why = worker(officer_id, Action.DECIDE_CASES), written(reason)
    if of_officer_id == officer_id:
        raise NotAllowed(_OWN)
    found = DeclaredRelation.objects.select_for_update().filter(
        officer_id=of_officer_id, subject_type=subject_type, subject_id=subject_id, lifted_at=None
    )
    one = found.first()
    whom = offices.officer(officer_id=of_officer_id)
    if one is None or whom is None or whom.district is None or not by.district or not by.district.reaches(whom.district.prefix):
        raise NotAllowed(_NO_RELATION)
    one.lifted_at, one.lifted_by, one.lifted_because = at, by.username, why
    one.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    _record("relation_lifted", by.username, f"{subject_type}:{subject_id}", at)


@transaction.atomic
def delegate(*, to_officer_id: int, from_on: date, to_on: date, reason: str, officer_id: int, at: datetime, number: str = "") -> int:
    """Have a colleague stand in from day to day, in one case or in all one's cases; returns the delegation's id."""
    by, why = worker(officer_id), written(reason)
    taker = offices.able(officer_id=to_officer_id, action=Action.WORK_CASES)
    if to_officer_id == officer_id:
        raise NotAllowed(_SELF)
    if taker is None or taker.district is None or by.district is None or not taker.district.reaches(by.district.prefix):
        raise NotAllowed(_NOT_THEM)
    if to_on < max(from_on, localdate(at)):
        raise NotAllowed(_SPAN)
    if (to_on - from_on).days >= count_of(name="delegation", on=localdate(at)):
        raise NotAllowed(_TOO_LONG)
    one = case_of(number, by) if number else None
    if one is not None and is_recused(one, to_officer_id):
        raise NotAllowed(_THEY_KEEP_AWAY)
    made = Delegation.objects.create(
        case=one, giver_id=by.officer_id, giver=by.username, taker_id=taker.officer_id, taker=taker.username, from_on=from_on, to_on=to_on,
        reason=why, given_at=at,
    )  # fmt: skip
    said = Text(f"{by.name}委托{taker.name}代办（{from_on}至{to_on}）", f"{taker.name} stands in for {by.name} ({from_on} to {to_on})")
    if one is not None:
        _say(one, "delegated", said, by, at, {"to": taker.username})
    else:
        _record("delegated", by.username, taker.username, at)
    return made.pk


@transaction.atomic
def end_delegation(*, delegation_id: int, officer_id: int, at: datetime) -> None:
    """End a delegation that one gave or took."""
    by = worker(officer_id)
    found = Delegation.objects.select_for_update().filter(pk=delegation_id, ended_at=None).first()
    if found is None or by.officer_id not in (found.giver_id, found.taker_id):
        raise NotAllowed(_NO_DELEGATION)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    _record("delegation_ended", by.username, found.taker, at)


def _taker(one: Case, officer_id: int, part: str) -> Colleague:
    taker = offices.able(officer_id=officer_id, action=Action.WORK_CASES)
    if part not in type_of(one).roles:
        raise NotAllowed(_NO_PART)
    if taker is None or taker.district is None or not taker.district.reaches(one.region_code):
        raise NotAllowed(_NOT_THEM)
    if is_recused(one, officer_id):
        raise NotAllowed(_THEY_KEEP_AWAY)
    parts = set(one.case_officers.filter(officer_id=officer_id, until=None).values_list("part", flat=True))
    if (part == "legal_reviewer" and parts & set(_INVESTIGATES)) or (part in _INVESTIGATES and "legal_reviewer" in parts):
        raise NotAllowed(_SEPARATE)
    return taker


def _give(one: Case, officer_id: int, username: str, part: str, by: Colleague, at: datetime) -> bool:
    if one.case_officers.filter(officer_id=officer_id, part=part, until=None).exists():
        return False
    CaseOfficer.objects.create(case=one, officer_id=officer_id, username=username, part=part, since=at, given_by=by.username)
    return True


def _end(part: CaseOfficer, at: datetime) -> None:
    part.until = at
    part.save(update_fields=["until"])


def count_investigators(one: Case, by: Colleague, at: datetime) -> None:
    """Report or take back the milestone of two investigators, as the officers of the case stand."""
    standing = one.case_officers.filter(until=None, part__in=_INVESTIGATES).values("officer_id").distinct().count()
    has = one.milestones.filter(milestone="two_investigators", retracted_at=None).exists()
    said = {"number": one.number, "milestone": "two_investigators", "reference": "officers", "actor": by.username, "at": at}
    if standing >= count_of(name="investigators", on=localdate(at)) and not has:
        attest(**said)  # type: ignore[arg-type]
    elif standing < count_of(name="investigators", on=localdate(at)) and has:
        retract(**said, reason=Text("调查人员不足", "too few investigators"))  # type: ignore[arg-type]


def _say(one: Case, kind: str, said: Text, by: Colleague, at: datetime, details: dict[str, object]) -> None:
    one.version += 1
    one.save(update_fields=["version"])
    keep(one, kind, said, by=by.username, at=at, details=details)


def _record(kind: str, actor: str, about: str, at: datetime) -> None:
    audit.record(actor=actor, action=f"case.{kind}", object_type="officer", object_id=about, purpose="", at=at)
