"""Which share of the firm's loans is overdue (逾期贷款占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("逾期贷款占比", "Overdue share of loans"),
    measures=Text("月末逾期贷款余额占贷款余额的比例。", "Overdue loans over all loans at the end of the month."),
    reason=Text("占比说明逾期是个别票据还是整体无力偿还。", "The share tells a slip with one note from a firm that cannot pay at all."),
    basis="企业金融风险监测预警工作方案第2组（逾期） | Plan for warning of enterprises' financial risk, group 2 (overdue loans)",
    sentence=Text("{month}末逾期贷款占 {value}", "{value} of the loans are overdue at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="central_bank",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人民银行未报送，不计入企业分数。", "The central bank's branch has not reported; this costs the firm nothing."),
    subject="company",
)
def loans_overdue(facts: Facts) -> Column:
    """``loans_overdue_fen`` over ``loans_outstanding_fen``."""
    return facts.share("loans_overdue_fen", "loans_outstanding_fen")
