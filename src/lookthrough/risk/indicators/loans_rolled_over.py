"""Loans are repaid with new loans (借新还旧、展期)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("借新还旧和展期占比", "Loans rolled over"),
    measures=Text("本月借新还旧和展期金额占授信总额的比例。", "Loans rolled over or extended in the month, over the credit lines."),
    reason=Text(
        "展期本身合法，也是纾困手段；占比过高说明经营现金已不足以还款。",
        "An extension is lawful and may be a rescue; a large share shows that trade no longer earns what is due.",
    ),
    basis="企业金融风险监测预警工作方案第2组（周转困难） | Plan for warning of enterprises' financial risk, group 2 (turnover trouble)",
    sentence=Text("{month}借新还旧和展期为授信的 {value}", "Loans rolled over in {month} are {value} of the credit lines"),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="banking_supervisor",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("金融监管总局派出机构未报送，不计入企业分数。", "The banking supervisor has not reported; this costs the firm nothing."),
    subject="company",
)
def loans_rolled_over(facts: Facts) -> Column:
    """``loans_rolled_over_fen`` over ``credit_line_fen``."""
    return facts.share("loans_rolled_over_fen", "credit_line_fen")
