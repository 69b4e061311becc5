"""Money goes out and comes back through other people's accounts, again and again (资金循环)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import BUSINESSES, Purpose
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.outside import OUTSIDE, OWN, Outside
from lookthrough.flows.rounds import Rounds, rounds
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text


@whole_ledger_rule(
    title=Text("资金循环", "Money going round"),
    measures=Text(
        "近90日内，一笔款项在7日内经三至八个账户、按真实时间先后回到出发账户且不少于九成的次数；退款不计，同一笔转账只计入一次循环。",
        "How often in 90 days at least nine tenths of an amount came back to its start through three to eight accounts within seven days, "
        "every step truly later than the one before. Refunds do not count, and a transfer belongs to one round only.",
    ),
    reason=Text(
        "反复空转的资金没有交易背景，常用于虚增流水、伪造标的或掩盖来源。",
        "Money that goes round and round serves no trade: it feigns turnover, fakes listings or hides where it came from.",
    ),
    sentence=Text(
        "截至 {to_date} 的90天内，{whole} 转出后有 {part} 在7天内经他人账户回到出发账户，共 {value}，界限为 {limit}。",
        "In the 90 days to {to_date}, of {whole} sent out {part} came back to its start through other people's accounts within seven days, "
        "{value}. The limit is {limit}.",
    ),
    subject="party",
    applies_to=BUSINESSES,
    prohibition_basis="反洗钱法; 国务院令第737号 art. 12–13",
    needs={"all": ["accounts.holder_party_id"]},
)
def circular_flow(whole: Whole, limits: Limits) -> Iterable[Sighting]:
    """Count the rounds that each party's money went within the window, on the day each ended."""
    outside = whole.outside
    able = np.flatnonzero(_can_go_round(outside))
    amount, moment = outside.of("amount_fen")[able], outside.of("moment")[able]
    found = rounds(
        outside.source[able].astype(np.int64), outside.target[able].astype(np.int64), outside.codes.holder, moment, amount,
        window=limits.whole("round_days") * MICROSECONDS_A_DAY, kept=limits.value("returned_from"), fewest=limits.whole("accounts_from"),
        most=limits.whole("accounts_passed_to") + 1,
    )  # fmt: skip
    yield from _counted(outside, able, found, limits.whole("window_days"))


def _can_go_round(outside: Outside) -> Numbers:
    """Tell which rows may be a step: between accounts outside and operators' own, and no refund."""
    kind = outside.account_kind
    ends = np.isin(kind, [OUTSIDE, OWN])
    able: Numbers = ends[outside.source] & ends[outside.target] & (outside.of("purpose") != int(Purpose.REFUND))
    return able


def _counted(outside: Outside, able: Numbers, found: Rounds, window_days: int) -> Iterator[Sighting]:
    first, last = able[found.rows[found.bounds[:-1]]], able[found.rows[found.bounds[1:] - 1]]
    party, day, amount = outside.payer[first], outside.day[last].astype(np.int64), outside.of("amount_fen")
    for one in np.unique(party[party != NONE]).tolist():
        of_one = np.flatnonzero(party == one)
        of_one = of_one[np.argsort(day[of_one], kind="stable")]
        for number, to_day in enumerate(day[of_one].tolist()):
            counted = of_one[: number + 1][day[of_one[: number + 1]] > to_day - window_days]
            rows = np.concatenate([able[found.rows[found.bounds[k] : found.bounds[k + 1]]] for k in counted])
            yield Sighting(
                one, to_day - window_days + 1, to_day, float(len(counted)), int(amount[last[counted]].sum()),
                int(amount[first[counted]].sum()), outside.places(rows, EVIDENCE),
            )  # fmt: skip
