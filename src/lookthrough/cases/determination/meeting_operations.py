"""Where departments differ the leading group (领导小组) settles: who was there, how each voted, what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lookthrough.cases.acting import written
from lookthrough.cases.determination.acting import keep, known_class
from lookthrough.cases.determination.models import Meeting, MemberVote
from lookthrough.cases.determination.terms import terms_on
from lookthrough.cases.determination.words import class_title
from lookthrough.cases.room_acting import hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

MOST_MEMBERS = 80
_NOBODY = Text("请写明到会成员", "please name the members who were there")
_TOO_MANY = Text("到会人数不能多于领导小组成员人数", "more were there than the group has members")
_TWICE = Text("同一成员写了两次", "a member is named twice")


@dataclass(frozen=True, slots=True)
class Present:
    """A member who was there, for which body, and the class voted for; empty: abstained."""

    member: str
    body: str
    voted_for: str


@transaction.atomic
def record_meeting(
    *, number: str, held_on: date, chair: str, members: int, present: Sequence[Present], question: str, minutes: str, class_decided: str,
    paper_sha256: str = "", officer_id: int, at: datetime,
) -> int:  # fmt: skip
    """Keep a meeting of the leading group; refused without quorum, or when the votes do not carry what it is said to have decided."""
    by, _case = working_on(number, officer_id, at)
    past(held_on, at)
    slug, asked, said, led = known_class(class_decided), written(question), written(minutes), written(chair, longest=80)
    paper, there = hashed(paper_sha256, number=number), _present(present, members)
    _carried(there, members, slug, held_on)
    sealed = _seal(number, held_on, led, asked, said, slug, there)
    made = Meeting.objects.create(
        case_number=number, held_on=held_on, chair=led, members=members, question=asked, minutes=said, class_decided=slug,
        paper_sha256=paper, sha256=sealed, recorded_by=by.username, recorded_at=at,
    )  # fmt: skip
    MemberVote.objects.bulk_create(MemberVote(meeting=made, member=each.member, body=each.body, voted_for=each.voted_for) for each in there)
    title = class_title(slug)
    keep(number, "met", by, at, Text(f"{held_on}，议定属{title.zh}", f"{held_on}: {title.en}"), reference=f"meeting:{made.pk}")
    return made.pk


def _present(present: Sequence[Present], members: int) -> list[Present]:
    there = [
        Present(written(each.member, longest=80), each.body.strip()[:120], known_class(each.voted_for) if each.voted_for else "")
        for each in present
    ]
    if not there or members < 1:
        raise NotAllowed(_NOBODY)
    if len({(each.member, each.body) for each in there}) < len(there):
        raise NotAllowed(_TWICE)
    if len(there) > min(members, MOST_MEMBERS):
        raise NotAllowed(_TOO_MANY)
    return there


def _carried(there: list[Present], members: int, slug: str, held_on: date) -> None:
    """Refuse a decision without quorum or majority, as the office's settings of the day ask."""
    terms = terms_on(held_on)
    quorum, majority = terms.value("quorum_share"), terms.value("majority_share")
    if not len(there) > quorum * members:
        zh, en = (
            f"到会 {len(there)} 人，须超过成员 {members} 人的 {quorum:.0%}",
            f"{len(there)} of {members}: more than {quorum:.0%} must be there",
        )
        raise NotAllowed(Text(f"到会人数不足：{zh}", f"no quorum: {en}"))
    for_it = sum(each.voted_for == slug for each in there)
    if not for_it > majority * len(there):
        zh, en = (
            f"赞成 {for_it} 人，须超过到会 {len(there)} 人的 {majority:.0%}",
            f"{for_it} of {len(there)}: more than {majority:.0%} must be for it",
        )
        raise NotAllowed(Text(f"表决未通过：{zh}", f"not carried: {en}"))


def _seal(number: str, held_on: date, *parts: object) -> str:
    """Return the hash over what was recorded, so that a later change can be told."""
    return hashlib.sha256("\x1f".join((number, held_on.isoformat(), *(repr(one) for one in parts))).encode()).hexdigest()
