"""Towards a penalty, as officers do it: notice, statement, hearing, review, discussion, decision, service, remedies."""

from __future__ import annotations

from datetime import date, timedelta

from cases.procedure.doing import PAPER, PARTY, TODAY, People, by, decided, heard, noticed, on, refused, served
from lookthrough.cases import case_queries
from lookthrough.cases.procedure import decision_operations as decisions
from lookthrough.cases.procedure import penalty_operations as penalties
from lookthrough.cases.procedure import remedy_operations as remedies
from lookthrough.cases.procedure import service_operations as services
from lookthrough.cases.procedure.models import Proceeding
from lookthrough.cases.procedure.service_operations import Paper
from lookthrough.cases.procedure.terms import last_day


def clock(number: str, name: str, today: date = TODAY) -> tuple[str, date]:
    """Return how a clock of the case stands, and its last day."""
    found = next(one for one in case_queries.clocks(number=number, today=today) if one.name == name)
    return found.state, found.due_on


def test_a_decision_needs_notice_statement_hearing_review_and_discussion(people: People, number: str) -> None:
    one = noticed(people, number, grave=True)
    given = {"number": number, "proceeding_id": one}
    refused("只在“待审核、决定”时可做", decided, people, number, one)
    refused("只在“听取陈述申辩”时可做", penalties.ask_hearing, on=TODAY, **given, **by(people))
    served(people, number, "prior_notice", one)
    assert clock(number, f"hearing_request:{one}") == ("running", date(2026, 11, 9))
    penalties.make_statement(on=TODAY, text="已停止业务", **given, **by(people))  # type: ignore[arg-type]
    refused("尚未复核", penalties.conclude, **given, **by(people))
    penalties.examine_statement(accepted=False, text="证据不支持", **given, **by(people))  # type: ignore[arg-type]
    penalties.ask_hearing(on=date(2026, 11, 9), **given, **by(people, at=on(date(2026, 11, 12))))  # type: ignore[arg-type]
    hearing = {"told_on": date(2026, 11, 12), "place": "会议室", "in_public": True, **given, **by(people, at=on(date(2026, 11, 12)))}
    refused("非本案调查人员", penalties.set_hearing, held_on=date(2026, 11, 24), chair_id=people["east2"], **hearing)
    refused("须在 2026-11-23 之后", penalties.set_hearing, held_on=date(2026, 11, 23), chair_id=people["head2"], **hearing)
    penalties.set_hearing(held_on=date(2026, 11, 24), chair_id=people["head2"], **hearing)  # type: ignore[arg-type]
    later = on(date(2026, 11, 24))
    refused("听证日期未到", penalties.hold_hearing, record="笔录", paper_sha256=PAPER, **given, **by(people, at=on(date(2026, 11, 23))))
    refused("哈希值", penalties.hold_hearing, record="笔录", paper_sha256="", **given, **by(people, at=later))
    refused("证据中没有", penalties.hold_hearing, record="笔录", paper_sha256="c" * 64, **given, **by(people, at=later))
    penalties.hold_hearing(record="笔录", paper_sha256=PAPER, **given, **by(people, at=later))  # type: ignore[arg-type]
    penalties.conclude(**given, **by(people, at=later))  # type: ignore[arg-type]
    refused("未经法制审核", decided, people, number, one, at=later)
    decisions.review(passed=False, text="法律依据引用不全", **given, **by(people, "lawyer", later))  # type: ignore[arg-type]
    refused("法制审核未通过", decided, people, number, one, at=later)
    decisions.review(passed=True, text="通过", **given, **by(people, "lawyer", later))  # type: ignore[arg-type]
    refused("须负责人集体讨论", decided, people, number, one, at=later)
    refused("2 名以上负责人", decisions.discuss, on=later.date(), heads=["甲"], text="同意", **given, **by(people, "head", later))
    decisions.discuss(on=later.date(), heads=["甲", "乙"], text="同意", **given, **by(people, "head", later))  # type: ignore[arg-type]
    assert decided(people, number, one, at=later) == "罚决〔2026〕1号"
    assert clock(number, "decision_term")[0] == "stopped"
    served(people, number, "decision", one, later.date())
    reached = case_queries.milestones(number=number)
    assert {"prior_notice_served", "hearing_settled", "legal_review_passed", "decision_served"} <= set(reached)
    assert clock(number, f"suit:{one}") == ("running", last_day("suit", later.date()))


