"""What each role may do; whatever is not written here is refused."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part an officer plays."""

    CASE_OFFICER = "case_officer"
    HEAD = "head"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done in the console, by the name views and tests use."""

    SEE_WORK = "see_work"
    SEE_ALERTS = "see_alerts"
    WORK_ALERTS = "work_alerts"  # take, snooze, close, reopen, undo
    ASSIGN_OTHERS = "assign_others"
    SEE_FIRMS = "see_firms"
    SEE_TRANSFERS = "see_transfers"  # also needs an authority in force
    SEE_AUDIT = "see_audit"
    SEE_OFFICERS = "see_officers"


_READS = {Action.SEE_WORK, Action.SEE_ALERTS, Action.SEE_FIRMS, Action.SEE_TRANSFERS}
MAY: dict[Role, frozenset[Action]] = {
    Role.CASE_OFFICER: frozenset(_READS | {Action.WORK_ALERTS}),
    Role.HEAD: frozenset(_READS | {Action.WORK_ALERTS, Action.ASSIGN_OTHERS, Action.SEE_OFFICERS}),
    Role.ANALYST: frozenset(_READS),
    Role.AUDITOR: frozenset(_READS | {Action.SEE_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Action.SEE_WORK, Action.SEE_OFFICERS}),
}


def role_may(role: str, action: Action) -> bool:
    """Return whether a role carries an action; an empty or unknown role carries none."""
    return role in set(Role) and action in MAY[Role(role)]
