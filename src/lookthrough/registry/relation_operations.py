"""What changes among relations: a file of them is imported, people go into the vault, earlier states stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.files import look_at
from lookthrough.registry.importing import EveryRowRefused
from lookthrough.registry.naming_parties import welcome_known_firms
from lookthrough.registry.people_operations import sealed_under_one_key
from lookthrough.registry.relation_importing import ImportedRelations, import_sound_relations
from lookthrough.registry.relation_rows import REQUIRED

__all__ = ["EveryRowRefused", "ImportedRelations", "import_relations"]


@transaction.atomic
def import_relations(*, path: Path, at: datetime, actor: str, advance: Callable[[int], None] = lambda _: None) -> ImportedRelations:
    """Import a file of relations in one transaction; importing it again changes nothing.

    Raises ``FileRefused`` when the file is unsound, ``EveryRowRefused`` when no row can be stored, ``VaultLocked`` when people in the store
    are sealed under another key than the one in use; the store is then as it was.
    """
    sound, vault = look_at(path, required=REQUIRED), sealed_under_one_key()
    settled = welcome_known_firms()
    done = import_sound_relations(sound, vault=vault, at=at, advance=advance)
    if done.new or done.changed or settled:
        details = {
            "new": done.new, "changed": done.changed, "closed": done.closed, "unchanged": done.unchanged, "refused": len(done.rejects),
            "new_people": done.new_people, "new_outside_parties": done.new_outside_parties, "outside_parties_now_known": settled,
        }  # fmt: skip
        audit.record(
            actor=actor,
            action="registry.import_relations",
            object_type="file",
            object_id=path.name[:120],
            purpose="",
            at=at,
            details=details,
        )
    return done
