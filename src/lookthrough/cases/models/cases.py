"""Cases (案件): where each stands, who works on it, which milestones were reached, and its timeline."""

from __future__ import annotations

from django.db import models

from lookthrough.cases.models.leads import Lead


class Case(models.Model):
    """One case of a type that is found in ``cases.types``; its step is one of that type's steps."""

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=200)
    type = models.CharField(max_length=40, db_index=True)
    step = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="open")  # open, ended, merged
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    subject_type = models.CharField(max_length=16)
    subject_id = models.CharField(max_length=80, blank=True, db_index=True)
    subject_name = models.CharField(max_length=200)
    opened_by = models.CharField(max_length=150)
    proposed_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(db_index=True)
    step_since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    ended_from = models.CharField(max_length=40, blank=True)  # the step it stood at, to which reopening leads back
    tier = models.CharField(max_length=10, default="district")  # who works on it: the district, or the city once it took it over
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="split")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (models.Index(fields=["state", "region_code", "step"], name="cases_case_state"),)

    def __str__(self) -> str:
        return self.number


class CaseLead(models.Model):
    """A lead that is in a case; in one alone, so that two who decide at once make one case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_leads")
    lead = models.OneToOneField(Lead, on_delete=models.PROTECT, related_name="in_case")

    def __str__(self) -> str:
        return f"{self.case_id}"


class CaseOfficer(models.Model):
    """Who works on a case in which part, from when until when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_officers")
    officer_id = models.BigIntegerField(db_index=True)
    username = models.CharField(max_length=150)
    part = models.CharField(max_length=16)  # lead, investigator, legal_reviewer
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["case", "officer_id", "part"], condition=models.Q(until=None), name="cases_one_part"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(until=None, part="lead"), name="cases_one_lead_officer"),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.part}"


class CaseParty(models.Model):
    """A firm or body that has a part in a case beside its subject."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    subject_type = models.CharField(max_length=16)
    subject_id = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=24)
    note = models.TextField(blank=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["case", "subject_type", "subject_id", "name", "part"], condition=models.Q(removed_at=None), name="cases_one_party"
            ),
        )

    def __str__(self) -> str:
        return self.name


class MilestoneReached(models.Model):
    """A milestone that a room reported, by what; it stands until it is taken back."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.CharField(max_length=40)
    reference = models.CharField(max_length=160)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.CharField(max_length=150, blank=True)
    retracted_because = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "milestone", "reference"], condition=models.Q(retracted_at=None), name="cases_one_milestone"
            ),
        )

    def __str__(self) -> str:
        return self.milestone


class CaseEvent(models.Model):
    """One line of a case's timeline, in both languages, with where it comes from."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    zh = models.TextField()
    en = models.TextField()
    reference = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.zh[:40]


class StepProposal(models.Model):
    """A step that asks for a second person: proposed by one officer, decided by another."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="step_proposals")
    to = models.CharField(max_length=40)
    reason = models.TextField()
    proposed_by = models.CharField(max_length=150)
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["case"], condition=models.Q(state="waiting"), name="cases_one_step_proposal"),)

    def __str__(self) -> str:
        return self.to
