"""Petitioners (信访人) as they are kept: the person sealed, outside a keyed hash and a label; and rows that could not be taken."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.petitions.models.occasions import Occasion


class Petitioner(models.Model):
    """One person of an occasion. ``identity``, ``name_hash`` and ``phone_hash`` are keyed hashes; the rest of the person is sealed."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="petitioners")
    serial = models.PositiveIntegerField()
    identity = models.CharField(max_length=64, db_index=True)
    name_hash = models.CharField(max_length=64, db_index=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    label = models.CharField(max_length=8)
    sealed_name = models.BinaryField()
    sealed_number = models.BinaryField(null=True)
    sealed_phone = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16)
    amount_fen = models.BigIntegerField(null=True)
    representative = models.BooleanField(default=False)
    source = models.CharField(max_length=10)
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    code_issued_at = models.DateTimeField(null=True)
    code_issued_by = models.CharField(max_length=150, blank=True)
    reply_seen_at = models.DateTimeField(null=True)
    joined_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    joined_because = models.TextField(blank=True)
    struck_because = models.TextField(blank=True)
    struck_at = models.DateTimeField(null=True)
    registered_by = models.CharField(max_length=150)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ("occasion", "serial")
        constraints = (
            models.UniqueConstraint(fields=["occasion", "serial"], name="petitions_one_serial"),
            models.UniqueConstraint(fields=["occasion", "identity"], name="petitions_one_person_once"),
        )

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.serial}"


class RefusedRows(models.Model):
    """Rows of a table that could not be taken, sealed, to be fetched once by whoever sent them and then forgotten."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="refused")
    token = models.CharField(max_length=32)
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16)
    count = models.PositiveIntegerField()
    sent_by = models.CharField(max_length=150)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.at}"


class WrongReplyCode(models.Model):
    """A wrong code, counted against the keyed hash of the address it came from."""

    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"
