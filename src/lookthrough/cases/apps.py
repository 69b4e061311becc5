"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Cases(AppConfig):
    name = "lookthrough.cases"
    verbose_name = "处置"
