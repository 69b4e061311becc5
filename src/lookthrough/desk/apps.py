"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    name = "lookthrough.desk"
    label = "desk"
    verbose_name = "工作台"
