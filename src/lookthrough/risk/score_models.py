"""What the store keeps of levels: each scoring with the hashes of what it rests on, where each subject stands, scorecards proposed."""

from __future__ import annotations

from django.db import models


class Scoring(models.Model):
    """One scorecard asked for one month; never changed: another scoring of the same month is another row.

    Facts, method (anchors, weights, versions, the question itself) and scores lie in ``folder``; ``key`` is the hash of facts and method.
    """

    scorecard = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    month = models.CharField(max_length=7)
    key = models.CharField(max_length=64, unique=True)
    facts_hash = models.CharField(max_length=64)
    method_hash = models.CharField(max_length=64)
    scores_hash = models.CharField(max_length=64)
    subjects = models.PositiveIntegerField()
    levels = models.JSONField(default=dict)
    scored_at = models.DateTimeField()

    class Meta:
        app_label = "risk"
        ordering = ("month", "scorecard", "id")
        indexes = (models.Index(fields=["scorecard", "month"], name="risk_scoring_month"),)

    def __str__(self) -> str:
        return f"{self.scorecard} {self.month}"

    @property
    def folder(self) -> str:
        """Return the name of the folder that holds it."""
        return self.key[:16]


class Standing(models.Model):
    """Where a subject stands in a month by one scorecard, as the newest scoring of that month says."""

    subject_type = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=30, blank=True)
    month = models.CharField(max_length=7)
    scorecard = models.CharField(max_length=60)
    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="standings")
    region_code = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=12)
    score = models.FloatField(null=True)
    points = models.FloatField()
    coverage = models.FloatField()

    class Meta:
        app_label = "risk"
        constraints = (
            models.UniqueConstraint(fields=["subject_type", "subject_id", "month", "scorecard"], name="risk_one_standing_a_month"),
        )
        indexes = (
            models.Index(fields=["month", "scorecard", "kind", "region_code"], name="risk_standing_peers"),
            models.Index(fields=["subject_type", "subject_id", "scorecard", "month"], name="risk_standing_history"),
        )

    def __str__(self) -> str:
        return f"{self.subject_id} {self.month} {self.level}"


class ScorecardProposal(models.Model):
    """A new version of a scorecard: proposed by one officer, adopted or refused by another; ``rows`` is what the file would hold."""

    scorecard = models.CharField(max_length=60)
    valid_from = models.DateField()
    coverage_needed = models.FloatField()
    rows = models.JSONField()
    reason = models.TextField()
    trial = models.JSONField(default=dict, help_text="how many subjects would stand at another level, as tried when it was proposed")
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)

    class Meta:
        app_label = "risk"
        ordering = ("-proposed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("scorecard", "valid_from"), condition=models.Q(state="adopted"), name="risk_one_adopted_scorecard_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scorecard} {self.valid_from}"
