"""Officers take alerts, put them aside, close and reopen them; each act is in the trail and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from alert_builders import AS_OF, NOW, People, appoint, finding, update
from lookthrough.audit import queries as audit
from lookthrough.risk import operations, queries
from lookthrough.risk.models import Alert
from lookthrough.risk.states import Outcome

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 20)


@pytest.fixture
def people() -> People:
    update(finding("I1"), finding("I2"))
    return appoint()


def alert_of(subject_id: str) -> Alert:
    return Alert.objects.get(subject_id=subject_id)


def state_of(subject_id: str) -> tuple[Any, ...]:
    alert = alert_of(subject_id)
    return alert.state, alert.owner_id, alert.snoozed_until, alert.outcome


ACTS: dict[str, Callable[[int, int], object]] = {
    "assign": lambda alert, officer: operations.assign(alert_ids=[alert], to_officer_id=officer, officer_id=officer, at=NOW),
    "snooze": lambda alert, officer: operations.snooze(alert_ids=[alert], reason="等回函", until=LATER, officer_id=officer, at=NOW),
    "close": lambda alert, officer: operations.close(
        alert_ids=[alert], outcome=Outcome.CONFIRMED, reason="已移送", officer_id=officer, at=NOW
    ),
}


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize(
    ("who", "allowed"), [("head", True), ("city", True), ("east", True), ("west", False), ("analyst", False), ("nobody", False)]
)
def test_who_may_do_what(people: People, act: str, who: str, allowed: bool) -> None:
    alert, before = alert_of("I1").pk, audit.verify().entries
    if allowed:
        ACTS[act](alert, getattr(people, who))
        assert alert_of("I1").state != "new"
        assert audit.verify().entries == before + 1
        return
    with pytest.raises(operations.NotAllowed):
        ACTS[act](alert, getattr(people, who))
    assert state_of("I1") == ("new", None, None, "")
    assert audit.verify().entries == before


def test_only_a_head_assigns_to_others_and_only_to_who_reaches_the_region(people: People) -> None:
    alert = alert_of("I1").pk
    with pytest.raises(operations.NotAllowed, match="only a head"):
        operations.assign(alert_ids=[alert], to_officer_id=people.east, officer_id=people.city, at=NOW)
    with pytest.raises(operations.NotAllowed, match="does not work on"):
        operations.assign(alert_ids=[alert], to_officer_id=people.west, officer_id=people.head, at=NOW)
    operations.assign(alert_ids=[alert], to_officer_id=people.east, officer_id=people.head, at=NOW)
    assert state_of("I1")[:2] == ("assigned", people.east)


def test_many_at_once_go_together_or_not_at_all(people: People) -> None:
    both = [alert_of("I1").pk, alert_of("I2").pk]
    with pytest.raises(operations.NotAllowed):
        operations.assign(alert_ids=both, to_officer_id=people.east, officer_id=people.east, at=NOW)
    assert state_of("I1")[0] == state_of("I2")[0] == "new"
    batch = operations.assign(alert_ids=both, to_officer_id=people.city, officer_id=people.city, at=NOW)
    assert state_of("I1")[0] == state_of("I2")[0] == "assigned"
    assert operations.undo(batch=batch, officer_id=people.city, at=NOW) == 2
    assert state_of("I1") == state_of("I2") == ("new", None, None, "")


def test_each_act_can_be_taken_back_one_after_another(people: People) -> None:
    alert, seen = alert_of("I1").pk, [state_of("I1")]
    for act in ACTS.values():
        act(alert, people.east)
        seen.append(state_of("I1"))
    assert seen[-1] == ("closed", people.east, None, "confirmed")
    for expected in reversed(seen[:-1]):
        operations.undo_last(alert_id=alert, officer_id=people.east, at=NOW)
        assert state_of("I1") == expected
    with pytest.raises(operations.NotAllowed, match="nothing to undo"):
        operations.undo_last(alert_id=alert, officer_id=people.east, at=NOW)
    assert audit.verify().sound


def test_nobody_takes_back_what_another_did_nor_what_was_changed_since(people: People) -> None:
    alert = alert_of("I1").pk
    batch = operations.assign(alert_ids=[alert], to_officer_id=people.east, officer_id=people.east, at=NOW)
    with pytest.raises(operations.NotAllowed, match="nothing to undo"):
        operations.undo(batch=batch, officer_id=people.head, at=NOW)
    operations.assign(alert_ids=[alert], to_officer_id=people.city, officer_id=people.head, at=NOW)
    with pytest.raises(operations.NotAllowed, match="changed it since"):
        operations.undo(batch=batch, officer_id=people.east, at=NOW)
    assert state_of("I1")[1] == people.city


def test_a_run_between_act_and_undo_is_no_hindrance(people: People) -> None:
    alert = alert_of("I1").pk
    operations.assign(alert_ids=[alert], to_officer_id=people.east, officer_id=people.east, at=NOW)
    update(finding(value=0.6))
    operations.undo_last(alert_id=alert, officer_id=people.east, at=NOW)
    assert state_of("I1")[0] == "new"


def test_what_is_put_aside_comes_back_on_its_day(people: People) -> None:
    operations.snooze(alert_ids=[alert_of("I1").pk], reason="等回函", until=LATER, officer_id=people.east, at=NOW)
    waiting = {day: queries.alerts(officer_id=people.east, asked=queries.AlertFilter(), today=day).total for day in (AS_OF, LATER)}
    assert waiting == {AS_OF: 0, LATER: 1}
    with pytest.raises(operations.NotAllowed, match="after today"):
        operations.snooze(alert_ids=[alert_of("I1").pk], reason="等", until=NOW.date(), officer_id=people.east, at=NOW)


def test_reasons_are_asked_for(people: People) -> None:
    alert = alert_of("I1").pk
    with pytest.raises(operations.NotAllowed, match="reason"):
        operations.snooze(alert_ids=[alert], reason=" ", until=LATER, officer_id=people.east, at=NOW)
    with pytest.raises(operations.NotAllowed, match="reason"):
        operations.close(alert_ids=[alert], outcome=Outcome.CONFIRMED, reason="", officer_id=people.east, at=NOW)


def test_a_closed_alert_is_reopened_before_anything_else(people: People) -> None:
    alert = alert_of("I1").pk
    with pytest.raises(operations.NotAllowed, match="not closed"):
        operations.reopen(alert_ids=[alert], reason="新线索", officer_id=people.east, at=NOW)
    ACTS["close"](alert, people.east)
    for act in ACTS.values():
        with pytest.raises(operations.NotAllowed, match="reopen"):
            act(alert, people.east)
    operations.reopen(alert_ids=[alert], reason="新线索", officer_id=people.east, at=NOW)
    assert state_of("I1") == ("new", None, None, "")


def test_another_district_sees_nothing(people: People) -> None:
    alert = alert_of("I1").pk
    seen = {
        who: queries.alert(officer_id=getattr(people, who), alert_id=alert) is not None
        for who in ("head", "east", "west", "analyst", "nobody")
    }
    assert seen == {"head": True, "east": True, "west": False, "analyst": True, "nobody": False}
    assert queries.other_months(officer_id=people.west, subject_type="institution", subject_id="I1") == []
    assert [row.subject_id for row in queries.alerts(officer_id=people.west, asked=queries.AlertFilter(), today=AS_OF).rows] == ["I2"]
    assert queries.choices(officer_id=people.west)["region"] == ["990103"]
    assert queries.counts(officer_id=people.west, today=AS_OF)["new"] == 1


def test_filters_and_order(people: People) -> None:
    update(finding("I2", rule="fund_pool", value=0.9))

    def names(**asked: str) -> list[str]:
        page = queries.alerts(officer_id=people.head, asked=queries.AlertFilter(**asked), today=AS_OF)
        return [row.subject_id for row in page.rows]

    assert names() == ["I2", "I1"]
    assert names(rule="fund_pool") == ["I2"]
    assert names(region="990102") == ["I1"]
    assert names(text="东区") == ["I1"]
    assert names(text="东区 乙") == []
    assert names(severity="medium") == []
    assert names(month="2026-03", order="name") == ["I1", "I2"]
    assert names(owner="me") == []
    assert names(state="closed") == []
