"""Group incidents: bursts beside their own base, accepted or rejected by an officer; counts entered by hand or by file."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.console import words
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.files import FileRefused, look_at
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import incident_operations as operations
from lookthrough.risk import incident_queries as queries
from lookthrough.risk.incident_operations import KINDS, STATES, Counted, incident_limits
from lookthrough.risk.incident_queries import IncidentRow

COLUMNS = ("kind", "day", "region_code", "count")
PAGE_SIZE = 20
_STATES = (*STATES, "all")
_LARGEST = 20 * 1024**2
_MOST_ROWS = 200_000
_HEIGHT = 96


@dataclass(frozen=True, slots=True)
class Bars:
    """A burst's days as bars, the base as a line."""

    bars: list[tuple[float, float, float, float, bool]]  # x, y, width, height, in the burst
    base_y: float


@needs(Action.SEE_RISKS)
def incidents(request: HttpRequest) -> HttpResponse:
    """Show the district's bursts in one state, each with its days."""
    district, today = district_of(request), timezone.localdate()
    state = request.GET.get("state", "proposed")
    state = state if state in _STATES else "proposed"
    limits = incident_limits().on(today)
    names = offices.region_names()
    page, counts = page_number(request), queries.counts(district=district)
    rows = queries.incidents(district=district, state=state, page=page, page_size=PAGE_SIZE)
    context = {
        "rows": [(row, words.region_name(row.region_code, names), bars(row, limits.whole("window_days"))) for row in rows],
        "state": state, "states": STATES, "shown": _STATES, "kinds": KINDS, "counts": counts, "limits": limits, "page": page,
        "page_size": PAGE_SIZE, "total": sum(counts.values()) if state == "all" else counts.get(state, 0),
        "today": today, "may_judge": carries(request, Action.JUDGE_INCIDENTS), "names": offices.names_by_username(),
        "prefix": district.prefix, "may_see_rescues": carries(request, Action.SEE_RESCUES),
    }  # fmt: skip
    return render(request, "console/incidents.html", context)


def bars(row: IncidentRow, window: int) -> Bars:
    """Draw a burst's days on a scale that holds the highest; the base is what one day of the window expects."""
    highest = max([count for _day, count in row.daily] + [1])
    wide = 640 / max(len(row.daily), 1)
    found = [
        (round(place * wide, 2), round(_HEIGHT * (1 - count / highest), 2), round(wide * 0.8, 2), round(_HEIGHT * count / highest, 2),
         row.from_day <= day <= row.to_day)
        for place, (day, count) in enumerate(row.daily)
    ]  # fmt: skip
    return Bars(found, round(_HEIGHT * (1 - min(row.expected / window / highest, 1)), 2))


def _answered(act: Callable[[HttpRequest], str]) -> Callable[..., HttpResponseBase]:
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            messages.success(request, act(request))
        except NotAllowed as refusal:
            say_why_not(request, refusal)
        except FileRefused as refusal:
            say_why_not(request, refusal)
        return back(request, reverse("console:incidents"))

    answered.__name__, answered.__doc__ = act.__name__.strip("_"), act.__doc__
    return require_POST(needs(Action.JUDGE_INCIDENTS)(answered))


def _accept(request: HttpRequest) -> str:
    """Accept a burst."""
    operations.accept(
        incident_id=_whole(request, "incident"), reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已认定，从现在起计入预警；可在“已认定”中撤销。")


def _reject(request: HttpRequest) -> str:
    """Reject a burst."""
    operations.reject(
        incident_id=_whole(request, "incident"), reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now()
    )
    return _("不予认定，不计入预警；可在“不予认定”中撤销。")


def _undo(request: HttpRequest) -> str:
    """Take one's own judgement back."""
    operations.undo(incident_id=_whole(request, "incident"), officer_id=officer_id(request), at=timezone.now())
    return _("已撤销认定。")


def _enter(request: HttpRequest) -> str:
    """Keep one count that an officer enters."""
    given = request.POST
    one = Counted(
        given.get("kind", ""), _day(given.get("day", ""), 0), given.get("region", "")[:6], given.get("subject_type", ""),
        given.get("subject", "").strip()[:200], _whole(request, "count"), "office",
    )  # fmt: skip
    return _taken(request, [one])


def _upload(request: HttpRequest) -> str:
    """Keep a file of counts, all of it or nothing."""
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > _LARGEST:
        raise NotAllowed(Text("请选择不超过 20 MB 的 CSV 文件", "please choose a CSV file of at most 20 MB"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.csv"
        path.write_bytes(sent.read())
        sound = look_at(path, required=COLUMNS)
        if sound.format != "csv":
            raise NotAllowed(Text("请选择 CSV 文件", "please choose a CSV file"))
        return _taken(request, list(_rows(path)))


def _taken(request: HttpRequest, counts: list[Counted]) -> str:
    number = operations.enter(counts=counts, officer_id=officer_id(request), at=timezone.localtime())
    operations.bring_in_line(as_of=timezone.localdate(), at=timezone.now())
    return ngettext("已记入 %(n)d 条计数，并重新比对基线。", "已记入 %(n)d 条计数，并重新比对基线。", number) % {"n": number}


def _rows(path: Path) -> Iterator[Counted]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            if number > _MOST_ROWS:
                raise NotAllowed(Text(f"最多 {_MOST_ROWS} 行，请分成几个文件", f"at most {_MOST_ROWS} rows; please send several files"))
            given: dict[str, Any] = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
            if not given["count"].isdecimal() or len(given["count"]) > 7:
                raise _wrong(number, "count", given["count"])
            if given["kind"] not in KINDS:
                raise _wrong(number, "kind", given["kind"])
            yield Counted(
                given["kind"], _day(given["day"], number), given["region_code"][:6], given.get("subject_type", ""),
                given.get("subject_id", "")[:200], int(given["count"]), given.get("source", "")[:60] or "file",
            )  # fmt: skip


def _wrong(row: int, column: str, found: str) -> NotAllowed:
    zh, en = f"第 {row} 行 {column} 列“{found[:40]}”不对", f"row {row}, column {column}: “{found[:40]}” is wrong"
    return NotAllowed(Text(zh, en))


def _day(text: str, row: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(row, "day", text) from None


def _whole(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0


accept, reject, undo, enter, upload = (_answered(act) for act in (_accept, _reject, _undo, _enter, _upload))
