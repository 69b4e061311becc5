"""The opinion (认定意见书): drafted once the question is settled, signed by two, withdrawn only by a second person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.acting import written
from lookthrough.cases.determination.acting import keep, known_class
from lookthrough.cases.determination.models import Circulation, Meeting, Opinion
from lookthrough.cases.determination.words import class_title
from lookthrough.cases.numbering import next_number
from lookthrough.cases.room_acting import deciding_on, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

NUMBERS = "认定"  # of the year's sequence
MILESTONE = "determination_settled"
_STANDS = Text("本案已有认定意见，先撤销才能另拟", "an opinion of this case stands; withdraw it first")
_GROUND = Text("请选择依据：各部门意见一致，或领导小组会议", "please choose the ground: the departments agree, or the leading group met")
_NO_ROUND = Text("还没有征求部门意见，或尚未结束", "the departments have not been asked, or the circulation is not closed")
_OTHER_CLASS = Text("类别与征求意见的类别不同，须由领导小组会议议定", "another class than was circulated: the leading group settles it")
_NO_MEETING = Text("征求意见之后没有领导小组会议记录", "there is no meeting of the leading group after the circulation")
_NOT_DECIDED = Text("类别与领导小组会议议定的不同", "this is not the class the leading group decided")
_NO_OPINION = Text("没有待签署的认定意见", "no opinion waits for this signature")
_TWO = Text("两次签署须由两人完成，您已签署过", "two persons sign; you have signed already")
_ISSUED_TWO = Text("已出具的认定意见书，须由签署人以外的负责人撤销", "an issued opinion is withdrawn by a head who did not sign it")


@transaction.atomic
def draft(*, number: str, class_found: str, text: str, ground: str, officer_id: int, at: datetime) -> int:
    """Draft the opinion; refused while the departments differ or are silent and no meeting has settled it. Returns its id."""
    by, _case = working_on(number, officer_id, at)
    slug, said = known_class(class_found), written(text)
    if Opinion.objects.filter(case_number=number).exclude(state="withdrawn").exists():
        raise NotAllowed(_STANDS)
    round_ = Circulation.objects.filter(case_number=number).exclude(state="withdrawn").order_by("-id").first()
    if round_ is None or round_.state != "closed":
        raise NotAllowed(_NO_ROUND)
    meeting = _settled(round_, slug, ground)
    made = Opinion.objects.create(
        case_number=number, class_found=slug, text=said, ground=ground, circulation=round_, meeting=meeting, drafted_by=by.username,
        drafted_at=at,
    )  # fmt: skip
    keep(number, "opinion_drafted", by, at, class_title(slug), reference=f"opinion:{made.pk}")
    return made.pk


@transaction.atomic
def sign_first(*, number: str, officer_id: int, at: datetime) -> None:
    """Put the first signature, of an officer assigned to the case; the text is sealed by it."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, "draft")
    one.state, one.first_signed_by, one.first_signed_at = "signed", by.username, at
    one.sha256 = _seal(one)
    one.save(update_fields=["state", "first_signed_by", "first_signed_at", "sha256"])
    keep(number, "opinion_signed", by, at, Text(one.sha256[:16], one.sha256[:16]), reference=f"opinion:{one.pk}")


@transaction.atomic
def sign_second(*, number: str, officer_id: int, at: datetime) -> str:
    """Put the second signature, of another person, who decides over cases; the opinion issues under the number returned."""
    by, _case = deciding_on(number, officer_id, at)
    one = _in_state(number, "signed")
    if one.first_signed_by == by.username:
        raise NotAllowed(_TWO)
    one.year = localdate(at).year
    one.serial = int(next_number(NUMBERS, one.year).rpartition("-")[2])
    one.state, one.second_signed_by, one.issued_at = "issued", by.username, at
    one.save(update_fields=["state", "second_signed_by", "issued_at", "year", "serial"])
    found = class_title(one.class_found)
    keep(number, "opinion_issued", by, at, Text(f"{one.number} {found.zh}", f"{one.number} {found.en}"), reference=f"opinion:{one.number}")
    case_operations.attest(number=number, milestone=MILESTONE, reference=f"opinion:{one.number}", actor=by.username, at=at)
    return one.number


@transaction.atomic
def withdraw(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Withdraw the opinion with its reason: an issued one by a head who did not sign it, which takes the milestone back."""
    why = written(reason)
    issued = Opinion.objects.filter(case_number=number, state="issued").exists()
    by, _case = (deciding_on if issued else working_on)(number, officer_id, at)
    one = Opinion.objects.select_for_update().filter(case_number=number).exclude(state="withdrawn").first()
    if one is None or (one.state == "issued") is not issued:
        raise NotAllowed(_NO_OPINION)
    if issued and by.username in (one.first_signed_by, one.second_signed_by):
        raise NotAllowed(_ISSUED_TWO)
    one.state, one.withdrawn_by, one.withdrawn_at, one.withdrawn_why = "withdrawn", by.username, at, why
    one.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _told(one, by, at, why, issued)


def _told(one: Opinion, by: Colleague, at: datetime, why: str, issued: bool) -> None:
    reference = f"opinion:{one.number or one.pk}"
    keep(one.case_number, "opinion_withdrawn", by, at, Text(f"{one.number} {why}", f"{one.number} {why}"), reference=reference)
    if issued:
        case_operations.retract(
            number=one.case_number, milestone=MILESTONE, reference=reference, reason=why, actor=by.username, at=at
        )  # fmt: skip


def _settled(round_: Circulation, slug: str, ground: str) -> Meeting | None:
    """Return the meeting that settled the class, nothing where the departments agree; refuse with what stands in the way."""
    if ground == "agreement":
        _agreed(round_, slug)
        return None
    if ground != "meeting":
        raise NotAllowed(_GROUND)
    since = localdate(round_.sent_at)
    meeting = Meeting.objects.filter(case_number=round_.case_number, held_on__gte=since).order_by("-held_on", "-id").first()
    if meeting is None:
        raise NotAllowed(_NO_MEETING)
    if meeting.class_decided != slug:
        raise NotAllowed(_NOT_DECIDED)
    return meeting


def _agreed(round_: Circulation, slug: str) -> None:
    if slug != round_.class_proposed:
        raise NotAllowed(_OTHER_CLASS)
    standing = {one.department: one.answers.filter(replaced_at=None).first() for one in round_.asked.all()}
    against = [name for name, said in standing.items() if said and said.view == "differs"]
    silent = [name for name, said in standing.items() if said is None]
    for names, zh, en in ((against, "不同意", "differ"), (silent, "没有答复", "have not answered")):
        if names:
            all_zh, all_en = "、".join(names), ", ".join(names)
            raise NotAllowed(Text(f"{all_zh}{zh}，须由领导小组会议议定", f"{all_en} {en}: the leading group must settle it"))


def _in_state(number: str, state: str) -> Opinion:
    found = Opinion.objects.select_for_update().filter(case_number=number, state=state).first()
    if found is None:
        raise NotAllowed(_NO_OPINION)
    return found


def _seal(one: Opinion) -> str:
    """Return the hash over what is signed."""
    parts = (one.case_number, one.class_found, one.ground, one.text, str(one.circulation_id), str(one.meeting_id or ""))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
