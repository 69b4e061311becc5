"""One case of most other types in the sample area: two penalties, an advertisement, a liquidation."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from lookthrough.cases import handover_operations
from lookthrough.cases.clocks import Unit
from lookthrough.cases.papers import exhibits
from lookthrough.cases.procedure import (
    account_operations,
    decision_operations,
    inspection_operations,
    liquidation_operations,
    penalty_operations,
    rectification_operations,
    registration_operations,
    service_operations,
)
from lookthrough.cases.procedure import queries as procedure
from lookthrough.cases.procedure.account_operations import Asked
from lookthrough.cases.procedure.inspection_operations import Wanted
from lookthrough.cases.procedure.registration_operations import Item
from lookthrough.cases.procedure.service_operations import Paper
from lookthrough.cases.repayment import claim_operations, code_operations
from lookthrough.cases.repayment.sealing import Person
from lookthrough.risk.queries import AlertRow
from lookthrough.sample.casework.desk import CITY, HEAD, LEGAL, PDF, Act, Desk, case_about, closed, investigated, officer, paper, step
from lookthrough.sample.casework.determining import settled

_YUAN = 100


def unlicensed(desk: Desk, row: AlertRow) -> str:
    """Leave an unlicensed lender at the prior notice: accounts queried, books registered, a hearing and the file asked for."""
    lead = officer(row)
    number = case_about(
        desk, row, "unlicensed_business", ago=80, title=f"{row.name}涉嫌无证放贷", text="群众举报其对外放贷，登记的经营范围不含贷款业务。",
        reason="未经许可经营贷款业务。",
    )  # fmt: skip
    investigated(desk, number, lead, ago=77)
    _measures(desk, number, row, lead)
    step(desk, number, "determination", lead, 58)
    settled(desk, number, lead, ago=57, chosen="stop_and_correct", reasons="已停止放贷并开始收回存量，可先责令改正。")
    step(desk, number, "rectification", lead, 43)
    order = served(desk, number, row, lead, ago=42)
    finding = "复查：仍有三笔新发放贷款。"
    rectification_operations.confirm_missed(number=number, rectification_id=order, finding=finding, **desk.by(lead, 24))
    step(desk, number, "prior_notice", lead, 23)
    notice = noticed(desk, number, row, lead, ago=10, measures=("large_fine",), fine_yuan=200_000)
    given: Act = {"number": number, "proceeding_id": notice}
    penalty_operations.make_statement(on=desk.day(8), text="当事人称属民间借贷，请求从轻。", **given, **desk.by(lead, 8))
    penalty_operations.ask_hearing(on=desk.day(7), **given, **desk.by(lead, 7))
    inspection_operations.ask(
        number=number, party=row.name, agent="演示律师", purpose="准备听证", asked_on=desk.day(4),
        items=[Wanted("evidence", "贷款合同"), Wanted("record", "询问笔录"), Wanted("internal", "内部请示")], **desk.by(lead, 4),
    )  # fmt: skip
    paper(desk, number, "hearing_notice", lead, 3, until="submitted")
    return number


def _measures(desk: Desk, number: str, row: AlertRow, lead: str) -> None:
    """Ask for accounts with the head's leave, register books that might vanish, take contracts into the evidence."""
    asked = Asked(
        ["演示银行", "演示支付公司"], ["6222000011112222"], row.name, "查明放贷资金来源和去向", "防范和处置非法集资条例第21条", desk.day(50)
    )
    query = account_operations.ask(number=number, asked=asked, **desk.by(lead, 75))
    account_operations.decide(number=number, query_id=query, approve=True, reason="", **desk.by(HEAD, 74))
    account_operations.bank_receipt(number=number, query_id=query, bank="演示银行", kind="answered", on=desk.day(70), **desk.by(lead, 70))
    books = registration_operations.ask(
        number=number, holder=row.name, place="公司营业处所", reason="账册、电脑可能被转移", **desk.by(lead, 74)
    )
    registration_operations.decide(number=number, registration_id=books, approve=True, reason="", **desk.by(HEAD, 74))
    items = [Item("账册", "6本", "2025年度", "本办保管室"), Item("电脑主机", "2台", "黑色", "本办保管室")]
    both = [desk.people[lead], desk.people[CITY]]
    registration_operations.register(
        number=number, registration_id=books, on=desk.day(73), items=items, officers=both, signature="signed", **desk.by(lead, 73)
    )
    for item in procedure.procedure(number=number, today=desk.day(66)).registrations[0].items:
        outcome = "copy_return" if item.name == "账册" else "return"
        registration_operations.decide_item(number=number, item_id=item.id, outcome=outcome, on=desk.day(66), **desk.by(lead, 66))
    exhibits.take(
        case_number=number, title="贷款合同（18份）", source=row.name, origin="submitted", content=PDF, original_name="贷款合同.pdf",
        place="档案室2柜", holder="法定代表人", note="", **desk.by(lead, 72),
    )  # fmt: skip
    exhibits.take(
        case_number=number, title="门店宣传册", source="公司营业处所", origin="collected", content=None, original_name="", place="档案室",
        holder="", note="现场收取，三本", **desk.by(lead, 72),
    )  # fmt: skip


