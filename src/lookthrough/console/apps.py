"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Console(AppConfig):
    name = "lookthrough.console"
    verbose_name = "工作台"
