"""What changes in levels: a month is scored, each scoring is kept for good, and a replay asks the same again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.periods import Month
from lookthrough.risk import score_kept
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.score_kept import Kept, KnownFact, digest
from lookthrough.risk.score_models import Scoring, Standing
from lookthrough.risk.scorecard import INSUFFICIENT, LEVELS, Scorecard, all_versions, levels_on, scorecard_on, scorecards_for
from lookthrough.risk.scoring import facts_asked
from lookthrough.risk.states import MACHINE

MONTHS_LOOKED_AT = 25  # the month and two years before: no indicator looks further back


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A subject that can be scored: its kind (business of an institution, empty for a firm) and where it sits."""

    subject_type: str
    subject_id: str
    kind: str
    region_code: str


@dataclass(frozen=True, slots=True)
class MonthScored:
    """What a scoring of a month did: how many scorecards were asked, how many of them gave something new, subjects by level."""

    month: str
    scorecards: int
    new: int
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One scoring asked again: whether facts, method and scores are the bytes they were, and whether today's method is the same."""

    month: str
    scorecard: str
    version: str
    key: str
    kept: bool  # facts and method are as they were
    same: bool  # the scores are the same bytes
    method_today: bool  # the catalogue would still ask the same


def score_month(
    *, month: Month, facts: Iterable[KnownFact], subjects: Sequence[SubjectKind], at: datetime, adopted: tuple[Scorecard, ...] = ()
) -> MonthScored:
    """Hold every subject of which something is known against the scorecards of its kind; the same again changes nothing."""
    first = str(month.plus(1 - MONTHS_LOOKED_AT))
    known = [one for one in facts if first <= one.month <= str(month)]
    fields: dict[tuple[str, str], set[str]] = {}
    for fact in known:
        fields.setdefault((fact.subject_type, fact.subject_id), set()).add(fact.field)
    new, levels = 0, dict.fromkeys((*LEVELS, INSUFFICIENT), 0)
    by_card = _by_card(month, fields, subjects, adopted)
    for _slug, (card, some) in sorted(by_card.items()):
        scoring, is_new = _score(card, month, known, some, at)
        new += is_new
        for level, count in scoring.levels.items():
            levels[level] += count
    return MonthScored(str(month), len(by_card), new, levels)


def _by_card(
    month: Month, fields: Mapping[tuple[str, str], set[str]], subjects: Sequence[SubjectKind], adopted: tuple[Scorecard, ...]
) -> dict[str, tuple[Scorecard, list[SubjectKind]]]:
    """Return each scorecard in force with the subjects of its kinds of which it would know something at all."""
    found: dict[str, tuple[Scorecard, list[SubjectKind]]] = {}
    for one in subjects:
        known = fields.get((one.subject_type, one.subject_id))
        for slug in scorecards_for(one.subject_type, one.kind) if known else ():
            if slug not in found:
                try:
                    found[slug] = (scorecard_on(slug, month.last_day, adopted), [])
                except LookupError:
                    continue  # not in force yet in that month
            card, some = found[slug]
            if known and known & _fields(card):
                some.append(one)
    return {slug: (card, some) for slug, (card, some) in found.items() if some}


@cache
def _fields(card: Scorecard) -> frozenset[str]:
    return frozenset(one.field for one in facts_asked([row.indicator for row in card.rows]))


def _score(
    card: Scorecard, month: Month, facts: Sequence[KnownFact], subjects: Sequence[SubjectKind], at: datetime
) -> tuple[Scoring, bool]:
    """Score one scorecard's subjects, and say whether standings changed: not when facts and method are what they were.

    Figures that were corrected and then corrected back give a scoring that is kept already: it stands again.
    """
    kinds = {(one.subject_type, one.subject_id): one.kind for one in subjects}
    kept = score_kept.keep(card, levels_on(month.last_day), month, facts, kinds, _shadow(card))
    known = Scoring.objects.filter(key=kept.key).first()
    if known is not None and known.standings.count() == known.subjects:
        return known, False
    score_kept.write(kept, folder_of(kept.key))
    with transaction.atomic():
        return _record(card, month, kept, subjects, at, known), True


def _shadow(card: Scorecard) -> tuple[str, ...]:
    """Return the indicators for its kind of subject that no scorecard names: they run along with the main scorecards and weigh nothing."""
    if card.beside:
        return ()
    named = {row.indicator for versions in all_versions().values() for row in versions[-1].rows}
    return tuple(name for name, one in all_indicators().items() if name not in named and one.subject in (card.subject, "any"))


def _record(
    card: Scorecard, month: Month, kept: Kept, subjects: Sequence[SubjectKind], at: datetime, known: Scoring | None
) -> Scoring:  # fmt: skip
    rows = pq.read_table(io.BytesIO(kept.scores), columns=list(_STANDING)).to_pylist()
    levels = {level: sum(row["level"] == level for row in rows) for level in (*LEVELS, INSUFFICIENT)}
    hashes = {"facts_hash": digest(kept.facts), "method_hash": digest(kept.method), "scores_hash": digest(kept.scores)}
    scoring = known or Scoring.objects.create(
        scorecard=card.slug, version=card.version, month=str(month), key=kept.key, subjects=len(rows), levels=levels, scored_at=at, **hashes
    )
    regions = {(one.subject_type, one.subject_id): one.region_code for one in subjects}
    standings = [
        Standing(scoring=scoring, month=str(month), scorecard=card.slug, region_code=regions[row["subject_type"], row["subject_id"]], **row)
        for row in rows
    ]
    Standing.objects.bulk_create(
        standings, batch_size=400, update_conflicts=True, unique_fields=["subject_type", "subject_id", "month", "scorecard"],
        update_fields=["scoring", "kind", "region_code", "level", "score", "points", "coverage"],
    )  # fmt: skip
    audit.record(
        actor=MACHINE, action="risk.score", object_type="scoring", object_id=f"{card.slug}:{month}", purpose="", at=at,
        details={"key": kept.key, "version": card.version, "subjects": len(rows), "again": known is not None, **hashes},
    )  # fmt: skip
    return scoring


_STANDING = ("subject_type", "subject_id", "kind", "score", "points", "coverage", "level")


def folder_of(key: str) -> Path:
    """Return where a scoring lies."""
    return Path(settings.HOME) / "scorings" / key[:16]


def replay(*, month: Month | None = None, out: Path | None = None) -> list[Replayed]:
    """Ask every scoring again (of one month, if given) and compare the bytes; ``out`` gets the replayed scores."""
    found = Scoring.objects.filter(month=str(month)) if month else Scoring.objects.all()
    return [_replayed(one, out) for one in found]


def _replayed(one: Scoring, out: Path | None) -> Replayed:
    folder = folder_of(one.key)
    try:
        facts, method = (folder / score_kept.FACTS).read_bytes(), (folder / score_kept.METHOD).read_bytes()
    except OSError:
        return Replayed(one.month, one.scorecard, one.version, one.key, False, False, False)
    kept = (digest(facts), digest(method)) == (one.facts_hash, one.method_hash)
    scores = score_kept.scores_of(facts, method) if kept else b""
    if out is not None and kept:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{one.month}-{one.scorecard}-{one.key[:8]}.parquet").write_bytes(scores)
    return Replayed(one.month, one.scorecard, one.version, one.key, kept, digest(scores) == one.scores_hash, kept and _as_today(method))


def _as_today(method: bytes) -> bool:
    """Return whether the indicators still are of the versions that were asked."""
    versions = json.loads(method)["indicators"]
    return all(name in all_indicators() and all_indicators()[name].version == version for name, version in versions.items())
