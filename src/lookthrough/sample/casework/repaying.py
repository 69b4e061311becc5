"""Repayment in the sample area: assets, claims with a dispute and a late claimant, a plan, two rounds, a payment that came back."""

from __future__ import annotations

from lookthrough.cases.papers import exhibits, milestone_operations
from lookthrough.cases.repayment import (
    account_operations,
    asset_operations,
    claim_operations,
    claim_queries,
    clawback_operations,
    deposit_operations,
    dispute_operations,
    plan_operations,
    repayment_queries,
    round_operations,
    statement_operations,
)
from lookthrough.cases.repayment.sealing import Person
from lookthrough.registry.triage_answer_files import SentFile
from lookthrough.risk.queries import AlertRow
from lookthrough.sample.casework.desk import CITY, HEAD, PDF, Act, Desk, paper

CLAIMANTS = 24
_YUAN = 100
_RULINGS = "rulings"


def assets(desk: Desk, number: str, row: AlertRow, lead: str) -> None:
    """Register a flat under seal and goods that perish, which are sold early with leave."""
    given: Act = {"holder": row.name, "source": "proceeds"}
    flat = asset_operations.register_asset(
        number=number,
        kind="real_estate",
        description="写字楼一处，286平方米",
        place="演示路88号",
        perishable=False,
        **given,
        **desk.by(lead, 218),
    )
    asset_operations.seize(
        number=number, serial=flat, measure="seal", body="公安分局", document="公封字〔2026〕12号", from_on=desk.day(216),
        until_on=desk.day(-120), **desk.by(lead, 216),
    )  # fmt: skip
    asset_operations.value(
        number=number, serial=flat, on=desk.day(200), fen=5_200_000 * _YUAN, valuer="某评估公司", basis="市场法", **desk.by(lead, 199)
    )
    tea = asset_operations.register_asset(
        number=number, kind="goods", description="茶叶礼盒1,860盒", place="公司仓库", perishable=True, **given, **desk.by(lead, 218)
    )
    asset_operations.propose_sale(
        number=number, serial=tea, early=True, way="listed", floor_fen=150_000 * _YUAN, reason="保质期将届，易贬值。", **desk.by(lead, 210)
    )
    asset_operations.decide_sale(number=number, serial=tea, approve=True, reason="", **desk.by(HEAD, 208))
    sold: Act = {"buyer": "某贸易公司", "reference": "演示流水0001", "proceeds_fen": 168_000 * _YUAN}
    asset_operations.sell(number=number, serial=tea, on=desk.day(200), **sold, **desk.by(lead, 200))


def claims(desk: Desk, number: str, lead: str) -> None:
    """Take claims at the counter; another officer confirms them, one is disputed and heard, one is turned down."""
    claim_operations.open_claims(number=number, closes_on=desk.day(180), institution_id="", **desk.by(lead, 218))
    for place in range(1, CLAIMANTS + 1):
        claimed(desk, number, place, lead, ago=210 - place)
    disputed(desk, number, 5, lead, ago=182)


def disputed(desk: Desk, number: str, serial: int, lead: str, *, ago: int) -> None:
    """Have somebody object to the sums that were settled, be heard, and be told by the head that they stand."""
    dispute_operations.raise_dispute(number=number, serial=serial, text="另有一笔现金投入未计入。", **desk.by(lead, ago))
    dispute_operations.hear(number=number, serial=serial, hearing="双方到场，核对收据原件，没有其他凭证。", **desk.by(lead, ago - 1))
    found = claim_queries.file_of(number=number, serial=serial)
    if found is None:
        return
    stands: Act = {"contributed_fen": found.row.contributed_fen, "returned_fen": found.row.returned_fen}
    decision = "现金投入没有凭证，维持原核定。"
    dispute_operations.settle(number=number, serial=serial, outcome="kept", decision=decision, **stands, **desk.by(HEAD, ago - 2))


