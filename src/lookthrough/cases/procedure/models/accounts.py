"""Queries of accounts at banks (账户查询), which only the head approves, and what the banks answered."""

from __future__ import annotations

from django.db import models


class AccountQuery(models.Model):
    """A query of named accounts at named banks for a purpose until a day."""

    case_number = models.CharField(max_length=24, db_index=True)
    banks = models.JSONField(default=list)
    accounts = models.JSONField(default=list)  # numbers as the banks know them: shown in full to a stated reading only
    holders = models.TextField()
    institutions = models.JSONField(default=list)  # whose data are to be loaded, if any
    ledgers = models.JSONField(default=list)
    loads_data = models.BooleanField(default=False)
    purpose = models.TextField()
    basis = models.CharField(max_length=200)
    until = models.DateField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.CharField(max_length=150)
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    authority_id = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.case_number} {self.state}"


class BankReceipt(models.Model):
    """What a bank answered, on which day, with the paper."""

    query = models.ForeignKey(AccountQuery, on_delete=models.CASCADE, related_name="receipts")
    bank = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # received, answered, refused
    on = models.DateField()
    note = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.bank} {self.kind}"
