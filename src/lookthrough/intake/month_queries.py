"""How the senders of a district kept their days in a month: what fell due, what came in time, late or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lookthrough.intake.duties import due_day, first_sound_day, owed_periods
from lookthrough.intake.models import Sender, Submission
from lookthrough.intake.template import Template, templates_of
from lookthrough.kernel.calendar import working_days_between
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District


@dataclass(frozen=True, slots=True)
class DueReturn:
    """A return that fell due: ``working_days_late`` of one that came late or is still missing on the day asked, else nought."""

    sender_id: str
    sender: str
    title: Text
    period: str
    due_on: date
    came: bool
    working_days_late: int


def due_in(*, month: Month, district: District, as_of: date) -> list[DueReturn]:
    """Return every return that fell due in a month, as things stood at the end of ``as_of``: the missing and latest first."""
    senders = [one for one in Sender.objects.order_by("region_code", "name") if district.reaches(one.region_code)]
    sent = _sent([one.sender_id for one in senders])
    found = [
        _due(sender, template, period, due, sent.get((sender.sender_id, template.slug, period), ()), as_of)
        for sender in senders
        for template in templates_of(sender.kind)
        for period in owed_periods(sender, template, as_of)
        if month.first_day <= (due := due_day(template, period)) <= min(month.last_day, as_of)
    ]
    return sorted(found, key=lambda one: (one.came, -one.working_days_late, one.due_on, one.sender, one.period))


def _sent(sender_ids: Sequence[str]) -> dict[tuple[str, str, str], list[Submission]]:
    found: dict[tuple[str, str, str], list[Submission]] = {}
    for one in Submission.objects.filter(sender_id__in=sender_ids).defer("receipt", "difference").order_by("sent_at", "pk"):
        found.setdefault((one.sender_id, one.template, one.period), []).append(one)
    return found


def _due(sender: Sender, template: Template, period: str, due: date, sent: Sequence[Submission], as_of: date) -> DueReturn:
    first = first_sound_day(sent)
    came = first is not None and first <= as_of
    until = first if came and first else as_of
    late = working_days_between(due, until) if until > due else 0
    return DueReturn(sender.sender_id, sender.name, template.title, period, due, came, late)
