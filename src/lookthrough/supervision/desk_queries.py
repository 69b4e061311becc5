"""What checks put on an officer's desk: corrections due, and later deadlines that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.supervision.models import Correction, Extension
from lookthrough.supervision.queries import _reached
from lookthrough.supervision.stages import OVER

_MOST = 1_000
_EXTEND = Text("整改延期待批准", "a later deadline to approve")


@dataclass(frozen=True, slots=True)
class CorrectionDue:
    """A correction that a licensed body still owes, with its check."""

    correction_id: int
    number: str
    name: str
    due_on: date


def corrections_due(*, by: Colleague, first: date, last: date, mine: bool) -> list[CorrectionDue]:
    """Return the corrections that end between two days: of the officer's own checks, or of all in the district."""
    if by.district is None or not by.may(Action.SEE_SUPERVISION):
        return []
    running = _reached(by.district).exclude(stage__in=OVER)
    found = Correction.objects.filter(check_of__in=running, due_on__gte=first, due_on__lte=last).exclude(state="done")
    return [
        CorrectionDue(one.pk, one.check_of.number, one.check_of.name, one.due_on)
        for one in found.select_related("check_of")[:_MOST]
        if not mine or by.username in (one.check_of.created_by, *one.check_of.officers)
    ]


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return the later deadlines asked for in the district's checks."""
    if by.district is None or not by.may(Action.DECIDE_SUPERVISION):
        return []
    found = Extension.objects.filter(state="asked", correction__check_of__in=_reached(by.district)).select_related("correction__check_of")
    return [
        Asked(
            f"extension:{one.pk}", one.correction.check_of.number, _EXTEND, one.correction.check_of.name, one.asked_by, one.asked_at
        )
        for one in found
    ]  # fmt: skip
