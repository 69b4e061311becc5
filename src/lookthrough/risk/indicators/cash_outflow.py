"""Cash leaves the firm's accounts against its own base (资金净流出)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, not_below_zero, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("账户资金净流出", "Net outflow of cash"),
    measures=Text(
        "本月账户资金净流出与前六个月月均流入之比，净流入为零。",
        "This month's net outflow over the mean inflow of the six months before; a net inflow is nothing.",
    ),
    reason=Text(
        "资金只出不进，是回款中断或抽逃的信号。",
        "Cash that only leaves shows that customers stopped paying, or that money is taken away.",
    ),
    basis="企业金融风险监测预警工作方案第2组（现金流异常变化） | "
    "Plan for warning of enterprises' financial risk, group 2 (changes of cash flow)",
    sentence=Text(
        "{month}资金净流出为前六个月月均流入的 {value}",
        "Net outflow in {month} is {value} of the mean monthly inflow of the six months before",
    ),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="central_bank",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人民银行未报送，不计入企业分数。", "The central bank's branch has not reported; this costs the firm nothing."),
    subject="company",
)
def cash_outflow(facts: Facts) -> Column:
    """Outflow less inflow, nothing at the least, over the mean inflow of six months before."""
    out = not_below_zero(facts.now("cash_outflow_fen") - facts.now("cash_inflow_fen"))
    return ratio(out, facts.mean("cash_inflow_fen", months=6))
