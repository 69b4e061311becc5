"""That an officer called on a sender to send what it owes, as it is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lookthrough.intake.models.senders import Sender


class Call(models.Model):
    """One call for one overdue or coming return, with the officer's words; one taken back is kept."""

    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="calls")
    template = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)
    made_by = models.CharField(max_length=80)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    batch = models.CharField(max_length=16, db_index=True, help_text="calls made together are taken back together")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["sender", "template", "period"], name="calls_for_a_period"),)

    def __str__(self) -> str:
        return f"{self.sender_id} {self.template} {self.period}"
