"""The dedicated account (专户) as it is kept: entries that are never changed, only reversed, and what the bank said lies there."""

from __future__ import annotations

from django.db import models


class AccountEntry(models.Model):
    """One movement of a case's dedicated account; ``fen`` is positive for what came in."""

    case_number = models.CharField(max_length=32)
    serial = models.PositiveIntegerField()
    on = models.DateField()
    kind = models.CharField(max_length=16)
    fen = models.BigIntegerField()
    text = models.TextField()
    reference = models.CharField(max_length=120, blank=True)
    asset = models.ForeignKey("repayment.Asset", null=True, on_delete=models.PROTECT, related_name="entries")
    round = models.ForeignKey("repayment.Round", null=True, on_delete=models.PROTECT, related_name="entries")
    clawback = models.ForeignKey("repayment.Clawback", null=True, on_delete=models.PROTECT, related_name="entries")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("case_number", "serial")
        constraints = (models.UniqueConstraint(fields=["case_number", "serial"], name="repayment_one_entry_serial"),)

    def __str__(self) -> str:
        return f"{self.case_number} {self.serial}"


class BankBalance(models.Model):
    """What the bank said lay in the dedicated account at the end of a day."""

    case_number = models.CharField(max_length=32, db_index=True)
    on = models.DateField()
    fen = models.BigIntegerField()
    source = models.CharField(max_length=200)
    unmatched = models.JSONField(default=list)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"{self.on} {self.fen}"
