"""A campaign with its stages, fields, tasks, reports and acceptances, and every act upon it."""

from __future__ import annotations

from django.db import models


class Campaign(models.Model):
    """One campaign of an office, for its region and all districts in it; forms are copied when it is opened."""

    number = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120)
    basis = models.TextField()
    region_prefix = models.CharField(max_length=6, db_index=True)
    state = models.CharField(max_length=10, default="running")
    stage = models.CharField(max_length=12, default="deploy")
    visit_form = models.JSONField(default=list)
    report_form = models.JSONField(default=list)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.number


class CampaignStage(models.Model):
    """The span of one stage."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=12)
    starts_on = models.DateField()
    due_on = models.DateField()
    entered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (models.UniqueConstraint(fields=["campaign", "stage"], name="campaigns_one_span_a_stage"),)

    def __str__(self) -> str:
        return self.stage


class CampaignField(models.Model):
    """A field of the campaign (领域) with the department that leads in it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=60)
    lead_department = models.CharField(max_length=80)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["campaign", "name"], name="campaigns_one_field_a_name"),)

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """What one district does in one stage, until when."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    region_code = models.CharField(max_length=6, db_index=True)
    stage = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)
    reminded_on = models.DateField(null=True)
    reminders = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("due_on", "region_code", "id")
        constraints = (models.UniqueConstraint(fields=["campaign", "region_code", "stage", "title"], name="campaigns_one_task"),)

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """A stage's report of one district, or of the whole campaign; frozen once it is sent, corrected by a new version."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reports")
    region_code = models.CharField(max_length=6)  # the campaign's own prefix for the roll-up
    stage = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="draft")
    answers = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    parts = models.JSONField(default=list)  # of a roll-up: which district reports, in which version and with which hash, it adds up
    reason = models.TextField(blank=True)  # of a correction
    sha256 = models.CharField(max_length=64, blank=True)
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    sent_by = models.CharField(max_length=150, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("stage", "region_code", "-version")
        constraints = (models.UniqueConstraint(fields=["campaign", "region_code", "stage", "version"], name="campaigns_one_report"),)

    def __str__(self) -> str:
        return f"{self.stage} {self.region_code} {self.version}"


class Acceptance(models.Model):
    """One district proposed for acceptance by one officer, decided by another; what was counted is copied."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="acceptances")
    region_code = models.CharField(max_length=6)
    state = models.CharField(max_length=10, default="proposed")
    counted = models.JSONField(default=dict)
    confirmed = models.JSONField(default=dict)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("region_code", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "region_code"],
                condition=models.Q(state__in=("proposed", "accepted")),
                name="campaigns_one_standing_acceptance",
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_code} {self.state}"


class CampaignAct(models.Model):
    """What was done in a campaign, where, when and by whom."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="acts")
    region_code = models.CharField(max_length=6, blank=True)
    entry = models.ForeignKey("campaigns.Entry", null=True, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=24)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.kind
