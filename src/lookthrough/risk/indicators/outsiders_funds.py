"""Money of outsiders (非社员资金占比)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts, ratio
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("非社员资金占比", "Money of outsiders"),
    measures=Text("互助金中非社员资金的比例。", "The share of mutual funds that comes from outsiders."),
    reason=Text("向社员以外吸收资金即变相吸收公众存款。", "Taking money from outsiders is taking deposits in disguise."),
    basis="国务院令第737号 art. 2, 19",
    sentence=Text("{month}非社员资金占 {value}", "{value} of the mutual funds is outsiders' in {month}"),
    unit="share",
    worse="more",
    group=Group.LICENSED,
    source="mutual_cooperative",
    owed_by=OwedBy.FIRM,
    missing=Text(
        "合作社应报未报，按评分卡规定计分。",
        "The co-operative owes it and has not reported; the scorecard says what that counts.",
    ),
    subject="institution",
)
def outsiders_funds(facts: Facts) -> Column:
    """``mutual_funds_outsiders_fen`` over ``mutual_funds_fen``, of the newest return of three months."""
    return ratio(facts.latest("mutual_funds_outsiders_fen"), facts.latest("mutual_funds_fen"))