def test_silence_is_confirmed_by_a_person_only_after_the_periods(people: People, number: str) -> None:
    one = noticed(people, number)
    served(people, number, "prior_notice", one)
    given = {"number": number, "proceeding_id": one}
    refused("期限未满", penalties.conclude, **given, **by(people, at=on(date(2026, 11, 9))))
    penalties.conclude(**given, **by(people, at=on(date(2026, 11, 10))))  # type: ignore[arg-type]
    row = Proceeding.objects.get(pk=one)
    assert (row.state, row.statement, row.hearing) == ("heard", "silent", "silent")
    refused("只在“听取陈述申辩”时可做", penalties.make_statement, on=TODAY, text="迟到", **given, **by(people, at=on(date(2026, 11, 10))))


def test_who_asks_for_a_hearing_too_late_is_told_so_and_a_late_record_of_a_timely_request_counts(people: People, number: str) -> None:
    one = noticed(people, number)
    served(people, number, "prior_notice", one)
    late = {"number": number, "proceeding_id": one, **by(people, at=on(date(2026, 11, 11)))}
    refused("已过要求听证的期限", penalties.ask_hearing, on=date(2026, 11, 10), **late)
    penalties.ask_hearing(on=date(2026, 11, 9), **late)  # type: ignore[arg-type]
    assert Proceeding.objects.get(pk=one).hearing == "asked"


def test_a_small_fine_gives_no_right_to_a_hearing_and_needs_no_review(people: People, number: str) -> None:
    one = noticed(people, number, "fine")
    served(people, number, "prior_notice", one)
    given = {"number": number, "proceeding_id": one}
    refused("不属应当告知听证", penalties.ask_hearing, on=TODAY, **given, **by(people))
    penalties.waive_statement(paper_sha256=PAPER, **given, **by(people))  # type: ignore[arg-type]
    penalties.conclude(**given, **by(people))  # type: ignore[arg-type]
    assert decided(people, number, one, measures=["fine"], fine_fen=1_000_00)


def test_a_decision_is_never_graver_than_its_notice(people: People, number: str) -> None:
    one = noticed(people, number)
    heard(people, number, one)
    for more in ({"fine_fen": 50_000_01}, {"measures": ["large_fine", "licence"]}, {"measures": ["warning"]}, {"fine_fen": 0}):
        refused("不得重于告知的内容", decided, people, number, one, **more)
    refused("须写明处罚种类", decided, people, number, one, measures=[], fine_fen=0)
    refused("不予处罚、移送的", decided, people, number, one, outcome="no_penalty")
    assert decided(people, number, one, measures=["fine"], fine_fen=10_000_00)


def test_who_drafted_does_not_decide_and_who_investigates_does_not_review(people: People, number: str) -> None:
    one = noticed(people, number)
    heard(people, number, one)
    given = {"number": number, "proceeding_id": one}
    refused("您的角色", decided, people, number, one, officer_id=people["east2"])
    refused("具有法律职业资格", decisions.review, passed=True, text="通过", **given, **by(people, "head2"))
    decisions.record_reviewer(reviewer_id=people["east2"], certificate="A2026002", **by(people, "head"))  # type: ignore[arg-type]
    refused("调查人员不能审核", decisions.review, passed=True, text="通过", **given, **by(people, "east2"))
    refused("不能登记自己", decisions.record_reviewer, reviewer_id=people["head"], certificate="x", **by(people, "head"))
    Proceeding.objects.filter(pk=one).update(drafted_by="head")
    refused("拟稿人不能自己作出决定", decided, people, number, one)


def test_periods_run_only_from_service_and_an_announcement_takes_thirty_days(people: People, number: str) -> None:
    one = noticed(people, number)
    paper, given = Paper("prior_notice", one, "事先告知书", PARTY), {"number": number, **by(people)}
    refused("请先登记送达未果", services.announce, paper=paper, on=TODAY, course="下落不明", **given)
    services.fail(paper=paper, way="mail", sent_on=TODAY, reason="退回：查无此人", **given)  # type: ignore[arg-type]
    announced = services.announce(paper=paper, on=TODAY, course="住所无人，邮寄退回", paper_sha256=PAPER, **given)  # type: ignore[arg-type]
    assert clock(number, f"announcement:{announced}") == ("running", date(2026, 12, 2))
    assert Proceeding.objects.get(pk=one).state == "drafted"
    refused("公告期间未满", services.serve, paper=paper, way="direct", sent_on=TODAY, received_on=TODAY, receiver="某", **given)
    refused("公告期间未满", services.confirm_announcement, number=number, service_id=announced, **by(people, at=on(date(2026, 12, 2))))
    services.confirm_announcement(number=number, service_id=announced, **by(people, at=on(date(2026, 12, 7))))  # type: ignore[arg-type]
    row = Proceeding.objects.get(pk=one)
    assert (row.state, row.notice_served_on, row.statement_until) == ("notified", date(2026, 12, 2), date(2026, 12, 9))
    refused("已经送达", served, people, number, "prior_notice", one)


