"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class Repayment(AppConfig):
    name = "lookthrough.cases.repayment"
    label = "repayment"
    verbose_name = "清退"
