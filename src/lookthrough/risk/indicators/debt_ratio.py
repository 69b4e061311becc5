"""How much of the firm belongs to its creditors (资产负债率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("资产负债率", "Liabilities over assets"),
    measures=Text("月末负债总额占资产总额的比例。", "Total liabilities over total assets at the end of the month."),
    reason=Text("负债率过高的企业经不起一次抽贷或一笔坏账。", "A firm deep in debt does not survive one cut of credit or one bad debt."),
    basis="企业金融风险监测预警工作方案第3组（亏损） | Plan for warning of enterprises' financial risk, group 3 (losses)",
    sentence=Text("{month}末资产负债率 {value}", "Liabilities are {value} of assets at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.LOSSES,
    source="industry_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("工信局未报送，不计入企业分数。", "The industry bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def debt_ratio(facts: Facts) -> Column:
    """``total_liabilities_fen`` over ``total_assets_fen``."""
    return facts.share("total_liabilities_fen", "total_assets_fen")
