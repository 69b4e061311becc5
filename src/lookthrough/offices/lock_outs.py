"""Doors that wrong passwords or wrong codes have closed, and how a person opens them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Sum

from lookthrough.offices import sealing, second_factor
from lookthrough.offices.models import Officer, SecondStep

_UNKNOWN = "unknown-"


@dataclass(frozen=True, slots=True)
class LockOut:
    """An officer who cannot come in for now: from where, since when, at which step."""

    username: str
    step: str
    address: str
    since: datetime


def locked(*, at: datetime) -> list[LockOut]:
    """Return who is locked out now, among known officers."""
    begun = at - settings.AXES_COOLOFF_TIME
    names = set(Officer.objects.values_list("username", flat=True))
    tried = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=begun)
    passwords = [LockOut(one.username, "password", one.ip_address or "", one.attempt_time) for one in tried if one.username in names]
    failing = SecondStep.objects.filter(failures__gt=0).select_related("officer")
    codes = [
        LockOut(one.officer.username, "second_step", "", one.last_failed_at)
        for one in failing
        if one.last_failed_at and second_factor.must_wait(officer_id=one.officer_id, at=at)
    ]
    return passwords + codes


def lift(*, officer_id: int) -> None:
    """Let an officer try again at once, at both steps."""
    officer = Officer.objects.get(pk=officer_id)
    reset(username=officer.username)
    second_factor.succeeded(officer_id=officer_id)


def recognisable(username: str) -> str:
    """Return a known officer's name; anything else could be a password in the wrong field and becomes a keyed hash."""
    if Officer.objects.filter(username=username).exists():
        return username
    return f"{_UNKNOWN}{sealing.digests(username, about='user name typed')[0][:16]}"


def is_unknown(name: str) -> bool:
    """Return whether a name is one that ``recognisable`` made of something nobody is called."""
    return name.startswith(_UNKNOWN)


def failures_from(*, address: str, at: datetime) -> int:
    """Return how many wrong passwords came from an address in the time that a closed door stays closed, whatever the names."""
    tried = AccessAttempt.objects.filter(ip_address=address or None, attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    return tried.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
