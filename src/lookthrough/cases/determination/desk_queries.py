"""What determination puts on an officer's desk: opinions that wait for a second signature, ways of handling that wait for a decision."""

from __future__ import annotations

from lookthrough.cases import desk_queries as cases
from lookthrough.cases.determination.models import Handling, Opinion
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_SIGN = Text("认定意见书待第二人签署", "an opinion waits for a second signature")
_HANDLE = Text("处置方式待决定", "a way of handling to be decided")


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return what of determination waits for a head other than who signed or proposed."""
    if not by.may(Action.DECIDE_CASES):
        return []
    mine = cases.numbers_to_decide(by=by)
    opinions = list(Opinion.objects.filter(state="signed", case_number__in=mine))
    handlings = list(Handling.objects.filter(state="proposed", case_number__in=mine))
    titles = cases.titles(numbers={*(one.case_number for one in opinions), *(one.case_number for one in handlings)})
    return [
        *(
            Asked(
                f"opinion:{one.pk}",
                one.case_number,
                _SIGN,
                titles[one.case_number],
                one.first_signed_by,
                one.first_signed_at or one.drafted_at,
            )
            for one in opinions
        ),
        *(
            Asked(f"handling:{one.pk}", one.case_number, _HANDLE, titles[one.case_number], one.proposed_by, one.proposed_at)
            for one in handlings
        ),
    ]
