"""What this room keeps: senders and their accounts, returns with their rows, reminders."""

from __future__ import annotations

from lookthrough.intake.models.returns import InForce, Reminder, ReportedRow, Submission
from lookthrough.intake.models.senders import Sender, SenderAccount, SenderToken

__all__ = ["InForce", "Reminder", "ReportedRow", "Sender", "SenderAccount", "SenderToken", "Submission"]
