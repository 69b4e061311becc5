"""Bursts of complaints, withdrawals or visits that an officer accepted (已受理的群体性苗头)."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.risk.facts import Column, Facts
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import OwedBy, indicator


@indicator(
    title=Text("已受理的群体性苗头", "Accepted bursts"),
    measures=Text(
        "本月经人员受理的投诉、提现、来访突增次数。",
        "Bursts of complaints, withdrawals or visits in the month that an officer accepted.",
    ),
    reason=Text(
        "突增只有经人员核实受理后才计分，恶意刷量不计。",
        "A burst counts only once a person has accepted it, so that a malicious one counts nothing.",
    ),
    basis="国务院令第737号 art. 8",
    sentence=Text("{month}受理群体性苗头 {value} 起", "{value} bursts were accepted in {month}"),
    unit="count",
    worse="more",
    group=Group.COMPLAINTS,
    source="incidents",
    owed_by=OwedBy.US,
    missing=Text("没有受理记录，不计分。", "Nothing was accepted; it costs nothing."),
    subject="any",
)
def incidents_accepted(facts: Facts) -> Column:
    """``incidents_accepted_count`` of this month."""
    return facts.now("incidents_accepted_count")
