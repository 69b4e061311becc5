"""A program that sends again under the same key gets the receipt it got: for good, and never a second return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from lookthrough.intake.models import SendingKey
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.queries import SubmissionView, view_of
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.storing import local_day
from lookthrough.intake.who import Who, own_sender_id
from lookthrough.kernel.texts import Text

LONGEST_KEY = 100
_OTHER = Text("此幂等键已用于另一份内容，请换一个键", "this key was used for other content: take another key")
_UNDER_WAY = Text("同一幂等键的报送正在处理，请稍后再试", "a return under this key is being read: try again in a moment")
_KEY = Text("幂等键为 1 至 100 个可见的 ASCII 字符", "a key has 1 to 100 visible ASCII characters")
_NOT_YOURS = Text("没有此报表，或不由本单位报送", "there is no such return for this sender to send")


class KeyTaken(NotAllowed):
    """The key belongs to other content, or to the same that is being read at this moment (``under_way``)."""

    def __init__(self, reason: Text, *, under_way: bool = False) -> None:
        self.under_way = under_way
        super().__init__(reason)


def send_once(*, key: str, content_hash: str, by: Who, at: datetime, send: Callable[[], SubmissionView]) -> SubmissionView:
    """Send something under a key, once: the same content again gets the same receipt, other content is refused.

    ``send`` does it. What it refuses (``NotAllowed``) leaves the key free; what a crash left half-way is tried again after the seconds
    that the office has set.
    """
    sender_id = own_sender_id(by)
    if sender_id is None:
        raise NotAllowed(_NOT_YOURS)
    if not key.isascii() or not key.isprintable() or not 0 < len(key.strip()) <= LONGEST_KEY:
        raise NotAllowed(_KEY)
    claimed = _claimed(sender_id, key.strip(), content_hash, at)
    if claimed.submission:
        return view_of(claimed.submission)
    try:
        sent = send()
    except BaseException:
        SendingKey.objects.filter(pk=claimed.pk, submission=None).delete()
        raise
    SendingKey.objects.filter(pk=claimed.pk).update(submission=sent.submission_id)
    return sent


def _claimed(sender_id: str, key: str, content_hash: str, at: datetime) -> SendingKey:
    """Return the key as this request's own, or with the receipt that it led to before."""
    try:
        with transaction.atomic():
            return SendingKey.objects.create(sender_id=sender_id, key=key, content_hash=content_hash, claimed_at=at)
    except IntegrityError:
        pass
    with transaction.atomic():
        found = SendingKey.objects.select_for_update(of=("self",)).select_related("submission__sender").filter(sender_id=sender_id, key=key)
        one = found.first()
        if one is None:  # freed at this very moment: what was sent under it was not taken
            raise KeyTaken(_UNDER_WAY, under_way=True)
        if one.content_hash != content_hash:
            raise KeyTaken(_OTHER)
        if one.submission is None:
            _take_over(one, at)
        return one


def _take_over(one: SendingKey, at: datetime) -> None:
    """Go on where a request under the same key broke off; one that may still be at work is left alone."""
    if at - one.claimed_at < timedelta(seconds=settings_on(local_day(at)).whole("sending_key_seconds")):
        raise KeyTaken(_UNDER_WAY, under_way=True)
    one.claimed_at = at
    one.save(update_fields=["claimed_at"])
