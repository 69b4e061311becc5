"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Portal(AppConfig):
    name = "lookthrough.portal"
    verbose_name = "对外"
