"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Evidence(AppConfig):
    name = "lookthrough.evidence"
    verbose_name = "证据"
