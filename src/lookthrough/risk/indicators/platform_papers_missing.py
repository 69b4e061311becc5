"""Which of the four papers a platform lacks (备案、存管、电信许可、等保)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("合规要件缺失项数", "Papers missing"),
    measures=Text(
        "地方备案、银行存管、电信业务许可、等级保护四项中缺失的项数。",
        "How many of filing, custody, telecom licence and classified protection are missing.",
    ),
    reason=Text("四项要件缺一即不合规，与规模无关。", "Each of the four is required by rule, whatever the platform's size."),
    basis="银监会令2016年第1号 art. 5, 18, 28",
    sentence=Text("{month}四项合规要件缺失 {value} 项", "{value} of the four papers are missing in {month}"),
    unit="count",
    worse="more",
    group=Group.TOPICS,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="institution",
)
def platform_papers_missing(facts: Facts) -> Column:
    """Four less the flags of filing, custody, telecom licence and classified protection."""
    return (
        4
        - facts.now("platform_filed_flag")
        - facts.now("custody_bank_flag")
        - facts.now("telecom_licence_flag")
        - facts.now("level_protection_flag")
    )
