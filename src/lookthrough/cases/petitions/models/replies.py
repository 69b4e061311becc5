"""What petitioners are told: approved wordings, what was said with them, and a longer period that a second person granted."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.petitions.models.occasions import Occasion
from lookthrough.cases.petitions.models.petitioners import Petitioner


class Wording(models.Model):
    """A wording of the office's own: proposed by one officer, in force from a day once another approved it."""

    slug = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    zh = models.TextField()
    en = models.TextField()
    region_prefix = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    state = models.CharField(max_length=10, default="proposed")
    reason = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=150)
    proposed_by_id = models.PositiveIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["slug", "valid_from", "region_prefix"],
                condition=models.Q(state__in=("proposed", "approved")),
                name="petitions_one_wording_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Reply(models.Model):
    """What the petitioners of an occasion, or one of them, were told, word for word; taken back it stays on record."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="replies")
    petitioner = models.ForeignKey(Petitioner, null=True, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=12)
    wording = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    zh = models.TextField()
    en = models.TextField()
    given_by = models.CharField(max_length=150)
    given_at = models.DateTimeField()
    stage_before = models.CharField(max_length=12, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_because = models.TextField(blank=True)

    class Meta:
        ordering = ("given_at", "pk")

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.kind}"


class Extension(models.Model):
    """A longer period to reply: asked for with the reason by one officer, granted or refused by another."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="extensions")
    reason = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    asked_by = models.CharField(max_length=150)
    asked_by_id = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    reply_by = models.DateField(null=True)
    clock_of = models.CharField(max_length=32, blank=True, help_text="the linked case whose clock runs longer by it")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["occasion"], condition=models.Q(state__in=("waiting", "granted")), name="petitions_one_extension"
            ),
        )

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.state}"
