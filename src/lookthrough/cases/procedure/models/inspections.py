"""Inspection of the file by the firm (查阅案卷): which items, in which form, and what was shown."""

from __future__ import annotations

from django.db import models


class Inspection(models.Model):
    """A request to inspect the file."""

    case_number = models.CharField(max_length=24, db_index=True)
    party = models.CharField(max_length=200)
    agent = models.CharField(max_length=200)
    purpose = models.TextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="asked")  # asked, decided, held, withdrawn
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    came = models.CharField(max_length=200, blank=True)
    identity = models.CharField(max_length=120, blank=True)  # which document was shown, never its number
    officers = models.JSONField(default=list)
    record = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.case_number} {self.state}"


class InspectionItem(models.Model):
    """One thing that was asked for, and whether it is shown, redacted or refused."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, blank=True)  # shown, redacted, refused
    reason = models.TextField(blank=True)
    redacted_sha256 = models.CharField(max_length=64, blank=True)
    copied = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
