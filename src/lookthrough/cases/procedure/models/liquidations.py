"""What a liquidation reports to its case: the group that was formed, the licence that was cancelled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LiquidationAct(models.Model):
    """One such report, which one officer records and which can be taken back with a reason."""

    case_number = models.CharField(max_length=24, db_index=True)
    kind = models.CharField(max_length=10)  # group, licence
    on = models.DateField()
    body = models.CharField(max_length=200)
    document = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    paper_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["case_number", "kind"], condition=Q(ended_at=None), name="procedure_one_liquidation_act"),
        )
