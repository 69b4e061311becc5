"""Banks cut the firm's credit lines (压贷抽贷)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("压减授信比例", "Credit lines cut"),
    measures=Text("近三个月压减的授信占压减前授信总额的比例。", "Credit lines cut in three months over what they were before the cuts."),
    reason=Text(
        "多家银行同时压贷会使尚可经营的企业断流，应尽早协调。",
        "Banks that cut at the same time can dry up a firm that still works; it calls for early talks.",
    ),
    basis="企业金融风险监测预警工作方案第2组（贷款） | Plan for warning of enterprises' financial risk, group 2 (loans)",
    sentence=Text("截至{month}近三个月授信被压减 {value}", "In the three months to {month} credit lines were cut by {value}"),
    unit="share",
    worse="more",
    group=Group.CREDIT,
    source="banking_supervisor",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("金融监管总局派出机构未报送，不计入企业分数。", "The banking supervisor has not reported; this costs the firm nothing."),
    subject="company",
)
def credit_line_cut(facts: Facts) -> Column:
    """Cuts of three months over the line of today plus the cuts."""
    cut = facts.total("credit_line_cut_fen", months=3)
    return ratio(cut, facts.now("credit_line_fen") + cut)