def served(desk: Desk, number: str, row: AlertRow, lead: str, *, ago: int) -> int:
    """Serve an order to stop and correct; return its id."""
    order = rectification_operations.draft(
        number=number, party=row.name, demands="立即停止违规业务，限期整改并书面报告。", basis="防范和处置非法集资条例第39条", count=10,
        unit=Unit.WORKING_DAYS, **desk.by(lead, ago),
    )  # fmt: skip
    service_operations.serve(
        number=number, paper=Paper("rectification", order, "责令整改通知书", row.name), way="direct", sent_on=desk.day(ago),
        received_on=desk.day(ago), receiver="法定代表人", **desk.by(lead, ago),
    )  # fmt: skip
    return order


def noticed(desk: Desk, number: str, row: AlertRow, lead: str, *, ago: int, measures: tuple[str, ...], fine_yuan: int) -> int:
    """Draft a prior notice of a penalty and serve it; return its id."""
    notice = penalty_operations.draft(
        number=number, party=row.name, facts="经查证属实的违规事实。", reasons="违反有关规定。", basis="防范和处置非法集资条例第39条",
        measures=measures, fine_fen=fine_yuan * _YUAN, grave=False, difficult=False, rights_told=True, **desk.by(lead, ago),
    )  # fmt: skip
    service_operations.serve(
        number=number, paper=Paper("prior_notice", notice, "行政处罚事先告知书", row.name), way="direct", sent_on=desk.day(ago),
        received_on=desk.day(ago), receiver="法定代表人", **desk.by(lead, ago),
    )  # fmt: skip
    return notice


