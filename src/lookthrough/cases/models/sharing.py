"""Who else has to do with a case: who must keep away, who stands in, to whom it was handed over, who from outside may read."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.models.cases import Case


class Conflict(models.Model):
    """A conflict of interest of an officer: declared, and decided upon; a recused officer does not act (回避)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    officer_id = models.BigIntegerField(db_index=True)
    username = models.CharField(max_length=150)
    relation = models.TextField()
    declared_by = models.CharField(max_length=150)
    declared_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="declared")  # declared, recused, no_conflict
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["case", "officer_id"], condition=~models.Q(state="no_conflict"), name="cases_one_conflict"),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.state}"


class Delegation(models.Model):
    """One officer stands in for another, in all of the latter's cases or one, from day to day."""

    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="delegations")
    giver_id = models.BigIntegerField(db_index=True)
    giver = models.CharField(max_length=150)
    taker_id = models.BigIntegerField(db_index=True)
    taker = models.CharField(max_length=150)
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.TextField()
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-from_on", "-id")

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class Handover(models.Model):
    """A case handed to another body: sent, then received under its number, or returned with a reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handovers")
    to_kind = models.CharField(max_length=16)  # city, district, police, procuratorate, court, other
    to_body = models.CharField(max_length=120)
    to_region = models.CharField(max_length=6, blank=True)
    reason = models.TextField()
    sent_by = models.CharField(max_length=150)
    sent_by_id = models.BigIntegerField()
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="sent")  # sent, received, returned, withdrawn
    their_number = models.CharField(max_length=80, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["case"], condition=models.Q(state="sent"), name="cases_one_handover_open"),)

    def __str__(self) -> str:
        return f"{self.to_body} {self.state}"


class LimitedView(models.Model):
    """A named person from outside who may read named pages of this case alone, until a day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="limited_views")
    officer_id = models.BigIntegerField(db_index=True)
    username = models.CharField(max_length=150)
    tabs = models.JSONField(default=list)
    purpose = models.TextField()
    until = models.DateField()
    given_by = models.CharField(max_length=150)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["case", "officer_id"], condition=models.Q(ended_at=None), name="cases_one_limited_view"),
        )

    def __str__(self) -> str:
        return self.username


class DeclaredRelation(models.Model):
    """An officer's own word of being related to somebody: it bars from every lead and case about that somebody."""

    officer_id = models.BigIntegerField(db_index=True)
    username = models.CharField(max_length=150)
    subject_type = models.CharField(max_length=16)
    subject_id = models.CharField(max_length=80, db_index=True)
    relation = models.TextField()
    declared_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=150, blank=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["officer_id", "subject_type", "subject_id"], condition=models.Q(lifted_at=None), name="cases_one_relation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.subject_id}"


class HandledTogether(models.Model):
    """Many leads or cases that an officer assigned or noted at once; what was before is kept, so that all of it can be undone."""

    kind = models.CharField(max_length=16)
    actor = models.CharField(max_length=150)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    rows = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
