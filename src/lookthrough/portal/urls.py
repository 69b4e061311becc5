"""The addresses of the portal."""

from __future__ import annotations

from django.urls import path

from lookthrough.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.begin, name="answer"),
    path("send/", views.send, name="send-answer"),
]
