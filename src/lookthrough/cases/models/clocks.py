"""Clocks of a case: from when, how long by which basis, when they stood still, when they were stopped."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.models.cases import Case


class CaseClock(models.Model):
    """A period that runs in a case; the day it ends is kept so that lists can be asked by it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=60)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=160)
    from_on = models.DateField()
    count = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    basis = models.TextField()
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=10, default="running")  # running, suspended, stopped
    stopped_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = (models.UniqueConstraint(fields=["case", "name"], condition=~models.Q(state="stopped"), name="cases_one_clock"),)

    def __str__(self) -> str:
        return self.name


class ClockSuspension(models.Model):
    """Days on which a clock stands still: the first counts as standing, the last is the day before it runs again."""

    clock = models.ForeignKey(CaseClock, on_delete=models.CASCADE, related_name="suspensions")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    reason = models.TextField()
    basis = models.TextField(blank=True)

    class Meta:
        ordering = ("from_on", "id")
        constraints = (models.UniqueConstraint(fields=["clock"], condition=models.Q(to_on=None), name="cases_one_open_suspension"),)

    def __str__(self) -> str:
        return f"{self.from_on}"
