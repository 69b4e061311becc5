"""Assignments of claims between clients: which payouts are the fair price of a claim that the seller really gave up.

A label ``claim_transfer`` alone exempts nothing (methods §2). A payout on such a listing is a *matched assignment* when the seller
holds, at that moment, a claim on the same debt, the claim falls by what is paid, and the price is fair: principal plus what has
accrued at the listing's rate, within a slack. A client's claim on a debt is what he paid in on its listings less the principal he was
paid back, or sold.
"""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.classes import PRODUCT_KINDS, Party, Purpose
from lookthrough.flows.rule import Ledger
from lookthrough.kernel.limits import Limits, read_limits

CLAIM_TRANSFER = PRODUCT_KINDS.index("claim_transfer")


def assignment_limits(on: date) -> Limits:
    """Return the limits for a fair price in force on a day."""
    return read_limits(Path(str(resources.files("lookthrough.flows") / "limits" / "assignments.yml"))).on(on)


def matched_assignments(ledger: Ledger, *, price_slack: float) -> ir.Table:
    """Return the rows (column ``row``) of payouts that are matched assignments; ``price_slack`` is a share of the price."""
    traded = ledger.products.filter(_.debt_is_traded).drop("debt_is_traded")
    transfers = ledger.transfers.select(
        "row", "day", "from_party", "to_party", "from_holder", "to_holder", "purpose", "product", "amount_fen"
    )
    moves = _claim_moves(transfers.join(traded, "product"))
    # only those who were paid on an assigned claim have anything to show; the others' history need not be sorted
    sellers = moves.filter((_.kind == CLAIM_TRANSFER) & _.is_paid).select("holder", "debt").distinct()
    moves = moves.semi_join(sellers, ["holder", "debt"])
    before = ibis.window(group_by=["holder", "debt"], order_by="row", preceding=(None, 1))
    held = moves.mutate(claim_fen=_.change_fen.sum().over(before).fill_null(0), first_day=_.day.min().over(before))
    held = held.mutate(most_fen=_.claim_fen.max().over(before).fill_null(0))
    accrued = _.annual_rate * (_.day - _.first_day) / 365.0
    price = ibis.ifelse(_.is_interest, _.most_fen * (accrued + price_slack), _.claim_fen * (1 + accrued) * (1 + price_slack))
    return held.filter((_.kind == CLAIM_TRANSFER) & _.is_paid & (_.amount_fen <= price)).select("row")


def _claim_moves(listed: ir.Table) -> ir.Table:
    """Return how each transfer changes a client's claim on a debt: up when paying in, down when paid principal, not by interest."""
    pays_in = (_.from_party == int(Party.CLIENT)) & (_.purpose == int(Purpose.INVEST))
    is_interest = _.purpose == int(Purpose.PAYOUT_INTEREST)
    is_paid = (_.to_party == int(Party.CLIENT)) & (is_interest | _.purpose.isin([int(Purpose.PAYOUT_PRINCIPAL), int(Purpose.REFUND)]))
    moves = listed.mutate(pays_in=pays_in, is_paid=is_paid, is_interest=is_interest).filter(_.pays_in | _.is_paid)
    return moves.mutate(
        holder=ibis.ifelse(_.pays_in, _.from_holder, _.to_holder),
        change_fen=ibis.ifelse(_.pays_in, _.amount_fen, ibis.ifelse(_.is_interest, 0, -_.amount_fen)),
    )
