"""Companies of a file brought into the store: new ones added, changed ones recorded, known ones left alone, all in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import file_digest
from typing import Any

from django.db import connection, transaction

from lookthrough.kernel.files import FileRefused, Reject, SoundFile
from lookthrough.kernel.texts import Text
from lookthrough.registry.company_rows import CompanyRow, company_rows
from lookthrough.registry.models import Company, CompanyChange, SourceFile
from lookthrough.registry.reading import read_batches

_STORED = (
    "uscc", "uscc_sound", "name", "folded_name", "established_on", "type", "registered_capital_text", "registered_capital_fen", "currency",
    "business_scope", "province", "city", "region_code", "event", "site_owner", "extra", "content_hash",
)  # fmt: skip
_WATCHED = tuple(name for name in _STORED if name not in ("uscc_sound", "folded_name", "content_hash"))
_ROWS_A_STATEMENT = 1_000


@dataclass(slots=True)
class Imported:
    """What became of the rows of a file, warnings counted by column and reason, and the rows refused."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Return how many rows the store now holds as given."""
        return self.new + self.changed + self.unchanged + self.repeated


class EveryRowRefused(FileRefused):
    """No row of the file could be stored; carries the rejects."""

    def __init__(self, *, file: str, rejects: list[Reject]) -> None:
        self.rejects = rejects
        first, count = rejects[0], len(rejects)
        reason = Text(f"全部 {count} 行均被拒收；{first.reason.zh}", f"all {count} rows were refused; the first: {first.reason.en}")
        super().__init__(file=file, row=first.row, column=first.column or None, reason=reason)


@transaction.atomic
def import_sound_file(sound: SoundFile, *, at: datetime, advance: Callable[[int], None]) -> Imported:
    """Import a file that was looked at; ``at`` dates the changes."""
    work = _Import(sound, at)
    for batch in read_batches(sound, work.done.rejects):
        work.take(list(company_rows(batch, work.done.rejects, file=sound.path.name)))
        advance(len(batch.rows))
    if work.done.rejects and not work.done.accepted:
        raise EveryRowRefused(file=sound.path.name, rejects=work.done.rejects)
    work.done.rows = work.done.accepted + len(work.done.rejects)
    return work.done


class _Import:
    def __init__(self, sound: SoundFile, at: datetime) -> None:
        self.sound, self.at, self.done = sound, at, Imported()
        self.seen: dict[str, tuple[int, str]] = {}  # identity → row and content of the first row that told of it

    @cached_property
    def source(self) -> SourceFile:
        with self.sound.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        found, _ = SourceFile.objects.get_or_create(sha256=digest, defaults={"name": self.sound.path.name, "first_read_at": self.at})
        return found

    def take(self, rows: Iterable[CompanyRow]) -> None:
        """Store some rows."""
        fresh = [row for row in rows if self._first_of_its_kind(row)]
        self.done.warnings.update((warning.column, warning.reason.en) for row in fresh for warning in row.warnings)
        known = self._known([row.identity for row in fresh])
        new = [row for row in fresh if row.identity not in known]
        changed = [row for row in fresh if row.identity in known and known[row.identity][1] != row.content_hash]
        self.done.new += len(new)
        self.done.changed += len(changed)
        self.done.unchanged += len(fresh) - len(new) - len(changed)
        Company.objects.bulk_create((self._company(row) for row in new), batch_size=_ROWS_A_STATEMENT)
        self._update({known[row.identity][0]: row for row in changed})

    def _first_of_its_kind(self, row: CompanyRow) -> bool:
        """Tell a firm's first row in this file from a repetition: counted if identical, refused if it says something else."""
        first = self.seen.setdefault(row.identity, (row.row, row.content_hash))
        if first[0] == row.row:
            return True
        if first[1] == row.content_hash:
            self.done.repeated += 1
        else:
            reason = Text(f"与第 {first[0]} 行是同一企业而内容不同", f"the same firm as in row {first[0]}, with other content")
            self.done.rejects.append(Reject(self.sound.path.name, row.row, "uscc", row.uscc, reason))
        return False

    def _known(self, identities: Sequence[str]) -> dict[str, tuple[int, str]]:
        if not Company.objects.exists():
            return {}
        known: dict[str, tuple[int, str]] = {}
        for begin in range(0, len(identities), _ROWS_A_STATEMENT):
            part = identities[begin : begin + _ROWS_A_STATEMENT]
            rows = Company.objects.filter(identity__in=part).values_list("identity", "pk", "content_hash")
            known |= {identity: (pk, content_hash) for identity, pk, content_hash in rows}
        return known

    def _company(self, row: CompanyRow) -> Company:
        return Company(identity=row.identity, source=self.source, source_row=row.row, **_values(row))

    def _update(self, rows: dict[int, CompanyRow]) -> None:
        """Change stored companies and keep what they said before."""
        companies = list(Company.objects.filter(pk__in=rows))
        changes = []
        for company in companies:
            row = rows[company.pk]
            for name in _WATCHED:
                old, new = getattr(company, name), getattr(row, name)
                if old != new:
                    changes.append(self._change(company, row, name, old, new))
            for name, value in _values(row).items():
                setattr(company, name, value)
            company.source, company.source_row = self.source, row.row
        CompanyChange.objects.bulk_create(changes, batch_size=_ROWS_A_STATEMENT)
        _save_all(companies)

    def _change(self, company: Company, row: CompanyRow, column: str, old: Any, new: Any) -> CompanyChange:
        return CompanyChange(
            company=company, column=column, old=_text(old), new=_text(new), changed_at=self.at, source=self.source, source_row=row.row
        )


def _save_all(companies: Sequence[Company]) -> None:
    """Save many changed companies; one prepared statement is far quicker than ``bulk_update`` and the same on SQLite and PostgreSQL."""
    fields = [one for one in Company._meta.concrete_fields if not one.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(one.column or one.name)} = %s" for one in fields)
    statement = f"UPDATE {quote(Company._meta.db_table)} SET {columns} WHERE {quote('id')} = %s"  # noqa: S608 - names of our own columns
    rows = [[*(one.get_db_prep_save(getattr(company, one.attname), connection) for one in fields), company.pk] for company in companies]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _values(row: CompanyRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _STORED} | {"warnings": [warning.as_dict() for warning in row.warnings]}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
