"""Cases of unlawful advertising (违法广告)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("违法广告案件数", "Cases of unlawful advertising"),
    measures=Text("近三个月违法广告案件数。", "Cases of unlawful advertising in three months."),
    reason=Text("未经许可不得发布集资类广告。", "Without a licence there may be no advert that raises money."),
    basis="国务院令第737号 art. 11",
    sentence=Text("截至{month}近三个月违法广告 {value} 件", "{value} cases of unlawful advertising in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.INDUCEMENT,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def banned_adverts(facts: Facts) -> Column:
    """``advertising_cases_count`` of three months."""
    return facts.total("advertising_cases_count", months=3)
