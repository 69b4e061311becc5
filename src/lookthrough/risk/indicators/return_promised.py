"""The yearly return that the firm promises to the public (承诺收益率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("宣传的最高年收益率", "Highest return promised"),
    measures=Text("网页、传单中宣传的最高年收益率。", "The highest yearly return promised on pages and leaflets."),
    reason=Text("高收益承诺是利诱性的核心证据。", "The promise of a high return is the core of inducement."),
    basis="国务院令第737号 art. 2",
    sentence=Text("{month}宣传的最高年收益率 {value}", "The highest yearly return promised in {month} is {value}"),
    unit="rate",
    worse="more",
    group=Group.INDUCEMENT,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="any",
)
def return_promised(facts: Facts) -> Column:
    """``promised_return_rate`` of this month."""
    return facts.now("promised_return_rate")
