"""Corrections as they are kept: one batch with its reason and those who made and approved it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Correction(models.Model):
    """Values of one or many firms that an officer set right in one go, and takes back in one go."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    values = models.JSONField(default=list, help_text="what is to be set: company, column, value")
    count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default="proposed", db_index=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
