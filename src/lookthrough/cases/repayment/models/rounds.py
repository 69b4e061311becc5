"""Plan, rounds, shares, deposits, returned payments and claw-back as they are kept."""

from __future__ import annotations

from django.db import models


class Plan(models.Model):
    """A repayment plan (清退方案): its base, and the court's ruling that approves it."""

    case_number = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    base = models.CharField(max_length=5)
    text = models.TextField()
    state = models.CharField(max_length=10, default="draft")
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    checked_by = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True)
    court = models.CharField(max_length=200, blank=True)
    ruling = models.CharField(max_length=120, blank=True)
    ruled_on = models.DateField(null=True)
    paper_name = models.CharField(max_length=140, blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)
    paper_stored_as = models.CharField(max_length=80, blank=True)
    recorded_by = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=["case_number", "version"], name="repayment_one_plan_version"),
            models.UniqueConstraint(fields=["case_number"], condition=models.Q(state="approved"), name="repayment_one_plan_in_force"),
        )

    def __str__(self) -> str:
        return f"{self.case_number} {self.version}"


class Round(models.Model):
    """One round of payout: drafted by the engine, checked by a second person, carried out."""

    case_number = models.CharField(max_length=32)
    serial = models.PositiveIntegerField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    available_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default="draft")
    inputs_sha256 = models.CharField(max_length=64)
    level_numerator = models.CharField(max_length=60)
    level_denominator = models.CharField(max_length=60)
    totals = models.JSONField(default=dict)
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    checked_by = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True)
    executed_by = models.CharField(max_length=150, blank=True)
    executed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-serial",)
        constraints = (
            models.UniqueConstraint(fields=["case_number", "serial"], name="repayment_one_round_serial"),
            models.UniqueConstraint(
                fields=["case_number"], condition=models.Q(state__in=("draft", "checked")), name="repayment_one_round_in_hand"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_number} {self.serial}"


class RoundShare(models.Model):
    """What one claimant gets in one round: paid, or held."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="shares")
    claim = models.ForeignKey("repayment.Claim", on_delete=models.PROTECT, related_name="shares")
    base_fen = models.BigIntegerField()
    before_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField()

    class Meta:
        ordering = ("round_id", "claim__serial")
        constraints = (models.UniqueConstraint(fields=["round", "claim"], name="repayment_one_share"),)

    def __str__(self) -> str:
        return f"{self.round} {self.claim_id}"


class Deposit(models.Model):
    """A share that lies in deposit (提存) for a claimant, until it is paid or goes back to the account."""

    claim = models.ForeignKey("repayment.Claim", on_delete=models.PROTECT, related_name="deposits")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="deposits")
    reason = models.CharField(max_length=12)
    fen = models.BigIntegerField()
    made_at = models.DateTimeField()
    paid_fen = models.BigIntegerField(default=0)
    back_fen = models.BigIntegerField(default=0)
    proposed_paid_fen = models.BigIntegerField(null=True)
    proposed_by = models.CharField(max_length=150, blank=True)
    released_by = models.CharField(max_length=150, blank=True)
    released_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(fen__gt=0, paid_fen__gte=0, back_fen__gte=0, fen__gte=models.F("paid_fen") + models.F("back_fen")),
                name="repayment_deposit_within",
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} {self.fen}"


class ReturnedPayment(models.Model):
    """A payment that the bank sent back, and what became of it: tried again, or deposited."""

    share = models.ForeignKey(RoundShare, on_delete=models.PROTECT, related_name="returned")
    on = models.DateField()
    fen = models.BigIntegerField()
    why = models.TextField()
    state = models.CharField(max_length=10, default="open")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["share"], condition=models.Q(state="open"), name="repayment_one_returned"),)

    def __str__(self) -> str:
        return f"{self.share} {self.fen}"


class Clawback(models.Model):
    """Money to be got back (追缴): from net winners, or commissions and fees of those who helped."""

    case_number = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=16)
    claim = models.ForeignKey("repayment.Claim", null=True, on_delete=models.PROTECT, related_name="clawbacks")
    whom = models.CharField(max_length=200, blank=True)
    fen = models.BigIntegerField()
    basis = models.TextField()
    state = models.CharField(max_length=10, default="listed")
    listed_by = models.CharField(max_length=150)
    listed_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-fen", "id")
        constraints = (
            models.UniqueConstraint(fields=["claim"], condition=models.Q(kind="net_winner"), name="repayment_one_net_winner"),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="repayment_clawback_above_nil"),
        )

    def __str__(self) -> str:
        return f"{self.case_number} {self.kind}"
