"""What proves beside the password that it is the officer: an app's codes, a security key, a recovery code."""

from __future__ import annotations

from django.db import models

from lookthrough.offices.models.people import Officer


class AuthenticatorApp(models.Model):
    """An app that shows a new code every half minute; its secret is kept encrypted for this officer alone."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="apps")
    secret = models.TextField()
    last_step = models.BigIntegerField(default=0)  # of the last code used: it and all before are spent
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"app of {self.officer_id}"


class SecurityKey(models.Model):
    """A passkey or a security key: its public half, and how often it has signed."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="security_keys")
    name = models.CharField(max_length=40)
    credential_id = models.CharField(max_length=1400, unique=True)
    public_half = models.TextField()
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes on paper, kept as a keyed hash; each opens once."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"recovery code of {self.officer_id}"


class SecondStep(models.Model):
    """How often the second step went wrong since it last went right."""

    officer = models.OneToOneField(Officer, on_delete=models.PROTECT, related_name="second_step")
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.failures} failures of {self.officer_id}"
