"""The trail as it is kept: entries that are never changed, and the seal of the last one."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class EntriesStay(RuntimeError):  # noqa: N818 - named like FileRefused
    """Somebody tried to change or remove an entry of the trail."""


class Entry(models.Model):
    """Who did or read what, when, on which object and for what purpose; sealed to the entry before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["object_type", "object_id", "number"], name="audit_by_object"),
            models.Index(fields=["actor", "number"], name="audit_by_actor"),
            models.Index(fields=["action", "number"], name="audit_by_action"),
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["number"], name="audit_with_purpose", condition=~models.Q(purpose="")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.actor} {self.action} {self.object_type} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EntriesStay("an entry of the trail is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EntriesStay("an entry of the trail is never removed")


class Head(models.Model):
    """The number and seal of the last entry; the one row everybody who appends waits for in turn."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
