"""What changes in alerts: a run brings them up to date, officers work through them, and whatever officers do can be undone."""

from __future__ import annotations

from lookthrough.risk.machine import AlertCounts, update_alerts
from lookthrough.risk.officers import NotAllowed, assign, close, note, reopen, snooze, undo, undo_last
from lookthrough.risk.reasons import HitForAlert, Subject

__all__ = [
    "AlertCounts",
    "HitForAlert",
    "NotAllowed",
    "Subject",
    "assign",
    "close",
    "note",
    "reopen",
    "snooze",
    "undo",
    "undo_last",
    "update_alerts",
]
