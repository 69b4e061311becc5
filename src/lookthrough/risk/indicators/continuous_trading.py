"""Continuous trading (集中竞价或做市交易)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("集中竞价或做市交易", "Continuous trading"),
    measures=Text("是否采取集中竞价、做市商等集中交易方式。", "Whether the venue trades by auction or market makers."),
    reason=Text("地方交易场所不得采取集中交易方式。", "Local venues may not trade that way."),
    basis="国发〔2011〕38号",
    sentence=Text("{month}集中交易：{value}", "Continuous trading in {month}: {value}"),
    unit="flag",
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
def continuous_trading(facts: Facts) -> Column:
    """``continuous_trading_flag`` of the newest return of three months."""
    return facts.latest("continuous_trading_flag")
