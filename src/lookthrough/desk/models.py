"""Notices as they are kept: what each officer was told, by mail too if chosen, and the key of a calendar that can be revoked."""

from __future__ import annotations

from django.db import models


class Wishes(models.Model):
    """What an officer wants to be told, how early, and where mails go; without a row the usual holds, and no mail is sent."""

    officer_id = models.BigIntegerField(unique=True)
    in_app = models.JSONField(default=list)
    by_mail = models.JSONField(default=list)
    days_before = models.PositiveSmallIntegerField(default=3)
    sealed_address = models.TextField(blank=True, help_text="encrypted for this officer alone")
    confirmed_at = models.DateTimeField(null=True)
    sealed_wanted = models.TextField(blank=True, help_text="an address whose code has not come back yet; the former one stands until then")
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)  # on the day of ``code_until``

    def __str__(self) -> str:
        return f"wishes of {self.officer_id}"


class Letter(models.Model):
    """One mail to one officer with what was new; it is sent once, and again only while it is certain that nobody took it."""

    officer_id = models.BigIntegerField(db_index=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting", db_index=True)  # waiting, sending, sent, unsure, given_up, needless
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True, help_text="kind and code of the last failure; never what the server wrote")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Notice(models.Model):
    """One thing an officer was told; ``key`` makes sure that it is told once."""

    officer_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)  # due, assigned, decision, returned
    key = models.CharField(max_length=200)
    source = models.CharField(max_length=16)
    number = models.CharField(max_length=40)
    zh = models.TextField()
    en = models.TextField()
    title = models.TextField(blank=True)
    page = models.CharField(max_length=24)
    page_of = models.CharField(max_length=80, blank=True)
    actor = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    in_app = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # no longer so: decided by somebody else, done, withdrawn
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="notices")

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (models.UniqueConstraint(fields=["officer_id", "key"], name="desk_told_once"),)
        indexes = (models.Index(fields=["officer_id"], condition=models.Q(in_app=True, read_at=None, settled_at=None), name="desk_unread"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class CalendarKey(models.Model):
    """The key of an officer's calendar for a calendar program; kept as a keyed hash, it opens until it is revoked."""

    officer_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name
