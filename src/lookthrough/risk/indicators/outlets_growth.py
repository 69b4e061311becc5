"""New shops and meetings where money is raised (线下门店扩张)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("近三个月新设线下门店", "New outlets in three months"),
    measures=Text("近三个月新设的线下宣传网点数。", "Outlets for promotion opened in three months."),
    reason=Text(
        "短期内大量铺设门店、组织推介会，是集资扩张的典型方式。",
        "Many shops and meetings in a short time are how fundraising spreads.",
    ),
    basis="国务院令第737号 art. 2",
    sentence=Text("截至{month}近三个月新设线下门店 {value} 家", "{value} outlets were opened in the three months to {month}"),
    unit="count",
    worse="more",
    group=Group.SOCIAL_SPREAD,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="company",
)
def outlets_growth(facts: Facts) -> Column:
    """``outlets_opened_count`` of three months."""
    return facts.total("outlets_opened_count", months=3)
