"""Social insurance that the firm owes (欠缴社保)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("人均欠缴社会保险费", "Social insurance owed a head"),
    measures=Text("欠缴社会保险费除以参保人数。", "Social insurance owed, divided by the people insured."),
    reason=Text("停缴社保是企业最先停付的人工支出之一。", "Social insurance is among the first labour costs that a firm stops paying."),
    basis="企业金融风险监测预警工作方案第5组（欠缴社保） | "
    "Plan for warning of enterprises' financial risk, group 5 (unpaid social insurance)",
    sentence=Text("{month}末人均欠缴社保 {value}", "At the end of {month} the firm owes {value} of social insurance a head"),
    unit="fen",
    worse="more",
    group=Group.TAX,
    source="human_resources",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("人社局未报送，不计入企业分数。", "The labour bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def social_insurance_arrears(facts: Facts) -> Column:
    """``social_insurance_arrears_fen`` over ``insured_persons_count``."""
    return facts.share("social_insurance_arrears_fen", "insured_persons_count")
