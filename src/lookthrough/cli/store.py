"""Opens the embedded store for a command: Django set up once, the schema brought up to date."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command

LOCK = ".migrating"  # in the home; empty, and held only while the schema is brought up to date


def open_store() -> None:
    """Set Django up and migrate the store; quick and silent when nothing is to be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
    django.setup()
    with _alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time change the schema of a home: two that begin together would both make the same table."""
    from django.conf import settings

    with (settings.HOME / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
