"""A petitioner reads the reply with the code of the slip: wrong codes from one address are counted, what is shown names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from lookthrough.cases.petitions import terms
from lookthrough.cases.petitions.acting import trailed
from lookthrough.cases.petitions.codes import code_hash, is_sound
from lookthrough.cases.petitions.models import Petitioner, Reply, WrongReplyCode
from lookthrough.cases.petitions.words import KINDS, STAGES
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

BY_PETITIONER = "portal"
LOCKED_FOR = timedelta(minutes=15)
_KEPT_FOR = timedelta(days=1)
_MARK = 16
_MISREAD = Text("查询码抄错了：请对照纸条逐位核对", "the code was misread: please compare it with the slip, sign by sign")
_WRONG = Text("查询码不正确，或已换发新码", "the code is not right, or was replaced by a new one")
_LOCKED = Text("错误次数过多，请十五分钟后再试", "too many wrong codes: please try again in a quarter of an hour")


class Locked(NotAllowed):
    """Too many wrong codes from one address: the page is closed to it for a while."""

    def __init__(self) -> None:
        super().__init__(_LOCKED)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a petitioner was told."""

    kind: Text
    words: Text
    given_on: date
    to_one: bool


@dataclass(frozen=True, slots=True)
class OwnPetition:
    """What a petitioner sees: when it came, where it stands, by when there is a reply, what was said."""

    number: str
    serial: int
    came_on: date
    stage: Text
    settled: bool
    tell_by: date
    reply_by: date | None
    told: tuple[Told, ...]


def open_code(*, code: str, address_hash: str, at: datetime) -> tuple[int, str]:
    """Return for whom a code opens, and a mark of the code; one misread is told so, not counted."""
    most = terms.whole("wrong_codes", localdate(at))
    if WrongReplyCode.objects.filter(address_hash=address_hash, at__gt=at - LOCKED_FOR).count() >= most:
        raise Locked
    if not is_sound(code):  # anybody can reckon a check sign: it says nothing of the codes there are
        raise NotAllowed(_MISREAD)
    found = Petitioner.objects.filter(code_hash=code_hash(code), struck_at=None).first()
    if found is None:
        WrongReplyCode.objects.filter(at__lt=at - _KEPT_FOR).delete()
        WrongReplyCode.objects.create(address_hash=address_hash, at=at)
        raise NotAllowed(_WRONG)
    return found.pk, code_hash(code)[:_MARK]


@transaction.atomic
def petition_of(*, petitioner_id: int, mark: str, at: datetime) -> OwnPetition | None:
    """Return what a petitioner may read, and note that it was read; nothing when the code was replaced meanwhile."""
    mine = Petitioner.objects.select_for_update().filter(pk=petitioner_id, struck_at=None).first()
    if mine is None or not mine.code_hash or not mark or mine.code_hash[:_MARK] != mark:
        return None
    one, first = mine.occasion, mine.joined_into_id or mine.pk  # what any of one person's slips was told
    same = Petitioner.objects.filter(Q(pk=first) | Q(joined_into_id=first)).values("pk")
    found = Reply.objects.filter(Q(occasion=one, petitioner=None) | Q(petitioner_id__in=same), taken_back_at=None)
    told = tuple(Told(KINDS[each.kind], Text(each.zh, each.en), localdate(each.given_at), each.petitioner_id is not None) for each in found)
    if told and mine.reply_seen_at is None:
        mine.reply_seen_at = at
        mine.save(update_fields=["reply_seen_at"])
    trailed(one.number, "reply_seen", by=BY_PETITIONER, at=at, details={"petitioner": mine.serial})
    settled = one.stage in ("answered", "not_accepted", "passed_on")
    return OwnPetition(one.number, mine.serial, localdate(one.arrived_at), STAGES[one.stage], settled, one.tell_by, one.reply_by, told)
