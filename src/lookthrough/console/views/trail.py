"""The audit trail for those who look after it: who did and who read what, for what, and whether every entry is still as written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations
from lookthrough.audit import queries as audit
from lookthrough.audit.queries import Search, TrailEntry
from lookthrough.console import export, words
from lookthrough.console.access import colleague, needs
from lookthrough.console.views.alerts import page_number
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action

PAGE_SIZE = 50
MOST_EXPORTED = 100_000
SECONDS_OF_A_PAGE = 60
_READ_ON = "trail_read_on"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the trail, as it stands in the address."""

    actor: str
    action: str
    object: str
    since: date | None
    until: date | None
    purposes: bool


@needs(Action.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Show the newest entries. A district's auditor sees what the district's officers did."""
    return _page(request)


@require_POST
@needs(Action.VERIFY_AUDIT)
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole trail, and write down that it was checked and what came of it."""
    begin = time.monotonic()
    found = audit.verify(stop=lambda: time.monotonic() - begin > SECONDS_OF_A_PAGE)
    seconds = round(time.monotonic() - begin, 1)
    said = {"sound": found.sound, "entries": found.entries, "head": found.head, "finished": found.finished}
    _write(request, "verify_audit", said)
    return _page(request, checked=found, seconds=seconds, checked_at=timezone.now())


@needs(Action.SEE_AUDIT)
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one entry with all it says, its seal and the seal before it."""
    one, mine = audit.entry(number=number), _actors(request)
    if one is None or (mine is not None and one.actor not in mine):
        raise Http404
    _note_reading(request)
    details = json.dumps(dict(one.details), ensure_ascii=False, indent=2, sort_keys=True) if one.details else ""
    return render(request, "console/trail_entry.html", {"one": one, "details": details})


@needs(Action.SEE_AUDIT)
def export_trail(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002 - as the other exports
    """Hand out what is asked as a table; that it left is written down first."""
    asked = _asked(request)
    _write(request, "export_trail", {"format": format, **_spelled(asked)})
    header = [_("编号"), _("时间"), _("何人"), _("何事"), _("对象类别"), _("对象"), _("事由"), _("内容"), _("封印")]
    found = audit.all_entries(search=_search(request, asked), most=MOST_EXPORTED)
    return export.table(name="audit-trail", format=format, header=header, rows=_rows(found))


# ---- inside -----------------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    _note_reading(request)
    asked, page = _asked(request), page_number(request)
    entries, total = audit.entries(search=_search(request, asked), page=page, page_size=PAGE_SIZE)
    context = {
        "entries": entries, "total": total, "page": page, "page_size": PAGE_SIZE, "asked": asked,
        "asked_something": asked != Asked("", "", "", None, None, purposes=False),
        "actions": words.sorted_words(words.ACTION), "head": audit.head(),
    }  # fmt: skip
    return render(request, "console/trail.html", context | more)


def _asked(request: HttpRequest) -> Asked:
    said = request.GET
    return Asked(
        actor=said.get("actor", "").strip()[:80],
        action=said.get("action", "").strip()[:80],
        object=said.get("object", "").strip()[:120],
        since=_day(said.get("since", "")),
        until=_day(said.get("until", "")),
        purposes=bool(said.get("purposes")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _search(request: HttpRequest, asked: Asked) -> Search:
    return replace(
        Search(actors=_actors(request, asked.actor), action=asked.action, object_id=asked.object, with_purpose=asked.purposes),
        since=_midnight(asked.since) if asked.since else None,
        until=_midnight(asked.until + timedelta(days=1)) if asked.until and asked.until.year < 9999 else None,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def _spelled(asked: Asked) -> dict[str, str]:
    said = {
        "actor": asked.actor, "action": asked.action, "object": asked.object,
        "since": asked.since and asked.since.isoformat(), "until": asked.until and asked.until.isoformat(),
        "purposes": "1" if asked.purposes else "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _actors(request: HttpRequest, actor: str = "") -> list[str] | None:
    """Return whose entries may be shown; nothing means everybody's, the machine's too."""
    me = colleague(request)
    if me is None or me.district is None:
        return []
    if me.district.unplaced:
        return [actor] if actor else None
    return [one.username for one in offices.officers_of(district=me.district) if actor in ("", one.username)]


def _rows(found: Iterator[TrailEntry]) -> Iterator[Sequence[Any]]:
    for one in found:
        details = json.dumps(dict(one.details), ensure_ascii=False, sort_keys=True) if one.details else ""
        action = words.word_of(words.ACTION, one.action)
        at = timezone.localtime(one.at)
        yield [one.number, at, one.actor, action, one.object_type, one.object_id, one.purpose, details, one.hash]


def _note_reading(request: HttpRequest) -> None:
    """Write down once a session and day that the trail was read, not on each page of it."""
    today = timezone.localdate().isoformat()
    if request.session.get(_READ_ON) != today:
        request.session[_READ_ON] = today
        _write(request, "read_trail", {})


def _write(request: HttpRequest, action: str, details: dict[str, Any]) -> None:
    operations.record(
        actor=request.user.get_username(), action=action, object_type="trail", object_id="", purpose="", at=timezone.now(), details=details
    )
