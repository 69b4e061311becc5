"""What `risk train` and `risk backtest` found, as officers put it on record: the card of a model, the back-test of scores."""

from __future__ import annotations

from django.db import models


class RiskProof(models.Model):
    """One card or back-test; ``document`` names no subject."""

    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    document = models.JSONField()
    note = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "risk"
        ordering = ("-recorded_at", "-id")
        constraints = (models.UniqueConstraint(fields=["sha256"], condition=models.Q(withdrawn_at=None), name="risk_one_proof"),)

    def __str__(self) -> str:
        return self.title
