"""Names of people are shown for a quarter of an hour after an officer has said what for; until then they stand masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.console.access import carries
from lookthrough.offices.roles import Action
from lookthrough.registry import people_operations

MINUTES = 15
_KEY = "names_open"
_MOST = 200  # openings a session remembers


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether names are shown, until when, and for which purpose."""

    until: datetime
    purpose: str


def opening(request: HttpRequest, what: str) -> Opening | None:
    """Return the opening in force for a firm's file (``company:ID``) or a person (``person:7``)."""
    found = request.session.get(_KEY, {}).get(what)
    if not found or not carries(request, Action.SEE_PEOPLE):
        return None
    until = datetime.fromisoformat(found[0])
    return Opening(until, found[1]) if timezone.now() < until else None


def open_names(request: HttpRequest, *, object_type: str, object_id: str, details: dict[str, Any] | None = None) -> str | None:
    """Record why the names are read and return the purpose, or say what is missing and return nothing; shows nothing by itself."""
    try:
        return people_operations.record_reading(
            actor=request.user.get_username(), object_type=object_type, object_id=object_id, purpose=request.POST.get("purpose", ""),
            reference=request.POST.get("reference", ""), at=timezone.now(), details=details,
        )  # fmt: skip
    except people_operations.PurposeMissing:
        messages.error(request, _("没有显示姓名：请写明查阅目的，至少 %(count)d 个字。") % {"count": people_operations.SHORTEST_PURPOSE})
        return None


def keep_open(request: HttpRequest, purpose: str, *what: str) -> None:
    """Show the names of some files or people for a quarter of an hour, in this session alone."""
    now = timezone.now()
    kept = {key: value for key, value in request.session.get(_KEY, {}).items() if datetime.fromisoformat(value[0]) > now}
    until = (now + timedelta(minutes=MINUTES)).isoformat()
    request.session[_KEY] = dict([*kept.items(), *((key, [until, purpose]) for key in what)][-_MOST:])
