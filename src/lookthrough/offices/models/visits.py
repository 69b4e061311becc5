"""Officers' visits to the console, from signing in to the end."""

from __future__ import annotations

import uuid

from django.db import models

from lookthrough.offices.models.people import Officer


class Visit(models.Model):
    """One session: when it began, when it was last seen, from which browser and address, and who ended it."""

    visit_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="visits")
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()  # when the officer last proved who it is
    second_factor = models.CharField(max_length=20, blank=True)
    browser = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = (models.Index(fields=["officer", "ended_at"], name="visits_of_officer"),)

    def __str__(self) -> str:
        return f"{self.officer_id} {self.started_at}"
