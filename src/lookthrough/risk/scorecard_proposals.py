"""How a scorecard changes: one officer proposes a dated version, having tried it; the head of the office above all, another, adopts it.

The house's own versions stay what they are; an adopted one holds beside them from its day on. Months before it keep their levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.offices import adoption
from lookthrough.offices.adoption import PROPOSED, REFUSED, WITHDRAWN, NotPossible, from_today, proposer, reasoned, to_decide, to_withdraw
from lookthrough.offices.queries import District
from lookthrough.risk import score_kept
from lookthrough.risk.score_models import ScorecardProposal, Scoring
from lookthrough.risk.score_operations import folder_of
from lookthrough.risk.scorecard import INSUFFICIENT, LEVELS, Scorecard, all_versions, levels_on, read_row, scorecard_on
from lookthrough.risk.scorecards_in_force import ADOPTED, adopted_scorecards
from lookthrough.risk.scoring import score_of


@dataclass(frozen=True, slots=True)
class Tried:
    """What another version would say of the newest month scored: subjects by level now and then, and how many change."""

    month: str
    subjects: int
    now: Mapping[str, int]
    then: Mapping[str, int]
    raised: int
    lowered: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed version as it is shown; ``changes``: (indicator, what it weighs now or nothing, what it would weigh or nothing)."""

    number: int
    scorecard: str
    valid_from: date
    coverage_needed: float
    changes: tuple[tuple[str, float | None, float | None], ...]
    reason: str
    trial: Mapping[str, Any]
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


def in_force(*, slug: str, on: date) -> Scorecard:
    """Return the version of a scorecard that holds on a day; ``LookupError`` when there is none."""
    return scorecard_on(slug, on, adopted_scorecards())


def versions(*, slug: str) -> list[Scorecard]:
    """Return every version, the house's own and adopted ones, newest first."""
    every = [*all_versions().get(slug, ()), *(one for one in adopted_scorecards() if one.slug == slug)]
    return sorted(every, key=lambda one: one.valid_from, reverse=True)


def proposals(*, slug: str) -> list[Proposal]:
    """Return the proposals about a scorecard, newest first."""
    return [_shown(row) for row in ScorecardProposal.objects.filter(scorecard=slug)]


