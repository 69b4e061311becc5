"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Campaigns(AppConfig):
    name = "lookthrough.cases.campaigns"
    label = "campaigns"
    verbose_name = "专项整治"
