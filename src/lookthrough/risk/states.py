"""The words of an alert: where it stands, what made it, what was done with it and how it ended."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an alert stands with the officers."""

    NEW = "new"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed alert ended; without it nobody can say how often a rule was right."""

    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    DUPLICATE = "duplicate"


class ReasonKind(StrEnum):
    """What made the alert."""

    FINDING = "finding"
    HIT = "hit"


class ChangeKind(StrEnum):
    """What happened to an alert."""

    FOUND = "found"
    UPDATED = "updated"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"
    NOTED = "noted"


BY_MACHINE = (ChangeKind.FOUND, ChangeKind.UPDATED)
BY_OFFICERS = tuple(kind for kind in ChangeKind if kind not in BY_MACHINE)
MACHINE = "cycle"
