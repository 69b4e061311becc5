"""First registration of evidence (先行登记保存): approved by the head, with what was decided about each thing before the term ends."""

from __future__ import annotations

from django.db import models


class Registration(models.Model):
    """One first registration: asked for, approved, done on a day; its clock runs from that day."""

    case_number = models.CharField(max_length=24, db_index=True)
    holder = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    reason = models.TextField()
    state = models.CharField(max_length=10, default="asked")  # asked, approved, refused, withdrawn, registered, settled
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    registered_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    officers = models.JSONField(default=list)
    signature = models.CharField(max_length=10, blank=True)  # signed, refused
    witness = models.CharField(max_length=120, blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.case_number} {self.state}"


class RegisteredItem(models.Model):
    """One thing that was registered, and what was decided about it."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=200)
    quantity = models.CharField(max_length=60)
    features = models.TextField(blank=True)
    kept_at = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)
    lapsed = models.BooleanField(default=False)  # nothing was decided in time: it goes back

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
