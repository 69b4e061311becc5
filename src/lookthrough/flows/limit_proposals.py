"""How a limit changes: one officer proposes a dated value, having tried it; the head of the office above all, another person, adopts it.

The house's own rows stay what they are; an adopted row stands beside them from its day on, with who set it, and findings of days before
are judged as before. A finding's limits version tells which rows it was judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.flows.models import LimitProposal, Run
from lookthrough.flows.rule import all_rules
from lookthrough.flows.trials import Trial, try_limits
from lookthrough.kernel.limits import Limit
from lookthrough.offices import adoption
from lookthrough.offices.adoption import ADOPTED, REFUSED, WITHDRAWN, NotPossible, from_today, proposer, reasoned, to_decide, to_withdraw


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed limit as it is shown."""

    number: int
    rule: str
    name: str
    value: float
    unit: str
    valid_from: date
    reason: str
    trial: Mapping[str, Any]
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


def adopted_limits() -> tuple[tuple[str, Limit], ...]:
    """Return the rows that were adopted, with their rules, as ``run_ledger`` takes them; of rules that are no more, none."""
    rows = LimitProposal.objects.filter(state=ADOPTED).order_by("valid_from", "decided_at", "id")
    known = all_rules()
    return tuple((row.rule, Limit(row.name, row.value, row.unit, _basis(row), row.valid_from)) for row in rows if row.rule in known)


def proposals(*, rule: str = "") -> list[Proposal]:
    """Return all proposals, or those of a rule, newest first."""
    rows = LimitProposal.objects.filter(rule=rule) if rule else LimitProposal.objects.all()
    return [_shown(row) for row in rows]


@transaction.atomic
def propose(
    *, by: int, rule: str, name: str, value: float, valid_from: date, reason: str, trial: Mapping[str, Any], at: datetime, today: date
) -> int:
    """Propose a value from a day on (today at the earliest: what is past was judged by what held then); return its number."""
    officer = proposer(by=by)
    known = {row.name: row.unit for row in all_rules()[rule].limits.rows} if rule in all_rules() else {}
    if name not in known or not (0 < value < 1e15):
        raise NotPossible("value")
    from_today(valid_from=valid_from, today=today)
    why = reasoned(reason)
    row = LimitProposal.objects.create(
        rule=rule, name=name, value=value, unit=known[name], valid_from=valid_from, reason=why, trial=dict(trial),
        proposed_by=officer.username, proposed_at=at,
    )  # fmt: skip
    _record("limits.propose", row, officer.username, at)
    return row.pk


def adopt(*, number: int, by: int, reason: str, at: datetime, today: date) -> None:
    """Adopt somebody else's proposal; it holds from its day on."""
    row, who = to_decide(LimitProposal.objects.all(), number=number, by=by)
    from_today(valid_from=row.valid_from, today=today)
    if LimitProposal.objects.filter(rule=row.rule, name=row.name, valid_from=row.valid_from, state=ADOPTED).exists():
        raise NotPossible("taken")
    _decide(row, ADOPTED, who, reason, at)


def refuse(*, number: int, by: int, reason: str, at: datetime) -> None:
    """Refuse somebody else's proposal and say why."""
    reasoned(reason)
    row, who = to_decide(LimitProposal.objects.all(), number=number, by=by)
    _decide(row, REFUSED, who, reason, at)


def withdraw(*, number: int, by: int, at: datetime) -> None:
    """Take one's own proposal back while it waits."""
    row, who = to_withdraw(LimitProposal.objects.all(), number=number, by=by)
    _decide(row, WITHDRAWN, who, "", at)


def tried_on_last_run(*, rule: str, now: Mapping[str, float], then: Mapping[str, float], subjects: Sequence[str] | None) -> Trial | None:
    """Return what the store's last run would have found of a rule under other limits; nothing without a run that kept its values."""
    run = Run.objects.last()
    return None if run is None else try_limits(Path(settings.HOME) / "runs" / run.folder, rule, now=now, then=then, subjects=subjects)


def may_decide(*, by: int, proposal: Proposal) -> bool:
    """Return whether the officer may adopt or refuse a proposal."""
    return adoption.may_decide(by=by, state=proposal.state, proposed_by=proposal.proposed_by)


@transaction.atomic
def _decide(row: LimitProposal, state: str, name: str, reason: str, at: datetime) -> None:
    adoption.decide(LimitProposal.objects.all(), number=row.pk, state=state, name=name, reason=reason, at=at)
    _record(f"limits.{state}", row, name, at)


def _record(action: str, row: LimitProposal, actor: str, at: datetime) -> None:
    details = {"rule": row.rule, "name": row.name, "value": row.value, "valid_from": row.valid_from.isoformat()}
    audit.record(actor=actor, action=action, object_type="limit", object_id=f"{row.rule}:{row.pk}", purpose="", at=at, details=details)


def _basis(row: LimitProposal) -> str:
    day = row.decided_at.date().isoformat() if row.decided_at else ""
    zh, en = f"{row.proposed_by} 提出、{row.decided_by} 采纳", f"proposed by {row.proposed_by}, adopted by {row.decided_by}"
    return f"办公室设定 / office setting {day}，{zh} / {en}"


def _shown(row: LimitProposal) -> Proposal:
    return Proposal(
        row.pk, row.rule, row.name, row.value, row.unit, row.valid_from, row.reason, row.trial, row.state, row.proposed_by, row.proposed_at,
        row.decided_by, row.decided_at, row.decision,
    )  # fmt: skip
