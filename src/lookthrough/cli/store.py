"""Opens the embedded store for a command: Django set up once, the schema brought up to date."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def open_store() -> None:
    """Set Django up and migrate the store; quick and silent when nothing is to be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
