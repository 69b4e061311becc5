"""What checks put on an officer's desk: corrections due, and later deadlines that wait for a second person."""

from __future__ import annotations

from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.supervision.models import Extension
from lookthrough.supervision.queries import _reached

_EXTEND = Text("整改延期待批准", "a later deadline to approve")


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
