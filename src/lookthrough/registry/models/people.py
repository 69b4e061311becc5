"""People, outside parties and who stands to whom how, as they are kept: no clear name or number of a person in any column."""

from __future__ import annotations

from datetime import date

from django.db import models

from lookthrough.registry.models.companies import SourceFile

OPEN_BEGIN, OPEN_END = date.min, date.max  # stored where a file names no first or last day, so that one comparison answers every date


class Person(models.Model):
    """A natural person, known by keyed hashes; name and number are sealed under the vault key that ``key_id`` names.

    ``identity`` is the hash of the number; where none is known, of the name and the firm (``known_at``) at which it stood.
    """

    identity = models.CharField(max_length=64, unique=True)
    name_hash = models.CharField(max_length=64, db_index=True)
    sealed_name = models.BinaryField()
    sealed_number = models.BinaryField(null=True)
    known_at = models.CharField(max_length=80, blank=True)
    key_id = models.CharField(max_length=16, db_index=True)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"person {self.pk}"


class OutsideParty(models.Model):
    """A firm or body that others name and the register does not hold; ``identity`` is its sound USCC, else a hash of its folded name."""

    identity = models.CharField(max_length=64, unique=True)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    name = models.TextField(blank=True)
    state_body = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "outside parties"

    def __str__(self) -> str:
        return self.name or self.uscc


class Relation(models.Model):
    """One state of a tie between two parties, from its first to its last day.

    ``holder`` and ``target`` name a row of Company (``c12``), Person (``p12``) or OutsideParty (``o12``). A state that a later file gave
    otherwise for the same first day stays, with the moment it was replaced; what stands has none.
    """

    holder = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    kind = models.CharField(max_length=24)
    share = models.DecimalField(max_digits=13, decimal_places=12, null=True)
    amount_fen = models.BigIntegerField(null=True)
    valid_from = models.DateField(default=OPEN_BEGIN)
    valid_to = models.DateField(default=OPEN_END)
    content_hash = models.CharField(max_length=32)
    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["holder", "target", "kind", "valid_from"],
                condition=models.Q(replaced_at=None),
                name="registry_one_standing_relation",
            ),
        )
        indexes = (models.Index(fields=["target", "kind"], name="registry_relations_of_target"),)

    def __str__(self) -> str:
        return f"{self.holder} {self.kind} {self.target}"
