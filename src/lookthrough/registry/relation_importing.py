"""Relations of a file brought into the store in one transaction: new states added, ended ones closed, replaced ones kept beside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import file_digest
from typing import Any

from django.db import connection, transaction

from lookthrough.kernel.files import Reject, SoundFile
from lookthrough.kernel.texts import Text
from lookthrough.registry.importing import EveryRowRefused
from lookthrough.registry.models import Relation, SourceFile
from lookthrough.registry.models.people import OPEN_END
from lookthrough.registry.naming_parties import Parties, insert_rows
from lookthrough.registry.reading import read_batches
from lookthrough.registry.relation_rows import COLUMNS, RelationRow, relation_rows
from lookthrough.registry.vault import Vault

_ROWS_AT_A_TIME = 20_000
_IDS_A_STATEMENT = 5_000
_STORED = (
    "holder", "target", "kind", "share", "amount_fen", "valid_from", "valid_to", "content_hash", "source_id", "source_row", "recorded_at",
)  # fmt: skip
_CONTRADICTION = Text("与本文件另一行是同一关系而内容不同", "the same tie as in another row of this file, with other content")
_UNKNOWN = Text("企业不在登记库，代码校验不符，也没有名称", "a firm that the register does not hold, with an unsound code and no name")

Tie = tuple[str, str, str]


@dataclass(slots=True)
class ImportedRelations:
    """What became of the rows of a file, warnings counted by column and reason, and the rows refused."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    closed: int = 0  # earlier states that a later one ended
    unchanged: int = 0
    new_people: int = 0
    new_outside_parties: int = 0
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """A standing state; without ``pk`` it waits to be written."""

    valid_from: date
    valid_to: date
    content_hash: str
    pk: int | None = None
    values: list[Any] = field(default_factory=list)


@transaction.atomic
def import_sound_relations(sound: SoundFile, *, vault: Vault, at: datetime, advance: Callable[[int], None]) -> ImportedRelations:
    """Import a file that was looked at; ``at`` dates what is replaced."""
    work = _Import(sound, vault, at)
    for batch in read_batches(sound, work.done.rejects, columns=COLUMNS, size=_ROWS_AT_A_TIME):
        rows = list(relation_rows(batch, work.done.rejects, work.done.warnings, file=sound.path.name))
        work.done.rows += len(rows)
        work.take(rows)
        advance(len(batch.rows))
    done = work.done
    if done.rejects and not done.new + done.changed + done.unchanged:
        raise EveryRowRefused(file=sound.path.name, rejects=done.rejects)
    done.new_people, done.new_outside_parties = work.parties.new_people, work.parties.new_outside
    return done