def claimed(desk: Desk, number: str, place: int, lead: str, *, ago: int) -> None:
    """Register one invented person and have a second officer settle the sums; one in twelve gives no account to pay into."""
    contributed = desk.chance.randrange(2, 60) * 10_000 * _YUAN
    returned = desk.chance.choice((0, 0, contributed // 10, contributed // 4))
    account = "" if place % 12 == 0 else f"62220000{place:08d}"
    person = Person(f"演示参与人{place}", f"E{place:08d}", f"1380000{place:04d}", account, "某银行" if account else "")
    serial = claim_operations.register(
        number=number, person=person, contributed_fen=contributed, returned_fen=returned, **desk.by(lead, ago)
    )
    if place == 7:
        claim_operations.turn_down(number=number, serial=serial, state="rejected", reason="没有投入凭证。", **desk.by(CITY, ago - 1))
        return
    claim_operations.decide(
        number=number, serial=serial, contributed_fen=contributed, returned_fen=returned, reason="", **desk.by(CITY, ago - 1)
    )


def audited(desk: Desk, number: str, lead: str, *, ago: int) -> None:
    """Take the auditor's report into the evidence and say that it is the report."""
    paper(desk, number, "audit_request", lead, ago + 25)
    item = exhibits.take(
        case_number=number, title="专项审计报告", source="某会计师事务所", origin="submitted", content=PDF, original_name="审计报告.pdf",
        place="档案室3柜", holder="", note="", **desk.by(lead, ago),
    )  # fmt: skip
    milestone_operations.audit_reported(case_number=number, number=item, **desk.by(lead, ago))


def planned(desk: Desk, number: str, lead: str, *, ago: int) -> None:
    """Draft the plan on the base that courts take, have it checked and approved by the court."""
    text = "以投入减去已返还为基数，按统一比例清退；迟到申报在以后各轮补足。"
    version = plan_operations.draft_plan(number=number, base="net", text=text, **desk.by(lead, ago))
    plan_operations.check_plan(number=number, version=version, **desk.by(CITY, ago - 2))
    plan_operations.record_ruling(
        number=number, version=version, court="演示区人民法院", ruling="（2026）演示民特1号", ruled_on=desk.day(ago - 15),
        paper=SentFile("裁定书.pdf", PDF), folder=desk.home / _RULINGS, **desk.by(lead, ago - 15),
    )  # fmt: skip
    plan_operations.confirm_ruling(number=number, version=version, agrees=True, reason="", **desk.by(HEAD, ago - 16))


def repaid(desk: Desk, number: str, lead: str) -> None:
    """Pay in two rounds; between them somebody claims late, a dispute is settled, a payment comes back and is tried again."""
    money(desk, number, lead, 148, "surrender", 2_400_000, "发起人退缴")
    shared(desk, number, lead, ago=140, yuan=1_800_000)
    deposit_operations.returned(number=number, round_serial=1, serial=3, on=desk.day(132), why="账户已注销", **desk.by(lead, 132))
    claim_operations.change_account(number=number, serial=3, account="6222000099990003", bank="某银行", **desk.by(lead, 129))
    deposit_operations.try_again(number=number, round_serial=1, serial=3, **desk.by(CITY, 128))
    claimed(desk, number, CLAIMANTS + 1, lead, ago=120)
    clawback_operations.list_other(
        number=number, kind="commission", whom="演示代理人", fen=120_000 * _YUAN, basis="按业绩返点的提成", **desk.by(lead, 108)
    )
    money(desk, number, lead, 100, "clawback", 900_000, "追缴提成和广告费")
    shared(desk, number, lead, ago=90, yuan=repayment_queries.reconciliation(number=number).book_fen // _YUAN)
    left = repayment_queries.reconciliation(number=number).book_fen
    statement_operations.state_balance(number=number, on=desk.day(70), fen=left, source="银行回单", **desk.by(CITY, 69))
    round_operations.complete(number=number, note="", **desk.by(HEAD, 62))


def money(desk: Desk, number: str, lead: str, ago: int, kind: str, yuan: int, text: str) -> None:
    """Let money come into the dedicated account."""
    account_operations.enter(
        number=number, kind=kind, fen=yuan * _YUAN, on=desk.day(ago), text=text, reference=f"演示流水{ago:04d}", **desk.by(lead, ago)
    )


def shared(desk: Desk, number: str, lead: str, *, ago: int, yuan: int) -> None:
    """Draft a round, have another officer count it anew, carry it out."""
    serial = round_operations.draft_round(number=number, available_fen=yuan * _YUAN, **desk.by(lead, ago))
    round_operations.check_round(number=number, serial=serial, **desk.by(CITY, ago - 1))
    round_operations.execute_round(number=number, serial=serial, **desk.by(lead, ago - 2))
