"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Risk(AppConfig):
    name = "lookthrough.risk"
    verbose_name = "预警"
