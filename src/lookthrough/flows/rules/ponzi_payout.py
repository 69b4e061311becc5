"""Clients are paid out of other clients' principal (借新还旧)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.assignments import matched_assignments
from lookthrough.flows.classes import Origin, Purpose, Use
from lookthrough.flows.measuring import worst_share_a_month
from lookthrough.flows.rule import Ledger, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text


@rule(
    title=Text("借新还旧", "Payouts from other clients' principal"),
    reason=Text(
        "以后来者的本金兑付先来者，是庞氏骗局和非法集资的核心资金特征。",
        "Paying earlier clients with later clients' principal is the money trace at the heart of a Ponzi scheme.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 共向客户兑付 {whole}，其中 {part}（{value}）出自其他客户的本金，限额为 {limit}。",
        "From {from_date} to {to_date} clients were paid {whole}; {part} of it ({value}) came out of other clients' principal. The limit is {limit}.",
    ),
    subject="institution",
    unit="share",
    applies_to=(
        "p2p equity_crowdfunding wealth_seller asset_management exchange microlender guarantor pawn leasing factoring cooperative private_fund other"
    ).split(),
    prohibition_basis="国务院令第737号 art. 2, 19; 银监会令2016年第1号 art. 10(2)",
)
def ponzi_payout(ledger: Ledger, limits: Limits) -> ir.Table:
    """Share of payouts to clients in the window that is, by attribution, other clients' principal.

    Payouts are transfers out of the books to clients. A refund of the listing's own money, and a client's withdrawal of idle cash, are
    none. A matched assignment is a payout, but what it takes from the buyer's principal does not count.
    """
    t = ledger.transfers
    parts = (
        ledger.movements.filter(_.use == int(Use.LENDER_RETURN))
        .group_by("institution", "row")
        .aggregate(
            principal_fen=_.amount_fen.sum(where=_.origin == int(Origin.LENDER_PRINCIPAL)),
            refunded_fen=_.amount_fen.sum(where=(_.origin == int(Origin.LENDER_PRINCIPAL)) & _.matched),
        )
        .mutate(principal_fen=_.principal_fen.fill_null(0), refunded_fen=_.refunded_fen.fill_null(0))
    )
    paid = t.join(parts, ["institution", "row"]).filter(_.purpose != int(Purpose.WITHDRAW))
    own = ibis.ifelse(_.purpose == int(Purpose.REFUND), _.refunded_fen, 0)
    paid = paid.mutate(part_fen=_.principal_fen - own, whole_fen=_.amount_fen - own)
    assigned = matched_assignments(ledger, price_slack=limits.value("fair_price_slack"))
    paid = paid.mutate(part_fen=ibis.ifelse(_.row.isin(assigned.row), 0, _.part_fen))
    contributions = paid.select("day", "place", "part_fen", "whole_fen", subject=_.institution)
    return worst_share_a_month(contributions, window_days=limits.whole("window_days"), least=limits.value("medium_from"))
