"""Account queries, registered evidence, deadlines, bans, inspection: only with approval, only in time, only as it may be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cases.procedure.doing import OTHER_PAPER, PAPER, PARTY, TODAY, People, by, on, refused, served
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.procedure import account_operations as accounts
from lookthrough.cases.procedure import announcement_operations as announcements
from lookthrough.cases.procedure import inspection_operations as inspections
from lookthrough.cases.procedure import rectification_operations as rectifications
from lookthrough.cases.procedure import registration_operations as registrations
from lookthrough.cases.procedure.account_operations import Asked
from lookthrough.cases.procedure.inspection_operations import Answered, Wanted
from lookthrough.cases.procedure.models import AccountQuery, Inspection, Rectification, RegisteredItem, Registration
from lookthrough.cases.procedure.registration_operations import Item
from lookthrough.offices import queries as offices
from registry.working import AT

ASKED = Asked(["某银行", "某银行 "], ["6222000011112222"], "某公司", "查明资金去向", "国令737号第21条", TODAY + timedelta(days=30))
ITEMS = [Item("账册", "3本", "2025年度", "本办保管室"), Item("电脑主机", "1台", "黑色", "本办保管室")]


def asked(people: People, number: str, **more: object) -> int:
    """Ask for an account query."""
    return accounts.ask(number=number, asked=replace(ASKED, **more), **by(people))  # type: ignore[arg-type]


def test_accounts_are_queried_only_with_the_approval_of_a_head_who_did_not_ask(people: People, number: str) -> None:
    refused("期限须在今天至", asked, people, number, until=TODAY + timedelta(days=120))
    refused("哪些银行", asked, people, number, banks=[" "])
    query = asked(people, number)
    receipt = {"number": number, "query_id": query, "bank": "某银行", "kind": "answered", "on": TODAY, "paper_sha256": PAPER}
    refused("未经主要负责人批准", accounts.bank_receipt, **receipt, **by(people))
    refused("您的角色", accounts.decide, number=number, query_id=query, approve=True, reason="", **by(people))
    assert accounts.decide(number=number, query_id=query, approve=True, reason="", **by(people, "head")) == ""  # type: ignore[arg-type]
    refused("没有这家银行", accounts.bank_receipt, **(receipt | {"bank": "别的银行"}), **by(people))
    accounts.bank_receipt(**receipt, **by(people))  # type: ignore[arg-type]
    own = accounts.ask(number=number, asked=ASKED, officer_id=people["head"], at=AT)
    refused("申请人不能自己批准", accounts.decide, number=number, query_id=own, approve=True, reason="", **by(people, "head"))
    accounts.decide(number=number, query_id=own, approve=False, reason="范围过宽", **by(people, "head2"))  # type: ignore[arg-type]
    assert AccountQuery.objects.get(pk=own).state == "refused"


def test_to_load_account_data_an_approved_query_becomes_an_authority(people: People, number: str) -> None:
    refused("明确范围", asked, people, number, loads_data=True)
    query = asked(people, number, loads_data=True, institutions=["I1"])
    assert offices.authority_in_force(authority_id=AccountQuery.objects.get(pk=query).authority_id or None, on=TODAY) is None
    authority = accounts.decide(number=number, query_id=query, approve=True, reason="同意", **by(people, "head"))  # type: ignore[arg-type]
    found = offices.authority_in_force(authority_id=authority, on=TODAY)
    assert found is not None
    assert (found.approver, found.expires_on) == ("head", TODAY + timedelta(days=30))
    assert {"authority_asked", "authority_approved"} <= {one.action for one in trail.all_entries(search=trail.Search(), most=50)}


def test_account_numbers_are_read_for_a_purpose_and_each_reading_is_written_down(people: People, number: str) -> None:
    query = asked(people, number)
    refused("请写下内容", accounts.read_accounts, number=number, query_id=query, purpose=" ", **by(people))
    read = accounts.read_accounts(number=number, query_id=query, purpose="制作查询函", **by(people))  # type: ignore[arg-type]
    assert read == ("6222000011112222",)
    (entry,) = [one for one in trail.all_entries(search=trail.Search(), most=50) if one.action == "case.procedure.query_read"]
    assert entry.purpose == "制作查询函"
    assert "6222" not in str(entry.details)


def registered(people: People, number: str) -> tuple[int, list[int]]:
    """Have evidence registered; returns the registration and its things."""
    one = registrations.ask(number=number, holder=PARTY, place="办公室", reason="可能转移", **by(people))  # type: ignore[arg-type]
    registrations.decide(number=number, registration_id=one, approve=True, reason="", **by(people, "head"))  # type: ignore[arg-type]
    registrations.register(
        number=number, registration_id=one, on=TODAY, items=ITEMS, officers=[people["east"], people["east2"]], signature="signed",
        paper_sha256=PAPER, **by(people),  # type: ignore[arg-type]
    )  # fmt: skip
    return one, list(RegisteredItem.objects.filter(registration_id=one).values_list("pk", flat=True))


def test_evidence_is_registered_after_approval_by_two_investigators_for_seven_working_days(people: People, number: str) -> None:
    one = registrations.ask(number=number, holder=PARTY, place="办公室", reason="可能转移", **by(people))  # type: ignore[arg-type]
    done = {"number": number, "registration_id": one, "on": TODAY, "items": ITEMS, "signature": "signed"}
    pair = [people["east"], people["east2"]]
    refused("目前为“待负责人批准”", registrations.register, officers=pair, **done, **by(people))
    registrations.decide(number=number, registration_id=one, approve=True, reason="", **by(people, "head"))  # type: ignore[arg-type]
    refused("两名以上", registrations.register, officers=pair[:1], **done, **by(people))
    refused("两名以上", registrations.register, officers=[people["east"], people["head"]], **done, **by(people))
    refused("见证人", registrations.register, officers=pair, **(done | {"signature": "refused"}), **by(people))
    refused("批准才能实施", registrations.register, officers=pair, **(done | {"on": TODAY - timedelta(days=1)}), **by(people))
    assert registrations.register(officers=pair, **done, **by(people)) == date(2026, 11, 11)  # type: ignore[arg-type]


def test_each_thing_is_decided_in_time_or_goes_back(people: People, number: str) -> None:
    one, (books, machine) = registered(people, number)
    last = date(2026, 11, 11)
    seizing = {"number": number, "item_id": books, "outcome": "seize", "on": last}
    refused("须由主要负责人批准", registrations.decide_item, **seizing, **by(people, at=on(last)))
    registrations.decide_item(**seizing, **by(people, "head", on(last)))  # type: ignore[arg-type]
    after = date(2026, 11, 12)
    late = {"number": number, "item_id": machine, "on": after, **by(people, at=on(after))}
    refused("登记保存自动解除", registrations.decide_item, outcome="appraise", **late)
    registrations.decide_item(outcome="return", **late)  # type: ignore[arg-type]
    assert RegisteredItem.objects.get(pk=machine).lapsed
    assert Registration.objects.get(pk=one).state == "settled"
    assert all(row.state == "stopped" for row in case_queries.clocks(number=number, today=after))
    refused("已作出处理", registrations.decide_item, outcome="return", **late)


def ordered(people: People, number: str) -> int:
    """Draft a rectification notice of ten working days."""
    return rectifications.draft(
        number=number, party=PARTY, demands="停止宣传，退还资金", basis="国令737号第18条", count=10, unit="working_days", **by(people)  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_deadline_runs_from_service_and_a_person_confirms_that_it_was_missed(people: People, number: str) -> None:
    one = ordered(people, number)
    given = {"number": number, "rectification_id": one}
    missed = date(2026, 11, 17)
    refused("目前为“待送达”", rectifications.confirm_missed, finding="未整改", **given, **by(people, at=on(missed)))
    served(people, number, "rectification", one)
    assert Rectification.objects.get(pk=one).due_on == date(2026, 11, 16)
    refused("期限未满", rectifications.confirm_missed, finding="未整改", **given, **by(people, at=on(date(2026, 11, 16))))
    assert "deadline_missed" not in case_queries.milestones(number=number)
    rectifications.confirm_missed(finding="复查仍在宣传", paper_sha256=PAPER, **given, **by(people, at=on(missed)))  # type: ignore[arg-type]
    assert {"notice_served", "deadline_missed"} <= set(case_queries.milestones(number=number))
    refused("目前为“逾期未整改到位”", rectifications.confirm_met, finding="已改", **given, **by(people, at=on(missed)))


def test_more_time_is_given_by_a_head_before_the_deadline_and_counts_from_service(people: People, number: str) -> None:
    one = ordered(people, number)
    served(people, number, "rectification", one)
    given = {"number": number, "rectification_id": one, "reason": "正在退款"}
    refused("您的角色", rectifications.extend, count=15, **given, **by(people))
    refused("期限须为", rectifications.extend, count=10, **given, **by(people, "head"))
    rectifications.extend(count=15, **given, **by(people, "head"))  # type: ignore[arg-type]
    assert Rectification.objects.get(pk=one).due_on == date(2026, 11, 23)
    refused("不能再延长", rectifications.extend, count=20, **given, **by(people, "head", on(date(2026, 11, 24))))
    rectifications.confirm_met(number=number, rectification_id=one, finding="已整改", **by(people))  # type: ignore[arg-type]
    assert "deadline_met" in case_queries.milestones(number=number)


def test_a_ban_is_announced_after_determination_and_missed_deadline_by_two(people: People, number: str) -> None:
    given = {"number": number, "kind": "ban", "text": "依法取缔", "basis": "国令737号第23条", **by(people)}
    refused("认定尚无结论", announcements.propose, **given)
    case_operations.attest(number=number, milestone="determination_settled", reference="t", actor="east", at=AT)
    refused("没有“逾期未整改到位”", announcements.propose, **given)
    announcements.propose(**given, without_deadline_why="已失联，无从整改")  # type: ignore[arg-type]
    refused("没有这项公告", announcements.publish, number=number, on=TODAY, where="官网", **by(people))
    refused("您的角色", announcements.decide, number=number, approve=True, reason="", **by(people))
    announcements.decide(number=number, approve=True, reason="", **by(people, "head"))  # type: ignore[arg-type]
    refused("不能早于批准日", announcements.publish, number=number, on=TODAY - timedelta(days=1), where="官网", **by(people))
    announcements.publish(number=number, on=TODAY, where="官网、日报", paper_sha256=PAPER, **by(people))  # type: ignore[arg-type]
    assert "ban_announced" in case_queries.milestones(number=number)


def inspected(people: People, number: str) -> tuple[int, dict[str, int]]:
    """Have the firm ask for the file; returns the request and its items by kind."""
    wanted = [Wanted("record", "询问笔录", PAPER), Wanted("third_person", "投资人名册", PAPER), Wanted("tip", "举报信")]
    one = inspections.ask(
        number=number, party=PARTY, agent="某律师", purpose="准备陈述申辩", asked_on=TODAY, items=wanted, **by(people)  # type: ignore[arg-type]
    )  # fmt: skip
    return one, {each.kind: each.pk for each in Inspection.objects.get(pk=one).items.all()}


def test_the_firm_inspects_what_may_be_shown_and_tips_never(people: People, number: str) -> None:
    one, item = inspected(people, number)
    right = {
        item["record"]: Answered("shown"), item["third_person"]: Answered("redacted", "遮盖个人信息", redacted_sha256=OTHER_PAPER),
        item["tip"]: Answered("refused"),
    }  # fmt: skip
    given = {"number": number, "inspection_id": one, **by(people, "head")}
    refused("举报材料不得查阅", inspections.decide, answers=right | {item["tip"]: Answered("shown", sha256=PAPER)}, **given)
    refused("举报材料不得查阅", inspections.decide, answers=right | {item["tip"]: Answered("redacted", "x", PAPER, OTHER_PAPER)}, **given)
    refused("须遮盖后查阅", inspections.decide, answers=right | {item["third_person"]: Answered("shown")}, **given)
    same = Answered("redacted", "遮盖", redacted_sha256=PAPER)
    refused("与原件不同", inspections.decide, answers=right | {item["third_person"]: same}, **given)
    refused("须写明理由", inspections.decide, answers=right | {item["record"]: Answered("refused")}, **given)
    refused("每一项都须答复", inspections.decide, answers={item["record"]: Answered("shown")}, **given)
    inspections.decide(answers=right, **given)  # type: ignore[arg-type]
    held = {
        "number": number,
        "inspection_id": one,
        "on": TODAY,
        "came": "某律师",
        "identity": "律师证",
        "record": "查阅两小时",
        **by(people),
    }
    refused("两名工作人员", inspections.hold, officers=["east"], copied=[], **held)
    refused("不能提供复制件", inspections.hold, officers=["east", "east2"], copied=[item["tip"]], **held)
    inspections.hold(officers=["east", "east2"], copied=[item["record"]], **held)  # type: ignore[arg-type]
    assert Inspection.objects.get(pk=one).state == "held"
    assert all("举报信" not in one.text.zh for one in case_queries.events(number=number))


def test_who_has_no_part_in_the_case_does_none_of_this(people: People, number: str) -> None:
    for who, words in (("west", "不在您的辖区"), ("auditor", "您的角色"), ("analyst", "您的角色"), ("lawyer", "不是本案的承办人员")):
        refused(words, accounts.ask, number=number, asked=ASKED, **by(people, who))
        refused(words, registrations.ask, number=number, holder="甲", place="乙", reason="丙", **by(people, who))
        refused(words, ordered, {**people, "east": people[who]}, number)
        refused(words, inspected, {**people, "east": people[who]}, number)
