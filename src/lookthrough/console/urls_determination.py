"""Addresses of determinations and procedures, of the pool of experts and of the legal reviewers."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import determination, determination_experts, procedure

patterns: list[URLPattern] = [
    path("cases/<str:number>/determination/", determination.determination, name="case-determination"),
    path("cases/<str:number>/determination/work/<slug:deed>/", determination.work_determination, name="work-determination"),
    path("cases/<str:number>/determination/decide/<slug:deed>/", determination.decide_determination, name="decide-determination"),
    path("cases/<str:number>/procedure/", procedure.procedure, name="case-procedure"),
    path("cases/<str:number>/procedure/work/<slug:deed>/", procedure.work_procedure, name="work-procedure"),
    path("cases/<str:number>/procedure/decide/<slug:deed>/", procedure.decide_procedure, name="decide-procedure"),
    path("experts/", determination_experts.experts, name="experts"),
    path("experts/work/<slug:deed>/", determination_experts.work_experts, name="work-experts"),
    path("legal-reviewers/", procedure.reviewers, name="reviewers"),
    path("legal-reviewers/work/<slug:deed>/", procedure.work_reviewers, name="work-reviewers"),
]
