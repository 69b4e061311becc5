"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Reports(AppConfig):
    name = "lookthrough.reports"
    verbose_name = "月报"
