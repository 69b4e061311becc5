"""Orders that customers took back (取消订单)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("取消订单占比", "Orders cancelled"),
    measures=Text("本月取消订单占取消前在手订单的比例。", "Orders cancelled in the month over the orders in hand before."),
    reason=Text("订单取消是收入下降的先声。", "Cancelled orders foretell lower income."),
    basis="企业金融风险监测预警工作方案（配合单位） | Plan for warning of enterprises' financial risk (supporting departments)",
    sentence=Text("{month}取消订单 {value}", "{value} of the orders were cancelled in {month}"),
    unit="share",
    worse="more",
    group=Group.LOSSES,
    source="commerce_bureau",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("商务局未报送，不计入企业分数。", "The commerce bureau has not reported; this costs the firm nothing."),
    subject="company",
)
def orders_cancelled(facts: Facts) -> Column:
    """``orders_cancelled_fen`` over orders in hand plus the cancelled."""
    cancelled = facts.now("orders_cancelled_fen")
    return ratio(cancelled, facts.now("orders_in_hand_fen") + cancelled)
