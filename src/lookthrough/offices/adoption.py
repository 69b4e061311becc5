"""What holds for the whole house changes by two: an officer proposes it, the head of the office above all, another person, adopts it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

PROPOSED, ADOPTED, REFUSED, WITHDRAWN = "proposed", "adopted", "refused", "withdrawn"
Kept = TypeVar("Kept", bound=Model)  # a row with state, proposed_by, decided_by, decided_at and decision


class NotPossible(ValueError):  # noqa: N818 - named like FileRefused
    """A step that this officer may not take or that makes no sense; the slug says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def proposer(*, by: int) -> Colleague:
    """Return the officer, who may propose; anybody else is refused."""
    officer = offices.able(officer_id=by, action=Action.PROPOSE_LIMITS)
    if officer is None:
        raise NotPossible("role")
    return officer


def from_today(*, valid_from: date, today: date) -> None:
    """Refuse a day that has passed: what is past was judged by what held then."""
    if valid_from < today:
        raise NotPossible("day")


def reasoned(reason: str) -> str:
    """Return a reason that was given; refuse where there is none."""
    if not reason.strip():
        raise NotPossible("reason")
    return reason.strip()


def may_decide(*, by: int, state: str, proposed_by: str) -> bool:
    """Return whether the officer may adopt or refuse a proposal."""
    officer = _above_all(by)
    return officer is not None and state == PROPOSED and officer.username != proposed_by


def to_decide(rows: QuerySet[Kept], *, number: int, by: int) -> tuple[Kept, str]:
    """Return somebody else's proposal that waits, and the name of the officer who decides it."""
    officer = _above_all(by)
    if officer is None:
        raise NotPossible("role")
    row = rows.filter(pk=number, state=PROPOSED).first()
    if row is None:
        raise NotPossible("state")
    if _proposed_by(row) == officer.username:
        raise NotPossible("own")
    return row, officer.username


def to_withdraw(rows: QuerySet[Kept], *, number: int, by: int) -> tuple[Kept, str]:
    """Return one's own proposal that waits, and one's name."""
    officer = offices.able(officer_id=by, action=Action.PROPOSE_LIMITS)
    row = rows.filter(pk=number, state=PROPOSED).first()
    if officer is None or row is None or _proposed_by(row) != officer.username:
        raise NotPossible("state")
    return row, officer.username


def decide(rows: QuerySet[Any], *, number: int, state: str, name: str, reason: str, at: datetime) -> None:
    """Write a decision down, unless somebody was faster."""
    waiting = rows.filter(pk=number, state=PROPOSED)
    if not waiting.update(state=state, decided_by=name, decided_at=at, decision=reason.strip()):
        raise NotPossible("state")


def _above_all(by: int) -> Colleague | None:
    """Return the officer if he or she heads an office that has none above it."""
    officer = offices.able(officer_id=by, action=Action.ADOPT_LIMITS)
    return officer if officer is not None and officer.district is not None and officer.district.unplaced else None


def _proposed_by(row: Model) -> str:
    return str(getattr(row, "proposed_by", ""))
