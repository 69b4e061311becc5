"""Officers' visits: begun at sign-in, ended by the officer, by time, or by who looks after officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lookthrough.offices.models import Visit

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One visit as it is shown and judged."""

    visit_id: str
    officer_id: int
    started_at: datetime
    last_seen_at: datetime
    confirmed_at: datetime
    second_factor: str
    browser: str
    address: str


def begin(*, officer_id: int, at: datetime, browser: str, address: str) -> str:
    """Begin a visit and return its id."""
    made = Visit.objects.create(
        officer_id=officer_id, started_at=at, last_seen_at=at, confirmed_at=at, browser=browser[:80], address=address[:45]
    )
    return str(made.visit_id)


def seen(*, visit_id: str | None, officer_id: int, at: datetime, idle: timedelta, longest: timedelta) -> Session | None:
    """Return the visit if it may go on, and note that it was seen; one that is over is closed and nothing is returned."""
    found = Visit.objects.filter(pk=_known(visit_id), officer_id=officer_id, ended_at=None).first()
    if found is None:
        return None
    why = "too_long" if at - found.started_at >= longest else "idle" if at - found.last_seen_at >= idle else ""
    if why:
        Visit.objects.filter(pk=found.pk).update(ended_at=at, ended_why=why)
        return None
    if at - found.last_seen_at >= _SEEN_EVERY:
        Visit.objects.filter(pk=found.pk).update(last_seen_at=at)
    return _session(found)


def confirm(*, visit_id: str, at: datetime, second_factor: str = "") -> None:
    """Note that the officer has just proved who it is, and by which second factor if by one."""
    Visit.objects.filter(pk=_known(visit_id)).update(confirmed_at=at, **({"second_factor": second_factor} if second_factor else {}))


def visits_of(*, officer_id: int, at: datetime, idle: timedelta, longest: timedelta) -> list[Session]:
    """Return the visits that go on, the newest first."""
    open_ones = Visit.objects.filter(officer_id=officer_id, ended_at=None, started_at__gt=at - longest, last_seen_at__gt=at - idle)
    return [_session(one) for one in open_ones.order_by("-started_at")]


def end(*, officer_id: int, at: datetime, why: str, visit_id: str | None = None, but: str | None = None) -> int:
    """End one visit of an officer, or all, or all ``but`` one; returns how many ended."""
    found = Visit.objects.filter(officer_id=officer_id, ended_at=None)
    if visit_id is not None:
        found = found.filter(pk=_known(visit_id))
    if but is not None:
        found = found.exclude(pk=_known(but))
    return found.update(ended_at=at, ended_why=why)


def _known(visit_id: Any) -> UUID:
    """Return a visit's id; what is none becomes the id of nothing."""
    try:
        return UUID(str(visit_id))
    except ValueError:
        return UUID(int=0)


def _session(one: Visit) -> Session:
    return Session(
        str(one.visit_id), one.officer_id, one.started_at, one.last_seen_at, one.confirmed_at, one.second_factor, one.browser, one.address
    )
