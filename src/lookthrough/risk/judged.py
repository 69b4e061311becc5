"""How often each rule and list made an alert, and what officers found when they looked: the method's own record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min

from lookthrough.risk.models import AlertReason
from lookthrough.risk.queries import _reached
from lookthrough.risk.states import Outcome, State


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule and of its limits, and the days between which it spoke."""

    rule_version: str
    limits_version: str
    first_seen: date
    last_seen: date
    reasons: int


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a rule's alerts in a district: how many there are, how many are decided and how."""

    alerts: int = 0
    open: int = 0
    confirmed: int = 0
    unfounded: int = 0
    duplicate: int = 0

    @property
    def judged(self) -> int:
        """Return how many were judged on their merits; duplicates say nothing about the rule."""
        return self.confirmed + self.unfounded

    @property
    def right(self) -> float | None:
        """Return the share of judged alerts that proved true, or nothing before the first is judged."""
        return self.confirmed / self.judged if self.judged else None


def records(*, officer_id: int) -> dict[str, Record]:
    """Return the record of each rule within the officer's district."""
    rows = (
        AlertReason.objects.filter(alert__in=_reached(officer_id))
        .values("rule", "alert__state", "alert__outcome")
        .annotate(n=Count("alert", distinct=True))
        .order_by()
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        one = counts.setdefault(row["rule"], dict.fromkeys(("alerts", "open", *Outcome), 0))
        one["alerts"] += row["n"]
        one[row["alert__outcome"] if row["alert__state"] == State.CLOSED and row["alert__outcome"] in set(Outcome) else "open"] += row["n"]
    return {rule: Record(**{str(name): n for name, n in one.items()}) for rule, one in counts.items()}


def versions(*, officer_id: int, rule: str) -> list[Version]:
    """Return the versions under which a rule's reasons were found, newest first."""
    rows = (
        AlertReason.objects.filter(alert__in=_reached(officer_id), rule=rule)
        .values_list("rule_version", "limits_version")
        .annotate(first=Min("first_seen"), last=Max("last_seen"), n=Count("id"))
        .order_by("-last", "-first")
    )
    return [Version(*row) for row in rows]
