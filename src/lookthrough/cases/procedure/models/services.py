"""Service of papers (送达): every attempt, in which way, and the day it takes effect."""

from __future__ import annotations

from django.db import models


class Service(models.Model):
    """One attempt to serve one paper; ``served_on`` is the day that periods run from."""

    case_number = models.CharField(max_length=24, db_index=True)
    what = models.CharField(max_length=20)  # prior_notice, decision, rectification, other
    about = models.BigIntegerField(default=0)  # the proceeding or rectification
    title = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200)
    way = models.CharField(max_length=16)
    sent_on = models.DateField()
    state = models.CharField(max_length=10)  # served, failed, running
    served_on = models.DateField(null=True)
    receiver = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["what", "about"], condition=models.Q(state="served") & ~models.Q(what="other"), name="procedure_served_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.state}"
