"""Promises that nothing can be lost (保本保息、零风险)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("保本保息表述处数", "Promises of safety"),
    measures=Text(
        "网页、广告中“保本保息”“零风险”等表述的处数。",
        "Places on pages and adverts that promise principal, interest or no risk.",
    ),
    reason=Text("承诺保本付息为利诱性要件，且为广告禁止内容。", "To promise principal and interest is inducement, and banned in adverts."),
    basis="国务院令第737号 art. 2, 11",
    sentence=Text("{month}发现保本保息表述 {value} 处", "{value} promises of safety were found in {month}"),
    unit="count",
    worse="more",
    group=Group.INDUCEMENT,
    source="patrol",
    owed_by=OwedBy.US,
    missing=Text("尚无巡查结果，不计分。", "There is no patrol result yet; it costs nothing."),
    subject="any",
)
def safety_promised(facts: Facts) -> Column:
    """``safety_promises_count`` of this month."""
    return facts.now("safety_promises_count")
