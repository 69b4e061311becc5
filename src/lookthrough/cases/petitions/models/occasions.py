"""One occasion (接待): who came about the same thing at the same time, and every act about it."""

from __future__ import annotations

from django.db import models


class Occasion(models.Model):
    """People who came together about one thing; what they are told, they are told together. ``persons`` is what the desk counted."""

    number = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    demands = models.TextField()
    way = models.CharField(max_length=10)
    place = models.CharField(max_length=200, blank=True)
    region_code = models.CharField(max_length=12)
    subject_name = models.CharField(max_length=200, blank=True)
    subject_id = models.CharField(max_length=120, blank=True)
    persons = models.PositiveIntegerField()
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    stage = models.CharField(max_length=12, default="registered")
    tell_by = models.DateField()
    told_on = models.DateField(null=True)
    reply_by = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    case_number = models.CharField(max_length=32, blank=True)
    lead_number = models.CharField(max_length=32, blank=True)
    level_since = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    plan_level = models.CharField(max_length=12, blank=True)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-arrived_at", "-pk")
        indexes = (
            models.Index(fields=["state", "tell_by"], name="petitions_open_tell"),
            models.Index(fields=["case_number"], name="petitions_case"),
        )

    def __str__(self) -> str:
        return self.number


class PetitionAct(models.Model):
    """What somebody did about an occasion."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=32)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.kind}"
