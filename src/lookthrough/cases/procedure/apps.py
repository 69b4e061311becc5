"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Procedure(AppConfig):
    name = "lookthrough.cases.procedure"
    label = "procedure"
    verbose_name = "行政程序"
