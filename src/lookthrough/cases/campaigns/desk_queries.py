"""What campaigns put on the desk of who leads them: districts that wait to be accepted."""

from __future__ import annotations

from lookthrough.cases.campaigns.models import Acceptance
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_ACCEPT = Text("专项验收待决定", "a district's acceptance to be decided")


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return the districts proposed for acceptance within the officer's own."""
    if by.district is None or not by.may(Action.LEAD_CAMPAIGNS):
        return []
    found = Acceptance.objects.filter(state="proposed").select_related("campaign")
    return [
        Asked(f"acceptance:{one.pk}", one.campaign.number, _ACCEPT, one.campaign.name, one.proposed_by, one.proposed_at)
        for one in found
        if by.district.reaches(one.region_code)
    ]
