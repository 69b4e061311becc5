"""Outside records brought into the store: new ones added, changed ones overwritten, known ones left alone, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from lookthrough.kernel.files import Reject, SoundFile
from lookthrough.kernel.texts import Text
from lookthrough.registry.importing import EveryRowRefused
from lookthrough.registry.matching.reading import OutsideRow, outside_rows
from lookthrough.registry.matching.sources import Source
from lookthrough.registry.models import OutsideRecord

_STORED = (
    "name", "brand", "uscc", "site", "icp", "phone_hash", "region_code", "since", "registered_capital_fen", "raw", "content_hash", "row",
)  # fmt: skip
_ROWS_A_STATEMENT = 500


@dataclass(slots=True)
class RecordsImported:
    """What became of the rows of a list."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)


@transaction.atomic
def import_rows(sound: SoundFile, source: Source, *, at: datetime, phone_key: bytes | None) -> RecordsImported:
    """Import a list that was looked at. Raises ``EveryRowRefused`` when no row can be stored."""
    done, file = RecordsImported(), sound.path.name
    rows = _once(outside_rows(sound, source, done.rejects, phone_key=phone_key), done.rejects, file, source)
    if done.rejects and not rows:
        raise EveryRowRefused(file=file, rejects=done.rejects)
    known = {one.key: one for one in OutsideRecord.objects.filter(source=source.name)}
    fresh = [
        OutsideRecord(source=source.name, kind=source.kind, key=row.key, file=file, read_at=at, **_values(row))
        for row in rows
        if row.key not in known
    ]
    changed = [row for row in rows if row.key in known and known[row.key].content_hash != row.content_hash]
    OutsideRecord.objects.bulk_create(fresh, batch_size=_ROWS_A_STATEMENT)
    for row in changed:
        OutsideRecord.objects.filter(pk=known[row.key].pk).update(file=file, read_at=at, **_values(row))
    done.new, done.changed, done.unchanged = len(fresh), len(changed), len(rows) - len(fresh) - len(changed)
    return done


def _values(row: OutsideRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in _STORED}


def _once(rows: Iterable[OutsideRow], rejects: list[Reject], file: str, source: Source) -> list[OutsideRow]:
    """Return each key's first row; a later one that says something else is refused."""
    seen: dict[str, OutsideRow] = {}
    for row in rows:
        first = seen.setdefault(row.key, row)
        if first.content_hash != row.content_hash:
            reason = Text(f"与第 {first.row} 行编号相同而内容不同", f"the same key as row {first.row}, with other content")
            rejects.append(Reject(file, row.row, source.column("key"), row.key, reason))
    return list(seen.values())
