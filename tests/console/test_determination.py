"""Determination and procedure on their pages: what is open is offered, what is done is said, what is refused says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alert_builders import EAST, People
from lookthrough.cases import case_operations, case_queries, officer_operations
from lookthrough.cases.papers import exhibits
from lookthrough.cases.procedure import decision_operations

Door = Callable[[str], Client]
PAPER, UNKNOWN = sha256(b"paper").hexdigest(), "a" * 64


@pytest.fixture
def number(people: People) -> str:
    """Return a case of the east: opened by the head, led by the east, investigated by two."""
    at = timezone.now()
    made = case_operations.open_case(
        case_type="illegal_fundraising", title="东区某公司涉嫌非法集资", region_code=EAST, subject_type="company", subject_id="",
        subject_name="东区某公司", proposed_by=people.east, officer_id=people.head, at=at,
    )  # fmt: skip
    officer_operations.name_officer(number=made, to_officer_id=people.city, part="investigator", officer_id=people.east, at=at)
    decision_operations.record_reviewer(reviewer_id=people.city, certificate="A1", officer_id=people.head, at=at)
    taken(made, people, b"paper")
    return made


def taken(number: str, people: People, content: bytes) -> str:
    """Take a paper into the evidence of the case and return its number there."""
    return exhibits.take(
        case_number=number, title="退回的邮件", source="邮政企业", origin="collected", content=content, original_name="slip.txt",
        place="", holder="", note="", officer_id=people.east, at=timezone.now(),
    )  # fmt: skip


def page(client: Client, number: str, what: str) -> str:
    """Return a page of the case."""
    return client.get(reverse(f"console:case-{what}", args=[number])).content.decode()


def do(client: Client, number: str, what: str, deed: str, /, *, decides: bool = False, **given: Any) -> str:
    """Do a deed and return what the page then says."""
    way = "decide" if decides else "work"
    answer = client.post(reverse(f"console:{way}-{what}", args=[number, deed]), given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def ids(text: str, name: str) -> list[str]:
    """Return the ids that hidden fields of a page carry."""
    return list(dict.fromkeys(re.findall(rf'name="{name}" value="(\d+)"', text)))


def test_departments_are_asked_one_differs_the_group_settles_and_two_sign(number: str, sign_in: Door) -> None:
    east, head = sign_in("east"), sign_in("head")
    assert "还没有征求部门意见" in page(east, number, "determination")
    today = timezone.localdate()
    due = (today + timedelta(days=9)).isoformat()
    given = {
        "question": "是否属非法集资",
        "class": "illegal_fundraising",
        "departments": "公安局\n市场监管局",
        "due_on": due,
        "papers": PAPER,
    }
    said = do(east, number, "determination", "circulate", **given)
    assert "0/2 已答复" in said
    first, second = ids(said, "asked")
    answer = {"received_on": today.isoformat(), "reasons": "", "class": ""}
    said = do(east, number, "determination", "answer", asked=first, view="differs", **(answer | {"reasons": "对象特定"}))
    assert "没有改动" in said
    assert ">对象特定</textarea>" in said  # what was written is not lost
    do(
        east,
        number,
        "determination",
        "answer",
        asked=first,
        view="differs",
        **(answer | {"reasons": "特定对象", "class": "ordinary_lending"}),
    )
    said = do(east, number, "determination", "answer", asked=second, view="agrees", **answer)
    assert "2/2 已答复" in said
    said = do(east, number, "determination", "close-round")
    assert '<option value="meeting" selected>' in said
    meeting = {
        "held_on": today.isoformat(),
        "chair": "组长",
        "members": "3",
        "question": "属于哪一类",
        "minutes": "讨论",
        "class": "illegal_fundraising",
    }
    votes = {f"member-{row}": f"成员{row}" for row in range(2)} | {f"vote-{row}": "illegal_fundraising" for row in range(2)}
    assert "到会 2/3" in do(east, number, "determination", "meeting", **meeting, **votes)
    do(east, number, "determination", "draft", **{"class": "illegal_fundraising", "ground": "meeting", "text": "属非法集资"})
    assert "等待第二人签署" in do(east, number, "determination", "sign")
    assert east.post(reverse("console:decide-determination", args=[number, "sign-second"])).status_code == 403
    said = do(head, number, "determination", "sign-second", decides=True)
    assert f"认定〔{today.year}〕1号" in said
    assert "determination_settled" in case_queries.milestones(number=number)


def test_a_handling_that_deviates_is_marked(number: str, sign_in: Door) -> None:
    east, head = sign_in("east"), sign_in("head")
    said = page(east, number, "determination")
    assert "登记中没有" in said or "没有认定意见" in said
    said = do(east, number, "determination", "propose-handling", conduct="very_irregular", chosen="defuse", reasons="已停止吸收资金")
    assert "与分类表不同" in said
    assert "没有改动" in do(head, number, "determination", "decide-handling", decides=True, approve="1", reason="")
    assert "已决定分类处置" in do(head, number, "determination", "decide-handling", decides=True, approve="1", reason="已退款八成")


def test_experts_are_recorded_drawn_and_speak(number: str, sign_in: Door) -> None:
    east = sign_in("east")
    for name in "甲乙丙":
        east.post(reverse("console:work-experts", args=["record"]), {"name": f"专家{name}", "field": "金融", "employer": f"{name}大学"})
    assert "专家丙" in east.get(reverse("console:experts")).content.decode()
    said = do(east, number, "determination", "draw", questions="收益是否明显过高", size="3")
    for seat in ids(said, "seat"):
        do(east, number, "determination", "declare", seat=seat, text="无利害关系")
        given = {"answer-0": "yes", "reasons-0": "高于同业三倍", "given_on": timezone.localdate().isoformat()}
        do(east, number, "determination", "give-opinion", seat=seat, **given)
    said = do(east, number, "determination", "close-panel", conclusion="明显过高")
    assert "3 人中抽取 3 人" in said
    assert "明显过高" in said


def served(client: Client, number: str, what: str, about: str) -> str:
    """Serve a paper in person today."""
    today = timezone.localdate().isoformat()
    given = {"what": what, "about": about, "title": "文书", "recipient": "东区某公司", "way": "direct", "receiver": "法定代表人"}
    return do(client, number, "procedure", "serve", sent_on=today, received_on=today, **given)


def test_a_paper_named_by_hash_is_one_that_the_evidence_holds(number: str, people: People, sign_in: Door) -> None:
    east, today = sign_in("east"), timezone.localdate().isoformat()
    notice = {"party": "东区某公司", "facts": "吸收资金", "reasons": "未经许可", "basis": "条例第30条", "measures": "fine", "fine": "30000"}
    (one,) = ids(do(east, number, "procedure", "draft-notice", rights_told="1", difficult="1", **notice), "about")[:1]
    slip = taken(number, people, b"returned")
    said = {"what": "prior_notice", "about": one, "title": "告知书", "recipient": "东区某公司", "way": "mail", "sent_on": today}
    page_said = do(east, number, "procedure", "fail-service", reason="查无此人", paper=sha256(b"returned").hexdigest(), **said)
    assert slip in page_said
    assert "在本案证据中找不到" not in page_said
    page_said = do(east, number, "procedure", "fail-service", reason="查无此人", paper=UNKNOWN, **said)
    assert "本案证据中没有这份材料" in page_said


def test_a_penalty_from_notice_to_service(number: str, sign_in: Door) -> None:
    east, city, head = sign_in("east"), sign_in("city"), sign_in("head")
    notice = {"party": "东区某公司", "facts": "吸收资金", "reasons": "未经许可", "basis": "条例第30条", "measures": "fine", "fine": "30000"}
    said = do(east, number, "procedure", "draft-notice", rights_told="1", difficult="1", **notice)
    (one,) = ids(said, "about")[:1]
    assert "待送达" in said
    assert "没有改动" in do(
        head, number, "procedure", "decide", decides=True, proceeding=one, outcome="penalty", text="罚款", measures="fine", fine="30000"
    )
    assert "期限自送达之日起算" in served(east, number, "prior_notice", one)
    said = do(east, number, "procedure", "waive-statement", proceeding=one, paper=PAPER)
    assert "明确放弃" in said
    assert "可以审核和决定" in do(east, number, "procedure", "conclude", proceeding=one, sure="1")
    assert "调查人员不能审核" in do(city, number, "procedure", "review", proceeding=one, passed="1", text="通过")
    assert "未经法制审核" in do(
        head, number, "procedure", "decide", decides=True, proceeding=one, outcome="penalty", text="罚款", measures="fine", fine="30000"
    )


def test_accounts_are_masked_until_a_purpose_is_stated(number: str, sign_in: Door) -> None:
    east, head = sign_in("east"), sign_in("head")
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    asked = {"banks": "某银行", "accounts": "6222000011112222", "holders": "", "purpose": "查明去向", "basis": "条例第21条", "until": until}
    said = do(east, number, "procedure", "ask-query", **asked)
    assert "************2222" in said
    assert "6222000011112222" not in said
    (query,) = ids(said, "query")
    assert "没有改动" in do(east, number, "procedure", "read-accounts", query=query, purpose="")
    shown = east.post(reverse("console:work-procedure", args=[number, "read-accounts"]), {"query": query, "purpose": "制作查询函"})
    assert "6222000011112222" in shown.content.decode()
    assert "已批准查询账户" in do(head, number, "procedure", "decide-query", decides=True, query=query, approve="1", reason="")
    assert "银行已反馈" in do(
        east, number, "procedure", "bank-receipt", query=query, bank="某银行", kind="answered", on=timezone.localdate().isoformat()
    )


def test_evidence_a_deadline_and_an_inspection(number: str, people: People, sign_in: Door) -> None:
    east, head = sign_in("east"), sign_in("head")
    today = timezone.localdate().isoformat()
    said = do(east, number, "procedure", "ask-registration", holder="东区某公司", place="办公室", reason="可能转移")
    said = do(
        head,
        number,
        "procedure",
        "decide-registration",
        decides=True,
        registration=ids(page(head, number, "procedure"), "registration")[0],
        approve="1",
        reason="",
    )
    assert "已批准先行登记保存" in said
    (one,) = ids(page(east, number, "procedure"), "registration")
    items = "账册，3本，2025年，保管室\n主机，1台，黑色，保管室"
    given = {"registration": one, "on": today, "items": items, "officers": [people.east, people.city], "signature": "signed"}
    said = do(east, number, "procedure", "register", **given)
    assert "还剩 7 个工作日" in said
    for item in ids(said, "item"):
        do(east, number, "procedure", "decide-item", item=item, outcome="return", on=today)
    assert "已全部处理" in page(east, number, "procedure")
    ordered = {"party": "东区某公司", "demands": "停止宣传", "basis": "条例第18条", "count": "10", "unit": "working_days"}
    said = do(east, number, "procedure", "rectify", **ordered)
    assert "尚未送达，期限没有起算" in said
    said = served(east, number, "rectification", ids(said, "rectification")[0])
    assert "还剩 10 个工作日" in said
    assert "期限未满" in do(east, number, "procedure", "confirm-missed", rectification=ids(said, "rectification")[0], finding="未改")
    wanted = {"party": "东区某公司", "agent": "", "asked_on": today, "purpose": "准备申辩", "kind-1": "tip", "title-1": "来信"}
    said = do(east, number, "procedure", "ask-inspection", **wanted)
    (inspection,) = ids(page(head, number, "procedure"), "inspection")
    (item,) = re.findall(r'name="outcome-(\d+)"', page(head, number, "procedure"))
    answered = {f"outcome-{item}": "shown", f"sha256-{item}": PAPER}
    assert "举报材料不得查阅" in do(head, number, "procedure", "decide-inspection", decides=True, inspection=inspection, **answered)


def test_nobody_of_another_district_sees_or_does_anything(number: str, sign_in: Door) -> None:
    west = sign_in("west")
    for what in ("determination", "procedure"):
        assert west.get(reverse(f"console:case-{what}", args=[number])).status_code == 404
        answer = west.post(reverse(f"console:work-{what}", args=[number, "close-round" if what == "determination" else "ask-query"]))
        assert answer.status_code == 404
    assert all("征求" not in one.text.zh for one in case_queries.events(number=number))


def test_the_pages_speak_english(number: str, sign_in: Door) -> None:
    east = sign_in("east")
    east.cookies["language"] = "en"
    for what in ("determination", "procedure"):
        said = page(east, number, what)
        main = said[said.index("</nav>", said.index('class="tabs"')) : said.index("</main>")]
        left = set(re.findall(r"[\u4e00-\u9fff]{2,}", re.sub(r"value=\"[^\"]*\"|<textarea.*?</textarea>", "", main)))
        assert left <= {"东区某公司", "国办发", "苏政办发", "国令"}, sorted(left)  # names and numbers of documents stay
