"""What monthly reports put on a head's desk: the one that waits to be signed."""

from __future__ import annotations

from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.reports.models import MonthlyReport

_SIGN = Text("月报待签发", "a monthly report to sign")


def decisions_asked(*, by: Colleague) -> list[tuple[int, Asked]]:
    """Return the reports of the officer's own office that wait for a signature, each with its id."""
    if by.district is None or not by.may(Action.SIGN_REPORTS):
        return []
    found = MonthlyReport.objects.defer("content").filter(state="proposed", region_prefix=by.district.prefix)
    return [
        (one.pk, Asked(f"report:{one.pk}:{one.edition}", one.month, _SIGN, one.office, one.proposed_by, one.proposed_at or one.changed_at))
        for one in found
    ]
