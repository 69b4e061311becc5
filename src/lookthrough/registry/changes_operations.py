"""What change notices do: each becomes a dated event, sets what it is newest about, and has the firm screened by the rules of its event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b, file_digest
from pathlib import Path

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.files import Reject
from lookthrough.kernel.texts import Text
from lookthrough.registry import search_index
from lookthrough.registry.changes import Notice
from lookthrough.registry.changes_columns import set_value, stored_values, value_of
from lookthrough.registry.changes_files import read_notices
from lookthrough.registry.corrections_holding import hold
from lookthrough.registry.importing import EveryRowRefused
from lookthrough.registry.models import Company, CompanyChange, CompanyEvent, CompanyStanding, SourceFile
from lookthrough.registry.storing_hits import screen_some

_FROM_A_NOTICE = "notice"  # stands for the hash of a row that no file has given yet
_A_STATEMENT = 1_000
_FOLLOWS = frozenset(("name", "business_scope", "registered_capital_text", "type"))  # notices that say what was there before
_ALREADY = Text("同一编号的通知已登记，内容不同", "a notice of this id is recorded with other content")


@dataclass(slots=True)
class ImportedChanges:
    """What became of a file of notices. ``late`` came after a newer one about the same thing and changed nothing but the history."""

    rows: int = 0
    new: int = 0
    repeated: int = 0
    late: int = 0
    firms_new: int = 0
    screened: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)


@transaction.atomic
def import_changes(*, path: Path, at: datetime, actor: str) -> ImportedChanges:
    """Import a file of notices in one transaction; again, it changes nothing.

    Raises ``FileRefused`` when the file is unsound and ``EveryRowRefused`` when no row can be stored.
    """
    done = ImportedChanges()
    notices = read_notices(path, done.rejects)
    if done.rejects and not notices:
        raise EveryRowRefused(file=path.name, rejects=done.rejects)
    done.rows = len(notices) + len(done.rejects)
    fresh = _fresh(notices, path.name, done)
    if fresh:
        touched = _Applying(path, at, done).take(sorted(fresh, key=lambda one: one.order))
        search_index.index_names(Company.objects.filter(pk__in=touched).values_list("identity", flat=True))
        done.screened = screen_some(company_pks=touched, on=max(at.date(), max(one.on for one in fresh)))
        details = {"new": done.new, "late": done.late, "firms_new": done.firms_new, "refused": len(done.rejects)}
        audit.record(
            actor=actor, action="registry.import_changes", object_type="file", object_id=path.name[:120], purpose="", at=at, details=details
        )
    return done


def _fresh(notices: Sequence[Notice], file: str, done: ImportedChanges) -> list[Notice]:
    """Return the notices that are not recorded yet; one that says something else under a known id is refused."""
    known = _known([one.notice_id for one in notices])
    fresh: list[Notice] = []
    for one in notices:
        own = content_hash(one)
        if one.notice_id not in known:
            known[one.notice_id] = own
            fresh.append(one)
        elif known[one.notice_id] == own:
            done.repeated += 1
        else:
            done.rejects.append(Reject(file, one.row, "notice_id", one.notice_id, _ALREADY))
    return fresh


def _known(ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for begin in range(0, len(ids), _A_STATEMENT):
        part = CompanyEvent.objects.filter(notice_id__in=ids[begin : begin + _A_STATEMENT])
        found |= dict(part.values_list("notice_id", "content_hash"))
    return found


def content_hash(one: Notice) -> str:
    """Return what tells two notices of one id apart."""
    said = (one.uscc, one.name, one.kind, one.on.isoformat(), one.before, one.after, one.region_code, one.place)
    return blake2b("\x1f".join(said).encode(), digest_size=16).hexdigest()


class _Applying:
    """Writes notices in the order of their days, firm by firm."""

    def __init__(self, path: Path, at: datetime, done: ImportedChanges) -> None:
        self.path, self.at, self.done = path, at, done
        self.newest: dict[int, dict[str, tuple[date, str]]] = {}  # firm → column → the newest notice about it

    def take(self, notices: Iterable[Notice]) -> list[int]:
        touched: dict[int, None] = {}
        for one in notices:
            company = self._company(one)
            event = self._event(company, one)
            self.done.new += 1
            self.done.kinds[one.kind] += 1
            self._apply(company, event, one)
            touched[company.pk] = None
        return list(touched)

    def _company(self, one: Notice) -> Company:
        found = Company.objects.filter(uscc=one.uscc, uscc_sound=True).select_related("source").first()
        if found:
            return found
        self.done.firms_new += 1
        named = stored_values("name", one.after if one.kind == "name_change" else one.name)
        return Company.objects.create(
            identity=one.uscc, uscc=one.uscc, uscc_sound=True, region_code=one.region_code, content_hash=_FROM_A_NOTICE,
            source=self._source, source_row=one.row, **named,
        )  # fmt: skip

    @cached_property
    def _source(self) -> SourceFile:
        with self.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return SourceFile.objects.get_or_create(sha256=digest, defaults={"name": self.path.name, "first_read_at": self.at})[0]

    def _event(self, company: Company, one: Notice) -> CompanyEvent:
        return CompanyEvent(
            notice_id=one.notice_id, company=company, kind=one.kind, on=one.on, before=one.before, after=one.after,
            region_code=one.region_code, content_hash=content_hash(one), applied=False, source_file=self.path.name, source_row=one.row,
            recorded_at=self.at,
        )  # fmt: skip

    def _apply(self, company: Company, event: CompanyEvent, one: Notice) -> None:
        """Set each column that no newer notice has set; what a file of a later day says stays, unless the notice follows on it."""
        newest = self._newest(company)
        event.save()
        late = False
        for column, value in one.sets().items():
            if column in newest and newest[column] > one.order:
                late = True
                self._close_gap(company, column, one, newest[column])
                continue
            newest[column] = one.order
            if self._is_behind_the_file(company, column, one):
                late = True
            elif value_of(company, column) != value:
                self._set(company, column, value, event)
        event.applied = not late
        event.save(update_fields=["applied"])
        self.done.late += late
        if "status" in one.sets() and not late:
            CompanyStanding.objects.filter(company=company).update(status_on=one.on)

    def _set(self, company: Company, column: str, value: str, event: CompanyEvent) -> None:
        if company.content_hash == _FROM_A_NOTICE and event.kind == "new":
            set_value(company, column, value)
        else:
            held = hold(company=company, column=column, value=value, at=self.at, event=event)
            if column == "name":  # the former name is searched for too
                CompanyChange.objects.create(
                    company=company, column="name", old=held.before, new=value, changed_at=self.at, source=self._source,
                    source_row=event.source_row,
                )  # fmt: skip

    def _close_gap(self, company: Company, column: str, one: Notice, newest: tuple[date, str]) -> None:
        """Let the newest notice speak when this one, come late, is the step that was missing between it and the file."""
        if column in _FOLLOWS and one.before and one.before == value_of(company, column):
            last = CompanyEvent.objects.get(notice_id=newest[1])
            self._set(company, column, last.after, last)
            CompanyEvent.objects.filter(pk=last.pk).update(applied=True)

    def _newest(self, company: Company) -> dict[str, tuple[date, str]]:
        if company.pk not in self.newest:
            found: dict[str, tuple[date, str]] = {}
            for event in CompanyEvent.objects.filter(company=company).order_by("on", "notice_id"):
                found |= dict.fromkeys(_notice_of(event).sets(), (event.on, event.notice_id))
            self.newest[company.pk] = found
        return self.newest[company.pk]

    def _is_behind_the_file(self, company: Company, column: str, one: Notice) -> bool:
        """Say whether a file read after the notice's day already knows more: then its value is not the one the notice starts from."""
        if column not in _FOLLOWS or company.content_hash == _FROM_A_NOTICE:
            return False
        return (
            bool(one.before) and one.on < company.source.first_read_at.date() and value_of(company, column) not in (one.before, one.after)
        )


def _notice_of(event: CompanyEvent) -> Notice:
    """Return the notice an event came from, as far as which columns it sets."""
    return Notice(event.notice_id, "", "", event.kind, event.on, event.before, event.after, event.region_code)
