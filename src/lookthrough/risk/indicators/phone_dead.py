"""The phone is not answered (客服电话无人接听)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("客服电话无人接听占比", "Calls not answered"),
    measures=Text("本月拨测客服电话中无人接听的比例。", "The share of the month's test calls that nobody answered."),
    reason=Text("电话与网站互为印证。", "The phone confirms what the site shows."),
    basis="江苏省互联网金融协会投资指南（征兆七：网站电话失联） | Investor guide of the Jiangsu association (sign 7: site and phone dead)",
    sentence=Text("{month}客服电话无人接听 {value}", "{value} of the test calls in {month} were not answered"),
    unit="share",
    worse="more",
    group=Group.OMENS,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="institution",
)
def phone_dead(facts: Facts) -> Column:
    """``calls_unanswered_count`` over ``calls_count``."""
    return facts.share("calls_unanswered_count", "calls_count")
