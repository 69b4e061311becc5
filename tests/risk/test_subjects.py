"""One institution with a bad year takes one row of the list; every month of it stays an alert of its own."""

from __future__ import annotations

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from alert_builders import appoint, finding, hit, update
from lookthrough.kernel.findings import Severity
from lookthrough.risk import queries
from lookthrough.risk.queries import ORDERS, AlertFilter
from lookthrough.risk.subjects import subjects, waiting_by_subject

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def in_month(subject_id: str, month: int, **changes: object) -> object:
    """Return a finding of one month."""
    return finding(subject_id, from_date=date(2026, month, 1), to_date=date(2026, month, 28), **changes)


def a_bad_year() -> None:
    """Let I1 have three months, the second the gravest; I2 one month between them in gravity."""
    update(
        in_month("I1", 1, value=0.5),  # type: ignore[arg-type]
        in_month("I1", 2, value=0.9),  # type: ignore[arg-type]
        in_month("I1", 3, value=0.4),  # type: ignore[arg-type]
        in_month("I2", 2, value=0.7),  # type: ignore[arg-type]
        hits=(hit(),),
    )


def test_a_subject_stands_where_its_gravest_month_stands_and_holds_all_its_months() -> None:
    a_bad_year()
    found = subjects(officer_id=appoint().head, asked=AlertFilter(), today=TODAY)
    assert [(row.first.subject_id, row.first.month, len(row.months)) for row in found.rows] == [
        ("I1", "2026-02", 3), ("I2", "2026-02", 1), ("C1", "2026-03", 1),
    ]  # fmt: skip
    assert (found.subjects, found.total) == (3, 5)
    assert [one.month for one in found.rows[0].months] == ["2026-02", "2026-01", "2026-03"]
    assert found.rows[0].alert_ids == ",".join(str(one.alert_id) for one in found.rows[0].months)


@pytest.mark.parametrize("order", list(ORDERS))
def test_in_every_order_the_subjects_stand_as_their_first_alerts_do(order: str) -> None:
    a_bad_year()
    head = appoint().head
    flat = queries.alerts(officer_id=head, asked=AlertFilter(order=order), today=TODAY).rows
    first = list({(row.subject_type, row.subject_id): row.alert_id for row in reversed(flat)}.items())[::-1]
    expected = sorted((alert_id for _, alert_id in first), key=[row.alert_id for row in flat].index)
    found = subjects(officer_id=head, asked=AlertFilter(order=order), today=TODAY)
    assert [row.first.alert_id for row in found.rows] == expected


def test_a_filter_chooses_months_and_pages_count_subjects() -> None:
    a_bad_year()
    head = appoint().head
    march = subjects(officer_id=head, asked=AlertFilter(month="2026-03"), today=TODAY)
    assert [(row.first.subject_id, len(row.months)) for row in march.rows] == [("I1", 1), ("C1", 1)]
    second = subjects(officer_id=head, asked=AlertFilter(), today=TODAY, page=2, page_size=2)
    assert [row.first.subject_id for row in second.rows] == ["C1"]
    assert subjects(officer_id=head, asked=AlertFilter(severity=queries.GRAVE), today=TODAY).subjects == 2


def test_another_district_sees_its_own_alone() -> None:
    a_bad_year()
    people = appoint()
    assert [row.first.subject_id for row in subjects(officer_id=people.west, asked=AlertFilter(), today=TODAY).rows] == ["I2"]
    assert subjects(officer_id=people.nobody, asked=AlertFilter(), today=TODAY).rows == []
    assert waiting_by_subject(officer_id=people.west, subject_type="institution", today=TODAY) == {"I2": (1, Severity.HIGH)}
    assert waiting_by_subject(officer_id=people.head, subject_type="institution", today=TODAY)["I1"] == (3, Severity.HIGH)


def test_a_page_asks_few_questions(django_assert_max_num_queries: CaptureQueriesContext) -> None:
    a_bad_year()
    head = appoint().head
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        subjects(officer_id=head, asked=AlertFilter(), today=TODAY)
