"""Tests of elements as they are kept: a draft that a person fills, then signed and frozen with its evidence."""

from __future__ import annotations

from django.db import models


class ElementTest(models.Model):
    """One test of one firm. Once signed, ``frozen`` holds everything that was judged and ``seal`` its hash."""

    company_id = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=16)
    region_code = models.CharField(max_length=6, blank=True)
    state = models.CharField(max_length=10, default="draft")
    list_version = models.CharField(max_length=12)
    judgements = models.JSONField(default=dict, help_text="element: judgement and reason")
    figures = models.JSONField(default=dict, help_text="criminal list alone: amount_fen, persons, loss_fen, aggravated, form")
    exclusions = models.JSONField(default=dict, help_text="exclusion: applies or not, and why")
    begun_by = models.CharField(max_length=150)
    begun_at = models.DateTimeField()
    conclusion = models.TextField(blank=True)
    signed_by = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField(null=True)
    frozen = models.JSONField(default=dict)
    seal = models.CharField(max_length=64, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        app_label = "risk"
        constraints = (
            models.UniqueConstraint(fields=["company_id", "kind"], condition=models.Q(state="draft"), name="risk_one_draft_test"),
        )

    def __str__(self) -> str:
        return f"{self.company_id} {self.kind} {self.state}"


class ElementEvidence(models.Model):
    """What a person put beside an element: words with where they stand. What the machine found is not copied before the signature."""

    test = models.ForeignKey(ElementTest, on_delete=models.CASCADE, related_name="evidence")
    element = models.CharField(max_length=16)
    item = models.CharField(max_length=24, blank=True)
    text = models.TextField()
    place = models.TextField(blank=True, help_text="where it stands: page, file, statement")
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "risk"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.element} {self.text[:40]}"
