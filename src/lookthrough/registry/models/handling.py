"""Who of the office looks after a firm, and what officers noted about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lookthrough.registry.models.companies import Company


class FirmNote(models.Model):
    """A note about a firm. It is kept as written; its author may take it back while still signed in, which leaves the row and the time."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["company", "-written_at"], name="registry_notes_of_firm"),)

    def __str__(self) -> str:
        return f"{self.company_id} {self.written_at:%Y-%m-%d %H:%M}"


class FirmOfficer(models.Model):
    """An officer who looks after a firm from one time to another; a firm has at most one at a time, those before stay on record."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="officers")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company"], condition=models.Q(until=None), name="registry_one_officer_at_a_time"),)

    def __str__(self) -> str:
        return f"{self.company_id} {self.officer_id}"
