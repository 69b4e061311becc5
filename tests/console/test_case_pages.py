"""Leads and cases as officers meet them: from an alert to a lead, by two to a case, and the file with what comes next."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alert_builders import EAST, People
from console.conftest import Door, alert_id
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries, lead_operations, lead_queries, view_operations
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.registry import operations as registry
from lookthrough.registry.models import Company
from registry.register import code, write
from registry.register import firm as firm_row


def text(client: Client, name: str, /, *args: object, **asked: str) -> str:
    """Return a page's text."""
    response = client.get(reverse(f"console:{name}", args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, name: str, /, *args: object, **given: object) -> str:
    """Send a form and return the page that it leads to."""
    response = client.post(reverse(f"console:{name}", args=args), given, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def lead(people: People, number: int = 1) -> str:
    """Open a lead of the east."""
    return lead_operations.open_lead(
        source="finding", title=f"高息海报{number}", text="门店张贴海报", subject_type="company", subject_id=f"91990101MA000000{number}X",
        subject_name="东区某投资", region_code=EAST, officer_id=people.east, at=timezone.now(),
    )  # fmt: skip


def case(people: People) -> str:
    """Open a case of the east."""
    return case_operations.open_case(
        case_type="illegal_fundraising", title="某投资涉嫌非法集资", region_code=EAST, subject_type="company",
        subject_id="91990101MA0000001X", subject_name="东区某投资", proposed_by=people.east, officer_id=people.head, at=timezone.now(),
    )  # fmt: skip


def test_an_alert_becomes_a_lead_a_case_and_its_first_step(people: People, sign_in: Door) -> None:
    east, head = sign_in("east"), sign_in("head")
    assert "立线索…" in text(east, "alert", alert_id())
    send(east, "open-lead", alert=alert_id(), title="平台资金异常", text="见预警")
    (row,) = lead_queries.leads(officer_id=people.east)
    assert row.reference == f"alert:{alert_id()}"
    assert row.number in text(east, "alert", alert_id())
    again = send(east, "open-lead", alert=alert_id(), title="再立", text="")
    assert row.number in again
    assert "没有改动" in again
    send(east, "work-lead", row.number, "propose", kind="case", case_type="illegal_fundraising", title="平台涉嫌非法集资", reason="资金池")
    assert "等待另一位有权人员决定" in text(head, "lead", row.number)
    page = send(head, "decide-lead", row.number, decision="agree", reason="")
    (made,) = case_queries.cases(officer_id=people.head)
    assert made.number in page
    said = text(east, "case", made.number)
    assert "还缺：已指派两名以上调查人员" in said
    send(east, "work-case", made.number, "name", officer=people.city, part="investigator")
    assert "案件已进入下一步骤" in send(east, "work-case", made.number, "step", to="investigation", reason="")
    assert "不能从“调查”直接到“取缔”" in send(east, "work-case", made.number, "step", to="ban", reason="")


def test_pages_of_another_district_are_not_even_there(people: People, sign_in: Door) -> None:
    west, number, other = sign_in("west"), case(people), lead(people)
    assert number not in text(west, "cases", state="all")
    assert other not in text(west, "leads", state="all")
    for name, args in (("case", [number]), ("case-people", [number]), ("lead", [other])):
        assert west.get(reverse(f"console:{name}", args=args)).status_code == 404
    for name, args in (("work-case", [number, "note"]), ("work-lead", [other, "note"])):
        assert west.post(reverse(f"console:{name}", args=args), {"text": "看"}).status_code == 404
    assert sign_in("head").post(reverse("console:decide-case", args=[number, "moon"])).status_code == 404


def test_the_list_and_the_board_show_where_cases_stand_and_the_search_finds_them(people: People, sign_in: Door) -> None:
    number, head = case(people), sign_in("head")
    case_operations.start_clock(
        number=number, name="answer", title=case_queries.known(number=number).kind.title, from_on=date(2020, 1, 1), count=3,  # type: ignore[union-attr]
        unit="days", basis="试", actor="east", at=timezone.now(),
    )  # fmt: skip
    page = text(head, "cases")
    assert number in page
    assert "已逾期" in page
    assert number in text(head, "cases-board")
    assert "没有符合条件的案件" in text(head, "cases", text="不存在")
    assert number in text(head, "cases", type="illegal_fundraising", step="filed", text=number)
    assert reverse("console:case", args=[number]) in text(head, "search", q=number)
    assert "这一类没有办理中的案件" in text(head, "cases-board", type="petition")


def test_the_list_leaves_as_a_file(people: People, sign_in: Door) -> None:
    number, other, head = case(people), lead(people), sign_in("head")
    csv = head.get(reverse("console:export-cases-csv"))
    assert number in b"".join(csv.streaming_content).decode()  # type: ignore[attr-defined]
    book = head.get(reverse("console:export-leads-xlsx"))
    files = zipfile.ZipFile(io.BytesIO(book.content))
    assert any(other in files.read(name).decode() for name in files.namelist() if name.endswith(".xml"))


def test_leads_are_assigned_together_and_undone_from_the_message(people: People, sign_in: Door) -> None:
    numbers, head = [lead(people, 1), lead(people, 2)], sign_in("head")
    page = send(head, "leads-together", "assign", number=numbers, officer=people.city)
    assert {one.officer_id for one in lead_queries.leads(officer_id=people.head)} == {people.city}
    batch = page.split('value="cases:')[1].split('"')[0]
    assert "恢复原状" in send(head, "cases-together", "undo", batch=f"cases:{batch}")
    assert {one.officer_id for one in lead_queries.leads(officer_id=people.head)} == {people.east}
    assert "没有改动" in send(head, "leads-together", "note", number=[], text="看")


def test_leads_ticked_are_proposed_for_closing_and_closed_by_another(people: People, sign_in: Door) -> None:
    numbers, east, head = [lead(people, 1), lead(people, 2)], sign_in("east"), sign_in("head")
    assert "同意不予立案" not in text(east, "leads")
    assert "已办理 2 条" in send(east, "leads-together", "propose-close", number=numbers, reason="不属本办职责")
    assert "没有改动" in send(east, "leads-together", "agree-close", number=numbers)
    assert "同意不予立案" in text(head, "leads")
    assert "2 条不予立案" in send(head, "leads-together", "agree-close", number=numbers)
    assert head.post(reverse("console:cases-together", args=["agree-close"]), {"number": numbers}).status_code == 404


def test_a_closing_is_proposed_by_one_and_decided_by_another(people: People, sign_in: Door) -> None:
    number, east, head = case(people), sign_in("east"), sign_in("head")
    for milestone in ("two_investigators", "determination_settled"):
        case_operations.attest(number=number, milestone=milestone, reference="t", actor="east", at=timezone.now())
    for to in ("investigation", "determination"):
        send(east, "work-case", number, "step", to=to)
    assert "须第二人决定" in text(east, "case", number)
    send(east, "work-case", number, "step", to="unfounded", second="1", reason="不构成")
    assert east.post(reverse("console:decide-case", args=[number, "step"]), {"decision": "agree"}).status_code == 403
    assert "已同意" in send(head, "decide-case", number, "step", decision="agree")
    assert "案件已办结" in text(east, "case", number)
    assert "案件重新办理" in send(head, "decide-case", number, "reopen", reason="新证据")


def test_a_transfer_of_another_body_is_written_down_with_its_number(people: People, sign_in: Door) -> None:
    east = sign_in("east")
    assert "移送单位" in text(east, "new-lead")
    given = {"source": "transfer", "name": "某商贸", "region": EAST, "title": "公安移送", "received_on": timezone.localdate().isoformat()}
    assert "没有改动" in send(east, "open-lead", **given)
    page = send(east, "open-lead", **given, from_body="市公安局", their_number="公移〔2026〕3号")
    assert "公移〔2026〕3号" in page


def test_a_lawyer_reads_the_page_that_was_opened_and_nothing_else(people: People, sign_in: Door) -> None:
    number, other = case(people), case(people)
    offices.appoint_officer(username="lawyer", name="律师", office="市", role=Role.OUTSIDE_ADVISER, password="long enough for a test")
    lawyer_id = Officer.objects.get(username="lawyer").pk
    until = timezone.localdate() + timedelta(days=3)
    view_operations.open_view(
        number=number, to_officer_id=lawyer_id, tabs=["file"], until=until, purpose="法律意见", officer_id=people.head, at=timezone.now()
    )
    lawyer = sign_in("lawyer")
    assert unquote(reverse("console:case", args=[number])) in unquote(text(lawyer, "shared-cases"))
    page = text(lawyer, "case", number)
    assert "某投资涉嫌非法集资" in page
    assert "备注…" not in page
    for name, args in (("case", [other]), ("case-people", [number]), ("cases", []), ("leads", [])):
        assert lawyer.get(reverse(f"console:{name}", args=args)).status_code == 403
    assert lawyer.post(reverse("console:work-case", args=[number, "note"]), {"text": "看"}).status_code == 403
    read, _more = trail.entries(actors=["lawyer"])
    assert [one.details["page"] for one in read if one.action == "case.read_from_outside"] == ["file"]


def test_officers_of_a_case_conflicts_and_views_have_their_page(people: People, sign_in: Door) -> None:
    number, east, head = case(people), sign_in("east"), sign_in("head")
    assert "调查人员不得少于两人" in text(east, "case-people", number)
    send(east, "work-case", number, "name", officer=people.city, part="investigator")
    send(east, "work-case", number, "declare", officer=people.city, relation="同学")
    assert "已申报，待决定" in text(head, "case-people", number)
    send(head, "decide-case", number, "conflict", officer=people.city, decision="recuse", reason="关系密切")
    assert "two_investigators" not in case_queries.milestones(number=number)


def test_empty_pages_teach_the_next_step(people: People, sign_in: Door) -> None:
    east = sign_in("east")
    assert "案件由线索而来" in text(east, "cases")
    assert "线索来自预警" in text(east, "leads")


def test_a_firms_file_tells_of_its_leads_and_cases(people: People, sign_in: Door, tmp_path: Path) -> None:
    east, firm = sign_in("east"), code(1, EAST)
    registry.import_companies(
        path=write(tmp_path / "firms.csv", [firm_row(1, uscc=firm, name="东区甲公司")]), at=timezone.now(), actor="test"
    )
    Company.objects.filter(uscc=firm).update(region_code=EAST)
    assert "没有关于这家企业的线索" in text(east, "firm-cases", firm)
    page = send(east, "open-lead", firm=firm, source="firm", title="传单高息", text="")
    (row,) = lead_queries.leads_of(officer_id=people.east, subject_ids=[firm])
    assert row.number in page
    assert row.number in text(east, "firm-cases", firm)
    assert row.number in text(east, "firm-timeline", firm)


def test_a_long_list_comes_page_by_page_and_a_lead_offers_those_about_its_firm_first(people: People, sign_in: Door) -> None:
    numbers = [lead(people, each) for each in range(1, 53)]
    client = sign_in("head")
    first, second = text(client, "leads"), text(client, "leads", page="2")
    assert "高息海报52" in first
    assert "高息海报2<" not in first
    assert "高息海报2<" in second
    assert "第 51–52 条，共 52 条" in second
    offered = lead_queries.choices(officer_id=people.head, subject_id="91990101MA0000003X", but=numbers[0])
    assert offered[0] == (numbers[2], "高息海报3")
    assert numbers[0] not in {number for number, _title in offered}
    assert len(offered) == 50
