"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Offices(AppConfig):
    name = "lookthrough.offices"
    verbose_name = "机构与人员"
