"""Addresses of leads and cases."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import cases, cases_acts, cases_people, leads

patterns: list[URLPattern] = [
    path("cases/leads/", leads.leads, name="leads"),
    path("cases/leads/export.csv", leads.export_leads, {"format": "csv"}, name="export-leads-csv"),
    path("cases/leads/export.xlsx", leads.export_leads, {"format": "xlsx"}, name="export-leads-xlsx"),
    path("cases/leads/new/", leads.new_lead, name="new-lead"),
    path("cases/leads/open/", leads.open_lead, name="open-lead"),
    path("cases/leads/together/<slug:deed>/", leads.handle_together, name="leads-together"),
    path("cases/leads/<str:number>/", leads.lead, name="lead"),
    path("cases/leads/<str:number>/work/<slug:deed>/", leads.work_lead, name="work-lead"),
    path("cases/leads/<str:number>/decide/", leads.decide_lead, name="decide-lead"),
    path("cases/shared/", cases.shared, name="shared-cases"),
    path("cases/board/", cases.board, name="cases-board"),
    path("cases/export.csv", cases.export_cases, {"format": "csv"}, name="export-cases-csv"),
    path("cases/export.xlsx", cases.export_cases, {"format": "xlsx"}, name="export-cases-xlsx"),
    path("cases/together/<slug:deed>/", cases_acts.handle_together, name="cases-together"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/people/", cases_people.people, name="case-people"),
    path("cases/<str:number>/work/<slug:deed>/", cases_acts.work_case, name="work-case"),
    path("cases/<str:number>/decide/<slug:deed>/", cases_acts.decide_case, name="decide-case"),
    path("firms/<str:company_id>/cases/", leads.firm_cases, name="firm-cases"),
]
