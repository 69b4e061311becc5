"""What changes in matching: lists of other bodies come in, pairs are proposed, people judge them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.files import FileRefused, look_at
from lookthrough.kernel.texts import Text
from lookthrough.registry.matching.importing import RecordsImported, import_rows
from lookthrough.registry.matching.running import Matched, match_store
from lookthrough.registry.matching.sources import sources
from lookthrough.registry.matching.standing import standing
from lookthrough.registry.matching.verdicts import VERDICTS, NotAllowed, judge, revoke, undo
from lookthrough.registry.models import MatchPair
from lookthrough.registry.names_operations import renew_names

__all__ = ["VERDICTS", "Matched", "NotAllowed", "RecordsImported", "import_records", "judge", "match", "revoke", "undo"]


@transaction.atomic
def import_records(*, path: Path, source: str, at: datetime, actor: str, phone_key: bytes | None = None) -> RecordsImported:
    """Import a list of another body; importing it again changes nothing. Raises ``FileRefused`` with file, row and column."""
    found = sources().get(source)
    if found is None:
        known = "、".join(sources())
        raise FileRefused(file=path.name, reason=Text(f"未知来源 {source}，可用：{known}", f"unknown source {source}; known: {known}"))
    sound = look_at(path, required=[found.column("key")])
    done = import_rows(sound, found, at=at, phone_key=phone_key)
    if done.new or done.changed:
        details = {"source": source, "new": done.new, "changed": done.changed, "refused": len(done.rejects)}
        audit.record(
            actor=actor, action="registry.import_records", object_type="file", object_id=path.name[:120], purpose="", at=at, details=details
        )
    return done


@transaction.atomic
def match(*, at: datetime, actor: str) -> Matched:
    """Match the whole store. What people decided stays; running it again on the same data changes nothing."""
    before = _linked()
    done = match_store(at=at)
    moved = before ^ _linked()
    if moved:
        renew_names(company_ids={identity for _, identity in moved})
    if done.new or done.changed or done.withdrawn:
        details = {"proposed": done.proposed, "linked": done.linked, "new": done.new, "changed": done.changed, "withdrawn": done.withdrawn}
        audit.record(actor=actor, action="registry.match", object_type="register", object_id="pairs", purpose="", at=at, details=details)
    return done


def _linked() -> set[tuple[int, str]]:
    """Return the links that stand; only links between a record and a firm give the firm names."""
    pairs = standing().filter(record__isnull=False) if MatchPair.objects.exists() else MatchPair.objects.none()
    return set(pairs.values_list("pk", "company__identity"))
