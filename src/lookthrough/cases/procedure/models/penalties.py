"""A proceeding towards a penalty: prior notice, statement, hearing, legal review, discussion, decision."""

from __future__ import annotations

from django.db import models


class LegalReviewer(models.Model):
    """A person with the legal qualification (法律职业资格), as a head recorded it."""

    officer_id = models.BigIntegerField(db_index=True)
    username = models.CharField(max_length=150)
    certificate = models.CharField(max_length=60)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("username",)
        constraints = (models.UniqueConstraint(fields=["officer_id"], condition=models.Q(ended_at=None), name="procedure_one_reviewer"),)

    def __str__(self) -> str:
        return self.username


class Proceeding(models.Model):
    """One proceeding against one party; ``state`` and the parts are those of ``steps``."""

    case_number = models.CharField(max_length=24, db_index=True)
    party = models.CharField(max_length=200)
    facts = models.TextField()
    reasons = models.TextField()
    basis = models.TextField()
    measures = models.JSONField(default=list)
    fine_fen = models.BigIntegerField(default=0)
    rights_told = models.BooleanField(default=True)
    grave = models.BooleanField(default=False)  # discussed by the heads together
    complex = models.BooleanField(default=False)  # of public interest, or difficult: reviewed
    state = models.CharField(max_length=10, default="drafted")
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    notice_served_on = models.DateField(null=True)
    statement = models.CharField(max_length=10, default="none")
    statement_until = models.DateField(null=True)
    statement_on = models.DateField(null=True)
    statement_text = models.TextField(blank=True)
    statement_answer = models.TextField(blank=True)
    statement_accepted = models.BooleanField(null=True)
    hearing = models.CharField(max_length=10, default="none")
    hearing_until = models.DateField(null=True)
    hearing_asked_on = models.DateField(null=True)
    hearing_on = models.DateField(null=True)
    hearing_told_on = models.DateField(null=True)
    hearing_place = models.CharField(max_length=200, blank=True)
    hearing_chair = models.CharField(max_length=150, blank=True)
    hearing_public = models.BooleanField(default=True)
    hearing_record = models.TextField(blank=True)
    hearing_sha256 = models.CharField(max_length=64, blank=True)
    discussed_on = models.DateField(null=True)
    discussion = models.TextField(blank=True)
    discussed_by = models.JSONField(default=list)
    outcome = models.CharField(max_length=12, blank=True)
    decision = models.TextField(blank=True)
    decided_measures = models.JSONField(default=list)
    decided_fine_fen = models.BigIntegerField(default=0)
    decision_rights_told = models.BooleanField(default=True)
    decision_number = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_on = models.DateField(null=True)
    decision_served_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["decision_number"], condition=~models.Q(decision_number=""), name="procedure_one_decision"),
        )

    def __str__(self) -> str:
        return f"{self.case_number} {self.party}"


class Review(models.Model):
    """A legal review: passed, or failed with what is to be mended."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE, related_name="reviews")
    passed = models.BooleanField()
    text = models.TextField()
    certificate = models.CharField(max_length=60)
    reviewed_by = models.CharField(max_length=150)
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.proceeding_id} {self.passed}"
