"""Rescue files as they are kept: committee, votes, measures, meetings, releases, and every act upon them."""

from __future__ import annotations

from django.db import models


class Rescue(models.Model):
    """One firm that is to be rescued (企业纾困) by district or city, as its reach asks."""

    number = models.CharField(max_length=16, unique=True)
    company_id = models.CharField(max_length=80, db_index=True)
    name = models.TextField()
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    tier = models.CharField(max_length=10)
    tier_reason = models.TextField()
    situation = models.TextField()
    lead_bank = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="open")
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company_id"], condition=models.Q(state="open"), name="cases_one_open_rescue"),)

    def __str__(self) -> str:
        return self.number


class Creditor(models.Model):
    """A member of the creditors' committee, with what the firm owes it."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="creditors")
    name = models.CharField(max_length=120)
    fen = models.BigIntegerField()
    secured = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-fen", "id")
        constraints = (models.UniqueConstraint(fields=["rescue", "name"], condition=models.Q(left_at=None), name="cases_one_creditor"),)

    def __str__(self) -> str:
        return self.name


class Resolution(models.Model):
    """A question put to the committee's vote; the majorities asked are copied with it."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="resolutions")
    text = models.TextField()
    put_by = models.CharField(max_length=150)
    put_at = models.DateTimeField()
    heads_from = models.FloatField()
    fen_from = models.FloatField()
    closed_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    heads_share = models.FloatField(null=True)
    fen_share = models.FloatField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.text[:40]


class Vote(models.Model):
    """How one creditor voted; what it is owed on that day is copied."""

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="votes")
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=8)
    fen = models.BigIntegerField()
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["resolution", "creditor"], name="cases_one_vote"),)

    def __str__(self) -> str:
        return self.vote


class Measure(models.Model):
    """One measure of a rescue: of which kind, by which creditor, over how much, from when to when."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=24)
    creditor = models.ForeignKey(Creditor, null=True, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField(default=0)
    text = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="planned")
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("from_on", "id")

    def __str__(self) -> str:
        return self.kind


class Meeting(models.Model):
    """The record of a meeting: who came, what was said, what was agreed; kept with its hash."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    attended = models.TextField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-held_on", "-id")

    def __str__(self) -> str:
        return f"{self.held_on}"


class Release(models.Model):
    """What of a rescue may be made known to whom: proposed by one officer, approved by another."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="releases")
    text = models.TextField()
    audience = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.text[:40]


class RescueAct(models.Model):
    """What was done with a rescue, when and by whom."""

    rescue = models.ForeignKey(Rescue, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=24)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.kind
