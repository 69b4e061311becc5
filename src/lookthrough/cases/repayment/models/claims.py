"""Claims (债权) as they are kept: one a claimant and case, the person sealed, amounts as claimed, as the ledger has them, as decided."""

from __future__ import annotations

from django.db import models


class ClaimsWindow(models.Model):
    """The time in which a case takes claims, and the institution whose ledger they are held against."""

    case_number = models.CharField(max_length=32, unique=True)
    institution_id = models.CharField(max_length=120, blank=True)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.case_number


class Claim(models.Model):
    """One claimant's claim. ``identity`` is a keyed hash; name, number, phone and bank account are sealed and bound to it."""

    case_number = models.CharField(max_length=32)
    serial = models.PositiveIntegerField()
    identity = models.CharField(max_length=64)
    name_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=8)
    sealed_name = models.BinaryField()
    sealed_number = models.BinaryField(null=True)
    sealed_phone = models.BinaryField(null=True)
    sealed_account = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16)
    account_changed_at = models.DateTimeField(null=True)
    account_changed_by = models.CharField(max_length=150, blank=True)
    source = models.CharField(max_length=10)
    source_file = models.CharField(max_length=200, blank=True)
    source_row = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, default="registered")
    late = models.BooleanField(default=False)
    contributed_fen = models.BigIntegerField()
    returned_fen = models.BigIntegerField()
    client_id = models.CharField(max_length=120, blank=True)
    ledger_contributed_fen = models.BigIntegerField(null=True)
    ledger_returned_fen = models.BigIntegerField(null=True)
    decided_contributed_fen = models.BigIntegerField(null=True)
    decided_returned_fen = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    registered_by = models.CharField(max_length=150)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("case_number", "serial")
        constraints = (
            models.UniqueConstraint(fields=["case_number", "serial"], name="repayment_one_serial"),
            models.UniqueConstraint(fields=["case_number", "identity"], name="repayment_one_claimant_one_claim"),
            models.CheckConstraint(condition=models.Q(contributed_fen__gte=0, returned_fen__gte=0), name="repayment_claim_not_negative"),
        )
        indexes = (models.Index(fields=["case_number", "state"], name="repayment_claim_state"),)

    def __str__(self) -> str:
        return f"{self.case_number} {self.serial}"


class ClaimProof(models.Model):
    """A paper that a claim rests on, kept by its hash under a name that says nothing."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="proofs")
    name = models.CharField(max_length=140)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80)
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["claim", "sha256"], name="repayment_one_proof"),)

    def __str__(self) -> str:
        return self.name


class ClaimCode(models.Model):
    """A code that was handed out: it opens a claim's page on the portal, or lets one claim be made."""

    case_number = models.CharField(max_length=32, db_index=True)
    code_hash = models.CharField(max_length=64, unique=True)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="codes")
    issued_by = models.CharField(max_length=150)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_number} {self.pk}"


class WrongClaimCode(models.Model):
    """A wrong code, counted against the keyed hash of the address it came from."""

    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"


class Dispute(models.Model):
    """An objection to a claim's amounts: raised, heard, settled by a second person."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="disputes")
    text = models.TextField()
    raised_by = models.CharField(max_length=150)
    raised_at = models.DateTimeField()
    hearing = models.TextField(blank=True)
    heard_by = models.CharField(max_length=150, blank=True)
    heard_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    decision = models.TextField(blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["claim"], condition=models.Q(settled_at=None), name="repayment_one_open_dispute"),)

    def __str__(self) -> str:
        return self.text[:40]
