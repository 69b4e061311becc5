"""The key by which a calendar program reads an officer's days: shown once, kept as a keyed hash, revoked at any time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.desk.models import CalendarKey
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.offices.sealing import digests
from lookthrough.registry.handling_operations import NotAllowed

MOST_KEYS = 5
_READ_AGAIN = timedelta(hours=1)  # a program that looks every minute is noted once an hour
_NO_NAME = Text("请写下由哪个日历使用，例如“手机”", "please say which calendar uses it, such as “phone”")
_MOST = Text(f"最多 {MOST_KEYS} 个，请先停用一个", f"at most {MOST_KEYS}: please revoke one first")
_NONE = Text("没有这个订阅地址", "there is no such key")


@transaction.atomic
def make_key(*, name: str, officer_id: int, at: datetime) -> str:
    """Make a key and return it; it is shown this once."""
    said = name.strip()[:40]
    if not said:
        raise NotAllowed(_NO_NAME)
    if CalendarKey.objects.filter(officer_id=officer_id, revoked_at=None).count() >= MOST_KEYS:
        raise NotAllowed(_MOST)
    key = secrets.token_urlsafe(32)
    made = CalendarKey.objects.create(officer_id=officer_id, digest=_digests(key)[0], name=said, made_at=at)
    _record(officer_id, "calendar_key_made", made.pk, at)
    return key


@transaction.atomic
def revoke_key(*, key_id: int, officer_id: int, at: datetime) -> None:
    """Revoke one of one's own keys; from then on it opens nothing."""
    if not CalendarKey.objects.filter(pk=key_id, officer_id=officer_id, revoked_at=None).update(revoked_at=at):
        raise NotAllowed(_NONE)
    _record(officer_id, "calendar_key_revoked", key_id, at)


def reader_of(*, key: str, at: datetime) -> Colleague | None:
    """Return the officer a key belongs to, while it stands and the officer still works here; the reading is noted."""
    found = CalendarKey.objects.filter(digest__in=_digests(key), revoked_at=None).first() if key else None
    by = offices.able(officer_id=found.officer_id, action=Action.SEE_WORK) if found else None
    if found and by and (found.last_read_at is None or at - found.last_read_at >= _READ_AGAIN):
        CalendarKey.objects.filter(pk=found.pk).update(last_read_at=at)
        _record(by.officer_id, "calendar_read", found.pk, at)
    return by


def _digests(key: str) -> list[str]:
    return digests(key, about="calendar key")


def _record(officer_id: int, action: str, key_id: int, at: datetime) -> None:
    by = offices.officer(officer_id=officer_id)
    audit.record(actor=by.username if by else "", action=action, object_type="calendar_key", object_id=str(key_id), purpose="", at=at)
