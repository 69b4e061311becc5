"""Records of other sources, the pairs a machine proposes, and what people decided about them."""

from __future__ import annotations

from django.db import models

from lookthrough.registry.models.companies import Company


class OutsideRecord(models.Model):
    """What another source says of one firm or platform, as it says it; a telephone number is kept as a keyed hash only."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, default="firm")
    name = models.TextField(blank=True)
    brand = models.TextField(blank=True)
    uscc = models.CharField(max_length=40, blank=True)
    site = models.TextField(blank=True)
    icp = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    since = models.DateField(null=True)
    registered_capital_fen = models.BigIntegerField(null=True)
    raw = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=32)
    file = models.TextField()
    row = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "key"], name="registry_one_outside_record"),)

    def __str__(self) -> str:
        return self.name or self.brand


class MatchPair(models.Model):
    """An outside record, or a second entry of the register, that may be a firm; what the machine thinks, and what stands.

    ``verdict`` is the standing verdict of a person and is written only when a person speaks; the machine writes the other columns.
    """

    pair_key = models.CharField(max_length=200, unique=True)
    record = models.ForeignKey(OutsideRecord, null=True, on_delete=models.PROTECT, related_name="pairs")
    other = models.ForeignKey(Company, null=True, on_delete=models.CASCADE, related_name="pairs_as_other")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="pairs")
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    probability = models.FloatField(db_index=True)
    evidence = models.JSONField(default=list)
    linked_by_machine = models.BooleanField(default=False)
    proposed = models.BooleanField(default=True)
    value = models.IntegerField(default=0, db_index=True)
    model_version = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12, blank=True, db_index=True)
    first_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.pair_key


class MatchVerdict(models.Model):
    """What a person said of a pair, and who took it back; never deleted, never changed by a machine."""

    VERDICTS = ("same", "different", "unsure")

    pair = models.ForeignKey(MatchPair, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    batch = models.CharField(max_length=32, db_index=True)
    probability = models.FloatField()
    model_version = models.CharField(max_length=40)
    revoked_by = models.CharField(max_length=150, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.pair_id} {self.verdict}"
