"""Evidence as it is kept: files by hash, items, chains that only grow, and what waits for a second person."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class ChainStays(RuntimeError):  # noqa: N818 - named like FileRefused
    """Somebody tried to change or remove an entry of a chain of custody."""


class KeptFile(models.Model):
    """A file of the store: known by its hash, kept once however many items name it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    active = models.BooleanField(default=False, help_text="carries macros, scripts or files within")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


class Series(models.Model):
    """The last number given in a year."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class Item(models.Model):
    """One piece of evidence. What may name persons is sealed; ``chain_length`` and ``chain_head`` repeat the end of its chain."""

    number = models.CharField(max_length=24, unique=True)
    case_number = models.CharField(max_length=24, db_index=True)
    region_code = models.CharField(max_length=6, blank=True, db_index=True)
    facts_sealed = models.TextField()
    origin = models.CharField(max_length=16)
    origin_reference = models.CharField(max_length=160, blank=True)
    file = models.ForeignKey(KeptFile, null=True, on_delete=models.PROTECT, related_name="items")
    redacted_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="redactions")
    redaction = models.JSONField(
        default=dict, help_text="how a redacted copy was made: counts, what was left out; never what was blacked out"
    )
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="in_custody")
    place_sealed = models.TextField(blank=True)
    release = models.CharField(max_length=10, blank=True)
    chain_length = models.PositiveIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            # the same thing is not brought in twice: an alert's transfers, a return, an issued document
            models.UniqueConstraint(
                fields=["case_number", "origin", "origin_reference", "file"], condition=~models.Q(origin_reference=""), name="evidence_once"
            ),
        )

    def __str__(self) -> str:
        return self.number


class ChainLink(models.Model):
    """One entry of an item's chain of custody; what it says may name persons and is sealed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="links")
    sequence = models.PositiveIntegerField()
    deed = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    said_sealed = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        constraints = (models.UniqueConstraint(fields=["item", "sequence"], name="evidence_one_entry"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.sequence} {self.deed}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ChainStays("an entry of a chain of custody is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ChainStays("an entry of a chain of custody is never removed")


class Request(models.Model):
    """What waits for a second person: to return or release a thing, or to open a redacted copy or an item to inspection."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="requests")
    deed = models.CharField(max_length=16)  # returned, released, opened
    said_sealed = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["item"], condition=models.Q(state="proposed"), name="evidence_one_request"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.deed} {self.state}"
