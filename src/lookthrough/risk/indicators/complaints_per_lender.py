"""Complaints for each thousand lenders (每千名出借人投诉)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("每千名出借人投诉件数", "Complaints for a thousand lenders"),
    measures=Text(
        "本月受理的投诉件数除以当期出借人数，再乘以一千。",
        "Complaints accepted in the month for each thousand current lenders.",
    ),
    reason=Text(
        "大平台投诉总数必多，应按出借人数折算；只计受理的投诉，恶意刷投诉不计。",
        "A large platform has more complaints, so they are counted for a thousand lenders; only accepted ones, so that a malicious "
        "burst counts nothing.",
    ),
    basis="江苏省互联网金融协会投资指南（征兆五：负面消息） | Investor guide of the Jiangsu association (sign 5: bad news)",
    sentence=Text("{month}每千名出借人投诉 {value} 件", "{value} complaints for a thousand lenders in {month}"),
    unit="count",
    worse="more",
    group=Group.OMENS,
    source="incidents",
    owed_by=OwedBy.US,
    missing=Text("没有受理记录，不计分。", "Nothing was accepted; it costs nothing."),
    subject="institution",
)
def complaints_per_lender(facts: Facts) -> Column:
    """``complaints_accepted_count`` for a thousand of ``lenders_current_count``."""
    return ratio(facts.now("complaints_accepted_count") * 1000, facts.latest("lenders_current_count"))
