"""``lookthrough manage …``: Django's own commands (migrate, createsuperuser, check …)."""

from __future__ import annotations

import os

import click
from django.core.management import execute_from_command_line


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django command, for example: lookthrough manage migrate"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
    execute_from_command_line(["lookthrough manage", *arguments])
