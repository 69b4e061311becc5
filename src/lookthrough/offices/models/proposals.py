"""Changes among officers that wait for a second person."""

from __future__ import annotations

from django.db import models

from lookthrough.offices.models.people import Office, Officer


class Proposal(models.Model):
    """What one officer wants done about another, and what a second person said to it."""

    kind = models.CharField(max_length=30)
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    username = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    reason = models.TextField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="waiting", db_index=True)
    decided_by = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.username}"
