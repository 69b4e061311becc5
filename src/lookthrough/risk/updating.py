"""How a run of the cycle brings alerts up to date: new ones are opened, known ones are changed in place, decisions stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from lookthrough.kernel.findings import Severity
from lookthrough.risk.models import Alert, AlertChange, AlertReason
from lookthrough.risk.reasons import Subject, SubjectKey, Wanted
from lookthrough.risk.searching import as_searched
from lookthrough.risk.states import MACHINE, ChangeKind, State

Row = TypeVar("Row")
_SAME_DAY = ("from_date", "to_date")  # of a hit these tell only the day of the run
_SUMMARY = (
    *("name", "region_code", "searched", "severity", "severity_rank", "times_limit", "amount_fen", "headline_zh", "headline_en", "rules"),
)


@dataclass(slots=True)
class Writing:
    """What a run will write, gathered first so that the store is written in few strokes."""

    new_reasons: list[AlertReason] = field(default_factory=list)
    changed_reasons: list[AlertReason] = field(default_factory=list)
    changed_alerts: list[Alert] = field(default_factory=list)
    seen_again: list[Alert] = field(default_factory=list)
    changes: list[AlertChange] = field(default_factory=list)


def chunks(rows: Sequence[Row], size: int = 400) -> Iterator[Sequence[Row]]:
    """Yield rows in pieces that every database takes as parameters of one question."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def known_alerts(wanted: Wanted) -> dict[SubjectKey, Alert]:
    """Return the alerts that stand already, by subject and month, with their reasons at hand."""
    months = sorted({month for _, _, month in wanted})
    found = Alert.objects.filter(month__in=months).select_for_update()
    alerts = {(one.subject_type, one.subject_id, one.month): one for one in found}
    return {key: alert for key, alert in alerts.items() if key in wanted}


def known_reasons(alerts: Iterable[Alert]) -> dict[int, dict[str, AlertReason]]:
    """Return the reasons of alerts by alert and key."""
    by_alert: dict[int, dict[str, AlertReason]] = {alert.pk: {} for alert in alerts}
    for some in chunks(list(by_alert)):
        for reason in AlertReason.objects.filter(alert__in=some):
            by_alert[reason.alert_id][reason.key] = reason
    return by_alert


def new_alert(key: SubjectKey, reasons: Mapping[str, Mapping[str, Any]], subject: Subject, as_of: date) -> Alert:
    """Return an alert for a subject and month that has none yet."""
    subject_type, subject_id, month = key
    alert = Alert(subject_type=subject_type, subject_id=subject_id, month=month, first_seen=as_of, last_seen=as_of)
    summarise(alert, list(reasons.values()), subject)
    return alert


def summarise(alert: Alert, reasons: Sequence[Mapping[str, Any]], subject: Subject | None) -> bool:
    """Bring the machine's fields in line with the reasons; returns whether any of them changed."""
    gravest_first = sorted(reasons, key=_gravity, reverse=True)
    worst = gravest_first[0]
    before = [getattr(alert, name) for name in _SUMMARY]
    if subject is not None:
        alert.name, alert.region_code = subject.name, subject.region_code
    alert.searched = as_searched(f"{alert.name} {alert.subject_id}")
    alert.severity = worst["severity"]
    alert.severity_rank = Severity(worst["severity"]).rank
    alert.times_limit = times_limit(worst["value"], worst["limit"])
    alert.amount_fen = max(one["amount_fen"] for one in reasons)
    alert.headline_zh, alert.headline_en = worst["explanation_zh"], worst["explanation_en"]
    alert.rules = f" {' '.join(dict.fromkeys(one['rule'] for one in gravest_first))} "
    alert.set_waiting()
    return before != [getattr(alert, name) for name in _SUMMARY]


def _gravity(one: Mapping[str, Any]) -> tuple[int, float, int, str]:
    return Severity(one["severity"]).rank, times_limit(one["value"], one["limit"]), one["amount_fen"], one["rule"]


def times_limit(value: float, limit: float) -> float:
    """Return how many times its limit a value is; a limit of nothing at all counts as reached once."""
    return value / limit if limit else 1.0


def merge(alert: Alert, known: dict[str, AlertReason], reasons: Mapping[str, Mapping[str, Any]], as_of: date, writing: Writing) -> bool:
    """Compare an alert's reasons with those of this run; returns whether any is new or says something else now."""
    changed = False
    for key, said in reasons.items():
        reason = known.get(key)
        if reason is None:
            writing.new_reasons.append(AlertReason(alert=alert, key=key, first_seen=as_of, last_seen=as_of, **said))
            changed = True
        elif differs(reason, said):
            for name, value in said.items():
                setattr(reason, name, value)
            reason.last_seen = as_of
            writing.changed_reasons.append(reason)
            changed = True
        elif reason.last_seen < as_of:
            reason.last_seen = as_of
            writing.changed_reasons.append(reason)
    return changed


def differs(reason: AlertReason, said: Mapping[str, Any]) -> bool:
    """Return whether a reason says something else now; the day of a hit's run is no difference."""
    names = [name for name in said if not (reason.kind == "hit" and name in _SAME_DAY)]
    return any(getattr(reason, name) != said[name] for name in names)


def all_reasons(known: Mapping[str, AlertReason], reasons: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what an alert's reasons say once this run is in: known ones that did not come again stay."""
    stay = {key: {name: getattr(one, name) for name in _USED} for key, one in known.items()}
    return list({**stay, **reasons}.values())


_USED = ("rule", "severity", "value", "limit", "amount_fen", "explanation_zh", "explanation_en")


def mark_graver(alert: Alert, rank_before: int) -> None:
    """Show an alert that was put aside when the machine finds it graver since; the decision itself stays."""
    if alert.state in (State.SNOOZED, State.CLOSED) and alert.severity_rank > rank_before:
        alert.graver_since_decision = True
        alert.set_waiting()


def machine_change(alert: Alert, kind: ChangeKind, before: str, at: datetime, as_of: date) -> AlertChange:
    """Return the line of the alert's history that tells what a run did, and write its moment on the alert: lists count by it."""
    if kind == ChangeKind.FOUND:
        alert.found_at = at
    else:
        alert.updated_at = max(alert.updated_at or at, at)
    after = {"severity": alert.severity, "as_of": as_of.isoformat()}
    return AlertChange(alert=alert, at=at, actor=MACHINE, kind=kind, before={"severity": before} if before else {}, after=after)
