"""Returns as they are kept: every one that was sent with its receipt, the rows of those that were sound, when each was in force."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from lookthrough.intake.models.senders import Sender, SenderAccount


class Submission(models.Model):
    """One return as it was sent. ``refused`` ones have a receipt and no rows; ``replaced`` and ``withdrawn`` ones keep their rows."""

    submission_id = models.CharField(primary_key=True, max_length=32)
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="submissions")
    template = models.CharField(max_length=60)
    period = models.CharField(max_length=10, blank=True)
    chosen_period = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, db_index=True)
    sent_at = models.DateTimeField(db_index=True)
    sent_by = models.CharField(max_length=80)
    account = models.ForeignKey(SenderAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=16, help_text="hash of template and checks: the same file under other checks gets a new receipt")
    is_nil = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    subjects = models.PositiveIntegerField(default=0)
    filled = models.FloatField(default=0.0, help_text="share of the cells that could be filled in and were")
    doubts = models.PositiveIntegerField(default=0)
    receipt = models.JSONField()
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    difference = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["sender", "template", "period"], name="returns_of_a_period"),
            models.Index(fields=["sender", "template", "sha256"], name="returns_by_file"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["sender", "template", "period"], condition=Q(state="accepted"), name="one_return_counts_a_period"
            ),
            models.UniqueConstraint(
                fields=["sender", "template", "period"], condition=Q(state="waiting"), name="one_return_waits_a_period"
            ),
        )

    def __str__(self) -> str:
        return self.submission_id


class ReportedRow(models.Model):
    """One row of a sound return."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="reported")
    subject_type = models.CharField(max_length=12)
    subject_id = models.CharField(max_length=80)
    name = models.CharField(max_length=500, blank=True)
    month = models.CharField(max_length=7, db_index=True)
    row = models.PositiveIntegerField()
    values = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=["subject_type", "subject_id", "month"], name="reported_of_a_subject"),)

    def __str__(self) -> str:
        return f"{self.subject_id} {self.month}"


class InForce(models.Model):
    """A span of time in which a return counted, so that every past assessment can be made again from what was known then."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="spells")
    from_at = models.DateTimeField(db_index=True)
    until_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.submission_id} from {self.from_at}"


class Reminder(models.Model):
    """That a sender was reminded of a duty: once before the last day, once when it is late."""

    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="reminders")
    template = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    due_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sender", "template", "period", "kind"], name="reminded_once"),)

    def __str__(self) -> str:
        return f"{self.sender_id} {self.template} {self.period} {self.kind}"
