"""Leads (线索): what came in from whom, about whom, what is proposed to become of it, and every act upon it."""

from __future__ import annotations

from django.db import models


class Lead(models.Model):
    """Something that may become a case; it ends joined to another, in a case, or closed with a reason."""

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=16)
    reference = models.CharField(max_length=120, blank=True)
    from_body = models.CharField(max_length=120, blank=True)
    their_number = models.CharField(max_length=80, blank=True)
    received_on = models.DateField()
    subject_type = models.CharField(max_length=16)
    subject_id = models.CharField(max_length=80, blank=True, db_index=True)
    subject_name = models.CharField(max_length=200)
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    state = models.CharField(max_length=10, default="open")
    joined_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    officer_id = models.BigIntegerField(null=True, db_index=True)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (models.Index(fields=["state", "region_code"], name="cases_lead_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["source", "reference"],
                condition=models.Q(state="open") & ~models.Q(reference=""),
                name="cases_one_open_lead_a_source",
            ),
        )

    def __str__(self) -> str:
        return self.number


class LeadProposal(models.Model):
    """What one officer proposes to do with a lead, and what another decided."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10)  # case, close, join
    case_type = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    into = models.ForeignKey(Lead, null=True, on_delete=models.PROTECT, related_name="+")
    into_case = models.CharField(max_length=24, blank=True)
    reason = models.TextField()
    proposed_by = models.CharField(max_length=150)
    proposed_by_id = models.BigIntegerField(null=True)  # nobody's: the programme saw the same subject
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["lead", "kind"], condition=models.Q(state="waiting"), name="cases_one_lead_proposal"),
        )

    def __str__(self) -> str:
        return self.kind


class LeadAct(models.Model):
    """What was done with a lead, when and by whom."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=24)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.kind
