"""The addresses at which petitioners read the reply."""

from __future__ import annotations

from django.urls import path

from lookthrough.portal import replies

app_name = "portal-replies"
urlpatterns = [
    path("", replies.begin, name="begin"),
    path("open/", replies.opened, name="open"),
    path("leave/", replies.leave, name="leave"),
]
