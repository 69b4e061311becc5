"""The words of the monthly report: what rooms below call by slugs, said in both languages."""

from __future__ import annotations

from lookthrough.flows import custody_findings, product_checking
from lookthrough.flows.rule import all_rules
from lookthrough.kernel.texts import Text
from lookthrough.risk import level_findings
from lookthrough.risk.reasons import SCREENING

KIND: dict[str, Text] = {
    "firm": Text("一般企业", "Firms"),
    "p2p": Text("网络借贷平台", "Lending platforms"),
    "equity_crowdfunding": Text("股权众筹平台", "Crowdfunding platforms"),
    "payment": Text("支付机构", "Payment firms"),
    "wealth_seller": Text("理财销售机构", "Sellers of wealth products"),
    "asset_management": Text("资产管理机构", "Asset managers"),
    "insurance": Text("互联网保险机构", "Insurers online"),
    "exchange": Text("交易场所", "Trading venues"),
    "microlender": Text("小额贷款公司", "Microlenders"),
    "guarantor": Text("融资担保公司", "Guarantors"),
    "pawn": Text("典当行", "Pawnshops"),
    "leasing": Text("融资租赁公司", "Leasing companies"),
    "factoring": Text("商业保理公司", "Factoring companies"),
    "cooperative": Text("资金互助组织", "Mutual societies"),
    "private_fund": Text("私募基金", "Private funds"),
    "other": Text("其他机构", "Others"),
}
SEVERITY: dict[str, Text] = {
    "info": Text("提示", "Info"),
    "low": Text("低", "Low"),
    "medium": Text("中", "Medium"),
    "high": Text("高", "High"),
    "critical_proposed": Text("重大（拟）", "Critical (proposed)"),
}
OUTCOME: dict[str, Text] = {
    "confirmed": Text("属实", "confirmed"),
    "unfounded": Text("不成立", "unfounded"),
    "duplicate": Text("重复", "duplicate"),
}
GRAPH: dict[str, Text] = {
    "ring": Text("担保圈", "Guarantee rings"),
    "chain": Text("担保链", "Guarantee chains"),
    "large_exposure": Text("大额风险暴露", "Large exposures"),
    "many_lenders": Text("多头借款", "Many lenders on one borrower"),
}
INCIDENT: dict[str, Text] = {
    "complaint": Text("投诉集中", "Burst of complaints"),
    "complaints": Text("投诉集中", "Burst of complaints"),
    "withdrawal": Text("提现集中", "Burst of withdrawals"),
    "withdrawals": Text("提现集中", "Burst of withdrawals"),
    "visit": Text("上访集中", "Burst of visits"),
    "visits": Text("上访集中", "Burst of visits"),
}
INCIDENT_STATE: dict[str, Text] = {
    "proposed": Text("待判断", "to be judged"),
    "accepted": Text("采信", "accepted"),
    "rejected": Text("不采信", "rejected"),
}
_BESIDE = {one.RULE: one.TITLE for one in (product_checking, custody_findings, level_findings)} | {
    SCREENING: Text("名称与经营范围筛查", "Screening of name and scope")
}


def word(table: dict[str, Text], slug: str) -> Text:
    """Return the word for a slug; one that is not known stands as it is."""
    return table.get(slug) or Text(slug or "–", slug or "–")


def rule_title(slug: str) -> Text:
    """Return a rule's title, also of what is no rule of the catalogue."""
    found = all_rules().get(slug)
    return found.title if found else _BESIDE.get(slug) or Text(slug, slug)
