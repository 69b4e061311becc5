"""What the senders' doors must remember: keys that programs have sent under, and failed sign-ins by address."""

from __future__ import annotations

from django.db import models

from lookthrough.intake.models.returns import Submission
from lookthrough.intake.models.senders import Sender


class SendingKey(models.Model):
    """A key under which a sender's program sent something: for good the key of that content and of its receipt."""

    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64)
    claimed_at = models.DateTimeField()
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sender", "key"], name="one_content_a_sending_key"),)

    def __str__(self) -> str:
        return f"{self.key} of {self.sender_id}"


class FailedSignIn(models.Model):
    """A sign-in of a sender's person that failed; the address only as a keyed hash, gone after a day."""

    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class TokenMinute(models.Model):
    """How often a program's token asked in the minute it last asked in."""

    token = models.OneToOneField("intake.SenderToken", on_delete=models.CASCADE, related_name="minute")
    minute = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.token_id} {self.minute} {self.requests}"
