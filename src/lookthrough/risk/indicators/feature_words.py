"""Feature words in what the firm says of itself (特征词命中)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("特征词命中处数", "Feature words"),
    measures=Text(
        "经营范围和网页中“集资”“代客理财”等特征词未被否定的处数。",
        "Places in scope and pages with words such as raising money or managing clients' funds, not negated.",
    ),
    reason=Text("单个词不足为凭，多词共现提示业务实质。", "One word proves little; several together point to the real business."),
    basis="国务院令第737号 art. 9",
    sentence=Text("{month}命中特征词 {value} 处", "{value} feature words in {month}"),
    unit="count",
    worse="more",
    group=Group.FEATURE_WORDS,
    source="registry",
    owed_by=OwedBy.US,
    missing=Text("登记信息尚未入库或未计算，不计分。", "The register does not know it yet; it costs nothing."),
    subject="company",
)
def feature_words(facts: Facts) -> Column:
    """``feature_hits_count`` of this month."""
    return facts.now("feature_hits_count")
