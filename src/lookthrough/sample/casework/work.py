"""All that was done with leads, cases and campaigns in the sample area, once, when the area is new."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from lookthrough.cases import case_queries, lead_queries
from lookthrough.sample.casework import determining, fundraising, others, petitioning, signals, sweeping_up
from lookthrough.sample.casework.desk import HEAD, Desk, alerted, desk_of

_NEEDED = 6  # firms of a district


def work_cases(*, home: Path, at: datetime, seed: int) -> dict[str, int]:
    """Do ten months of work on leads and cases, unless there are cases already; return how many there are of each."""
    desk = desk_of(home=home, at=at, seed=seed)
    me = desk.people[HEAD]
    if not case_queries.cases(officer_id=me, state="all"):
        _work(desk)
    leads = lead_queries.leads(officer_id=me, state="all")
    return {"leads": len(leads), "cases": len(case_queries.cases(officer_id=me, state="all"))}


def _work(desk: Desk) -> None:
    """Spread the cases over the districts that have enough firms with alerts, the oldest case first."""
    near = [firms for firms in (alerted(desk, region) for region in desk.districts()) if len(firms) >= _NEEDED]
    if len(near) < 2:
        return
    rest = [firm for turn in zip_longest(*(firms[_NEEDED:] for firms in near)) for firm in turn if firm]
    determining.experts(desk)
    fundraising.whole(desk, near[0][0], near[0][1])
    others.breach(desk, near[1][0])
    others.unlicensed(desk, near[1][1])
    others.liquidation(desk, near[0][2])
    fundraising.at_its_deadline(desk, near[-1][0])
    determining.under_way(desk, near[0][3])
    others.advertisement(desk, near[-1][1])
    petitioning.petition(desk, near[1][2])
    petitioning.letter(desk, near[0][4])
    signals.leads(desk, (rest + near[1][3:] + near[-1][2:])[:6])
    sweeping_up.campaign(desk)
