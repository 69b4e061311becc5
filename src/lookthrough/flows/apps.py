"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Flows(AppConfig):
    name = "lookthrough.flows"
    verbose_name = "资金穿透"
