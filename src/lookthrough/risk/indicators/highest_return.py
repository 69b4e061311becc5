"""The highest return a platform promised in six months (半年内最高收益率)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator
from lookthrough.risk.indicators._extremes import highest


@indicator(
    title=Text("半年内最高收益率", "Highest return in six months"),
    measures=Text(
        "最近六个月各月平均收益率中的最高值。",
        "The highest of the average returns of the last six months.",
    ),
    reason=Text(
        "收益率越高，借款人越难以正常经营偿还；高于同业的收益是吸引资金、以新还旧的手段，也是跑路前的第二个征兆。",
        "The higher the return, the less any trade can pay it back; a return above others is how money is "
        "drawn in to pay earlier lenders, and the second omen of flight.",
    ),
    basis=(
        "最高人民法院关于审理民间借贷案件适用法律若干问题的规定（法释〔2015〕18号）第二十六条; 江苏省互联网金融协会投资指南（跑路前征兆二）"
    ),
    sentence=Text(
        "截至{month}的半年内，月均收益率最高达到 {value}",
        "In the six months up to {month} the average return reached {value} at its highest",
    ),
    unit="rate",
    worse="more",
    group=Group.INDUCEMENT,
    source="lending_platform",
    owed_by=OwedBy.FIRM,
    missing=Text("平台未披露收益率。", "The platform has not disclosed its returns."),
    subject="institution",
)
def highest_return(facts: Facts) -> Column:
    """Highest ``annual_rate`` of six months; months without a report are passed over."""
    return highest([facts.ago("annual_rate", back) for back in range(6)])
