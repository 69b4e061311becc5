"""Appoint an officer: ``lookthrough manage appoint zhang --name 张三 --office 某市金融办 --region 3303 --role head``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from lookthrough.audit import operations as audit
from lookthrough.offices import operations
from lookthrough.offices.roles import Role
from lookthrough.offices.settings_in_force import for_officers


class Command(BaseCommand):
    """Appoints an officer and says the first password once; it must be changed at the first sign-in."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--office", required=True, help="name of the office; a new one also needs --region")
        parser.add_argument("--region", help="beginning of the region codes the office reaches: 3303 is a whole city")
        parser.add_argument("--above", help="name of the office above it")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                password = self._appoint(**options)
        except (ValidationError, ValueError, ObjectDoesNotExist) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['username']} / {password}")

    def _appoint(self, *, username: str, name: str, office: str, region: str | None, above: str | None, role: str, **_: Any) -> str:
        if region:
            operations.record_office(name=office, region_prefix=region, parent=above)
        now = timezone.now()
        until = now + timedelta(days=for_officers(now).whole("one_time_password_days"))
        password = operations.appoint_officer(username=username, name=name, office=office, role=Role(role), one_time_until=until)
        audit.record(
            actor="terminal", action="appoint", object_type="officer", object_id=username, purpose="", at=now,
            details={"office": office, "role": role},
        )  # fmt: skip
        return password
