"""Graph risks as they are kept: one row a chain, ring, large exposure or borrower of many lenders, brought in line with each cycle."""

from __future__ import annotations

from django.db import models


class GraphRisk(models.Model):
    """What the graph shows of some parties together; ``parties`` and ``links`` are all that the page draws.

    ``regions`` holds the parties' region codes, each after a bar, so that a district is asked for by ``|`` and its prefix.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=32)
    title = models.TextField()
    size = models.PositiveIntegerField()
    fen = models.BigIntegerField(default=0)
    value = models.FloatField()
    limit = models.FloatField()
    unit = models.CharField(max_length=16)
    threshold_basis = models.TextField()
    parties = models.JSONField(default=list, help_text="key, name, region_code, company_id, person")
    links = models.JSONField(default=list, help_text="from, to, fen")
    details = models.JSONField(default=dict)
    regions = models.TextField(blank=True)
    as_of = models.DateField()
    first_seen = models.DateField()
    stands = models.BooleanField(default=True)

    class Meta:
        app_label = "risk"
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="risk_one_graph_risk"),)
        indexes = (models.Index(fields=["kind", "stands", "-value", "-fen"], name="risk_graph_rank"),)

    def __str__(self) -> str:
        return self.title


class GraphParty(models.Model):
    """Which firms stand in which graph risk, so that a firm's file finds its own."""

    risk = models.ForeignKey(GraphRisk, on_delete=models.CASCADE, related_name="firms")
    company_id = models.CharField(max_length=80, db_index=True)

    class Meta:
        app_label = "risk"

    def __str__(self) -> str:
        return self.company_id
