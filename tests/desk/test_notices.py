"""Notices: told once, in the app and by mail, each as the officer chose; no mail holds more than kind, number and link."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from cases.filing import NAME, case, lead
from desk.post_office import PostOffice, open_office
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, lead_decisions, lead_operations, together_operations
from lookthrough.cases.clocks import Unit
from lookthrough.desk import notice_operations, notice_queries, noticing, posting
from lookthrough.desk.models import Letter, Notice, Wishes
from lookthrough.desk.notice_kinds import KINDS
from lookthrough.desk.notice_queries import NoticeRow
from lookthrough.kernel.texts import Text
from lookthrough.offices.models import Officer
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint

ADDRESS = "east@office.example"


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    """Open a post office."""
    with open_office(settings) as office:
        yield office


def tell(day: date = TODAY) -> int:
    """Bring all notices in line on a day."""
    return noticing.tell_all(at=AT + (day - TODAY), today=day)


def new(people: dict[str, int], who: str) -> list[NoticeRow]:
    """Return what waits to be read."""
    return notice_queries.notices(officer_id=people[who], only_new=True)


def proposed(people: dict[str, int]) -> str:
    """Return a lead that the east proposes to close."""
    number = lead(people)
    lead_operations.propose(number=number, kind="close", reason="查无此事", officer_id=people["east"], at=AT)
    return number


def with_address(people: dict[str, int], post: PostOffice, who: str = "head") -> None:
    """Give an officer a confirmed address."""
    notice_operations.send_code(address=ADDRESS, officer_id=people[who], at=AT)
    notice_operations.confirm(code=code_in(post), officer_id=people[who], at=AT)
    post.mails.clear()


def code_in(post: PostOffice) -> str:
    """Return the code that the last mail brought."""
    found = re.search(r"\b\d{8}\b", post.text())
    assert found is not None
    return found[0]


def test_a_decision_is_told_once_and_settled_when_it_is_made(people: dict[str, int]) -> None:
    number = proposed(people)
    assert tell() == 1
    assert tell() == 0
    (told,) = new(people, "head")
    assert (told.kind, told.number, told.page, told.page_of) == ("decision", number, "lead", number)
    assert notice_queries.unread(officer_id=people["head"]) == 1
    lead_decisions.decide(number=number, agreed=False, reason="请再核实", officer_id=people["head"], at=AT)
    assert tell() == 1
    assert new(people, "head") == []
    (back,) = new(people, "east")
    assert (back.kind, back.number) == ("returned", number)


def test_a_clock_is_told_when_it_comes_near_and_once_more_when_it_has_passed(people: dict[str, int]) -> None:
    number = case(people)
    case_operations.start_clock(
        number=number, name="x", title=Text("送达回证", "proof of service"), from_on=TODAY, count=8, unit=Unit.WORKING_DAYS, basis="办法",
        actor="east", at=AT,
    )  # fmt: skip

    def titles(day: date) -> list[str]:
        tell(day)
        return [one.what.zh for one in new(people, "east") if "送达回证" in one.what.zh]

    assert titles(date(2026, 11, 6)) == []
    assert titles(date(2026, 11, 9)) == ["将到期：送达回证"]
    assert titles(date(2026, 11, 13)) == ["已逾期：送达回证"]
    notice_operations.choose(in_app=[], by_mail=[], days_before=5, officer_id=people["east"], at=AT)
    assert titles(date(2026, 11, 13)) == []


def test_what_is_given_to_somebody_is_told_and_given_again_told_again(people: dict[str, int]) -> None:
    number, by = lead(people), {"officer_id": people["head"], "at": AT}
    batch = together_operations.assign_leads(numbers=[number], to_officer_id=people["east2"], **by)  # type: ignore[arg-type]
    tell()
    (told,) = new(people, "east2")
    assert (told.kind, told.number) == ("assigned", number)
    assert notice_operations.mark_read(officer_id=people["east"], notice_ids=[told.notice_id], at=AT) == 0
    assert notice_operations.mark_read(officer_id=people["east2"], notice_ids=[told.notice_id], at=AT) == 1
    together_operations.undo(batch=batch, **by)  # type: ignore[arg-type]
    tell()
    later = {"officer_id": people["head"], "at": AT + timedelta(hours=1)}
    together_operations.assign_leads(numbers=[number], to_officer_id=people["east2"], **later)  # type: ignore[arg-type]
    assert tell() == 1
    assert len(new(people, "east2")) == 1


def test_a_mail_goes_out_once_and_says_number_and_link_alone(people: dict[str, int], post: PostOffice) -> None:
    with_address(people, post)
    number = proposed(people)
    tell()
    assert posting.post(at=AT).sent == 1
    assert posting.post(at=AT).sent == 0
    ((to, mail),) = post.mails
    assert to == [ADDRESS]
    said = post.text()
    assert number in said
    assert f"https://console.example/notices/{new(people, 'head')[0].notice_id}/" in said
    for hidden in (NAME, "承诺高息", "查无此事", "east", FIRM_CODE, "head"):
        assert hidden not in said
        assert hidden not in str(mail["subject"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert notice_queries.notices(officer_id=people["head"])[0].mailed_at == AT
    assert ADDRESS not in str(list(trail.entries(page_size=50)[0]))


FIRM_CODE = "91330302MA0000001X"


def test_what_the_server_refuses_is_tried_again_with_the_same_number_then_given_up_and_put_back(
    people: dict[str, int], post: PostOffice
) -> None:
    with_address(people, post)
    proposed(people)
    tell()
    post.refuse = f"451 mailbox of {ADDRESS} busy"
    assert posting.post(at=AT).failed == 1
    assert posting.post(at=AT + timedelta(minutes=4)).failed == 0
    state = notice_queries.mail_state()
    assert [(tries, trouble, how) for _number, _made, tries, trouble, how, _next in state.failing] == [(1, "SMTPDataError 451", "waiting")]
    assert ADDRESS not in str(state)
    at = AT
    for _try in range(posting.MOST_TRIES):
        at += timedelta(hours=12)
        posting.post(at=at)
    assert notice_queries.mail_state().counts == {"given_up": 1}
    post.refuse = ""
    assert posting.retry(at=at) == 1
    assert posting.post(at=at).sent == 1
    assert notice_queries.mail_state().counts == {"sent": 1}


def test_a_process_that_died_while_sending_leaves_a_letter_that_only_a_person_sends_again(people: dict[str, int], post: PostOffice) -> None:
    with_address(people, post)
    proposed(people)
    tell()
    posting.post(at=AT)
    Letter.objects.update(state="sending", claimed_at=AT)
    assert posting.post(at=AT + timedelta(minutes=10)).sent == 0
    after = posting.post(at=AT + timedelta(minutes=20))
    assert (after.sent, after.unsure, len(post.mails)) == (0, 1, 1)
    assert [(trouble, state) for _n, _at, _tries, trouble, state, _next in notice_queries.mail_state().failing] == [
        ("ProcessDied", "unsure")
    ]
    assert posting.retry(at=AT) == 0
    assert posting.retry(at=AT, unsure=True) == 1
    assert posting.post(at=AT + timedelta(minutes=30)).sent == 1
    first, second = (mail["Message-ID"] for _to, mail in post.mails)
    assert first == second


def test_a_server_that_falls_silent_after_taking_a_mail_does_not_get_it_again(
    people: dict[str, int], post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_address(people, post)
    proposed(people)
    tell()
    sound = smtplib.SMTP.data

    def silent(server: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
        sound(server, message)
        raise TimeoutError

    monkeypatch.setattr(smtplib.SMTP, "data", silent)
    done = posting.post(at=AT)
    monkeypatch.undo()
    assert (done.sent, done.failed, done.unsure) == (0, 0, 1)
    assert posting.post(at=AT + timedelta(hours=12)).sent == 0
    assert len(post.mails) == 1


def test_nothing_is_mailed_that_is_settled_unwanted_or_for_somebody_who_left(people: dict[str, int], post: PostOffice) -> None:
    with_address(people, post)
    number = proposed(people)
    tell()
    notice_operations.choose(in_app=list(KINDS), by_mail=["due"], days_before=3, officer_id=people["head"], at=AT)
    assert posting.post(at=AT).sent == 0
    notice_operations.choose(in_app=list(KINDS), by_mail=list(KINDS), days_before=3, officer_id=people["head"], at=AT)
    Officer.objects.filter(pk=people["head"]).update(is_active=False)
    assert posting.post(at=AT).sent == 0
    Officer.objects.filter(pk=people["head"]).update(is_active=True)
    lead_decisions.withdraw(number=number, officer_id=people["east"], at=AT)
    tell()
    assert posting.post(at=AT).sent == 0
    assert Notice.objects.filter(letter__state="sent").count() == 0


def test_an_address_counts_once_its_code_came_back(people: dict[str, int], post: PostOffice) -> None:
    me = {"officer_id": people["east"], "at": AT}
    with pytest.raises(NotAllowed):
        notice_operations.send_code(address="no address", **me)  # type: ignore[arg-type]
    notice_operations.send_code(address=ADDRESS, **me)  # type: ignore[arg-type]
    code = code_in(post)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _try in range(notice_operations.MOST_TRIES):
        with pytest.raises(NotAllowed):
            notice_operations.confirm(code=wrong, **me)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        notice_operations.confirm(code=code, **me)  # type: ignore[arg-type]
    assert notice_queries.wishes(**me).address == ""  # type: ignore[arg-type]
    notice_operations.send_code(address=ADDRESS, **me)  # type: ignore[arg-type]
    notice_operations.confirm(code=code_in(post), **me)  # type: ignore[arg-type]
    assert notice_queries.wishes(**me).address == ADDRESS  # type: ignore[arg-type]
    assert ADDRESS not in str(Wishes.objects.values())
    notice_operations.forget_address(**me)  # type: ignore[arg-type]
    assert notice_queries.wishes(**me).address == ""  # type: ignore[arg-type]


def test_codes_are_few_in_a_day_and_a_server_that_is_away_changes_nothing(people: dict[str, int], post: PostOffice, settings: Any) -> None:
    me = people["east"]
    for _code in range(notice_operations.MOST_CODES):
        notice_operations.send_code(address=ADDRESS, officer_id=me, at=AT)
    with pytest.raises(NotAllowed):
        notice_operations.send_code(address=ADDRESS, officer_id=me, at=AT)
    settings.EMAIL_PORT = 1
    with pytest.raises(NotAllowed):
        notice_operations.send_code(address=ADDRESS, officer_id=people["head"], at=AT)
    assert notice_queries.wishes(officer_id=people["head"], at=AT).address == ""
    settings.EMAIL_HOST = ""
    with pytest.raises(NotAllowed):
        notice_operations.send_code(address=ADDRESS, officer_id=people["head"], at=AT)
    assert not posting.post(at=AT).is_set_up
