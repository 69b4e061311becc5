"""A run opens one alert a subject and month, changes it in place, and leaves what officers decided alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alert_builders import AS_OF, NOW, appoint, finding, hit, update
from lookthrough.audit import queries as audit
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.risk import operations, queries
from lookthrough.risk.models import Alert, AlertChange, AlertReason
from lookthrough.risk.states import Outcome

pytestmark = pytest.mark.django_db


def test_two_findings_of_one_month_are_one_alert_ranked_by_the_graver() -> None:
    lighter = finding(rule="client_money_diversion", severity=Severity.MEDIUM, value=0.02, limit=0.005, details={"part_fen": 99_999_999})
    assert update(finding(), lighter) == (1, 0, 0)
    alert = Alert.objects.get()
    assert (alert.name, alert.region_code, alert.month) == ("东区甲贷", "990102", "2026-03")
    assert (alert.severity, alert.times_limit) == ("high", pytest.approx(1.5))
    assert alert.headline_zh.startswith("30 日兑付中 45%")
    assert alert.reasons.count() == 2


def test_the_same_run_again_changes_nothing_not_even_the_trail() -> None:
    update(finding(), finding("I2"), hits=(hit(),))
    before = (list(Alert.objects.values()), list(AlertReason.objects.values()), AlertChange.objects.count(), audit.verify())
    assert update(finding(), finding("I2"), hits=(hit(),)) == (0, 0, 3)
    assert before == (list(Alert.objects.values()), list(AlertReason.objects.values()), AlertChange.objects.count(), audit.verify())


def test_a_later_run_updates_and_remembers_both_days() -> None:
    update(
        finding(value=0.15, severity=Severity.MEDIUM, limit=0.1, to_date=date(2026, 3, 10), as_of=date(2026, 3, 10)),
        as_of=date(2026, 3, 10),
    )
    assert update(finding()) == (0, 1, 0)
    alert = Alert.objects.get()
    assert (alert.severity, alert.first_seen, alert.last_seen) == ("high", date(2026, 3, 10), AS_OF)
    assert [change.kind for change in alert.changes.order_by("id")] == ["found", "updated"]
    assert update(finding(), as_of=date(2026, 4, 2)) == (0, 0, 1)
    assert Alert.objects.get().last_seen == date(2026, 4, 2)


def test_another_month_is_another_alert() -> None:
    april = finding(to_date=date(2026, 4, 3), as_of=date(2026, 4, 3))
    assert update(finding(), april) == (2, 0, 0)
    people = appoint()
    assert [row.month for row in queries.other_months(officer_id=people.east, subject_type="institution", subject_id="I1")] == [
        "2026-04",
        "2026-03",
    ]


def test_what_officers_decided_stays_and_a_graver_finding_brings_it_back() -> None:
    people = appoint()
    update(finding(severity=Severity.MEDIUM))
    alert = Alert.objects.get()
    operations.assign(alert_ids=[alert.pk], to_officer_id=people.east, officer_id=people.east, at=NOW)
    operations.close(alert_ids=[alert.pk], outcome=Outcome.UNFOUNDED, reason="已核实", officer_id=people.east, at=NOW)
    asked = queries.AlertFilter()
    assert queries.alerts(officer_id=people.east, asked=asked, today=AS_OF).total == 0
    update(finding(severity=Severity.HIGH))
    alert.refresh_from_db()
    assert (alert.state, alert.owner_id, alert.outcome) == ("closed", people.east, "unfounded")
    assert alert.graver_since_decision
    assert queries.alerts(officer_id=people.east, asked=asked, today=AS_OF).total == 1


def test_findings_of_no_concern_are_no_alerts() -> None:
    assert update(finding(severity=Severity.INFO)) == (0, 0, 0)


@pytest.mark.parametrize("change", [{"grade": "watch"}, {"grade": "none"}, {"negated": True}, {"licensed": True}])
def test_hits_that_do_not_stand_on_their_own_are_no_alerts(change: dict[str, object]) -> None:
    assert update(hits=(hit(**change),)) == (0, 0, 0)


def test_a_blocked_word_is_a_low_alert_that_is_not_repeated_next_month() -> None:
    assert update(hits=(hit(), hit(field="scope"))) == (1, 0, 0)
    alert = Alert.objects.get()
    assert (alert.severity, alert.subject_type) == ("low", "company")
    assert alert.reasons.get().explanation_zh == "名称、经营范围中出现“资产管理”，无有效许可，且不在否定表述之内。"
    assert update(hits=(hit(), hit(field="scope")), as_of=date(2026, 4, 30)) == (0, 0, 1)
    assert Alert.objects.get().month == "2026-03"


def test_a_subject_nobody_knows_is_still_an_alert() -> None:
    people = appoint()
    update(finding("I9"))
    shown = {
        name: queries.alerts(officer_id=getattr(people, name), asked=queries.AlertFilter(), today=AS_OF).total for name in ("city", "east")
    }
    assert shown == {"city": 1, "east": 0}
    assert Alert.objects.get().name == "I9"


RUNS = st.lists(
    st.builds(
        finding,
        subject_id=st.sampled_from(["I1", "I2"]),
        rule=st.sampled_from(["ponzi_payout", "fund_pool"]),
        severity=st.sampled_from(list(Severity)),
        value=st.floats(0, 5),
        to_date=st.sampled_from([date(2026, 2, 28), AS_OF]),
    ),
    max_size=6,
    unique_by=lambda one: one.finding_id,
)


class AnyRun(TestCase):
    """Whatever a run finds."""

    @settings(max_examples=25, deadline=None)
    @given(RUNS)
    def test_order_changes_nothing_and_twice_is_once(self, found: list[Finding]) -> None:
        wanted = {(one.subject_id, one.month) for one in found if one.severity is not Severity.INFO}
        assert update(*found) == (len(wanted), 0, 0)
        assert update(*reversed(found)) == (0, 0, len(wanted))
        assert Alert.objects.count() == len(wanted)
