"""Reconsideration (行政复议) and suit (行政诉讼) against a decision."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.procedure.models.penalties import Proceeding


class Remedy(models.Model):
    """One remedy: filed, accepted or not, answered by us, decided."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=16)  # reconsideration, suit
    body = models.CharField(max_length=120)
    number = models.CharField(max_length=80, blank=True)
    filed_on = models.DateField()
    late = models.BooleanField()
    state = models.CharField(max_length=12, default="filed")  # filed, accepted, not_accepted, decided, withdrawn
    copy_received_on = models.DateField(null=True)
    reply_due_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    stays_execution = models.BooleanField(default=False)
    outcome = models.CharField(max_length=16, blank=True)
    outcome_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
