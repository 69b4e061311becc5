"""What evidence puts on a head's desk: returns, releases and openings to inspection that wait for a second person."""

from __future__ import annotations

from lookthrough.evidence.models import Request
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_WHAT = {
    "returned": Text("证据返还待批准", "a return of evidence to approve"),
    "released": Text("证据解除待批准", "a release of evidence to approve"),
    "opened": Text("证据开放查阅待批准", "an opening of evidence to approve"),
}


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return the requests about evidence of the district; the item's number stands for it."""
    if by.district is None or not by.may(Action.RELEASE_EVIDENCE):
        return []
    found = Request.objects.filter(state="proposed").select_related("item").order_by("proposed_at")
    return [
        Asked(f"evidence:{one.pk}", one.item.number, _WHAT[one.deed], one.item.case_number, one.proposed_by, one.proposed_at)
        for one in found
        if by.district.reaches(one.item.region_code)
    ]
