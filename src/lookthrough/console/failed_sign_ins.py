"""Failed sign-ins in the trail: enough to see an attack and whom it meant, never so much that whoever attacks can fill the trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from lookthrough.audit import operations as audit
from lookthrough.audit import queries as trail
from lookthrough.console.sessions import address
from lookthrough.offices import lock_outs

STRANGER = "stranger"
_FAILED, _CLOSED = "sign_in_failed", "sign_in_locked"
_AGAIN = timedelta(minutes=1)
_MOST = 60  # entries of one kind in their time, from all addresses together


def write_down(request: HttpRequest, *, username: str, at: datetime) -> None:
    """Write down a failed sign-in unless enough is told already.

    An officer's name is told each time until the door closes, the closing once; names that nobody has, once a minute and
    address. Each entry says how often that address failed in the last quarter of an hour, so that nothing is hidden by it.
    """
    name, where = lock_outs.recognisable(username), address(request)
    action = _CLOSED if getattr(request, "axes_locked_out", False) else _FAILED
    if _told(name=name, where=where, action=action, at=at):
        return
    details = {"address": where, "attempts": lock_outs.failures_from(address=where, at=at)}
    audit.record(actor=STRANGER, action=action, object_type="session", object_id=name, purpose="", at=at, details=details)


def _told(*, name: str, where: str, action: str, at: datetime) -> bool:
    since = at - (settings.AXES_COOLOFF_TIME if action == _CLOSED else _AGAIN)
    before = list(trail.all_entries(search=trail.Search(actors=[STRANGER], action=action, since=since), most=_MOST))
    if action == _FAILED and not lock_outs.is_unknown(name):
        return len(before) == _MOST
    return len(before) == _MOST or any(_alike(one.object_id, name) and one.details.get("address") == where for one in before)


def _alike(one: str, other: str) -> bool:
    return one == other or (lock_outs.is_unknown(one) and lock_outs.is_unknown(other))
