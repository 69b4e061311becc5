"""The firm is on the list of abnormal operation (经营异常名录)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("列入经营异常名录", "On the abnormal list"),
    measures=Text("是否列入经营异常名录。", "Whether the firm is on the list of abnormal operation."),
    reason=Text(
        "地址失联、年报不报是空壳集资公司的常见特征。",
        "No one at the address and no annual report are common among shells that raise money.",
    ),
    basis="企业信息公示暂行条例",
    sentence=Text("{month}列入经营异常名录：{value}", "On the abnormal list in {month}: {value}"),
    unit="flag",
    worse="more",
    group=Group.COMPLIANCE_DEVIATION,
    source="market_regulator",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("市场监管局未报送，不计入企业分数。", "The market regulator has not reported; this costs the firm nothing."),
    subject="any",
)
def abnormal_list(facts: Facts) -> Column:
    """``abnormal_list_flag`` of this month."""
    return facts.now("abnormal_list_flag")