def changed(card: Scorecard, rows: Sequence[Mapping[str, Any]], coverage_needed: float) -> Scorecard:
    """Return a scorecard with other rows; ``NotPossible`` where a row is not sound."""
    try:
        read = tuple(read_row(card.slug, row["indicator"], row) for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise NotPossible("value") from error
    if not read or not 0 < coverage_needed <= 1:
        raise NotPossible("value")
    return replace(card, rows=read, coverage_needed=coverage_needed)


def try_scorecard(*, now: Scorecard, then: Scorecard, district: District) -> Tried | None:
    """Hold the newest month's values of a district against another version; nothing before the first scoring."""
    scoring = Scoring.objects.filter(scorecard=now.slug).order_by("month", "id").last()
    if scoring is None:
        return None
    seen = {(one.subject_type, one.subject_id) for one in scoring.standings.all() if district.reaches(one.region_code)}
    rows = [one for one in pq.read_table(folder_of(scoring.key) / score_kept.SCORES).to_pylist() if _key(one) in seen]
    levels: dict[str, list[str]] = {"now": [], "then": []}
    for name, card in (("now", now), ("then", then)):
        levels[name] = [_level(card, one, scoring) for one in rows]
    order = (INSUFFICIENT, *LEVELS)
    moved = [order.index(after) - order.index(before) for before, after in zip(levels["now"], levels["then"], strict=True)]
    counted = {name: {level: some.count(level) for level in order} for name, some in levels.items()}
    return Tried(scoring.month, len(rows), counted["now"], counted["then"], sum(one > 0 for one in moved), sum(one < 0 for one in moved))


@transaction.atomic
def propose(
    *,
    by: int,
    slug: str,
    rows: Sequence[Mapping[str, Any]],
    coverage_needed: float,
    valid_from: date,
    reason: str,
    at: datetime,
    today: date,
) -> int:
    """Propose a version from a day on (today at the earliest: what is past was judged by what held then); return its number."""
    officer = proposer(by=by)
    if officer.district is None:
        raise NotPossible("role")
    if slug not in all_versions():
        raise NotPossible("value")
    from_today(valid_from=valid_from, today=today)
    why = reasoned(reason)
    now = in_force(slug=slug, on=today)
    tried = try_scorecard(now=now, then=changed(now, rows, coverage_needed), district=officer.district)
    row = ScorecardProposal.objects.create(
        scorecard=slug, valid_from=valid_from, coverage_needed=coverage_needed, rows=[dict(one) for one in rows], reason=why,
        trial=_kept(tried), proposed_by=officer.username, proposed_at=at,
    )  # fmt: skip
    _record("scorecards.propose", row, officer.username, at)
    return row.pk


def adopt(*, number: int, by: int, reason: str, at: datetime, today: date) -> None:
    """Adopt somebody else's proposal; it holds from its day on."""
    row, who = to_decide(ScorecardProposal.objects.all(), number=number, by=by)
    from_today(valid_from=row.valid_from, today=today)
    if ScorecardProposal.objects.filter(scorecard=row.scorecard, valid_from=row.valid_from, state=ADOPTED).exists():
        raise NotPossible("taken")
    _decide(row, ADOPTED, who, reason, at)


def refuse(*, number: int, by: int, reason: str, at: datetime) -> None:
    """Refuse somebody else's proposal and say why."""
    reasoned(reason)
    row, who = to_decide(ScorecardProposal.objects.all(), number=number, by=by)
    _decide(row, REFUSED, who, reason, at)


def withdraw(*, number: int, by: int, at: datetime) -> None:
    """Take one's own proposal back while it waits."""
    row, who = to_withdraw(ScorecardProposal.objects.all(), number=number, by=by)
    _decide(row, WITHDRAWN, who, "", at)


def may_decide(*, by: int, proposal: Proposal) -> bool:
    """Return whether the officer may adopt or refuse a proposal."""
    return adoption.may_decide(by=by, state=proposal.state, proposed_by=proposal.proposed_by)


@transaction.atomic
def _decide(row: ScorecardProposal, state: str, name: str, reason: str, at: datetime) -> None:
    decided = {"state": state, "decided_by": name, "decided_at": at, "decision": reason.strip()}
    if not ScorecardProposal.objects.filter(pk=row.pk, state=PROPOSED).update(**decided):
        raise NotPossible("state")
    _record(f"scorecards.{state}", row, name, at)


def _record(action: str, row: ScorecardProposal, actor: str, at: datetime) -> None:
    details = {"scorecard": row.scorecard, "valid_from": row.valid_from.isoformat(), "rows": len(row.rows)}
    object_id = f"{row.scorecard}:{row.pk}"
    audit.record(actor=actor, action=action, object_type="scorecard", object_id=object_id, purpose="", at=at, details=details)


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["subject_type"], row["subject_id"]


def _level(card: Scorecard, row: Mapping[str, Any], scoring: Scoring) -> str:
    points, coverage = score_of(card, {one.indicator: row.get(f"v_{one.indicator}") for one in card.rows})
    day = date.fromisoformat(f"{scoring.month}-01")
    return INSUFFICIENT if coverage < card.coverage_needed else levels_on(day).of(min(points, 100.0))


def _kept(tried: Tried | None) -> dict[str, Any]:
    if tried is None:
        return {}
    return {"month": tried.month, "subjects": tried.subjects, "raised": tried.raised, "lowered": tried.lowered}


def _shown(row: ScorecardProposal) -> Proposal:
    own = all_versions().get(row.scorecard, ())
    now = {one.indicator: one.weight for one in own[-1].rows} if own else {}
    then = {one["indicator"]: float(one["weight"]) for one in row.rows}
    names = [name for name in dict.fromkeys([*now, *then]) if now.get(name) != then.get(name)]
    return Proposal(
        row.pk, row.scorecard, row.valid_from, row.coverage_needed, tuple((name, now.get(name), then.get(name)) for name in names),
        row.reason, row.trial, row.state, row.proposed_by, row.proposed_at, row.decided_by, row.decided_at, row.decision,
    )  # fmt: skip
