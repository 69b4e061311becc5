"""Holders of one product (单个产品最多持有人数)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("单个产品最多持有人数", "Holders of one product"),
    measures=Text("单个产品最多的持有人数。", "The largest number of holders of one product."),
    reason=Text("持有人超过二百人即构成变相公开发行。", "More than two hundred holders is a public offer in disguise."),
    basis="国发〔2011〕38号",
    sentence=Text("{month}单个产品持有人最多 {value}", "One product has {value} holders in {month}"),
    unit="persons",
    worse="more",
    group=Group.LICENSED,
    source="trading_venue",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "交易场所应报未报，按评分卡规定计分。",
        "The trading venue owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def product_holders(facts: Facts) -> Column:
    """``product_most_holders_count`` of the newest return of three months."""
    return facts.latest("product_most_holders_count")
