"""The key watch list as it is kept: who put a firm there, why, until when, and who took it off."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lookthrough.registry.models.companies import Company


class WatchEntry(models.Model):
    """A term on the key watch list. It ends by itself; an extension is an entry of its own."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="watch_entries")
    reason = models.TextField()
    from_on = models.DateField()
    until = models.DateField(db_index=True)
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    extends = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="extended_by")
    taken_off_on = models.DateField(null=True)
    taken_off_at = models.DateTimeField(null=True)
    taken_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_off_reason = models.TextField(blank=True)
    batch = models.CharField(max_length=32, blank=True, db_index=True, help_text="the triage decision that put it here")

    def __str__(self) -> str:
        return f"{self.company_id} {self.from_on}–{self.until}"
