"""Monthly reports as they are kept: every version with its content, its foreword, who did what, and the hashes of what was signed."""

from __future__ import annotations

from django.db import models

ENDED = ("signed", "discarded")


class MonthlyReport(models.Model):
    """One version of a month's report of one office; ``content`` is what was drafted, ``files`` the hashes of what was signed."""

    month = models.CharField(max_length=7)
    region_prefix = models.CharField(max_length=12)
    office = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="draft")
    correction_of = models.CharField(max_length=40, blank=True, help_text="number of the signed report that this version corrects")
    number = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    as_of = models.DateField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    generated = models.BooleanField(default=False, help_text="made from sample data")
    foreword = models.TextField(blank=True)
    files = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=1, help_text="grows with every change; a form hands back the one it showed")
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150, blank=True)
    proposed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-month", "region_prefix", "-version")
        constraints = (
            models.UniqueConstraint(fields=["month", "region_prefix", "version"], name="reports_one_version"),
            models.UniqueConstraint(fields=["region_prefix", "year", "serial"], name="reports_one_number"),
            models.UniqueConstraint(fields=["month", "region_prefix"], condition=~models.Q(state__in=ENDED), name="reports_one_in_work"),
        )

    def __str__(self) -> str:
        return f"{self.month} {self.region_prefix} {self.version}"


class ReportAct(models.Model):
    """What was done with a report, when and by whom."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=16)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.kind
