"""My work, the calendar, notices and figures over all cases as officers meet them; nobody meets another's or another district's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from alert_builders import WEST, People
from console.conftest import Door
from console.test_case_pages import case, lead, send, text
from desk.post_office import PostOffice, open_office
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries, lead_operations
from lookthrough.cases.clocks import Unit
from lookthrough.cases.repayment import account_operations
from lookthrough.desk import notice_queries, noticing, posting
from lookthrough.kernel.texts import Text


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    """Open a post office."""
    with open_office(settings) as office:
        yield office


def clock(number: str, days: int) -> None:
    """Start a clock."""
    case_operations.start_clock(
        number=number, name="proof", title=Text("送达回证", "proof of service"), from_on=timezone.localdate(), count=days,
        unit=Unit.WORKING_DAYS, basis="办法", actor="head", at=timezone.now(),
    )  # fmt: skip


def test_the_mornings_list_leads_to_all_of_ones_work_and_each_line_to_its_page(people: People, sign_in: Door) -> None:
    number, one = case(people), lead(people)
    clock(number, 2)
    east = sign_in("east")
    assert "送达回证" in text(east, "work")
    page = text(east, "my-work")
    assert reverse("console:case", args=[number]) in page
    assert reverse("console:lead", args=[one]) in page
    assert reverse("console:lead", args=[one]) not in text(east, "my-work", why="due")
    assert reverse("console:case", args=[number]) not in text(east, "my-work", source="lead")
    assert "现在没有等您办的事" in text(sign_in("west"), "my-work")
    lead_operations.propose(number=one, kind="close", reason="查无此事", officer_id=people.east, at=timezone.now())
    assert "线索待决定" in text(sign_in("head"), "my-work", why="asked")


def test_the_bell_counts_what_is_new_and_following_a_notice_reads_it(people: People, sign_in: Door) -> None:
    number = lead(people)
    lead_operations.propose(number=number, kind="close", reason="查无此事", officer_id=people.east, at=timezone.now())
    noticing.tell_all(at=timezone.now(), today=timezone.localdate())
    head = sign_in("head")
    assert "我的提醒，1 条未读" in text(head, "alerts")
    (row,) = notice_queries.notices(officer_id=people.head, only_new=True)
    assert row.number in text(head, "notices")
    assert sign_in("east").get(reverse("console:notice", args=[row.notice_id])).status_code == 404
    response = head.get(reverse("console:notice", args=[row.notice_id]))
    assert response.headers["Location"] == reverse("console:lead", args=[number])
    assert "没有未读" in text(head, "alerts")
    send(head, "read-notices", notice=row.notice_id, again="1")
    assert notice_queries.unread(officer_id=people.head) == 1
    assert "已标为已读" in send(head, "read-notices")
    assert notice_queries.unread(officer_id=people.head) == 0


def test_an_officer_chooses_what_comes_by_mail_and_confirms_where_to(people: People, sign_in: Door, post: PostOffice) -> None:
    head = sign_in("head")
    assert "验证码已发出" in send(head, "notices-address", deed="send", address="head@office.example")
    assert "发到 head@office.example 的验证码" in text(head, "notices")
    code = next(word for word in post.text().split() if len(word) == 8 and word.isdecimal())
    assert "没有改动" in send(head, "notices-address", deed="confirm", code="0")
    assert "邮箱已验证" in send(head, "notices-address", deed="confirm", code=code)
    assert "提醒选择已保存" in send(head, "choose-notices", in_app=["due"], by_mail=["decision"], days="5")
    number = lead(people)
    lead_operations.propose(number=number, kind="close", reason="查无此事", officer_id=people.east, at=timezone.now())
    noticing.tell_all(at=timezone.now(), today=timezone.localdate())
    assert posting.post(at=timezone.now()).sent == 1
    assert number in post.text()
    assert notice_queries.unread(officer_id=people.head) == 0
    assert "head@office.example" not in text(sign_in("east"), "notices")
    assert "已移除" in send(head, "notices-address", deed="remove")


def test_mails_that_did_not_leave_stand_on_the_system_page(people: People, sign_in: Door, post: PostOffice) -> None:
    head = sign_in("head")
    send(head, "notices-address", deed="send", address="head@office.example")
    send(head, "notices-address", deed="confirm", code=next(word for word in post.text().split() if len(word) == 8 and word.isdecimal()))
    lead_operations.propose(number=lead(people), kind="close", reason="查无此事", officer_id=people.east, at=timezone.now())
    noticing.tell_all(at=timezone.now(), today=timezone.localdate())
    post.refuse = "554 no head@office.example here"
    posting.post(at=timezone.now())
    page = text(sign_in("system"), "system")
    assert "SMTPDataError 554" in page
    assert "head@office.example" not in page


def test_the_calendar_shows_ones_own_days_or_the_districts_and_marks_days_of_rest(people: People, sign_in: Door) -> None:
    clock(case(people), 1)
    numbers = [one.number for one in case_queries.cases(officer_id=people.head)]
    day = case_queries.next_clocks(numbers=numbers, today=timezone.localdate())
    on = next(iter(day.values())).due_on.isoformat()
    assert "送达回证" in text(sign_in("east"), "calendar", on=on)
    assert "送达回证" not in text(sign_in("head"), "calendar", on=on)
    assert "送达回证" in text(sign_in("head"), "calendar", on=on, whose="district", view="week")
    assert "送达回证" not in text(sign_in("west"), "calendar", on=on, whose="district")
    week = sign_in("east").get(reverse("console:calendar"), {"on": "2026-10-01"}).context["weeks"]
    worked = {day.on.day: day.works for days in week for day in days if day.on.month == 10}
    assert worked[1] is False
    assert worked[28] is True
    assert sign_in("east").get(reverse("console:calendar"), {"on": "0000-99-99", "view": "x"}).status_code == 200


def test_a_calendar_program_reads_numbers_by_a_key_until_it_is_revoked(people: People, sign_in: Door) -> None:
    number = case(people)
    clock(number, 3)
    east = sign_in("east")
    page = send(east, "make-calendar-key", name="手机")
    assert "key=" in page
    address = page.partition("<code>")[2].partition("</code>")[0].replace("&amp;", "&")
    path = address[address.index("/calendar/feed.ics") :]
    assert "key=" not in text(east, "calendar")
    feed = Client().get(path)
    assert feed.headers["Content-Type"].startswith("text/calendar")
    said = feed.content.replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:期限 {number}" in said
    for hidden in ("某投资", "东区", "east"):
        assert hidden not in said
    assert Client().get(reverse("console:calendar-feed")).status_code == 404
    (key,) = notice_queries.calendar_keys(officer_id=people.east)
    assert "停用" in send(sign_in("west"), "revoke-calendar-key", key=key.key_id)
    assert Client().get(path).status_code == 200
    send(east, "revoke-calendar-key", key=key.key_id)
    assert Client().get(path).status_code == 404
    assert {"calendar_key_made", "calendar_read", "calendar_key_revoked"} <= {one.action for one in trail.entries(page_size=50)[0]}


def test_figures_over_all_cases_are_the_districts_and_leave_as_a_table(people: People, sign_in: Door) -> None:
    first, second = case(people), case(people)
    case_operations.open_case(
        case_type="petition", title="西区信访", region_code=WEST, subject_type="other", subject_id="", subject_name="某",
        at=timezone.now(), proposed_by=people.west, officer_id=people.head,
    )  # fmt: skip
    clock(second, 1)
    account_operations.enter(
        number=first,
        kind="surrender",
        fen=123_456_00,
        on=timezone.localdate(),
        text="退缴",
        reference="",
        officer_id=people.east,
        at=timezone.now(),
    )
    later = timezone.localdate() + timedelta(days=10)
    head = sign_in("head").get(reverse("console:case-reports"), {"by": "region"}).context
    assert (head["whole"].tally.total, head["whole"].sums.received_fen) == (3, 123_456_00)
    assert sum(row.tally.total for row in head["rows"]) == 3
    east = sign_in("east").get(reverse("console:case-reports"), {"by": "region"}).context
    assert [row.tally.total for row in east["rows"]] == [2]
    assert sign_in("east").get(reverse("console:case-reports"), {"from": later.isoformat()}).context["rows"] == []
    sheet = sign_in("east").get(reverse("console:export-case-report-xlsx"), {"by": "type"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[1:5] for row in rows[1:]] == [[2, 2, 0, 0], [2, 2, 0, 0]]
    assert rows[-1][-2] == 123_456.0
    each = b"".join(sign_in("east").get(reverse("console:export-case-report-csv"), {"each": "1"})).decode()  # type: ignore[arg-type]
    assert first in each
    assert "西区信访" not in each


def test_what_is_ticked_leaves_as_a_table_and_nothing_of_another_district(people: People, sign_in: Door) -> None:
    number, one = case(people), lead(people)
    east, west = sign_in("east"), sign_in("west")
    assert reverse("console:export-chosen-cases-xlsx") in text(east, "cases")

    def table(client: Client, kind: str, chosen: str) -> str:
        return b"".join(client.post(reverse(f"console:export-chosen-{kind}-csv"), {"number": [chosen]})).decode()  # type: ignore[arg-type]

    assert number in table(east, "cases", number)
    assert one in table(east, "leads", one)
    assert number not in table(west, "cases", number)
    assert one not in table(west, "leads", one)
    assert {"export_cases", "export_leads"} <= {one.action for one in trail.entries(page_size=50)[0]}
