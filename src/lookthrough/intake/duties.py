"""What each sender owes and when: periods that are over, their last day in working days, and whether the return is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lookthrough.intake.models import Reminder, Sender, Submission
from lookthrough.intake.office_settings import due_on, settings_on
from lookthrough.intake.periods import bounds, periods_between
from lookthrough.intake.storing import local_day
from lookthrough.intake.template import Template, templates_of
from lookthrough.kernel.calendar import add_working_days, is_provisional, is_working_day, working_days_between
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text

_DAYS_BACK = {"day": 31, "month": 400, "quarter": 400}


@dataclass(frozen=True, slots=True)
class Duty:
    """One return that a sender owes. ``state``: to_come (its period is not over), open, late, waiting (for a second person), done,
    done_late.

    ``working_days_left`` is negative when late. ``submission_id`` is the return that counts or waits.
    """

    sender_id: str
    sender: str
    region_code: str
    template: str
    title: Text
    period: str
    due_on: date
    state: str
    working_days_left: int
    provisional: bool
    submission_id: str = ""
    refused: int = 0
    owed_by_subject: bool = False


def due_day(template: Template, period: str) -> date:
    """Return the last day for a period; one that is no working day moves to the next working day."""
    _, last = bounds(period, template.period)
    rule = due_on(last)[template.due]
    if rule.unit == "day of the next month":
        day = Month.of(last).next.first_day + timedelta(days=int(rule.value) - 1)
        return day if is_working_day(day) else add_working_days(day, 1)
    return add_working_days(last, int(rule.value))


def duties(*, senders: Iterable[Sender], today: date, periods: int | None = None) -> list[Duty]:
    """Return what senders owe, the most urgent first: of each return the latest ``periods`` that are over, and the one that runs."""
    asked = list(senders)
    sent = _sent([sender.sender_id for sender in asked], today)
    found = [
        _duty(sender, template, period, today, sent.get((sender.sender_id, template.slug, period), []))
        for sender in asked
        for template in templates_of(sender.kind)
        for period in owed_periods(sender, template, today, periods)
    ]
    return sorted(found, key=_urgency)


def owed_periods(sender: Sender, template: Template, today: date, periods: int | None = None) -> list[str]:
    """Return the periods of a return that a sender owes, oldest first; the running one comes last."""
    first = max(sender.reports_from, today - timedelta(days=_DAYS_BACK[template.period]))
    until = min(today - timedelta(days=1), sender.reports_until or date.max)
    over = [
        period
        for period in periods_between(first, until, template.period)
        if bounds(period, template.period)[0] >= sender.reports_from
        and (template.period != "day" or is_working_day(date.fromisoformat(period)))
    ]
    running = [period for period in [_running(template, today)] if not sender.reports_until or today <= sender.reports_until]
    return (over[-periods:] if periods else over) + running


def _running(template: Template, today: date) -> str:
    if template.period == "day":
        return today.isoformat()
    month = Month.of(today)
    return str(month if template.period == "month" else month.plus(-month.number % 3))


def _sent(sender_ids: Sequence[str], today: date) -> dict[tuple[str, str, str], list[Submission]]:
    since = (today - timedelta(days=500)).isoformat()
    found: dict[tuple[str, str, str], list[Submission]] = {}
    wanted = Submission.objects.filter(sender_id__in=sender_ids, period__gte=since[:7]).defer("receipt", "difference")
    for one in wanted.order_by("sent_at", "pk"):
        found.setdefault((one.sender_id, one.template, one.period), []).append(one)
    return found


def _duty(sender: Sender, template: Template, period: str, today: date, sent: Sequence[Submission]) -> Duty:
    due = due_day(template, period)
    counts = next((one for one in sent if one.state == "accepted"), None)
    waits = next((one for one in sent if one.state == "waiting"), None)
    return Duty(
        sender_id=sender.sender_id, sender=sender.name, region_code=sender.region_code, template=template.slug, title=template.title,
        period=period, due_on=due, state=_state(template, period, due, today, sent, counts, waits),
        working_days_left=working_days_between(today, due), provisional=is_provisional(bounds(period, template.period)[1], due),
        submission_id=(counts or waits).submission_id if counts or waits else "",  # type: ignore[union-attr]
        refused=sum(one.state == "refused" for one in sent), owed_by_subject=template.owed_by_subject,
    )  # fmt: skip


def _state(
    template: Template, period: str, due: date, today: date, sent: Sequence[Submission], counts: Submission | None, waits: Submission | None
) -> str:
    if counts:
        first = first_sound_day(sent)
        return "done_late" if first and first > due else "done"
    if waits:
        return "waiting"
    if today > due:
        return "late"
    return "open" if bounds(period, template.period)[1] < today else "to_come"


def first_sound_day(sent: Sequence[Submission]) -> date | None:
    """Return the day on which a period's first return came that was not refused, sent back or withdrawn."""
    return next((local_day(one.sent_at) for one in sent if one.state in ("accepted", "waiting", "replaced")), None)


def _urgency(duty: Duty) -> tuple[int, date, str, str, str]:
    order = {"late": 0, "open": 1, "waiting": 2, "to_come": 3, "done_late": 4, "done": 5}[duty.state]
    return (order, duty.due_on, duty.sender, duty.template, duty.period)


def to_remind(*, today: date, sender_ids: Sequence[str] | None = None) -> list[tuple[Duty, str]]:
    """Return the duties to remind of and how: ``soon`` within the days the office set, ``late`` once the last day is over."""
    within = settings_on(today).whole("remind_working_days_before")
    senders = Sender.objects.all() if sender_ids is None else Sender.objects.filter(pk__in=sender_ids)
    done = set(Reminder.objects.values_list("sender_id", "template", "period", "kind"))
    found = [
        (duty, "late" if duty.state == "late" else "soon")
        for duty in duties(senders=senders, today=today)
        if duty.state == "late" or (duty.state == "open" and duty.working_days_left <= within)
    ]
    return [(duty, kind) for duty, kind in found if (duty.sender_id, duty.template, duty.period, kind) not in done]
