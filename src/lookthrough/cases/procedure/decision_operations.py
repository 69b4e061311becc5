"""Legal review, discussion and decision: by a qualified person from outside the case, by a head, never graver than noticed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases import case_operations
from lookthrough.cases.acting import worker, written
from lookthrough.cases.numbering import next_number
from lookthrough.cases.procedure.acting import is_investigator, keep, start, stop
from lookthrough.cases.procedure.models import LegalReviewer, Proceeding, Review
from lookthrough.cases.procedure.penalty_operations import DECISION_TERM, TITLES
from lookthrough.cases.procedure.proceedings import clock, for_deed, nothing_to_decide, reference
from lookthrough.cases.procedure.words import OUTCOMES
from lookthrough.cases.room_acting import deciding_on, past, reaching
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

NUMBERS = "罚"
_FEWEST = 2  # one person's view is no discussion
_UNQUALIFIED = Text(
    "法制审核须由登记在册、具有法律职业资格的人员进行（行政处罚法第58条）",
    "a legal review is done by a recorded person with the legal qualification (art. 58)",
)
_INVESTIGATES = Text("本案调查人员不能审核本案", "an investigator of the case does not review it")
_DRAFTED = Text("拟稿人不能审核自己拟的告知", "whoever drafted the notice does not review it")
_ALONE = Text(f"集体讨论须有 {_FEWEST} 名以上负责人参加", f"a discussion has {_FEWEST} heads or more")
_OUTCOME = Text("请从列出的决定种类中选择", "please choose an outcome from the list")
_GRAVER = Text(
    "决定不得重于告知的内容：不得因申辩加重处罚（行政处罚法第45条），未告知的不得决定（第44、62条）；确需改变的，终止后重新告知",
    "a decision is not graver than what was noticed (行政处罚法 arts. 44, 45, 62); drop the proceeding and give a new notice",
)
_NO_MEASURE = Text("给予处罚的，须写明处罚种类；不予处罚、移送的，不填写处罚", "a penalty names its measures; any other outcome has none")
_OWN = Text("拟稿人不能自己作出决定", "whoever drafted the notice does not decide")
_SELF = Text("不能登记自己为法制审核人员", "you cannot record yourself as a reviewer")
_KNOWN = Text("该人员已登记", "this person is on record already")
_NOBODY = Text("没有这位人员", "there is no such officer")
REMEDY_TITLES = {
    "reconsideration": Text("当事人申请复议期限", "period to ask for reconsideration"),
    "suit": Text("当事人起诉期限", "period to bring a suit"),
}


@transaction.atomic
def record_reviewer(*, reviewer_id: int, certificate: str, officer_id: int, at: datetime) -> None:
    """Record, as a head, that another officer has the legal qualification."""
    by, one = worker(officer_id, Action.DECIDE_CASES), offices.officer(officer_id=reviewer_id)
    if one is None or not one.is_active or by.district is None or one.district is None or not by.district.reaches(one.district.prefix):
        raise NotAllowed(_NOBODY)
    if one.officer_id == by.officer_id:
        raise NotAllowed(_SELF)
    if LegalReviewer.objects.filter(officer_id=reviewer_id, ended_at=None).exists():
        raise NotAllowed(_KNOWN)
    made = LegalReviewer.objects.create(
        officer_id=reviewer_id, username=one.username, certificate=written(certificate, longest=60), recorded_by=by.username, recorded_at=at
    )
    _kept(made, "reviewer_recorded", by, at)


@transaction.atomic
def end_reviewer(*, reviewer_id: int, officer_id: int, at: datetime) -> None:
    """Record that an officer reviews no more; reviews done stay."""
    by = worker(officer_id, Action.DECIDE_CASES)
    found = LegalReviewer.objects.select_for_update().filter(officer_id=reviewer_id, ended_at=None).first()
    one = offices.officer(officer_id=reviewer_id)
    if found is None or one is None or one.district is None or by.district is None or not by.district.reaches(one.district.prefix):
        raise NotAllowed(_NOBODY)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    _kept(found, "reviewer_ended", by, at)


@transaction.atomic
def review(*, number: str, proceeding_id: int, passed: bool, text: str, officer_id: int, at: datetime) -> None:
    """Review a proceeding legally, as a qualified person who neither investigates the case nor drafted the notice."""
    by, case = reaching(number, officer_id, at)
    one, said = for_deed(number, proceeding_id, "review", localdate(at)), written(text)
    qualified = LegalReviewer.objects.filter(officer_id=officer_id, ended_at=None).first()
    if qualified is None:
        raise NotAllowed(_UNQUALIFIED)
    if is_investigator(case, by.username):
        raise NotAllowed(_INVESTIGATES)
    if one.drafted_by == by.username:
        raise NotAllowed(_DRAFTED)
    Review.objects.create(
        proceeding=one, passed=passed, text=said, certificate=qualified.certificate, reviewed_by=by.username, reviewed_at=at
    )
    title = Text("通过", "passed") if passed else Text("未通过", "not passed")
    keep(number, "reviewed", by, at, title, reference=reference(one))
    if passed:
        case_operations.attest(number=number, milestone="legal_review_passed", reference=reference(one), actor=by.username, at=at)


@transaction.atomic
def discuss(*, number: str, proceeding_id: int, on: date, heads: Sequence[str], text: str, officer_id: int, at: datetime) -> None:
    """Keep the heads' discussion of a grave or complex case (art. 57): who took part, what was said."""
    by, _case = deciding_on(number, officer_id, at)
    one, said = for_deed(number, proceeding_id, "discuss", localdate(at)), written(text)
    there = list(dict.fromkeys(name.strip()[:80] for name in heads if name.strip()))
    if len(there) < _FEWEST:
        raise NotAllowed(_ALONE)
    one.discussed_on, one.discussion, one.discussed_by = past(on, at), said, there
    one.save()
    keep(number, "discussed", by, at, Text("、".join(there), ", ".join(there)), reference=reference(one))


