"""Clients who want their money wait longer than they used to (提现变慢)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Purpose, Role
from lookthrough.flows.coding import Numbers
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.runs import Runs
from lookthrough.flows.waiting import Slow, Terms, slow_days, worst_of_months
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_UNPAID = Text(
    "截至 {to_date}，客户提现申请逾期未付，最久的已等待 {value}（工作时间），界限为 {limit}；未付及当周已付的提现共 {whole}。",
    "On {to_date} clients' requests stand unpaid, the oldest for {value} of working time. The limit is {limit}. "
    "What stands unpaid or was paid that week comes to {whole}.",
)


@whole_ledger_rule(
    title=Text("提现变慢", "Withdrawals slow down"),
    measures=Text(
        "近7日付出的提现从申请到到账的中位数（或第95百分位数），与本机构此前90日的同一数值相比的倍数，且不少于3个工作日；"
        "或逾期未付申请的时长。休息日不计。",
        "The median (or 95th percentile) of the time from request to payment of what was paid in 7 days, divided by the same figure of the "
        "institution's own 90 days before, if it is 3 working days or more; or the age of what stands unpaid. Days of rest do not count.",
    ),
    reason=Text(
        "提现由快变慢，往往是资金链断裂前最早能看到的迹象。",
        "Withdrawals that slow down are often the first sign one can see before the money runs out.",
    ),
    sentence=Text(
        "截至 {to_date} 的7天内，客户提现等待 {days} 个工作日，为此前90天（{base} 个工作日）的 {value}，界限为 {limit}。",
        "In the 7 days to {to_date} clients waited {days} working days for their money, {value} the {base} of the 90 days before. "
        "The limit is {limit}.",
    ),
    sentences={"unpaid_": _UNPAID},
    subject="institution",
    applies_to=["p2p", "payment"],
    prohibition_basis="银监会令2016年第1号 art. 9, 28; 国务院令第768号",
    needs={"all": ["withdrawals"]},
)
def withdrawal_slowdown(whole: Whole, limits: Limits) -> Iterable[Sighting]:
    """Hold each week's waits against the institution's own base, and look at what stands unpaid at each day's end."""
    table = whole.table("the_withdrawals")
    institution, requested, amount = (np.from_dlpack(table[name].combine_chunks()) for name in ("institution", "requested", "amount_fen"))
    until = (whole.last_day + 1) * MICROSECONDS_A_DAY
    paid = np.minimum(np.from_dlpack(table["paid"].fill_null(until).combine_chunks()), until)
    known = np.flatnonzero((requested < until) & (paid >= requested))
    known = known[np.argsort(institution[known], kind="stable")]
    bounds = np.flatnonzero(np.diff(institution[known], prepend=-1, append=-1)).tolist()
    found = [
        (rows, slow)
        for begin, end in pairwise(bounds)
        for rows in [known[begin:end]]
        for slow in worst_of_months(slow_days(requested[rows], paid[rows], until, _terms(limits)))
    ]
    withdrawn = _Withdrawn(whole, {int(institution[rows[0]]) for rows, _ in found})
    for rows, slow in found:
        yield _sighting(withdrawn, int(institution[rows[0]]), slow, requested[rows], paid[rows], amount[rows], limits.whole("window_days"))


def _terms(limits: Limits) -> Terms:
    return Terms(
        limits.whole("window_days"), limits.whole("base_days"), limits.value("least_days"), limits.whole("payments_from"),
        limits.whole("payments_for_tail_from"), limits.whole("base_for_tail_from"), limits.whole("unpaid_from"),
        limits.value("unpaid_share_from"), limits.value("unpaid_medium_from"),
    )  # fmt: skip


def _sighting(
    withdrawn: _Withdrawn, institution: int, slow: Slow, requested: Numbers, paid: Numbers, amount: Numbers, window_days: int
) -> Sighting:
    """Return a slow day with the fen that waited: ``part`` stands unpaid at its end, ``whole`` is that and what the week paid."""
    end = (slow.day + 1) * MICROSECONDS_A_DAY
    begin = end - window_days * MICROSECONDS_A_DAY
    unpaid, week = (requested < end) & (paid >= end), (paid < end) & (paid >= begin)
    details = {"days": round(slow.days, 1), "base": round(slow.base, 1), "percentile": 95 if slow.is_tail else 50}
    part = int(amount[unpaid].sum())
    return Sighting(
        institution, slow.day - window_days + 1, slow.day, slow.value, part, part + int(amount[week].sum()),
        withdrawn.places(institution, begin, end), "unpaid_" if slow.is_unpaid else "", details,
    )  # fmt: skip


class _Withdrawn:
    """What clients and merchants of some institutions withdrew, found in one look at the ledger."""

    def __init__(self, whole: Whole, institutions: set[int]) -> None:
        self.whole, codes = whole, whole.codes
        rows = (
            np.flatnonzero((whole.of("purpose") == int(Purpose.WITHDRAW)) & (whole.of("from_account") >= 0))
            if institutions
            else np.empty(0, np.int64)
        )
        source = whole.of("from_account")[rows]
        of = np.where(np.isin(codes.role[source], [int(Role.CLIENT), int(Role.MERCHANT)]), codes.account_institution[source], -1)
        kept = np.isin(of, list(institutions))
        self.rows = Runs(of[kept], rows[kept])

    def places(self, institution: int, begin: int, end: int) -> list[int]:
        """Return the places of the largest withdrawals of an institution's clients between two moments."""
        rows = self.rows.of(institution)
        moment = self.whole.of("moment")[rows]
        rows = rows[(moment >= begin) & (moment < end)]
        return self.whole.places(rows[np.lexsort((rows, -self.whole.of("amount_fen")[rows]))][:EVIDENCE])
