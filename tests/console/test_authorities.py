"""An authority to read account data is asked for by one officer and approved by another; it ends on its day, or when it is revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lookthrough.audit import queries as audit
from lookthrough.offices import authorities, queries
from lookthrough.offices.models import Authority, Officer

Door = Callable[[str], Client]


def request(**changes: str) -> dict[str, str]:
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    usual = {
        "legal_basis": "条例第二十一条",
        "purpose": "核查借新还旧",
        "scope": "甲贷的资金流水",
        "institutions": "I1",
        "expires_on": until,
    }
    return {**usual, **changes}


def ask(client: Client, **changes: str) -> str:
    response = client.post("/authorities/ask/", request(**changes))
    assert response.status_code == 302, response.context["refused"]
    return response.headers["Location"].strip("/").split("/")[-1]


def in_force(number: str) -> bool:
    return queries.authority_in_force(authority_id=number, on=timezone.localdate()) is not None


def test_a_request_is_in_force_only_when_another_has_approved_it(sign_in: Door) -> None:
    number = ask(sign_in("east"))
    assert not in_force(number)
    head = sign_in("head")
    head.post("/authorities/approve/", {"authority": number, "reason": "同意"})
    assert in_force(number)
    assert [one.action for one in audit.entries(object_type="authority", object_id=number)[0]] == ["authority_approved", "authority_asked"]
    page = head.get(f"/authorities/{number}/").content.decode()
    assert "同意" in page
    assert "head某" in page


def test_nobody_approves_a_request_of_his_own(sign_in: Door) -> None:
    head = sign_in("head")
    number = ask(head)
    head.post("/authorities/approve/", {"authority": number})
    assert not in_force(number)
    assert "自己的申请不能自己批准" in head.get(f"/authorities/{number}/").content.decode()
    sign_in("second-head").post("/authorities/approve/", {"authority": number})
    assert in_force(number)


def test_a_head_decides_for_the_own_office_and_those_below_alone(sign_in: Door) -> None:
    city, west = ask(sign_in("city")), ask(sign_in("west"))
    east_head = sign_in("east-head")
    east_head.post("/authorities/approve/", {"authority": city})
    assert not in_force(city)
    assert east_head.post("/authorities/approve/", {"authority": west}).status_code == 404
    assert east_head.get(f"/authorities/{west}/").status_code == 404
    assert not in_force(west)


@pytest.mark.parametrize("username", ["east", "analyst", "auditor"])
def test_who_may_not_approve_is_refused(sign_in: Door, username: str) -> None:
    number = ask(sign_in("city"))
    for deed in ("approve", "refuse", "revoke"):
        assert sign_in(username).post(f"/authorities/{deed}/", {"authority": number, "reason": "x"}).status_code == 403
    assert Authority.objects.get(pk=number).state == "asked"


def test_a_refusal_says_why_and_is_final(sign_in: Door) -> None:
    number, head = ask(sign_in("east")), sign_in("head")
    head.post("/authorities/refuse/", {"authority": number, "reason": ""})
    assert Authority.objects.get(pk=number).state == "asked"
    head.post("/authorities/refuse/", {"authority": number, "reason": "范围过宽"})
    head.post("/authorities/approve/", {"authority": number})
    assert Authority.objects.get(pk=number).state == "refused"
    assert "范围过宽" in sign_in("east").get(f"/authorities/{number}/").content.decode()


def test_a_revoked_one_is_no_longer_in_force(sign_in: Door) -> None:
    number, head = ask(sign_in("east")), sign_in("head")
    head.post("/authorities/approve/", {"authority": number})
    head.post("/authorities/revoke/", {"authority": number, "reason": ""})
    assert in_force(number)
    head.post("/authorities/revoke/", {"authority": number, "reason": "专项结束"})
    assert not in_force(number)


def test_it_ends_on_its_day(sign_in: Door) -> None:
    number = ask(sign_in("east"))
    sign_in("head").post("/authorities/approve/", {"authority": number})
    last = Authority.objects.get(pk=number).expires_on
    assert queries.authority_in_force(authority_id=number, on=last) is not None
    assert queries.authority_in_force(authority_id=number, on=last + timedelta(days=1)) is None


def test_no_longer_than_the_office_has_set(sign_in: Door) -> None:
    latest = authorities.latest_day(on=timezone.localdate())
    assert ask(sign_in("east"), expires_on=latest.isoformat())
    for faulty in ((latest + timedelta(days=1)).isoformat(), "2020-01-01", "soon"):
        assert sign_in("east").post("/authorities/ask/", request(expires_on=faulty)).status_code == 400
    assert sign_in("east").post("/authorities/ask/", request(purpose=" ")).status_code == 400


def test_one_takes_back_the_own_request_and_nobody_elses(sign_in: Door) -> None:
    number = ask(sign_in("east"))
    sign_in("city").post("/authorities/withdraw/", {"authority": number})
    assert Authority.objects.get(pk=number).state == "asked"
    sign_in("east").post("/authorities/withdraw/", {"authority": number})
    assert Authority.objects.get(pk=number).state == "withdrawn"


def test_it_opens_what_it_names_for_its_line_of_offices(sign_in: Door) -> None:
    number = ask(sign_in("east"))
    sign_in("head").post("/authorities/approve/", {"authority": number})
    today = timezone.localdate()

    def opens(username: str, **asked: Any) -> bool:
        officer = queries.officer(officer_id=Officer.objects.get(username=username).pk)
        assert officer is not None
        return authorities.authority_covering(officer=officer, on=today, **asked) is not None

    assert [opens(name, institution_id="I1") for name in ("east", "city", "west")] == [True, True, False]
    assert not opens("east", institution_id="I2")
    assert opens("west", institution_id="I2", authority_id="A-1")


def test_the_numbers_of_a_year_count_up(sign_in: Door) -> None:
    client, year = sign_in("east"), timezone.localdate().year
    assert [ask(client) for _ in range(3)] == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]


def test_an_empty_list_teaches_the_next_step(sign_in: Door) -> None:
    Authority.objects.all().delete()
    assert "经办人员提出申请" in sign_in("east").get("/authorities/").content.decode()
