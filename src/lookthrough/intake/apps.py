"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Intake(AppConfig):
    name = "lookthrough.intake"
    verbose_name = "数据报送"
