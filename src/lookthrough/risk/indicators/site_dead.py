"""The site no longer answers (网站无法访问)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("网站探测失败占比", "Failed probes of the site"),
    measures=Text("本月对网站和应用的探测中失败的比例。", "The share of the month's probes of site and app that failed."),
    reason=Text("网站关停、电话无人接听是跑路最后的征兆。", "A dead site and phone are the last signs of flight."),
    basis="江苏省互联网金融协会投资指南（征兆七：网站电话失联） | Investor guide of the Jiangsu association (sign 7: site and phone dead)",
    sentence=Text("{month}网站探测失败 {value}", "{value} of the probes of the site failed in {month}"),
    unit="share",
    worse="more",
    group=Group.OMENS,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="institution",
)
def site_dead(facts: Facts) -> Column:
    """``site_probes_failed_count`` over ``site_probes_count``."""
    return facts.share("site_probes_failed_count", "site_probes_count")
