"""Addresses of the petition desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import petitions, petitions_acts, petitions_crowd, petitions_wordings

patterns: list[URLPattern] = [
    path("petitions/", petitions.petitions, name="petitions"),
    path("petitions/export.csv", petitions.export_petitions, {"format": "csv"}, name="export-petitions-csv"),
    path("petitions/export.xlsx", petitions.export_petitions, {"format": "xlsx"}, name="export-petitions-xlsx"),
    path("petitions/open/", petitions.open_occasion, name="open-petition"),
    path("petitions/due/", petitions.due, name="petitions-due"),
    path("petitions/find/", petitions_crowd.find_person, name="find-petitioner"),
    path("petitions/wordings/", petitions_wordings.wordings, name="wordings"),
    path("petitions/wordings/do/<slug:deed>/", petitions_wordings.work_wording, name="work-wording"),
    path("petitions/wordings/decide/<slug:deed>/", petitions_wordings.decide_wording, name="decide-wording"),
    path("petitions/<str:number>/", petitions.people, name="petition"),
    path("petitions/<str:number>/replies/", petitions.replies, name="petition-replies"),
    path("petitions/<str:number>/incident/", petitions.incident, name="petition-incident"),
    path("petitions/<str:number>/history/", petitions.history, name="petition-history"),
    path("petitions/<str:number>/register/", petitions_crowd.register, name="register-crowd"),
    path("petitions/<str:number>/codes/", petitions_crowd.codes, name="petition-codes"),
    path("petitions/<str:number>/code/", petitions_crowd.code, name="petition-code"),
    path("petitions/<str:number>/refused/<str:refused>/", petitions_crowd.refused_rows, name="refused-petitioners"),
    path("petitions/<str:number>/names/", petitions_crowd.open_names, name="open-petitioners"),
    path("petitions/<str:number>/reports/<int:serial>/", petitions.report, name="urgent-report"),
    path("petitions/<str:number>/do/<slug:deed>/", petitions_acts.work, name="work-petition"),
    path("petitions/<str:number>/decide/<slug:deed>/", petitions_acts.decide, name="decide-petition"),
    path("cases/<str:number>/petitions/", petitions.of_case, name="case-petitions"),
]
