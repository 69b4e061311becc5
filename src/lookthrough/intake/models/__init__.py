"""What this room keeps: senders and their accounts, returns with their rows, reminders, what the doors remember."""

from __future__ import annotations

from lookthrough.intake.models.calls import Call
from lookthrough.intake.models.doors import FailedSignIn, SendingKey, TokenMinute
from lookthrough.intake.models.returns import InForce, Reminder, ReportedRow, Submission
from lookthrough.intake.models.senders import Sender, SenderAccount, SenderToken

__all__ = [
    "Call",
    "FailedSignIn",
    "InForce",
    "Reminder",
    "ReportedRow",
    "Sender",
    "SenderAccount",
    "SenderToken",
    "SendingKey",
    "Submission",
    "TokenMinute",
]
