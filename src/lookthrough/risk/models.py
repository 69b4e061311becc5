"""Alerts as they are kept: what the machine found, what officers decided, and every change of either."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lookthrough.kernel.findings import Severity
from lookthrough.risk.states import ChangeKind, Outcome, ReasonKind, State


def _choices(words: type[State] | type[Severity] | type[ReasonKind] | type[ChangeKind] | type[Outcome]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


_ASKED = ("waits_from", "region_code", "state", "severity")


class Alert(models.Model):
    """One subject in one calendar month. The upper fields are the machine's, the lower ones the officers'."""

    subject_type = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=80)
    month = models.CharField(max_length=7)
    name = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12, blank=True)
    severity = models.CharField(max_length=20, choices=_choices(Severity))
    severity_rank = models.PositiveSmallIntegerField()
    times_limit = models.FloatField()
    amount_fen = models.BigIntegerField(default=0)
    headline_zh = models.TextField()
    headline_en = models.TextField()
    rules = models.CharField(max_length=2000, default="", help_text="slugs of the reasons' rules between spaces")
    searched = models.CharField(max_length=300, default="", help_text="name and id as searches see them (risk.searching)")
    first_seen = models.DateField()
    last_seen = models.DateField()
    found_at = models.DateTimeField(null=True, blank=True, help_text="when the machine opened it, as its history says")
    updated_at = models.DateTimeField(null=True, blank=True, help_text="when the machine last changed it, as its history says")

    state = models.CharField(max_length=10, choices=_choices(State), default=State.NEW.value)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    snoozed_until = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, choices=_choices(Outcome))
    graver_since_decision = models.BooleanField(default=False)
    waits_from = models.DateField(null=True, blank=True, help_text="the day from which it waits for somebody; empty when nobody need look")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject_type", "subject_id", "month"], name="one_alert_a_subject_and_month"),)
        indexes = (
            # Every index of a list ends with what its questions ask for, so that counts and pages are read from the index alone
            models.Index(fields=["subject_type", "subject_id", *_ASKED], name="alert_subject"),
            models.Index(fields=["-severity_rank", "-times_limit", "-amount_fen", "id", *_ASKED], name="alert_rank"),
            models.Index(fields=["-month", "-severity_rank", "-times_limit", "-amount_fen", "id", *_ASKED], name="alert_newest"),
            models.Index(fields=["-amount_fen", "-severity_rank", "-times_limit", "id", *_ASKED], name="alert_amount"),
            models.Index(fields=["name", "-month", "id", *_ASKED], name="alert_name"),
            models.Index(fields=["region_code", "waits_from", "severity", "state"], name="alert_waiting"),
            models.Index(fields=["month", "region_code"], name="alert_month"),
            models.Index(fields=["found_at", "severity", "region_code"], name="alert_found"),
            models.Index(fields=["updated_at", "region_code"], name="alert_updated"),
            models.Index(fields=["state", "waits_from"], name="alert_state"),
            models.Index(fields=["state", "region_code"], name="alert_state_region"),
            models.Index(fields=["state", "subject_type", "subject_id", *_ASKED[:2], "severity"], name="alert_state_subject"),
            models.Index(fields=["state", "-severity_rank", "-times_limit", "-amount_fen", "id", "region_code"], name="alert_state_rank"),
            models.Index(fields=["owner", "state"], name="alert_owner"),
            models.Index(fields=["-severity_rank", "id"], condition=models.Q(graver_since_decision=True), name="alert_graver"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.month}"

    def set_waiting(self) -> None:
        """Work out the day from which the alert waits: at once when new, taken or graver since; later when put aside."""
        if self.state in (State.NEW, State.ASSIGNED) or self.graver_since_decision:
            self.waits_from = self.first_seen
        else:
            self.waits_from = self.snoozed_until if self.state == State.SNOOZED else None


class AlertReason(models.Model):
    """One finding, or one screened word, that makes the alert; kept as it was said, with figure, limit and both bases."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="reasons")
    kind = models.CharField(max_length=10, choices=_choices(ReasonKind))
    key = models.CharField(max_length=120, help_text="finding_id, or list and word of a hit")
    rule = models.CharField(max_length=60)
    measure = models.CharField(max_length=120, blank=True)
    value = models.FloatField()
    limit = models.FloatField()
    unit = models.CharField(max_length=20)
    severity = models.CharField(max_length=20, choices=_choices(Severity))
    prohibition_basis = models.TextField()
    threshold_basis = models.TextField()
    explanation_zh = models.TextField()
    explanation_en = models.TextField()
    amount_fen = models.BigIntegerField(default=0)
    from_date = models.DateField()
    to_date = models.DateField()
    evidence_count = models.PositiveIntegerField(default=0)
    value_specific = models.FloatField(null=True, blank=True)
    value_pro_rata = models.FloatField(null=True, blank=True)
    value_fifo = models.FloatField(null=True, blank=True)
    rule_version = models.CharField(max_length=40, blank=True)
    limits_version = models.CharField(max_length=40, blank=True)
    first_seen = models.DateField()
    last_seen = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["alert", "key"], name="one_reason_a_key"),)
        indexes = (models.Index(fields=["key"], name="reason_key"), models.Index(fields=["rule"], name="reason_rule"))

    def __str__(self) -> str:
        return f"{self.rule} {self.value} / {self.limit}"


class AlertChange(models.Model):
    """What an officer or the machine changed: the state before and after, so that it can be undone."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=_choices(ChangeKind))
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    batch = models.CharField(max_length=32, blank=True, db_index=True, help_text="changes made in one go are undone in one go")
    undone = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["kind", "at"], name="alert_change_kind"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.kind}"


from lookthrough.risk import incident_models, proof_models, score_models  # noqa: E402, F401  Django finds a room's tables through this module
from lookthrough.risk.elements import models as element_models  # noqa: E402, F401
from lookthrough.risk.graph import models as graph_models  # noqa: E402, F401
