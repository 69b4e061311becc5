"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Supervision(AppConfig):
    name = "lookthrough.supervision"
    verbose_name = "机构监管"
