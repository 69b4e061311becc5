"""The machine's side of triage: graded hits open one for each firm and event, tell of what changed, and touch no decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import blake2b
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from lookthrough.audit import operations as audit
from lookthrough.kernel.calendar import add_working_days
from lookthrough.registry.models import Company, CompanyStanding, Hit, Triage, TriageChange
from lookthrough.registry.office_settings import settings_on
from lookthrough.registry.triage import MACHINE, WAITING, Change, Found, State, Word, is_new, opens

_A_STATEMENT = 900
_TEXTS = {"name": "name", "scope": "business_scope", "site": "site_owner"}
_GONE = ("deregistered", "revoked", "moved_out")


@dataclass(slots=True)
class Opened:
    """What a run did to triage; ``held_back`` are watch hits beyond what the office works on at once."""

    opened: int = 0
    renewed: int = 0
    updated: int = 0
    unchanged: int = 0
    held_back: int = 0


@transaction.atomic
def open_triages(*, on: date, at: datetime) -> Opened:
    """Bring triage in line with the stored hits; the same hits again change nothing.

    A decided triage comes back only by a new word or another text. Watch hits open only as many as the office works on at once a
    county, the gravest first; firms that no longer exist open none.
    """
    run = _Run(on, at)
    run.take(list(_found()))
    done = run.done
    if done.opened or done.renewed or done.updated:
        audit.record(
            actor=MACHINE, action="registry.triage_opened", object_type="triages", object_id=on.isoformat(), purpose="", at=at,
            details=asdict(done),
        )  # fmt: skip
    return done


def _found() -> Iterator[Found]:
    """Yield what stands graded, firm by firm."""
    gone = CompanyStanding.objects.filter(status__in=_GONE).values("company_id")
    columns = ("company_id", "field", "listed_word", "list_name", "grade", "company__event", "company__region_code")
    texts = tuple(f"company__{name}" for name in _TEXTS.values())
    rows = Hit.objects.exclude(grade="none").exclude(company_id__in=gone).order_by("company_id", "field", "start")
    for company, hits in groupby(rows.values_list(*columns, *texts).iterator(chunk_size=5_000), key=lambda row: int(row[0])):
        some = list(hits)
        words = tuple(sorted({Word(*row[1:5]) for row in some}))
        text_of = dict(zip(_TEXTS, some[0][7:], strict=True))
        held = "\x1f".join(f"{field}:{text_of[field]}" for field in sorted({word.field for word in words}))
        yield Found(company, some[0][5], some[0][6], words, blake2b(held.encode(), digest_size=16).hexdigest())


class _Run:
    def __init__(self, on: date, at: datetime) -> None:
        self.on, self.at, self.done = on, at, Opened()
        self.settings = settings_on(on)
        self.changes: list[TriageChange] = []

    def take(self, every: Sequence[Found]) -> None:
        known = {(one.company_id, one.event): one for one in Triage.objects.all()}
        places = {found.company: found.region_code for found in every}
        move_with(companies={one.company_id for one in known.values() if places.get(one.company_id, one.region_code) != one.region_code})
        for found in every:
            if one := known.get((found.company, found.event)):
                self._bring_in_line(one, found)
        standing = {(found.company, found.event) for found in every}
        self._words_are_gone([one for key, one in known.items() if key not in standing and one.stands])
        rules: dict[str, Any] = {
            "at_changes": bool(self.settings.whole("watch_at_changes")), "words_from": self.settings.whole("watch_words_from"),
        }  # fmt: skip
        self._open([one for one in every if (one.company, one.event) not in known and opens(one, **rules)])
        TriageChange.objects.bulk_create(self.changes, batch_size=_A_STATEMENT)

    def _open(self, wanted: Iterable[Found]) -> None:
        """Open new ones, the gravest first; of watch hits no more than a county works on at once."""
        room = self.settings.whole("watch_open_at_once")
        waiting = Triage.objects.filter(grade="watch", state__in=WAITING).values_list("region_code", flat=True)
        places, fresh = Counter(waiting), list[Found]()
        for found in sorted(wanted, key=lambda one: (-one.rank, one.company)):
            if found.grade == "watch" and places[found.region_code] >= room:
                self.done.held_back += 1
                continue
            places[found.region_code] += found.grade == "watch"
            fresh.append(found)
        made = Triage.objects.bulk_create((self._new(found) for found in fresh), batch_size=_A_STATEMENT)
        self.changes += [self._change(one, Change.OPENED, {}) for one in made]
        self.done.opened = len(made)

    def _new(self, found: Found) -> Triage:
        return Triage(
            company_id=found.company, region_code=found.region_code, event=found.event, grade=found.grade, rank=found.rank,
            words=found.words, seen=found.words, text_hash=found.text_hash, opened_on=self.on, due_on=self._due(found.grade),
            state=State.OPEN.value,
        )  # fmt: skip

    def _due(self, grade: str) -> date:
        return add_working_days(self.on, self.settings.whole(f"triage_{grade}_days"))

    def _bring_in_line(self, one: Triage, found: Found) -> None:
        renewed = one.state not in WAITING and is_new(found, seen=one.seen, text_hash=one.text_hash)
        words = [list(word) for word in found.words]
        if not renewed and one.stands and one.words == words and one.text_hash == found.text_hash:
            self.done.unchanged += 1
            return
        before = spelled(one)
        one.words, one.text_hash, one.grade, one.rank, one.stands = words, found.text_hash, found.grade, found.rank, True
        one.seen = one.seen + [word for word in words if word not in one.seen]
        if renewed:
            one.state, one.reason, one.opened_on, one.due_on = State.OPEN.value, "", self.on, self._due(found.grade)
        self._keep(one, Change.RENEWED if renewed else Change.UPDATED, before)

    def _words_are_gone(self, every: Iterable[Triage]) -> None:
        """Note that the words no longer stand; whether that settles the matter is for a person to say."""
        for one in every:
            before = spelled(one)
            one.stands, one.words = False, []
            self._keep(one, Change.UPDATED, before)

    def _keep(self, one: Triage, kind: Change, before: dict[str, Any]) -> None:
        one.save()
        self.changes.append(self._change(one, kind, before))
        if kind is Change.RENEWED:
            self.done.renewed += 1
        else:
            self.done.updated += 1

    def _change(self, one: Triage, kind: Change, before: dict[str, Any]) -> TriageChange:
        return TriageChange(triage=one, at=self.at, actor=MACHINE, kind=kind.value, before=before, after=spelled(one))


def spelled(one: Triage) -> dict[str, Any]:
    """Return what decides about a triage as plain values."""
    return {
        "state": str(one.state), "owner_id": one.owner_id, "due_on": one.due_on.isoformat(), "reason": one.reason,
        "words": [list(word) for word in one.words],
    }  # fmt: skip


def move_with(*, companies: Iterable[int]) -> None:
    """Have triages lie where their firms lie; to be called in the transaction that moves firms, with their keys in the store."""
    keys = list(companies)
    of_firm = Company.objects.filter(pk=OuterRef("company_id")).values("region_code")
    for begin in range(0, len(keys), _A_STATEMENT):
        theirs = Triage.objects.filter(company__in=keys[begin : begin + _A_STATEMENT])
        theirs.exclude(region_code=Subquery(of_firm)).update(region_code=Subquery(of_firm))


def open_for(*, company_ids: Iterable[str]) -> int:
    """Return how many triages of some firms wait."""
    companies = Company.objects.filter(identity__in=list(company_ids))
    return Triage.objects.filter(company__in=companies, state__in=WAITING).count()