def test_a_dropped_proceeding_takes_its_milestones_back(people: People, number: str) -> None:
    one = noticed(people, number)
    heard(people, number, one)
    assert "hearing_settled" in case_queries.milestones(number=number)
    penalties.drop(number=number, proceeding_id=one, reason="事实变化，重新告知", **by(people))  # type: ignore[arg-type]
    assert "hearing_settled" not in case_queries.milestones(number=number)
    refused("只在", decided, people, number, one)


def final(people: People, number: str, **more: object) -> int:
    """Bring a proceeding to a decision that is served."""
    one = noticed(people, number)
    heard(people, number, one)
    decided(people, number, one, **more)
    served(people, number, "decision", one)
    return one


def filed(people: People, number: str, one: int, kind: str, day: date = TODAY) -> int:
    """Record that the party seeks a remedy."""
    return remedies.file(
        number=number, proceeding_id=one, kind=kind, body="市政府" if kind == "reconsideration" else "区法院", filed_on=day,
        officer_id=people["east"], at=on(day),
    )  # fmt: skip


def test_reconsideration_has_its_clocks_and_bars_a_suit_while_it_runs(people: People, number: str) -> None:
    one = final(people, number)
    assert clock(number, f"reconsideration:{one}") == ("running", last_day("reconsideration", TODAY))
    assert clock(number, f"suit:{one}") == ("running", last_day("suit", TODAY))
    first = filed(people, number, one, "reconsideration")
    accepted = {"number": number, "their_number": "复〔2026〕8号", "copy_received_on": TODAY, "stays_execution": False, **by(people)}
    assert remedies.accept(remedy_id=first, **accepted) == date(2026, 11, 16)  # type: ignore[arg-type]
    refused("第29条", filed, people, number, one, "suit")
    remedies.reply(number=number, remedy_id=first, on=TODAY, paper_sha256=PAPER, **by(people))  # type: ignore[arg-type]
    ended = date(2026, 12, 1)
    remedies.decided(number=number, remedy_id=first, outcome="upheld", on=ended, text="维持", **by(people, at=on(ended)))  # type: ignore[arg-type]
    assert clock(number, f"suit:{one}")[0] == "stopped"
    assert clock(number, f"suit_after_reconsideration:{one}") == ("running", date(2026, 12, 16))
    refused("第30条", filed, people, number, one, "reconsideration", ended)
    assert filed(people, number, one, "suit", date(2026, 12, 16))
    assert not Proceeding.objects.get(pk=one).remedies.get(kind="suit").late


def test_a_late_suit_is_recorded_as_late_and_a_revoked_decision_loses_its_milestone(people: People, number: str) -> None:
    one = final(people, number)
    late = filed(people, number, one, "suit", last_day("suit", TODAY) + timedelta(days=1))
    assert Proceeding.objects.get(pk=one).remedies.get(pk=late).late
    at = on(last_day("suit", TODAY) + timedelta(days=1))
    remedies.accept(
        number=number, remedy_id=late, their_number="行初1号", copy_received_on=at.date(), stays_execution=True, **by(people, at=at)
    )  # type: ignore[arg-type]
    remedies.decided(number=number, remedy_id=late, outcome="revoked", on=at.date(), text="撤销", **by(people, at=at))  # type: ignore[arg-type]
    assert Proceeding.objects.get(pk=one).state == "revoked"
    assert "decision_served" not in case_queries.milestones(number=number)


def test_where_the_rights_were_not_told_a_year_runs(people: People, number: str) -> None:
    one = final(people, number, rights_told=False)
    for kind in ("reconsideration", "suit"):
        assert clock(number, f"{kind}:{one}") == ("running", last_day(f"{kind}_untold", TODAY))


def test_two_proceedings_of_a_case_share_the_ninety_days_until_both_are_decided(people: People, number: str) -> None:
    one, other = noticed(people, number), noticed(people, number)
    heard(people, number, one)
    decided(people, number, one)
    assert clock(number, "decision_term")[0] == "running"
    penalties.drop(number=number, proceeding_id=other, reason="并案处理", **by(people))  # type: ignore[arg-type]
    assert clock(number, "decision_term")[0] == "stopped"
