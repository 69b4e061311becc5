"""What is asked of alerts about one firm: its own and those of the institutions it operates, with reasons and history, in few queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from lookthrough.kernel.findings import Severity
from lookthrough.risk.models import Alert, AlertChange, AlertReason
from lookthrough.risk.queries import AlertRow, Change, Reason, _change, _reached, _reason, _row
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.states import State

Subject = tuple[str, str]  # subject_type, subject_id


def alerts_of(*, officer_id: int, subjects: Iterable[Subject]) -> list[AlertRow]:
    """Return the alerts of some subjects within the officer's district, newest month first, gravest first within it."""
    wanted = Q()
    for subject_type, subject_id in subjects:
        wanted |= Q(subject_type=subject_type, subject_id=subject_id)
    if not wanted:
        return []
    found: Iterable[Alert] = _reached(officer_id, in_order=True).filter(wanted).select_related("owner")
    return [_row(one) for one in sorted(found, key=lambda one: (one.month, one.severity_rank, one.times_limit), reverse=True)]


def reasons_of(*, alerts: Iterable[AlertRow]) -> list[tuple[AlertRow, Reason]]:
    """Return the reasons of alerts that were read for an officer, each with its alert, gravest first."""
    by_id = {one.alert_id: one for one in alerts}
    found = [(by_id[one.alert_id], _reason(one)) for one in AlertReason.objects.filter(alert__in=list(by_id))] if by_id else []
    return sorted(found, key=lambda pair: (-pair[1].severity.rank, -pair[1].times_limit, -pair[1].amount_fen, pair[1].key))


def changes_of(*, alerts: Iterable[AlertRow]) -> list[tuple[AlertRow, Change]]:
    """Return what was done with alerts that were read for an officer, each with its alert, newest first."""
    by_id = {one.alert_id: one for one in alerts}
    found = AlertChange.objects.filter(alert__in=list(by_id)).order_by("-at", "-id") if by_id else ()
    return [(by_id[one.alert_id], _change(one)) for one in found]


def subjects_with_open_alerts(*, officer_id: int) -> tuple[Any, Any]:
    """Return the ids of firms, and of institutions, that have an alert which is not closed; as subqueries, for another room's question."""
    standing = _reached(officer_id).exclude(Q(state=State.CLOSED) & Q(graver_since_decision=False))
    firms, institutions = (standing.filter(subject_type=kind).values("subject_id") for kind in (COMPANY, "institution"))
    return firms, institutions


def parties_with_open_alerts(*, officer_id: int) -> list[str]:
    """Return the ids of the parties outside institutions that have an alert which is not closed; they are few."""
    standing = _reached(officer_id).exclude(Q(state=State.CLOSED) & Q(graver_since_decision=False))
    return sorted(set(standing.filter(subject_type="party").values_list("subject_id", flat=True)))


def gravest_of(*, officer_id: int, subjects: Iterable[Subject]) -> dict[Subject, Severity]:
    """Return how grave the gravest alert that is not closed is, by subject; one without such an alert is left out."""
    wanted: dict[str, list[str]] = {}
    for kind, subject_id in subjects:
        wanted.setdefault(kind, []).append(subject_id)
    found: dict[Subject, Severity] = {}
    for kind, ids in wanted.items():
        standing = _reached(officer_id).exclude(Q(state=State.CLOSED) & Q(graver_since_decision=False))
        rows = standing.filter(subject_type=kind, subject_id__in=ids).order_by("severity_rank").values_list("subject_id", "severity")
        found |= {(kind, subject_id): Severity(severity) for subject_id, severity in rows}
    return found
