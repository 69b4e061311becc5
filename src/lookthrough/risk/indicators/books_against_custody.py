"""The platform's books against the custodian's (平台与存管余额不符)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("借贷余额与存管报告之差", "Books against custody"),
    measures=Text(
        "平台报送的借贷余额与存管银行报告之差占存管报告余额的比例。",
        "The difference between what platform and custodian report as outstanding, over the custodian's figure.",
    ),
    reason=Text("两方独立数据不符，必有一方账外有账。", "Two independent figures that differ mean that something is kept off the books."),
    basis="银监办发〔2017〕21号; 银监办发〔2017〕113号",
    sentence=Text("{month}平台余额与存管报告相差 {value}", "Platform's and custodian's figures differ by {value} in {month}"),
    unit="share",
    worse="more",
    group=Group.MONEY,
    source="custodian_monthly",
    owed_by=OwedBy.DEPARTMENT,
    missing=Text("存管银行未报送，不计入企业分数。", "The custodian bank has not reported; this costs the firm nothing."),
    subject="institution",
)
def books_against_custody(facts: Facts) -> Column:
    """Difference of ``outstanding_fen`` and ``custody_loans_outstanding_fen`` over the latter."""
    kept = facts.now("custody_loans_outstanding_fen")
    return ratio((facts.now("outstanding_fen") - kept).abs(), kept)
