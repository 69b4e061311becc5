"""The addresses at which investors claim."""

from __future__ import annotations

from django.urls import path

from lookthrough.portal import claims

app_name = "portal-claims"
urlpatterns = [
    path("", claims.begin, name="begin"),
    path("open/", claims.opened, name="open"),
    path("claim/", claims.claim, name="claim"),
    path("proofs/", claims.add, name="proofs"),
    path("objection/", claims.disagree, name="objection"),
    path("leave/", claims.leave, name="leave"),
]
