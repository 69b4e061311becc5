"""Documents as they are kept: drafts in versions, numbers without gaps, issued ones frozen by hash, an office's own templates."""

from __future__ import annotations

from django.db import models


class Letterhead(models.Model):
    """What an office puts on its documents."""

    region_prefix = models.CharField(max_length=6, unique=True)
    office = models.CharField(max_length=120)
    mark = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.office


class Template(models.Model):
    """An office's own version of a template: brought by one officer, adopted by another; older versions stay."""

    kind = models.CharField(max_length=40)
    region_prefix = models.CharField(max_length=6)
    version = models.PositiveIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="proposed")  # proposed, adopted, refused, withdrawn
    note = models.TextField(blank=True)
    brought_by = models.CharField(max_length=150)
    brought_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind", "-version")
        constraints = (models.UniqueConstraint(fields=["kind", "region_prefix", "version"], name="papers_one_template_version"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Series(models.Model):
    """The last number that an office gave to a kind of document in a year."""

    region_prefix = models.CharField(max_length=6)
    kind = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["region_prefix", "kind", "year"], name="papers_one_series"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.last}"


class Paper(models.Model):
    """One document of a case, from its first draft to the day it is issued or given up."""

    case_number = models.CharField(max_length=24, db_index=True)
    kind = models.CharField(max_length=40)
    region_prefix = models.CharField(max_length=6, help_text="of the office that issues it")
    state = models.CharField(max_length=10, default="draft")  # draft, submitted, issued, annulled, given_up
    version = models.PositiveIntegerField(default=0)
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    year = models.PositiveIntegerField(null=True)
    place = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(null=True)
    template_version = models.PositiveIntegerField(default=0, help_text="0: the shipped template")
    template_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    evidence_number = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["region_prefix", "kind", "year", "place"], name="papers_one_number"),
            models.UniqueConstraint(fields=["region_prefix", "number"], condition=~models.Q(number=""), name="papers_number_once"),
        )

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.pk}"


class PaperVersion(models.Model):
    """The fields of a document as somebody saved them; sealed, for they name persons."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    values_sealed = models.TextField()
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["paper", "version"], name="papers_one_version"),)

    def __str__(self) -> str:
        return f"{self.paper_id} {self.version}"
