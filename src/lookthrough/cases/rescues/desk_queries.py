"""What rescues put on a head's desk: what of them may be made known and waits for approval."""

from __future__ import annotations

from lookthrough.cases.rescues.models import Release
from lookthrough.cases.rescues.queries import _reached
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_RELEASE = Text("纾困信息发布待批准", "a release about a rescue to approve")


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return the releases of the district's rescues that wait for a second person."""
    if by.district is None or not by.may(Action.APPROVE_RELEASES):
        return []
    found = Release.objects.filter(state="proposed", rescue__in=_reached(by.district)).select_related("rescue")
    return [Asked(f"release:{one.pk}", one.rescue.number, _RELEASE, one.rescue.name, one.proposed_by, one.proposed_at) for one in found]
