"""The addresses at which a checked body fills in its part."""

from __future__ import annotations

from django.urls import path

from lookthrough.portal import checks

app_name = "portal-check"
urlpatterns = [
    path("", checks.begin, name="begin"),
    path("open/", checks.opened, name="open"),
    path("do/<slug:deed>/", checks.do, name="do"),
]
