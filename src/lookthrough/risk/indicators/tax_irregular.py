"""The tax bureau can no longer find the firm (非正常户)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("税务非正常户", "Irregular taxpayer"),
    measures=Text("是否被认定为税务非正常户。", "Whether the tax bureau has declared the firm irregular."),
    reason=Text(
        "非正常户即税务机关联系不上的企业，多已人去楼空。",
        "An irregular taxpayer is one that the tax bureau cannot reach: mostly the office is empty.",
    ),
    basis="企业金融风险监测预警工作方案第5组（逾期申报） | Plan for warning of enterprises' financial risk, group 5 (late filing)",
    sentence=Text("{month}税务非正常户：{value}", "Irregular taxpayer in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.TAX,
    source="tax_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("税务局未报送，不计入企业分数。", "The tax bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def tax_irregular(facts: Facts) -> Column:
    """``tax_irregular_household_flag`` of this month."""
    return facts.now("tax_irregular_household_flag")
