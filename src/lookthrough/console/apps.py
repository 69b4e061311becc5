"""Makes this room known to Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class Console(AppConfig):
    name = "lookthrough.console"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Have each sign-in begin a visit."""
        from lookthrough.console.sessions import begin

        user_logged_in.connect(begin, dispatch_uid="begin visit")
