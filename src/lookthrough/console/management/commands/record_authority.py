"""Record a permission to read account data from a JSON file: ``lookthrough manage record_authority authority.json``.

The file holds ``authority_id, legal_basis, purpose, approver, scope, expires_on``, as beside a ledger.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from lookthrough.audit import operations as audit
from lookthrough.offices import operations

FIELDS = ("authority_id", "legal_basis", "purpose", "approver", "scope", "expires_on")


class Command(BaseCommand):
    """Records an authority; the same file again changes nothing, other words under the same id are refused."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = json.loads(options["file"].read_text(encoding="utf-8"))
            words = {name: str(said[name]) for name in FIELDS}
            is_new = self._record(words)
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{options['file'].name}: {error!r}") from error
        self.stdout.write(f"{words['authority_id']}: {'recorded' if is_new else 'stands already'}")

    @transaction.atomic
    def _record(self, words: dict[str, str]) -> bool:
        until, now = date.fromisoformat(words["expires_on"]), timezone.now()
        rest = {name: words[name] for name in FIELDS if name != "expires_on"}
        is_new = operations.record_authority(**rest, expires_on=until, now=now)
        if is_new:
            audit.record(
                actor="terminal", action="record_authority", object_type="authority", object_id=words["authority_id"], purpose="", at=now
            )
        return is_new
