"""Permissions in writing to read account data, from the request to the end."""

from __future__ import annotations

from django.db import models

from lookthrough.offices.models.people import Office, Officer


class Authority(models.Model):
    """A permission to read account data: asked for by one officer, approved by another, with its end.

    One that was approved on paper is recorded as approved, without an office: it serves every office.
    """

    authority_id = models.CharField(primary_key=True, max_length=80)
    legal_basis = models.TextField()
    purpose = models.TextField()
    approver = models.CharField(max_length=80, blank=True)
    scope = models.TextField()
    expires_on = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="approved")
    ledgers = models.JSONField(default=list)
    institutions = models.JSONField(default=list)
    parties = models.JSONField(default=list, help_text="firms and people outside all institutions, by the ledger's id")
    accounts = models.JSONField(default=list)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="authorities")
    asked_by = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="authorities_asked")
    decided_by = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="authorities_decided")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="authorities_ended")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "expires_on"], name="authority_in_force"),)

    def __str__(self) -> str:
        return self.authority_id
