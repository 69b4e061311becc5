"""What the store keeps of look-throughs: each run and its findings; the moves behind them lie as Parquet in the run's folder."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """One look-through of one ledger. ``key`` is the hash of everything that decides its result, so that a repeat is recognised."""

    key = models.CharField(max_length=64, unique=True)
    folder = models.CharField(max_length=255)
    as_of = models.DateField()
    method = models.CharField(max_length=16)
    authority_id = models.CharField(max_length=64)
    generated = models.BooleanField()
    document = models.JSONField()
    ran_at = models.DateTimeField()

    class Meta:
        ordering = ("as_of", "id")


class FindingRow(models.Model):
    """A finding of one run; ``document`` is the finding whole, the other fields are for looking it up."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    finding_id = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=64)
    document = models.JSONField()

    class Meta:
        ordering = ("subject_type", "subject_id", "finding_id")
        constraints = (models.UniqueConstraint(fields=("run", "finding_id"), name="one_finding_a_run"),)
        indexes = (models.Index(fields=("subject_type", "subject_id")),)


class FoundParty(models.Model):
    """A firm or person outside all institutions that a run's findings speak of, as the ledger has it; of people only a hash."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="parties")
    party_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True)
    identifier = models.CharField(max_length=128, blank=True)
    region_code = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("run", "party_id")
        constraints = (models.UniqueConstraint(fields=("run", "party_id"), name="flows_one_party_a_run"),)
        indexes = (
            models.Index(fields=("party_id",), name="flows_party"),
            models.Index(fields=("identifier",), name="flows_party_identifier"),
        )

    def __str__(self) -> str:
        return self.party_id


class CustodyReconciliation(models.Model):
    """A custodian's statements held against an institution's books: what was delivered, what came of it, who brought it in.

    Statements add up: each counts from the first one brought in for the institution, so that a break grows old until it clears.
    """

    institution_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="hash of the files, of those before them and of the books")
    folder = models.CharField(max_length=64)
    files = models.JSONField(default=list, help_text="the names under which the files were delivered")
    whole = models.BooleanField(help_text="the statements tell of all accounts that the books place with the custodian")
    books = models.CharField(max_length=255, help_text="the ledger held against")
    from_day = models.DateField()
    as_of = models.DateField()
    document = models.JSONField(default=dict)
    overdue = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text="entries that could not be read: file, line, column, why")
    authority_id = models.CharField(max_length=80)
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("institution_id", "-as_of", "-id")
        constraints = (models.UniqueConstraint(fields=("institution_id", "digest"), name="flows_one_reconciliation_of_the_same"),)
        indexes = (models.Index(fields=("institution_id", "as_of"), name="flows_reconciliation"),)

    def __str__(self) -> str:
        return f"{self.institution_id} {self.as_of}"


class LimitProposal(models.Model):
    """A new dated value of a rule's limit: proposed by one officer with what it would find, adopted or refused by another."""

    rule = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    value = models.FloatField()
    unit = models.CharField(max_length=20)
    valid_from = models.DateField()
    reason = models.TextField()
    trial = models.JSONField(default=dict, help_text="what it would have found when it was proposed")
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True, help_text="why it was adopted or refused")

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "name", "valid_from"), condition=models.Q(state="adopted"), name="flows_one_adopted_row_a_limit_and_day"
            ),
        )
        indexes = (models.Index(fields=("rule", "state"), name="flows_proposal_rule"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.name} {self.value} {self.valid_from}"
