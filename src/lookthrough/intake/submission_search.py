"""Finds returns by sender, kind, state, number or file: a page of what an officer's district holds, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from lookthrough.intake.models import Submission
from lookthrough.intake.queries import SubmissionView, view_of
from lookthrough.intake.who import Who, senders_seen

STATES = ("accepted", "waiting", "refused", "declined", "replaced", "withdrawn")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty asks for everything."""

    state: str = ""
    template: str = ""
    period: str = ""
    text: str = ""
    sender_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page, and how many returns there are in all."""

    rows: list[SubmissionView]
    total: int


def find(*, asked: Asked, by: Who, first: int = 0, count: int = 50) -> Found:
    """Return a page of the returns asked for, of senders that the asker sees and no others."""
    found = Submission.objects.select_related("sender").filter(sender_id__in=senders_seen(by))
    wanted = {"state": asked.state, "template": asked.template, "period__startswith": asked.period, "sender_id": asked.sender_id}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if text := asked.text.strip():
        found = found.filter(Q(sender__name__icontains=text) | Q(file_name__icontains=text) | Q(submission_id__istartswith=text))
    rows = found.order_by("-sent_at", "-submission_id")[first : first + count]
    return Found([view_of(one) for one in rows], found.count())
