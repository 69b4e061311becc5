"""The machine's side of alerts: findings and hits of a run become new or updated alerts; officers' decisions are not touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.findings import Finding
from lookthrough.risk import updating
from lookthrough.risk.models import Alert, AlertChange, AlertReason
from lookthrough.risk.reasons import COMPANY, HitForAlert, Subject, Wanted, hit_key, reasons_of_findings, reasons_of_hits
from lookthrough.risk.states import MACHINE, ChangeKind, ReasonKind

_NO_REASON_FIELDS = ("id", "alert", "key", "first_seen")
_REASON_FIELDS = [one.name for one in AlertReason._meta.concrete_fields if one.name not in _NO_REASON_FIELDS]
_ALERT_FIELDS = [
    *("name", "region_code", "severity", "severity_rank", "times_limit", "amount_fen", "headline_zh", "headline_en"),
    *("rules", "searched", "last_seen", "updated_at", "graver_since_decision", "waits_from"),
]


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """What a run did to the alerts."""

    new: int
    updated: int
    unchanged: int


def update_alerts(
    *,
    findings: Iterable[Finding],
    hits: Iterable[HitForAlert],
    as_of: date,
    subjects: Mapping[tuple[str, str], Subject],
    at: datetime | None = None,
) -> AlertCounts:
    """Bring the alerts in line with a run: one alert a subject and month, updated and never repeated.

    Only hits that are block-graded, not negated and not licensed become alerts, of low severity. Watch hits go on the firm's own
    list: in a whole registry they are every fifth firm, and a list that long is read by nobody. A hit stays in the month in which it
    was first seen, so a name that does not change alerts once.

    ``subjects`` gives name and region by ``(subject_type, subject_id)``; one that is missing goes by its id and is seen by the top
    office only. ``at`` is the time written into history and trail, by default the start of ``as_of``.
    The same input again changes nothing, the trail included. State, owner and outcome belong to the officers.
    """
    moment = at or datetime.combine(as_of, time(), tzinfo=ZoneInfo("Asia/Shanghai"))
    hits = [hit for hit in hits if hit.makes_an_alert]
    with transaction.atomic():
        wanted = {**reasons_of_findings(findings), **reasons_of_hits(hits, as_of=as_of, months=_months_of_hits(hits))}
        counts = _bring_in_line(wanted, subjects, as_of, moment)
        if counts.new or counts.updated:
            audit.record(
                actor=MACHINE,
                action="update_alerts",
                object_type="alerts",
                object_id=as_of.isoformat(),
                purpose="",
                at=moment,
                details=asdict(counts),
            )
    return counts


def _months_of_hits(hits: list[HitForAlert]) -> dict[tuple[str, str], str]:
    """Return the month in which each known hit was first seen."""
    months: dict[tuple[str, str], str] = {}
    for some in updating.chunks(sorted({hit_key(hit) for hit in hits})):
        known = AlertReason.objects.filter(key__in=some, kind=ReasonKind.HIT, alert__subject_type=COMPANY)
        for company_id, key, month in known.values_list("alert__subject_id", "key", "alert__month").order_by("-alert__month"):
            months[company_id, key] = month
    return months


def _bring_in_line(wanted: Wanted, subjects: Mapping[tuple[str, str], Subject], as_of: date, at: datetime) -> AlertCounts:
    alerts = updating.known_alerts(wanted)
    reasons = updating.known_reasons(alerts.values())
    writing = updating.Writing()
    for key, alert in alerts.items():
        _update(alert, reasons[alert.pk], wanted, subjects.get(key[:2]), as_of, at, writing)
    new = _open_new({key: wanted[key] for key in wanted if key not in alerts}, subjects, as_of, at, writing)
    _write(writing)
    return AlertCounts(new=new, updated=len(writing.changed_alerts), unchanged=len(alerts) - len(writing.changed_alerts))


def _update(
    alert: Alert,
    known: dict[str, AlertReason],
    wanted: Wanted,
    subject: Subject | None,
    as_of: date,
    at: datetime,
    writing: updating.Writing,
) -> None:
    said = wanted[alert.subject_type, alert.subject_id, alert.month]
    severity, rank = alert.severity, alert.severity_rank
    changed = updating.merge(alert, known, said, as_of, writing)
    changed |= updating.summarise(alert, updating.all_reasons(known, said), subject)
    seen_later = alert.last_seen < as_of
    alert.last_seen = max(alert.last_seen, as_of)
    if changed:
        updating.mark_graver(alert, rank)
        writing.changed_alerts.append(alert)
        writing.changes.append(updating.machine_change(alert, ChangeKind.UPDATED, severity, at, as_of))
    elif seen_later:
        writing.seen_again.append(alert)


def _open_new(wanted: Wanted, subjects: Mapping[tuple[str, str], Subject], as_of: date, at: datetime, writing: updating.Writing) -> int:
    made = [
        updating.new_alert(key, said, subjects.get(key[:2]) or Subject(name=key[1], region_code=""), as_of) for key, said in wanted.items()
    ]
    writing.changes += [updating.machine_change(alert, ChangeKind.FOUND, "", at, as_of) for alert in made]
    Alert.objects.bulk_create(made, batch_size=400)
    for alert, said in zip(made, wanted.values(), strict=True):
        updating.merge(alert, {}, said, as_of, writing)
    return len(made)


def _write(writing: updating.Writing) -> None:
    AlertReason.objects.bulk_create(writing.new_reasons, batch_size=400)
    AlertReason.objects.bulk_update(writing.changed_reasons, _REASON_FIELDS, batch_size=100)
    Alert.objects.bulk_update([*writing.changed_alerts, *writing.seen_again], _ALERT_FIELDS, batch_size=100)
    AlertChange.objects.bulk_create(writing.changes, batch_size=400)
