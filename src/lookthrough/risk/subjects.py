"""Alerts by subject, so that one institution with a bad year takes one row of a list and not twelve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from lookthrough.kernel.findings import Severity
from lookthrough.risk.models import Alert
from lookthrough.risk.queries import ORDERS, AlertFilter, AlertRow, _asked, _reached, _row


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One subject of a list: the alert that stands first in the order asked for, and all its alerts that the list holds, so ordered."""

    first: AlertRow
    months: list[AlertRow]

    @property
    def alert_ids(self) -> str:
        """Return the ids of all its alerts in the list, as a form sends them."""
        return ",".join(str(one.alert_id) for one in self.months)


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """One page of subjects, how many subjects and how many alerts the whole list has."""

    rows: list[SubjectRow]
    subjects: int
    total: int


def subjects(*, officer_id: int, asked: AlertFilter, today: date, page: int = 1, page_size: int = 50) -> SubjectPage:
    """Return one page of the subjects whose alerts are asked for; each stands where its first alert stands."""
    order = ORDERS.get(asked.order, ORDERS["rank"])
    start = (max(page, 1) - 1) * page_size
    found = _asked(_reached(officer_id, in_order=True), asked, officer_id, today)
    leaders = list(
        found.filter(~Exists(_ahead(asked, officer_id, today, order))).order_by(*order).select_related("owner")[start:][:page_size]
    )
    by_subject = found.order_by().values("subject_type", "subject_id").annotate(n=Count("*"))  # of ids no index alone would tell
    counted = by_subject.aggregate(subjects=Count("*"), total=Sum("n"))
    return SubjectPage(rows=_with_months(found, leaders, order), subjects=counted["subjects"], total=counted["total"] or 0)


def _ahead(asked: AlertFilter, officer_id: int, today: date, order: tuple[str, ...]) -> QuerySet[Alert]:
    """Return the alerts of the same subject in the same list that stand before the one looked at."""
    same = Alert.objects.filter(subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"))
    before, equal = Q(pk__in=[]), Q()
    for key in order:
        name = key.lstrip("-")
        before |= equal & Q(**{f"{name}__{'gt' if key.startswith('-') else 'lt'}": OuterRef(name)})
        equal &= Q(**{name: OuterRef(name)})
    return _asked(same, asked, officer_id, today).filter(before)


def _with_months(found: QuerySet[Alert], leaders: list[Alert], order: tuple[str, ...]) -> list[SubjectRow]:
    """Add to each subject's first alert the others of the list."""
    kinds, ids = {one.subject_type for one in leaders}, {one.subject_id for one in leaders}  # both, for they begin the index
    keys = list(found.order_by().filter(subject_type__in=kinds, subject_id__in=ids).values_list("pk", flat=True))
    of_these = Alert.objects.filter(pk__in=keys).order_by(*order).select_related("owner")  # a few rows: sorted, not walked to in order
    months: dict[tuple[str, str], list[AlertRow]] = {}
    for one in of_these:
        months.setdefault((one.subject_type, one.subject_id), []).append(_row(one))
    return [SubjectRow(first=_row(one), months=months[one.subject_type, one.subject_id]) for one in leaders]


def waiting_by_subject(*, officer_id: int, subject_type: str, today: date) -> dict[str, tuple[int, Severity]]:
    """Return for each subject of a kind how many alerts wait and how grave the gravest is."""
    found = _reached(officer_id).filter(subject_type=subject_type, waits_from__lte=today)
    rows = found.values_list("subject_id").annotate(n=Count("*"), worst=Max("severity_rank")).order_by()
    return {subject_id: (count, list(Severity)[worst]) for subject_id, count, worst in rows}
