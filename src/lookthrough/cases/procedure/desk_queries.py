"""What procedure puts on a head's desk: queries of accounts, first registrations and announcements that wait for approval."""

from __future__ import annotations

from lookthrough.cases import desk_queries as cases
from lookthrough.cases.procedure.models import AccountQuery, Announcement, Registration
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_QUERY = Text("账户查询待批准", "a query of accounts to approve")
_REGISTRATION = Text("先行登记保存待批准", "a first registration to approve")
_ANNOUNCEMENT = Text("公告待批准", "an announcement to approve")


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return what of procedure waits for a head other than who asked."""
    if not by.may(Action.DECIDE_CASES):
        return []
    mine = cases.numbers_to_decide(by=by)
    queries = list(AccountQuery.objects.filter(state="asked", case_number__in=mine))
    registrations = list(Registration.objects.filter(state="asked", case_number__in=mine))
    announcements = list(Announcement.objects.filter(state="proposed", case_number__in=mine))
    found = [(f"query:{one.pk}", one.case_number, _QUERY, one.asked_by, one.asked_at) for one in queries]
    found += [(f"registration:{one.pk}", one.case_number, _REGISTRATION, one.asked_by, one.asked_at) for one in registrations]
    found += [(f"announcement:{one.pk}", one.case_number, _ANNOUNCEMENT, one.proposed_by, one.proposed_at) for one in announcements]
    titles = cases.titles(numbers={number for _key, number, *_rest in found})
    return [Asked(key, number, what, titles[number], by, at) for key, number, what, by, at in found]
