"""Officers are appointed, changed and dismissed by the security administrator, and by two where the role decides about others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from lookthrough.audit import queries as audit
from lookthrough.offices import second_factor
from lookthrough.offices.models import Office, Officer, Proposal, Visit
from second_factors import enrol_app

Door = Callable[[str], Client]


def office(name: str = "东区") -> int:
    return Office.objects.get(name=name).pk


def person(**changes: object) -> dict[str, object]:
    return {"username": "new.one", "name": "新某", "office": office(), "role": "case_officer", "reason": "新到岗", **changes}


def told_password(page: str) -> str:
    found = re.search(r"<code>((?:[a-z0-9]{5}-){3}[a-z0-9]{5})</code>", page)
    assert found
    return found.group(1)


def written(username: str) -> list[str]:
    return [one.action for one in audit.entries(object_type="officer", object_id=username)[0]]


def test_an_appointment_tells_a_password_once_that_must_be_changed(sign_in: Door) -> None:
    security = sign_in("security")
    page = security.post("/officers/appoint/", person()).content.decode()
    client = Client()
    client.post("/login/", {"username": "new.one", "password": told_password(page)})
    assert client.get("/alerts/").headers["Location"] == "/account/password/"
    assert written("new.one") == ["officer_appoint"]
    assert told_password(page) not in str(audit.entries(page_size=100))


@pytest.mark.parametrize(
    "fault", [{"username": "Ä ö"}, {"username": "head"}, {"name": " "}, {"role": "chief"}, {"office": ""}, {"reason": ""}]
)
def test_a_faulty_appointment_is_refused_and_what_was_typed_stays(sign_in: Door, fault: dict[str, object]) -> None:
    before = Officer.objects.count()
    security = sign_in("security")
    page = security.post("/officers/appoint/", person(**fault))
    assert page.status_code == 400
    assert "没有任命" in page.content.decode()
    assert Officer.objects.count() == before + 1


@pytest.mark.parametrize("role", ["head", "security_administrator", "audit_administrator"])
def test_who_decides_about_others_is_appointed_by_two(sign_in: Door, role: str) -> None:
    security, second = sign_in("security"), sign_in("second-security")
    security.post("/officers/appoint/", person(role=role))
    assert not Officer.objects.filter(username="new.one").exists()
    wish = Proposal.objects.get()
    address = f"/officers/proposals/{wish.pk}/"
    security.post(address, {"decision": "confirm"})
    assert not Officer.objects.filter(username="new.one").exists()
    page = second.post(address, {"decision": "confirm"}).content.decode()
    assert told_password(page)
    assert Officer.objects.get(username="new.one").role == role
    assert written("new.one") == ["proposal_confirmed", "proposal_made"]


def test_a_head_may_be_the_second_person_but_not_of_another_district(sign_in: Door) -> None:
    sign_in("security").post("/officers/appoint/", person(role="head", office=office("西区")))
    address = f"/officers/proposals/{Proposal.objects.get().pk}/"
    sign_in("east-head").post(address, {"decision": "confirm"})
    assert Proposal.objects.get().state == "waiting"
    sign_in("head").post(address, {"decision": "refuse", "reason": ""})
    assert Proposal.objects.get().state == "waiting"
    sign_in("head").post(address, {"decision": "refuse", "reason": "编制已满"})
    assert Proposal.objects.get().state == "refused"
    assert not Officer.objects.filter(username="new.one").exists()


def test_nobody_confirms_what_is_about_himself(sign_in: Door) -> None:
    security = sign_in("security")
    sign_in("second-security")
    second = Officer.objects.get(username="second-security")
    security.post(f"/officers/{second.pk}/change/", {"office": office("市"), "role": "head", "reason": "升任"})
    sign_in("second-security").post(f"/officers/proposals/{Proposal.objects.get().pk}/", {"decision": "confirm"})
    second.refresh_from_db()
    assert second.role == "security_administrator"


@pytest.mark.parametrize("deed", ["change", "dismiss", "new-password", "reset-second-factor", "unlock", "end-sessions"])
def test_nobody_does_anything_about_himself(sign_in: Door, deed: str) -> None:
    security = sign_in("security")
    me = Officer.objects.get(username="security")
    security.post(f"/officers/{me.pk}/{deed}/", {"office": office("市"), "role": "head", "reason": "x"})
    after = Officer.objects.get(username="security")
    assert (after.role, after.is_active, after.password) == (me.role, True, me.password)
    assert not Proposal.objects.exists()
    assert written("security") == []


def test_a_proposal_can_be_taken_back_and_lapses(sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    security = sign_in("security")
    security.post("/officers/appoint/", person(role="head"))
    first = Proposal.objects.get()
    security.post(f"/officers/proposals/{first.pk}/withdraw/")
    first.refresh_from_db()
    assert first.state == "withdrawn"
    security.post("/officers/appoint/", person(role="head"))
    later = timezone.now() + timedelta(days=15)
    monkeypatch.setattr(timezone, "now", lambda: later)
    sign_in("head").post(f"/officers/proposals/{Proposal.objects.latest('pk').pk}/", {"decision": "confirm"})
    assert not Officer.objects.filter(username="new.one").exists()


def test_moving_an_officer_moves_what_one_sees_at_once(sign_in: Door) -> None:
    east, security = sign_in("east"), sign_in("security")
    assert "东区甲贷" in east.get("/alerts/?state=all").content.decode()
    one = Officer.objects.get(username="east")
    security.post(f"/officers/{one.pk}/change/", {"office": office("西区"), "role": "case_officer", "reason": "轮岗"})
    assert "东区甲贷" not in east.get("/alerts/?state=all").content.decode()
    assert written("east") == ["officer_change"]


def test_a_dismissed_officer_is_out_at_once_and_can_come_back(sign_in: Door) -> None:
    east, security = sign_in("east"), sign_in("security")
    one = Officer.objects.get(username="east")
    security.post(f"/officers/{one.pk}/dismiss/", {"reason": ""})
    assert east.get("/alerts/").status_code == 200
    security.post(f"/officers/{one.pk}/dismiss/", {"reason": "调离"})
    assert east.get("/alerts/").status_code == 302
    page = security.post(f"/officers/{one.pk}/reinstate/", {"reason": "返岗"}).content.decode()
    assert told_password(page)
    assert Officer.objects.get(username="east").is_active
    assert written("east") == ["officer_reinstate", "officer_dismissed"]


def test_a_lost_second_factor_is_reset_and_for_a_head_by_two(sign_in: Door) -> None:
    security = sign_in("security")
    for username in ("east", "head"):
        enrol_app(sign_in(username), timezone.now())
        one = Officer.objects.get(username=username)
        security.post(f"/officers/{one.pk}/reset-second-factor/", {"reason": "手机丢失，已当面核实"})
        assert second_factor.factors(officer_id=one.pk).any is (username == "head")
    assert sign_in("second-security").post(f"/officers/proposals/{Proposal.objects.get().pk}/", {"decision": "confirm"}).status_code == 302
    assert not second_factor.factors(officer_id=Officer.objects.get(username="head").pk).any


def test_a_lock_out_is_seen_and_lifted(sign_in: Door) -> None:
    security = sign_in("security")
    one = Officer.objects.get(username="east")
    one.set_password("right-password-1")
    one.save()
    for _ in range(6):
        Client().post("/login/", {"username": "east", "password": "wrong"})
    assert "密码多次错误" in security.get(f"/officers/{one.pk}/").content.decode()
    security.post(f"/officers/{one.pk}/unlock/")
    assert Client().post("/login/", {"username": "east", "password": "right-password-1"}).headers["Location"] == "/"
    assert written("east") == ["lock_lifted"]


def test_an_officers_sessions_are_ended(sign_in: Door) -> None:
    east, security = sign_in("east"), sign_in("security")
    security.post(f"/officers/{Officer.objects.get(username='east').pk}/end-sessions/")
    assert east.get("/alerts/").status_code == 302
    assert Visit.objects.get(officer__username="east").ended_why == "ended_by_administrator"
