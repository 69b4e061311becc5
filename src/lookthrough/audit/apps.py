"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Audit(AppConfig):
    name = "lookthrough.audit"
    verbose_name = "审计"
