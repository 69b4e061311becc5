"""What is asked of alerts about one firm: its own and those of the institutions it operates, with reasons and history, in few queries."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lookthrough.risk.models import Alert, AlertChange, AlertReason
from lookthrough.risk.queries import AlertRow, Change, Reason, _change, _reached, _reason, _row

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
    found = [(by_id[one.alert_id], _reason(one)) for one in AlertReason.objects.filter(alert__in=list(by_id))]
    return sorted(found, key=lambda pair: (-pair[1].severity.rank, -pair[1].times_limit, -pair[1].amount_fen, pair[1].key))


def changes_of(*, alerts: Iterable[AlertRow]) -> list[tuple[AlertRow, Change]]:
    """Return what was done with alerts that were read for an officer, each with its alert, newest first."""
    by_id = {one.alert_id: one for one in alerts}
    return [(by_id[one.alert_id], _change(one)) for one in AlertChange.objects.filter(alert__in=list(by_id)).order_by("-at", "-id")]