class _Import:
    def __init__(self, sound: SoundFile, vault: Vault, at: datetime) -> None:
        self.sound, self.at, self.done, self.parties = sound, at, ImportedRelations(), Parties(vault)
        self.told: dict[tuple[Tie, date], str] = {}  # states this file has told of, by their content

    @cached_property
    def source(self) -> SourceFile:
        with self.sound.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        found, _ = SourceFile.objects.get_or_create(sha256=digest, defaults={"name": self.sound.path.name, "first_read_at": self.at})
        return found

    def take(self, rows: Sequence[RelationRow]) -> None:
        """Store some rows."""
        ends = self.parties.resolve([end for row in rows for end in (row.holder, row.target)], anchors=[row.target for row in rows])
        pairs = zip(rows, ends[::2], ends[1::2], strict=True)
        placed = [((holder, target, row.kind), row) for row, holder, target in pairs if self._placed(row, holder, target)]
        self.write(placed, _standing({tie[0] for tie, _ in placed}))

    def _placed(self, row: RelationRow, holder: str, target: str) -> bool:
        for column, found in (("from_uscc", holder), ("to_uscc", target)):
            if not found:
                self._refuse(row, column, _UNKNOWN)
                return False
        return True

    def write(self, placed: Iterable[tuple[Tie, RelationRow]], standing: dict[Tie, list[_State]]) -> None:
        """Compare rows with the states that stand, then write what differs."""
        fresh: list[_State] = []
        replaced: list[int] = []
        touched: dict[int, _State] = {}
        for tie, row in placed:
            if not self._first_of_its_kind(tie, row):
                continue
            same = next((state for state in standing[tie] if state.valid_from == row.valid_from), None)
            if same is not None and same.content_hash == row.content_hash:
                self.done.unchanged += 1
                continue
            if same is not None and same.pk is not None:
                replaced.append(same.pk)
                standing[tie].remove(same)
            fresh.append(self._fitted(tie, row, standing[tie], touched))
            self.done.new, self.done.changed = self.done.new + (same is None), self.done.changed + (same is not None)
        self._store(fresh, replaced, [state for state in touched.values() if state.pk not in set(replaced)])

    def _first_of_its_kind(self, tie: Tie, row: RelationRow) -> bool:
        """Tell a state's first row in this file from a repetition, which is counted if identical and refused if not."""
        told = self.told.setdefault((tie, row.valid_from), row.content_hash)
        if told != row.content_hash:
            self._refuse(row, "share", _CONTRADICTION)
            return False
        return True

    def _fitted(self, tie: Tie, row: RelationRow, states: list[_State], touched: dict[int, _State]) -> _State:
        """Place a new state among those of the same tie: an open one before it ends the day before, itself the day before the next."""
        state = _State(row.valid_from, row.valid_to, row.content_hash)
        before = max((one for one in states if one.valid_from < row.valid_from), key=lambda one: one.valid_from, default=None)
        after = min((one.valid_from for one in states if one.valid_from > row.valid_from), default=None)
        if before is not None and before.valid_to == OPEN_END:
            before.valid_to = row.valid_from - timedelta(days=1)
            self.done.closed += 1
            if before.pk is not None:
                touched[before.pk] = before
        if after is not None and state.valid_to == OPEN_END:
            state.valid_to = after - timedelta(days=1)
        states.append(state)
        state.values = [*tie, row.share, row.amount_fen, row.content_hash, row.row]
        return state

    def _refuse(self, row: RelationRow, column: str, reason: Text) -> None:
        self.done.rejects.append(Reject(self.sound.path.name, row.row, column, "", reason))

    def _store(self, fresh: list[_State], replaced: list[int], touched: list[_State]) -> None:
        for begin in range(0, len(replaced), _IDS_A_STATEMENT):
            Relation.objects.filter(pk__in=replaced[begin : begin + _IDS_A_STATEMENT]).update(replaced_at=self.at)
        for state in touched:
            Relation.objects.filter(pk=state.pk or 0).update(valid_to=state.valid_to)
        if not fresh:
            return
        now, shape = connection.ops.adapt_datetimefield_value(self.at), Relation._meta.get_field("share")
        rows = []
        for state in fresh:
            holder, target, kind, share, amount, content_hash, number = state.values
            part = None if share is None else shape.get_db_prep_save(share, connection)
            days = _stored_day(state.valid_from), _stored_day(state.valid_to)
            rows.append((holder, target, kind, part, amount, *days, content_hash, self.source.pk, number, now))
        insert_rows(Relation, _STORED, rows)


def _stored_day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _standing(holders: Iterable[str]) -> dict[Tie, list[_State]]:
    """Return the standing states of all ties of some holders."""
    found: dict[Tie, list[_State]] = defaultdict(list)
    wanted = sorted(holders)
    for begin in range(0, len(wanted), _IDS_A_STATEMENT):
        rows = Relation.objects.filter(holder__in=wanted[begin : begin + _IDS_A_STATEMENT], replaced_at=None)
        for pk, holder, target, kind, first, last, content in rows.values_list(
            "pk", "holder", "target", "kind", "valid_from", "valid_to", "content_hash"
        ):
            found[holder, target, kind].append(_State(first, last, content, pk))
    return found
