"""Addresses of leads and cases."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import cases

patterns: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
]
