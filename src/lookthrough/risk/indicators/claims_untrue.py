"""What the firm claims and the register does not bear out (宣传与登记不符)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("宣传与登记不符项数", "Claims that the register denies"),
    measures=Text(
        "网页宣传中与登记、许可不符的项数（国资背景、银行存管、牌照等）。",
        "Claims on its pages that register and licences do not bear out (state backing, custody, licences).",
    ),
    reason=Text("虚假背书是诱导投资人的核心手法。", "False endorsement is at the heart of luring investors."),
    basis="银监会令2016年第1号 art. 10(10); 国务院令第737号 art. 11",
    sentence=Text("{month}有 {value} 项宣传与登记不符", "{value} claims in {month} are not borne out by the register"),
    unit="count",
    worse="more",
    group=Group.TOPICS,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="any",
)
def claims_untrue(facts: Facts) -> Column:
    """``claims_unmatched_count`` of this month."""
    return facts.now("claims_unmatched_count")
