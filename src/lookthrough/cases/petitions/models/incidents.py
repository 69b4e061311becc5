"""When many come: reports to the superior with their receipts, the emergency plan with its ticks, the report afterwards."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.petitions.models.occasions import Occasion


class UrgentReport(models.Model):
    """A report to the superior about an occasion, as it was sent, and the receipt for it."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="reports")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    persons = models.PositiveIntegerField()
    situation = models.TextField()
    demands = models.TextField()
    measures = models.TextField()
    outlook = models.TextField(blank=True)
    to_body = models.CharField(max_length=120)
    way = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=150)
    late = models.BooleanField(default=False)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=120, blank=True)
    their_number = models.CharField(max_length=80, blank=True)
    instruction = models.TextField(blank=True)
    receipt_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ("occasion", "serial")
        constraints = (models.UniqueConstraint(fields=["occasion", "serial"], name="petitions_one_report_serial"),)

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.serial}"


class PlanTick(models.Model):
    """A step of the emergency plan that was done: when, by whom, ticked by which officer; taken back it stays on record."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="ticks")
    item = models.CharField(max_length=40)
    person = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)
    done_at = models.DateTimeField()
    ticked_by = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_because = models.TextField(blank=True)

    class Meta:
        ordering = ("done_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["occasion", "item"], condition=models.Q(taken_back_at=None), name="petitions_one_tick"),
        )

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.item}"


class AfterReport(models.Model):
    """What is written when it is over; an occasion of a crowd ends only when a second person has confirmed it."""

    occasion = models.OneToOneField(Occasion, on_delete=models.CASCADE, related_name="after")
    course = models.TextField()
    causes = models.TextField()
    handled = models.TextField()
    lessons = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    returned_because = models.TextField(blank=True)
    written_by = models.CharField(max_length=150)
    written_by_id = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.occasion_id}"
