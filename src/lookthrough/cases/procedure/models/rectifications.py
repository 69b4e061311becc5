"""Rectification notices with their deadline, and the announcement of a ban or a closure."""

from __future__ import annotations

from django.db import models


class Rectification(models.Model):
    """An order to correct (责令整改) with a period that runs from service."""

    case_number = models.CharField(max_length=24, db_index=True)
    party = models.CharField(max_length=200)
    demands = models.TextField()
    basis = models.CharField(max_length=200)
    count = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16)
    state = models.CharField(max_length=10, default="drafted")  # drafted, running, met, missed, withdrawn
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    served_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    report = models.TextField(blank=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_on = models.DateField(null=True)
    finding = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.case_number} {self.state}"


class Announcement(models.Model):
    """The announcement of a ban (取缔) or a closure (责令关闭): proposed by one, approved by another, published."""

    case_number = models.CharField(max_length=24, db_index=True)
    kind = models.CharField(max_length=10)  # ban, closure
    text = models.TextField()
    basis = models.CharField(max_length=200)
    without_deadline_why = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="proposed")  # proposed, approved, refused, published, withdrawn
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    published_on = models.DateField(null=True)
    published_where = models.TextField(blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["case_number"], condition=models.Q(state__in=["proposed", "approved"]), name="procedure_one_announcement"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_number} {self.kind}"
