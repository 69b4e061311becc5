"""Shares of the firm that are pledged (股权出质)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("股权出质比例", "Shares pledged"),
    measures=Text("已出质股权占全部股权的比例。", "The share of equity that is pledged."),
    reason=Text("大股东高比例质押说明其自身也缺资金。", "Owners who pledge most of their shares are short of money themselves."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}末股权出质 {value}", "{value} of the equity is pledged at the end of {month}"),
    unit="share",
    worse="more",
    group=Group.REGISTRY,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def equity_pledged(facts: Facts) -> Column:
    """``equity_pledged_share`` of this month."""
    return facts.now("equity_pledged_share")