def breach(desk: Desk, row: AlertRow) -> str:
    """End a case against a licensed body: corrected late, fined after silence, the decision served."""
    lead = officer(row)
    number = case_about(
        desk, row, "licensed_body_breach", ago=150, title=f"{row.name}超比例放款", text="非现场监管发现单户贷款超过净资产的规定比例。",
        reason="违反监督管理规定。", source="finding", reference="",
    )  # fmt: skip
    investigated(desk, number, lead, ago=146)
    step(desk, number, "rectification", lead, 130)
    order = served(desk, number, row, lead, ago=129)
    finding = "到期仍超比例，继续办理处罚。"
    rectification_operations.confirm_missed(number=number, rectification_id=order, finding=finding, **desk.by(lead, 112))
    step(desk, number, "prior_notice", lead, 110)
    notice = noticed(desk, number, row, lead, ago=108, measures=("fine",), fine_yuan=30_000)
    given: Act = {"number": number, "proceeding_id": notice}
    penalty_operations.conclude(**given, **desk.by(lead, 95))
    decision_operations.record_reviewer(reviewer_id=desk.people[LEGAL], certificate="演示法律职业资格", **desk.by(HEAD, 100))
    decision_operations.review(passed=True, text="事实清楚，依据正确。", **given, **desk.by(LEGAL, 92))
    step(desk, number, "decision", lead, 90)
    decision_operations.decide(
        outcome="penalty", text="罚款三万元，责令改正。", measures=["fine"], fine_fen=30_000 * _YUAN, rights_told=True, **given,
        **desk.by(HEAD, 88),
    )  # fmt: skip
    slip = PDF + row.subject_id.encode()
    exhibits.take(
        case_number=number, title="决定书邮寄回执", source="邮政企业", origin="submitted", content=slip, original_name="回执.pdf", place="",
        holder="", note="", **desk.by(lead, 84),
    )  # fmt: skip
    service_operations.serve(
        number=number, paper=Paper("decision", notice, "行政处罚决定书", row.name), way="mail", sent_on=desk.day(87),
        received_on=desk.day(84), receiver="前台签收", paper_sha256=hashlib.sha256(slip).hexdigest(), **desk.by(lead, 84),
    )  # fmt: skip
    step(desk, number, "enforcement", lead, 80)
    closed(desk, number, lead, 60, "罚款已缴，违规贷款已压降。")
    return number


def advertisement(desk: Desk, row: AlertRow) -> str:
    """Leave a case about an advertisement at the order to take it down."""
    lead = officer(row)
    number = case_about(
        desk, row, "advertising", ago=26, title=f"{row.name}发布保本理财广告", text="地铁站灯箱广告宣称“保本保息”。",
        reason="违法发布金融广告。", source="transfer", reference="", from_body="市场监督管理局", their_number="演示移〔2026〕8号",
    )  # fmt: skip
    investigated(desk, number, lead, ago=23)
    exhibits.take(
        case_number=number, title="灯箱广告照片", source="地铁站", origin="capture", content=PDF, original_name="灯箱.pdf", place="",
        holder="", note="", **desk.by(lead, 22),
    )  # fmt: skip
    handover_operations.send(number=number, to_kind="other", to_body="市场监督管理局", reason="广告发布者由其处理", **desk.by(lead, 5))
    return number


def liquidation(desk: Desk, row: AlertRow) -> str:
    """Leave a liquidation at its claims: the group is named, codes are out, some have claimed."""
    lead = officer(row)
    number = case_about(
        desk, row, "liquidation", ago=70, title=f"{row.name}退出清算", text="该公司申请退出市场，尚有未兑付客户。",
        reason="良性退出，先清偿客户。", source="finding", reference="",
    )  # fmt: skip
    step(desk, number, "group", lead, 66)
    liquidation_operations.record(
        number=number, kind="group", on=desk.day(60), body="股东会决议", document="演示决议〔2026〕3号",
        text="组长：演示股东甲\n成员：某会计师事务所、某律师事务所", **desk.by(lead, 58),
    )  # fmt: skip
    step(desk, number, "claims", lead, 56)
    claim_operations.open_claims(number=number, closes_on=desk.day(0) + timedelta(days=20), institution_id="", **desk.by(lead, 55))
    code_operations.issue_codes(number=number, count=6, **desk.by(lead, 54))
    for place in range(1, 9):
        person = Person(f"演示客户{place}", f"G{place:08d}", f"1390000{place:04d}", f"62230000{place:08d}", "某银行")
        sums: Act = {"contributed_fen": desk.chance.randrange(1, 30) * 10_000 * _YUAN, "returned_fen": 0}
        serial = claim_operations.register(number=number, person=person, **sums, **desk.by(lead, 50 - place))
        if place <= 5:
            claim_operations.decide(number=number, serial=serial, reason="", **sums, **desk.by(CITY, 40 - place))
    return number
