"""Officers see what their office reaches and do what their role carries; everything else is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lookthrough.offices import operations, queries
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import MAY, Action, Role, role_may

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
CITY = operations.DemoOffice("演示市金融办", "9901")
EAST = operations.DemoOffice("东区金融办", "990102", parent=CITY.name)


def demo() -> dict[str, operations.DemoLogin]:
    return {login.username: login for login in operations.create_demo_officers(city=CITY, districts=[EAST])}


def test_demo_officers_get_a_random_password_once_and_keep_it() -> None:
    first, again = demo(), demo()
    assert {login.role for login in first.values()} == set(Role) - {Role.OUTSIDE_ADVISER}, "advisers are let in case by case"
    assert len({login.password for login in first.values()}) == len(first)
    assert all(login.password == "" for login in again.values())
    officer = Officer.objects.get(username="officer-990102")
    assert officer.check_password(first["officer-990102"].password)


def test_a_district_reaches_its_own_regions_and_only_the_top_office_what_has_no_place() -> None:
    demo()
    city, east = (queries.officer(officer_id=Officer.objects.get(username=name).pk) for name in ("head", "officer-990102"))
    assert city is not None
    assert city.district is not None
    assert east is not None
    assert east.district is not None
    assert [city.district.reaches(code) for code in ("990102", "990103", "990201", "")] == [True, True, False, True]
    assert [east.district.reaches(code) for code in ("990102", "990103", "990201", "")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("role", "office", "active"), [("", True, True), ("chief", True, True), ("head", False, True), ("head", True, False)]
)
def test_without_role_office_or_active_account_nothing_may_be_done(role: str, office: bool, active: bool) -> None:
    demo()
    officer = Officer.objects.get(username="head")
    officer.role, officer.is_active = role, active
    officer.office = officer.office if office else None
    officer.save()
    assert not any(queries.may(officer_id=officer.pk, action=action) for action in Action)
    assert not any(queries.may(officer_id=None, action=action) for action in Action)


def test_roles_carry_exactly_what_is_written() -> None:
    may = {role: {action for action in Action if role_may(role, action)} for role in Role}
    assert may == {role: set(MAY[role]) for role in Role}
    assert Action.WORK_ALERTS not in may[Role.ANALYST] | may[Role.AUDITOR] | may[Role.SYSTEM_ADMINISTRATOR]
    assert Action.SEE_TRANSFERS not in may[Role.SECURITY_ADMINISTRATOR]
    assert Action.ASSIGN_OTHERS in may[Role.HEAD]
    assert Action.ASSIGN_OTHERS not in may[Role.CASE_OFFICER]


def test_who_can_take_an_alert_stands_nearest_office_first() -> None:
    demo()
    assert [one.username for one in queries.officers_for(region_code="990102")] == ["officer-990102", "head", "legal", "officer"]
    assert [one.username for one in queries.officers_for(region_code="990103")] == ["head", "legal", "officer"]


WORDS = {"legal_basis": "国务院令第737号 第十条", "purpose": "专项整治", "approver": "局长", "scope": "9901"}


def test_an_authority_is_in_force_to_its_last_day() -> None:
    last = date(2026, 12, 31)
    assert operations.record_authority(authority_id="A1", expires_on=last, now=NOW, **WORDS)
    assert queries.authority_in_force(authority_id="A1", on=last) is not None
    assert queries.authority_in_force(authority_id="A1", on=last + timedelta(days=1)) is None
    assert queries.authority_in_force(authority_id="A2", on=last) is None
    assert queries.authority_in_force(authority_id=None, on=last) is None


def test_an_authority_is_recorded_once_and_never_rewritten() -> None:
    last = date(2026, 12, 31)
    operations.record_authority(authority_id="A1", expires_on=last, now=NOW, **WORDS)
    assert not operations.record_authority(authority_id="A1", expires_on=last, now=NOW, **WORDS)
    with pytest.raises(operations.AuthorityRefused):
        operations.record_authority(authority_id="A1", expires_on=last + timedelta(days=365), now=NOW, **WORDS)
    with pytest.raises(ValueError, match="purpose"):
        operations.record_authority(authority_id="A3", expires_on=last, now=NOW, **{**WORDS, "purpose": " "})


def test_within_one_request_an_officer_is_read_once_until_something_changes(django_assert_num_queries: Any) -> None:
    demo()
    one = Officer.objects.get(username="officer-990102")
    with queries.known_while_answering():
        with django_assert_num_queries(1):
            assert queries.may(officer_id=one.pk, action=Action.SEE_WORK)
            assert queries.may(officer_id=one.pk, action=Action.SEE_ALERTS)
        one.is_active = False
        one.save(update_fields=["is_active"])
        assert not queries.may(officer_id=one.pk, action=Action.SEE_WORK), "who is dismissed may do nothing, also within the request"
    with django_assert_num_queries(2):
        queries.officer(officer_id=one.pk)
        queries.officer(officer_id=one.pk)
