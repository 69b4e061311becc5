"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Petitions(AppConfig):
    name = "lookthrough.cases.petitions"
    label = "petitions"
    verbose_name = "信访接待"
