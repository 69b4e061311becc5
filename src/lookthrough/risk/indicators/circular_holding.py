"""The firm holds itself through others (循环持股)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("循环持股比例", "Circular holding"),
    measures=Text("经循环持股最终由企业自身持有的比例。", "The share of the firm that is held, in the end, by itself through a ring."),
    reason=Text("循环持股虚增资本，隐藏实际控制人。", "A ring of holdings inflates capital and hides who controls."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}循环持股 {value}", "{value} of the firm is held by itself through a ring, as of {month}"),
    unit="share",
    worse="more",
    group=Group.REGISTRY,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="any",
)
def circular_holding(facts: Facts) -> Column:
    """``circular_holding_share`` of this month."""
    return facts.now("circular_holding_share")
