"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Papers(AppConfig):
    name = "lookthrough.cases.papers"
    label = "papers"
    verbose_name = "文书"
