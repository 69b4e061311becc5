"""Electricity use against the same month of last year (用电量同比)."""

from __future__ import annotations

import ibis

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("用电量同比变化", "Power use against last year"),
    measures=Text(
        "本月用电量与上年同月相比的变化比例。",
        "The share by which this month's use of power differs from the same month last year.",
    ),
    reason=Text(
        "停产减产先见于电表：用电大幅下降而企业未作说明，往往早于欠薪和逾期。",
        "A stop of production shows on the meter first; a large fall that the firm does not explain often comes before unpaid wages "
        "and debts.",
    ),
    basis="企业金融风险监测预警工作方案第10组（用量大幅下降） | "
    "Plan for warning of enterprises' financial risk, group 10 (big fall in power or water)",
    sentence=Text("{month}用电量同比变化 {value}", "Power use in {month} differs by {value} from the same month last year"),
    unit="share",
    worse="less",
    group=Group.UTILITIES,
    source="power_company",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("供电公司未报送，不计入企业分数。", "The power company has not reported; this costs the firm nothing."),
    subject="company",
)
def power_use_change(facts: Facts) -> Column:
    """``power_use_kwh`` over ``power_use_last_year_kwh``, else over the month twelve months ago, less one."""
    then = ibis.coalesce(facts.now("power_use_last_year_kwh"), facts.ago("power_use_kwh", 12))
    return ratio(facts.now("power_use_kwh"), then) - 1
