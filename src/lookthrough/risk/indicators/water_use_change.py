"""Water use against the same month of last year (用水量同比)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("用水量同比变化", "Water use against last year"),
    measures=Text(
        "本月用水量与上年同月相比的变化比例。",
        "The share by which this month's use of water differs from the same month last year.",
    ),
    reason=Text("用水与用电互为印证，可排除表计故障。", "Water confirms what power shows and rules out a broken meter."),
    basis="企业金融风险监测预警工作方案第10组（用量大幅下降） | "
    "Plan for warning of enterprises' financial risk, group 10 (big fall in power or water)",
    sentence=Text("{month}用水量同比变化 {value}", "Water use in {month} differs by {value} from the same month last year"),
    unit="share",
    worse="less",
    group=Group.UTILITIES,
    source="water_company",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("水务集团未报送，不计入企业分数。", "The water company has not reported; this costs the firm nothing."),
    subject="company",
)
def water_use_change(facts: Facts) -> Column:
    """``water_use_m3`` over ``water_use_last_year_m3``, else over the month twelve months ago, less one."""
    then = ibis.coalesce(facts.now("water_use_last_year_m3"), facts.ago("water_use_m3", 12))
    return ratio(facts.now("water_use_m3"), then) - 1
