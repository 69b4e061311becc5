"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Registry(AppConfig):
    name = "lookthrough.registry"
    verbose_name = "主体登记"
