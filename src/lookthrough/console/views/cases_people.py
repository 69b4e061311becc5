"""Who works on a case: officers and their parts, conflicts of interest, who stands in, who from outside may read what."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from lookthrough.cases import sharing_queries
from lookthrough.console.access import carries, officer_id
from lookthrough.console.case_file import TABS, case_file, case_page, tab_view
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action


@tab_view("people")
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Show who works on a case, and the forms that change it."""
    file = case_file(request, number)
    subject = {"subject_type": file.facts.subject_type, "subject_id": file.facts.subject_id}
    everybody = [one for one in offices.officers() if one.is_active]
    region = file.facts.region_code
    near = [one for one in everybody if one.may(Action.WORK_CASES) and one.district and one.district.reaches(region)]
    shared = [one for one in everybody if one.may(Action.SEE_SHARED_CASES)]
    outsiders = [one for one in shared if one.district and one.district.reaches(region)]
    return case_page(
        request, number=number, tab="people", template="console/cases/people.html", parts=sharing_queries.parts(number=number),
        conflicts=sharing_queries.conflicts(number=number), relations=sharing_queries.relations(**subject),
        delegations=sharing_queries.delegations(number=number, today=file.today), views=sharing_queries.views(number=number),
        officers=near, roles=file.kind.roles, outsiders=outsiders,
        shared_tabs=[tab for tab in TABS if tab.shared], me_id=officer_id(request), next_week=file.today + timedelta(days=7),
        next_month=file.today + timedelta(days=30), tab_titles={tab.slug: tab.title for tab in TABS},
        may_name=carries(request, Action.WORK_CASES) and file.facts.is_open,
    )  # fmt: skip
