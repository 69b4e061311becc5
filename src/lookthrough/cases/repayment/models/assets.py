"""Assets (资产) of a case as they are kept: what, where, its valuations, seizures with their days, sales that a second person allows."""

from __future__ import annotations

from django.db import models


class Asset(models.Model):
    """One thing of value that repayment may come from."""

    case_number = models.CharField(max_length=32)
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    source = models.CharField(max_length=24)
    description = models.TextField()
    holder = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    perishable = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="registered")
    registered_by = models.CharField(max_length=150)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ("case_number", "serial")
        constraints = (models.UniqueConstraint(fields=["case_number", "serial"], name="repayment_one_asset_serial"),)

    def __str__(self) -> str:
        return f"{self.case_number} {self.serial}"


class Valuation(models.Model):
    """What an asset was held to be worth on a day, by whom, on which basis."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="valuations")
    on = models.DateField()
    fen = models.BigIntegerField()
    valuer = models.CharField(max_length=200)
    basis = models.TextField()
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"{self.on} {self.fen}"


class Seizure(models.Model):
    """A sealing, seizure or freeze of an asset, which ends by itself unless it is renewed."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="seizures")
    measure = models.CharField(max_length=12)
    body = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="renewals")
    lifted_on = models.DateField(null=True)
    lifted_because = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-from_on", "-id")

    def __str__(self) -> str:
        return self.document


class AssetSale(models.Model):
    """A sale of an asset: proposed, allowed by a second person, carried out into the dedicated account."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="sales")
    early = models.BooleanField(default=False)
    way = models.CharField(max_length=12)
    reason = models.TextField()
    floor_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    sold_on = models.DateField(null=True)
    proceeds_fen = models.BigIntegerField(null=True)
    buyer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["asset"], condition=models.Q(state__in=("proposed", "approved")), name="repayment_one_sale"),
        )

    def __str__(self) -> str:
        return f"{self.asset} {self.state}"
