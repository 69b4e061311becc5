"""When each return of the sample area is sent: most in time, some late, a few not at all; one is refused, one corrected, one waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from lookthrough.intake.duties import due_day
from lookthrough.intake.periods import bounds
from lookthrough.intake.template import template
from lookthrough.kernel.calendar import add_working_days
from lookthrough.sample.returns_content import Content, Sheet

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_MISSING, _LATE = 0.03, 0.08  # shares of departments' returns
GOOD, REFUSED, CORRECTED, WAITING = "good", "refused", "corrected", "waiting"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One return on its way: when it is sent, and what becomes of it."""

    sheet: Sheet
    sent_at: datetime
    fate: str


def deliveries(content: Content, *, seed: int) -> list[Delivery]:
    """Return what is sent, in the order of time; what never comes is left out. The same content and seed give the same."""
    last = max(sheet.period[:7] for sheet in content.sheets)
    places = {sender.sender_id: place for place, sender in enumerate(content.senders)}
    latest_body = next((one.sender_id for one in content.senders if one.kind == "microlender"), "")
    found = []
    for sheet in content.sheets:
        year, month = int(sheet.period[:4]), int(sheet.period[5:7])
        rng = np.random.default_rng([seed, 75, places[sheet.sender.sender_id], year * 12 + month, len(sheet.template), len(sheet.period)])
        late, missing = _turns(sheet, rng, last, latest_body)
        if not missing:
            found.append(Delivery(sheet, _moment(sheet, rng, late), _fate(sheet, last)))
    return sorted(found, key=lambda one: (one.sent_at, one.sheet.sender.sender_id, one.sheet.template, one.sheet.period))


def _turns(sheet: Sheet, rng: np.random.Generator, last: str, latest_body: str) -> tuple[int, bool]:
    """Return how many working days late a return is, and whether it never comes."""
    drawn, days = rng.random(), int(rng.integers(1, 9))
    if sheet.sender.kind == "tax_bureau":
        return 0, sheet.period == last  # the one that everybody waits for
    if sheet.sender.sender_id == latest_body and sheet.template == "microlender":
        return (days if sheet.period >= _before(last, 3) else 0), sheet.period == last
    if sheet.period == last or sheet.sender.subject_id or sheet.sender.kind == "custodian_bank":
        return 0, False
    return (days if drawn < _MISSING + _LATE else 0), drawn < _MISSING


def _before(period: str, months: int) -> str:
    place = int(period[:4]) * 12 + int(period[5:7]) - 1 - months
    return f"{place // 12}-{place % 12 + 1:02d}"


def _fate(sheet: Sheet, last: str) -> str:
    known = {
        ("power_company", _before(last, 4)): REFUSED,
        ("human_resources", _before(last, 6)): CORRECTED,
        ("court", last): WAITING,
    }
    return known.get((sheet.template, sheet.period), GOOD)


def _moment(sheet: Sheet, rng: np.random.Generator, late: int) -> datetime:
    """Return a moment of a working day: within the last days before the term, or so many working days after it."""
    due = due_day(template(sheet.template), sheet.period)
    first = _first_day_after(sheet)
    day = add_working_days(due, late) if late else max(first, due - timedelta(days=int(rng.integers(0, 4))))
    return datetime.combine(day, time(int(rng.integers(9, 17)), int(rng.integers(0, 60))), tzinfo=_SHANGHAI)


def _first_day_after(sheet: Sheet) -> date:
    return bounds(sheet.period, template(sheet.template).period)[1] + timedelta(days=1)
