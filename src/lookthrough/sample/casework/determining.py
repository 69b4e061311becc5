"""Determinations of the sample area: one settled by the leading group, one under way with a department late and a panel at work."""

from __future__ import annotations

from datetime import timedelta

from lookthrough.cases.determination import (
    circulation_operations,
    handling_operations,
    meeting_operations,
    opinion_operations,
    panel_operations,
    pool,
    queries,
)
from lookthrough.cases.determination.meeting_operations import Present
from lookthrough.cases.determination.rows import AskedRow
from lookthrough.risk.queries import AlertRow
from lookthrough.sample.casework.desk import CITY, HEAD, Act, Desk, case_about, investigated, officer, paper, step

FUNDRAISING, UNLICENSED = "illegal_fundraising", "unlicensed_finance"
_GROUNDS = "涉及人数多、资金已用于兑付，整改无望时依法取缔。"
_DEPARTMENTS = ("市场监督管理局", "公安分局", "人民银行支行")
_EXPERTS = (
    ("演示专家一", "金融法", "霁川大学法学院"), ("演示专家二", "会计审计", "某会计师事务所"), ("演示专家三", "支付结算", "某银行"),
    ("演示专家四", "互联网金融", "霁川金融研究院"), ("演示专家五", "资产评估", "某评估公司"),
)  # fmt: skip


def settled(desk: Desk, number: str, lead: str, *, ago: int, chosen: str = "ban", reasons: str = _GROUNDS) -> None:
    """Take a determination from the question to two signatures and a class of handling, in two weeks."""
    asked = circulated(desk, number, lead, ago=ago)
    for place, one in enumerate(asked):
        differs: Act = {"view": "differs", "class_proposed": UNLICENSED, "reasons": "参与人是否不特定，尚待查明。"}
        said: Act = differs if place == 1 else {"view": "agrees"}
        answered: Act = {"number": number, "asked_id": one.asked_id, "received_on": desk.day(ago - 4 - place)}
        circulation_operations.answer(**answered, **said, **desk.by(lead, ago - 4 - place))
    circulation_operations.close(number=number, **desk.by(lead, ago - 8))
    present = [Present(f"演示成员{place}", body, FUNDRAISING) for place, body in enumerate(("区政府办", *_DEPARTMENTS), 1)]
    meeting_operations.record_meeting(
        number=number, held_on=desk.day(ago - 10), chair="演示副区长", members=5, present=present, question="该公司的行为是否属于非法集资",
        minutes="调查组报告资金去向；各成员单位发表意见。会议认为：面向不特定对象、承诺还本付息，属于非法集资。", class_decided=FUNDRAISING,
        **desk.by(lead, ago - 10),
    )  # fmt: skip
    text = "经查，该公司未经依法许可，以承诺还本付息的方式向不特定对象吸收资金，属于非法集资。"
    opinion_operations.draft(number=number, class_found=FUNDRAISING, text=text, ground="meeting", **desk.by(lead, ago - 11))
    opinion_operations.sign_first(number=number, **desk.by(lead, ago - 11))
    opinion_operations.sign_second(number=number, **desk.by(HEAD, ago - 12))
    handling_operations.propose(number=number, conduct="very_irregular", chosen=chosen, reasons=reasons, **desk.by(lead, ago - 12))
    handling_operations.decide(number=number, approve=True, reason="按查明的事实，同意。", **desk.by(HEAD, ago - 13))


def circulated(desk: Desk, number: str, lead: str, *, ago: int) -> list[AskedRow]:
    """Ask three departments for their view within a week; return them as they stand."""
    circulation_operations.circulate(
        number=number, question="请就该公司的行为是否属于非法集资提出意见。", class_proposed=FUNDRAISING, departments=_DEPARTMENTS,
        due_on=desk.day(ago) + timedelta(days=7), **desk.by(lead, ago),
    )  # fmt: skip
    return list(queries.determination(number=number, today=desk.day(ago)).circulations[0].asked)


def experts(desk: Desk) -> None:
    """Fill the city's pool; one of its experts must not judge one firm."""
    for name, field, employer in _EXPERTS:
        pool.record_expert(name=name, field=field, employer=employer, **desk.by(CITY, 120))


def under_way(desk: Desk, row: AlertRow) -> None:
    """Leave a case in the middle of its determination: one department agrees, one is late, three experts were drawn."""
    lead = officer(row)
    number = case_about(
        desk, row, FUNDRAISING, ago=34, title=f"{row.name}涉嫌非法集资", text="街道巡查发现门店张贴年化收益海报，资金穿透有新还旧。",
        reason="面向公众宣传并承诺收益，涉嫌非法集资。",
    )  # fmt: skip
    investigated(desk, number, lead, ago=31)
    step(desk, number, "determination", lead, 16, "调查取证基本完成")
    asked = circulated(desk, number, lead, ago=15)
    first: Act = {"number": number, "asked_id": asked[0].asked_id, "view": "agrees"}
    circulation_operations.answer(received_on=desk.day(11), **first, **desk.by(lead, 11))
    circulation_operations.remind(number=number, asked_id=asked[1].asked_id, how="电话催办", **desk.by(lead, 9))
    circulation_operations.extend(
        number=number, asked_id=asked[2].asked_id, due_on=desk.day(-6), reason="调取账户资料需要时间", **desk.by(lead, 8)
    )
    questions = ["所承诺的收益是否明显高于正常水平？", "是否存在以补贴名义变相返还？"]
    panel_operations.draw(number=number, questions=questions, size=3, seed=f"演示-{row.subject_id}", **desk.by(CITY, 10))
    seats = queries.determination(number=number, today=desk.day(9)).panels[0].seats
    for seat in seats[:2]:
        panel_operations.declare(number=number, seat_id=seat.seat_id, text="本人与当事人无利害关系", **desk.by(CITY, 9))
    opinion = [("yes", "承诺的年化收益数倍于同期贷款市场报价利率。"), ("unclear", "材料不足以判断补贴的性质。")]
    panel_operations.give_opinion(number=number, seat_id=seats[0].seat_id, answers=opinion, given_on=desk.day(5), **desk.by(CITY, 5))
    paper(desk, number, "inquiry_record", lead, 20, until="draft")
