"""What was counted by day, place and subject, and the bursts that officers accept or reject."""

from __future__ import annotations

from django.db import models


class Happening(models.Model):
    """How many complaints, withdrawals or visits one source counted on a day in a place about a subject."""

    kind = models.CharField(max_length=12)
    day = models.DateField(db_index=True)
    region_code = models.CharField(max_length=6, blank=True)
    subject_type = models.CharField(max_length=20, blank=True)
    subject_id = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=60)
    entered_by = models.CharField(max_length=150, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        app_label = "risk"
        constraints = (
            models.UniqueConstraint(fields=["kind", "day", "region_code", "subject_type", "subject_id", "source"], name="risk_one_count"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day} {self.count}"


class Incident(models.Model):
    """A burst: the upper fields are the machine's, the lower ones the officers'. It weighs only while it is accepted."""

    kind = models.CharField(max_length=12)
    region_code = models.CharField(max_length=6, blank=True)
    subject_type = models.CharField(max_length=20, blank=True)
    subject_id = models.CharField(max_length=200, blank=True)
    name = models.TextField(blank=True)
    from_day = models.DateField()
    to_day = models.DateField()
    peak_day = models.DateField()
    count = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    expected = models.FloatField()
    spreads = models.FloatField()
    tail = models.FloatField()
    limits_version = models.CharField(max_length=12)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="proposed")
    total_at_decision = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "risk"
        constraints = (
            models.UniqueConstraint(fields=["kind", "region_code", "subject_type", "subject_id", "from_day"], name="risk_one_incident"),
        )
        indexes = (models.Index(fields=["state", "region_code", "-to_day"], name="risk_incident_state"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.from_day}"


class IncidentDecision(models.Model):
    """What an officer decided of a burst, and whether it was taken back."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="decisions")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        app_label = "risk"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
