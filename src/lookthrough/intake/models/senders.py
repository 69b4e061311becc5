"""Bodies that report, their people, and their programs' tokens, as they are kept."""

from __future__ import annotations

from django.db import models


class Sender(models.Model):
    """A body that reports: a department, a utility, a licensed body, a platform, a bank. A licensed body reports on itself alone."""

    sender_id = models.CharField(primary_key=True, max_length=60)
    kind = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=12, blank=True)
    subject_id = models.CharField(max_length=80, blank=True, help_text="the institution that it is itself, if it is one")
    reports_from = models.DateField()
    reports_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SenderAccount(models.Model):
    """A person of one sender, who sees that sender's duties, returns and receipts and nothing else; no officer."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="accounts")
    password = models.CharField(max_length=256)
    is_active = models.BooleanField(default=True)
    one_time_until = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    last_signed_in_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.username


class SenderToken(models.Model):
    """A sender's program's way in: kept as a keyed hash, shown once, with its last day."""

    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.sender_id}"
