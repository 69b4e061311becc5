"""Illegal fundraising in the sample area: one case whole, from its lead to its report; one whose deadline is near."""

from __future__ import annotations

from lookthrough.cases import party_operations
from lookthrough.cases.clocks import Unit
from lookthrough.cases.papers import milestone_operations
from lookthrough.cases.procedure import announcement_operations, rectification_operations, service_operations
from lookthrough.cases.procedure.service_operations import Paper
from lookthrough.cases.repayment import claim_operations, report_figures
from lookthrough.risk.queries import AlertRow
from lookthrough.sample.casework.desk import HEAD, Desk, case_about, closed, investigated, officer, paper, step
from lookthrough.sample.casework.determining import FUNDRAISING, settled
from lookthrough.sample.casework.repaying import assets, audited, claims, planned, repaid


def whole(desk: Desk, row: AlertRow, other: AlertRow) -> str:
    """Tell one case from its lead to its report, over ten months; return its number."""
    lead = officer(row)
    number = begun(desk, row, ago=290)
    party_operations.name_party(
        number=number, subject_type="company", subject_id=other.subject_id, name=other.name, part="promoter", note="收取推广费，为其揽客",
        **desk.by(lead, 280),
    )  # fmt: skip
    settled(desk, number, lead, ago=270)
    step(desk, number, "rectification", lead, 256)
    order = ordered(desk, number, row, lead, ago=255, count=10)
    rectification_operations.confirm_missed(
        number=number, rectification_id=order, finding="到期复查：仍在收款，未提交清退计划。", **desk.by(lead, 230)
    )
    step(desk, number, "ban", lead, 229)
    banned(desk, number, row, lead, ago=228)
    step(desk, number, "claims", lead, 220)
    assets(desk, number, row, lead)
    claims(desk, number, lead)
    audited(desk, number, lead, ago=180)
    claim_operations.close_claims(number=number, **desk.by(HEAD, 178))
    step(desk, number, "plan", lead, 176)
    planned(desk, number, lead, ago=170)
    step(desk, number, "repayment", lead, 150)
    repaid(desk, number, lead)
    step(desk, number, "report", lead, 60)
    filed(desk, number, lead)
    closed(desk, number, lead, 30, "处置完毕，报告已报送。")
    return number


def begun(desk: Desk, row: AlertRow, *, ago: int) -> str:
    """Open a case of illegal fundraising and bring it to the determination."""
    lead = officer(row)
    number = case_about(
        desk, row, FUNDRAISING, ago=ago, title=f"{row.name}涉嫌非法集资案",
        text="资金穿透显示新客户资金用于兑付；多名群众反映未能提现。", reason="以承诺还本付息的方式向不特定对象吸收资金，涉嫌非法集资。",
    )  # fmt: skip
    investigated(desk, number, lead, ago=ago - 4)
    step(desk, number, "determination", lead, ago - 18, "调查取证完成")
    return number


def ordered(desk: Desk, number: str, row: AlertRow, lead: str, *, ago: int, count: int) -> int:
    """Serve an order to correct with its deadline; return its id."""
    demands = "一、立即停止吸收资金；二、提交资金清退计划；三、封存全部账册和电子数据。"
    order = rectification_operations.draft(
        number=number, party=row.name, demands=demands, basis="防范和处置非法集资条例第18条", count=count, unit=Unit.WORKING_DAYS,
        **desk.by(lead, ago),
    )  # fmt: skip
    paper(desk, number, "rectification_notice", lead, ago, facts="以承诺还本付息的方式吸收资金。", demands=demands)
    service_operations.serve(
        number=number, paper=Paper("rectification", order, "责令整改通知书", row.name), way="direct", sent_on=desk.day(ago - 1),
        received_on=desk.day(ago - 1), receiver="法定代表人", **desk.by(lead, ago - 1),
    )  # fmt: skip
    return order


def banned(desk: Desk, number: str, row: AlertRow, lead: str, *, ago: int) -> None:
    """Announce the ban, proposed by one, approved by another."""
    text = f"{row.name}未经依法许可吸收资金，经责令整改逾期未改，现依法予以取缔。请集资参与人自公告之日起申报。"
    announcement_operations.propose(number=number, kind="ban", text=text, basis="防范和处置非法集资条例第23条", **desk.by(lead, ago))
    announcement_operations.decide(number=number, approve=True, reason="", **desk.by(HEAD, ago - 1))
    paper(desk, number, "ban_announcement", lead, ago - 2)
    announcement_operations.publish(number=number, on=desk.day(ago - 3), where="区政府门户网站、公司营业处所", **desk.by(lead, ago - 3))


def filed(desk: Desk, number: str, lead: str) -> None:
    """Report the disposal three weeks after repayment was complete, within its term."""
    report = paper(
        desk, number, "disposal_report", lead, 40, recipient="霁川市处置非法集资领导小组", finding="经认定属于非法集资，依法取缔。",
        repayment="分两轮清退，账户一分不差；无收款账户的份额已提存。", **report_figures.figures(number=number),
    )  # fmt: skip
    milestone_operations.report_filed(paper_id=report, receipt=f"{desk.day(36)} 机要交换，回执1号", **desk.by(lead, 36))


def at_its_deadline(desk: Desk, row: AlertRow) -> str:
    """Leave a case with an order served and its deadline near."""
    lead = officer(row)
    number = begun(desk, row, ago=60)
    settled(desk, number, lead, ago=40)
    step(desk, number, "rectification", lead, 26)
    order = ordered(desk, number, row, lead, ago=12, count=15)
    rectification_operations.report(
        number=number, rectification_id=order, on=desk.day(3), text="已停止销售，清退计划在拟。", **desk.by(lead, 3)
    )
    paper(desk, number, "talk_record", lead, 10, until="submitted")
    return number
