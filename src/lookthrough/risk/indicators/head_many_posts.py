"""The head of the firm sits in many firms (一人多职)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("法定代表人任职企业数", "Posts of the legal representative"),
    measures=Text("法定代表人同时任职的企业数。", "In how many firms the legal representative holds a post at the same time."),
    reason=Text("挂名法定代表人常同时“任职”于几十家空壳企业。", "A straw man often holds posts in dozens of shells."),
    basis="办公室设定 / office setting 2026-01",
    sentence=Text("{month}法定代表人在 {value} 家企业任职", "The legal representative holds posts in {value} firms in {month}"),
    unit="count",
    worse="more",
    group=Group.REGISTRY,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="any",
)
def head_many_posts(facts: Facts) -> Column:
    """``head_posts_count`` of this month."""
    return facts.now("head_posts_count")
