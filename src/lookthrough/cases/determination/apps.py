"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Determination(AppConfig):
    name = "lookthrough.cases.determination"
    label = "determination"
    verbose_name = "业务实质认定"