@transaction.atomic
def decide(
    *, number: str, proceeding_id: int, outcome: str, text: str, measures: Sequence[str], fine_fen: int, rights_told: bool, officer_id: int,
    at: datetime,
) -> str:  # fmt: skip
    """Decide, as a head who did not draft the notice; returns the decision's number. Refused without hearing, review or discussion."""
    by, _case = deciding_on(number, officer_id, at)
    one, said = for_deed(number, proceeding_id, "decide", localdate(at)), written(text)
    if one.drafted_by == by.username:
        raise NotAllowed(_OWN)
    chosen = _not_graver(one, outcome, list(dict.fromkeys(measures)), fine_fen)
    on = localdate(at)
    serial = int(next_number(NUMBERS, on.year).rpartition("-")[2])
    one.state, one.outcome, one.decision, one.decided_by, one.decided_on = "decided", outcome, said, by.username, on
    one.decided_measures, one.decided_fine_fen, one.decision_rights_told = chosen, fine_fen, rights_told
    one.decision_number = f"罚决〔{on.year}〕{serial}号"
    one.save()
    if nothing_to_decide(number):
        stop(number, DECISION_TERM, "已作出决定", on, by, at)
    start(number, clock(one, "decision_service"), "decision_service", TITLES["decision_service"], on, by, at)
    title = OUTCOMES[outcome]
    note = Text(f"{one.decision_number} {title.zh}", f"{one.decision_number} {title.en}")
    keep(number, "decided", by, at, note, reference=reference(one))
    return one.decision_number


def decision_served(*, number: str, about: int, on: date, by: Colleague, at: datetime) -> None:
    """Let the periods for remedies run from the day the decision was served; called by the service of papers."""
    one = for_deed(number, about, "serve_decision", localdate(at))
    one.state, one.decision_served_on = "served", on
    one.save()
    stop(number, clock(one, "decision_service"), "已送达", on, by, at)
    told = "" if one.decision_rights_told else "_untold"
    for name, title in REMEDY_TITLES.items():
        start(number, clock(one, name), f"{name}{told}", title, on, by, at)
    case_operations.attest(number=number, milestone="decision_served", reference=reference(one), actor=by.username, at=at)


def _not_graver(one: Proceeding, outcome: str, measures: list[str], fine_fen: int) -> list[str]:
    """Return the measures, which lie within those of the notice; refuse any that do not."""
    if outcome not in OUTCOMES:
        raise NotAllowed(_OUTCOME)
    if (outcome == "penalty") != bool(measures):
        raise NotAllowed(_NO_MEASURE)
    fined = bool({"fine", "large_fine"} & set(measures))
    if not set(measures) <= _within(one.measures) or fine_fen > one.fine_fen or fined != (fine_fen > 0):
        raise NotAllowed(_GRAVER)
    return measures


def _within(noticed: list[str]) -> set[str]:
    """Return what may follow a notice: its own measures, a smaller fine, a warning."""
    lighter = {"fine"} if "large_fine" in noticed else set()
    return {*noticed, *lighter, "warning"}


def _kept(one: LegalReviewer, kind: str, by: Colleague, at: datetime) -> None:
    audit.record(
        actor=by.username, action=f"case.procedure.{kind}", object_type="officer", object_id=one.username, purpose="", at=at
    )  # fmt: skip
