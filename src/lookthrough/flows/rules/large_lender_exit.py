"""The largest clients of a platform leave within two weeks (大额出借人撤离)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Role
from lookthrough.flows.holdings import Exit, exits
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_BUSINESSES = ("p2p",)


@whole_ledger_rule(
    title=Text("大额出借人撤离", "Large clients leaving"),
    measures=Text(
        "14日前持有最多（待收本金与账户余额合计）的十名客户，此后净转出平台的金额与当时持有额之比；其中最大的一笔到期兑付不计。",
        "The ten clients who held most 14 days before, outstanding and in cash: what they have since taken off the platform, net, divided "
        "by what they held then. The largest single maturity among it does not count.",
    ),
    reason=Text(
        "大户往往先知先觉；他们集中撤离，多在平台出事之前。",
        "Large clients hear first: when they leave together, it is often just before a platform fails.",
    ),
    sentence=Text(
        "14天前持有最多的十名客户共持有 {whole}，至 {to_date} 净转出 {part}，占 {value}，界限为 {limit}。",
        "The ten clients who held most 14 days before held {whole}; by {to_date} they took out {part} net, {value} of it. "
        "The limit is {limit}.",
    ),
    subject="institution",
    applies_to=_BUSINESSES,
    prohibition_basis="银监会令2016年第1号 art. 28–31",
    needs={"all": ["accounts.holder_party_id", "accounts.institution_id"]},
)
def large_lender_exit(whole: Whole, limits: Limits) -> Iterable[Sighting]:
    """Hold what the largest clients took out within the window against what they held before it."""
    platforms = np.flatnonzero(np.isin(np.array(whole.codes.business), _BUSINESSES))
    window = limits.whole("window_days")
    clients, least = limits.whole("clients"), limits.value("medium_from")
    for one in exits(whole.columns, whole.by_institution, whole.codes, platforms, window_days=window, clients=clients, least=least):
        if one.value >= limits.value("medium_from"):
            places = _withdrawn(whole, one, window)
            out = one.out_fen - one.matured_fen
            yield Sighting(one.institution, one.day - window + 1, one.day, one.value, out, one.held_fen, places)


def _withdrawn(whole: Whole, exit_: Exit, window: int) -> list[int]:
    """Return the places of what these clients were paid to their banks within the window, largest first."""
    of, codes, rows = whole.columns.of, whole.codes, exit_.rows
    moment = of["moment"][rows]
    begin, end = np.searchsorted(moment, [(exit_.day - ahead) * MICROSECONDS_A_DAY for ahead in (window - 1, -1)])
    rows = rows[begin:end]
    source, target = of["from_account"][rows], of["to_account"][rows]
    of_client = (codes.role[source] == int(Role.CLIENT)) & np.isin(codes.holder[source], np.array(exit_.clients))
    leaves = (codes.account_institution[source] == exit_.institution) & (codes.account_institution[target] != exit_.institution)
    out = rows[of_client & leaves]
    return whole.places(out[np.lexsort((out, -of["amount_fen"][out]))][:EVIDENCE])
