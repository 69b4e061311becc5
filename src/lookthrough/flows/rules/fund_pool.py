"""Clients' money lies on the operator's account, or in custody without a listing (资金池)."""

from __future__ import annotations

from functools import partial
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.ages import HELD, shares_too_old
from lookthrough.flows.classes import BUSINESSES, Origin, Party, Use
from lookthrough.flows.coding import EPOCH
from lookthrough.flows.rule import Ledger, Reading, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_SITES = ["p2p", "equity_crowdfunding"]
_CLIENTS_MONEY = [int(Origin.LENDER_PRINCIPAL), int(Origin.BORROWER_MONEY)]
_CLIENTS = [int(Party.CLIENT), int(Party.BORROWER)]
_CUSTODY, _OWN = int(Party.CLIENT_BOOKS), int(Party.OWN_BOOKS)
_ON_OWN, _LOOSE = 1, 2  # the two pools: the operator's account, and custody without a listing


@rule(
    title=Text("资金池", "Fund pool"),
    measures=Text(
        "近30日机构经手的客户资金中，在机构自有账户上、或在存管账户内无对应标的，停留超过3个工作日的份额（先进先出计龄）。",
        "Of the clients' money in the institution's hands in 30 days, the share that lay on the operator's account, or in custody without "
        "a listing, for more than 3 working days; the age of money is first-in-first-out.",
    ),
    reason=Text(
        "客户资金脱离标的沉淀下来，就可以被挪用、错配和借新还旧。",
        "Clients' money that settles without a listing can be diverted, mismatched and used to pay earlier clients.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 机构经手客户资金 {whole}，其中 {part}（{value}）脱离标的停留超过3个工作日，限额为 {limit}。",
        "From {from_date} to {to_date} {whole} of clients' money was in the institution's hands; {part} of it ({value}) lay without a "
        "listing for more than 3 working days. The limit is {limit}.",
    ),
    subject="institution",
    applies_to=_SITES,
    prohibition_basis="银监会令2016年第1号 art. 10(2), 28; 银监办发〔2017〕21号",
    needs={"all": ["transfers.product_id"]},
)
def fund_pool(ledger: Ledger, limits: Limits) -> Reading:
    """Share of clients' money held at some time in the window that lay where it should not for more than three working days.

    Whole: what was held when the window began and what came in. Part: what of it was already too old then, and what became so since.
    Operator's account: clients' money by attribution; whatever goes back to custody, or to clients and borrowers of a listing, leaves
    it first, so that the return of an advance is none. Custody without a listing: what clients and borrowers pay in that names no
    listing, or one that is not listed yet, until it is paid out or covers what a listing pays beyond what it took in.
    """
    sites = ledger.institutions.filter(_.business.isin([BUSINESSES.index(name) for name in _SITES])).select("institution")
    moved = _in_and_out(ledger).semi_join(sites, "institution")
    # sums are never below nil: it is only by a filter that they are reckoned once for this pool and the others
    held = moved.filter(_.entered >= 0).select("institution", "day", pool=ibis.literal(HELD), came=_.entered, went=_.left)
    pools = held.union(_in_a_pool(moved, _ON_OWN)).union(_in_a_pool(moved, _LOOSE)).union(_of_listings(ledger, moved, sites))
    flows = pools.group_by("institution", "pool", "day").aggregate(came=_.came.sum().cast("int64"), went=_.went.sum().cast("int64"))
    terms = {"window_days": limits.whole("window_days"), "working_days": limits.whole("working_days"), "last_day": (limits.on - EPOCH).days}
    return Reading(flows, _evidence(ledger), partial(shares_too_old, **terms))


def _in_and_out(ledger: Ledger) -> ir.Table:
    """Return clients' money that moved, by institution and day: into and out of the books, the operator's account, and no listing."""
    from_clients, loose = _.from_party.isin(_CLIENTS), _.product < 0
    entering: dict[str, Any] = {
        "entered": from_clients & _.to_party.isin([_CUSTODY, _OWN]),
        "own_in": from_clients & (_.to_party == _OWN),
        "loose_in": from_clients & (_.to_party == _CUSTODY) & loose,
    }
    theirs, inside = _.origin.isin(_CLIENTS_MONEY), _.use == int(Use.INSIDE)
    to_custody, of_a_listing = _.to_party == _CUSTODY, _.to_party.isin(_CLIENTS) & ~loose
    moving: dict[str, Any] = {
        "left": theirs & ~inside,
        "own_in": theirs & (_.from_party == _CUSTODY) & (_.to_party == _OWN),
        "own_out": (_.from_party == _OWN) & (to_custody | of_a_listing | (theirs & ~inside)),
        "loose_in": theirs & loose & (_.from_party == _OWN) & to_custody,
        "loose_out": theirs & loose & (_.from_party == _CUSTODY) & ~to_custody,
    }
    names = ("entered", "left", "own_in", "own_out", "loose_in", "loose_out")
    both = []
    for table, what in ((ledger.transfers, entering), (ledger.movements, moving)):
        sums = {name: _.amount_fen.sum(where=what[name]).fill_null(0) if name in what else ibis.literal(0) for name in names}
        both.append(table.group_by("institution", "day").aggregate(**{name: one.cast("int64") for name, one in sums.items()}))
    return both[0].union(both[1]).group_by("institution", "day").aggregate(**{name: _[name].sum() for name in names})


def _in_a_pool(moved: ir.Table, pool: int) -> ir.Table:
    came, went = (moved["own_in"], moved["own_out"]) if pool == _ON_OWN else (moved["loose_in"], moved["loose_out"])
    return moved.filter((came > 0) | (went > 0)).select("institution", "day", pool=ibis.literal(pool), came=came, went=went)


def _of_listings(ledger: Ledger, moved: ir.Table, sites: ir.Table) -> ir.Table:
    """Return how money without a listing covers what listings pay beyond what they took in, and is given back by what they take later.

    What is paid in before the listing is listed has none until then.
    """
    listed = ledger.products.select("product", listed=ibis.coalesce(_.listed_day, -(2**31)))
    days = ledger.listing_days.semi_join(sites, "institution").join(listed, "product")
    early = days.filter((_.day < _.listed) & (_.invested_fen > 0))
    came = early.select("institution", "day", pool=ibis.literal(_LOOSE), came=_.invested_fen, went=ibis.literal(0, "int64"))
    went = early.select("institution", day=_.listed, pool=ibis.literal(_LOOSE), came=ibis.literal(0, "int64"), went=_.invested_fen)
    concerned = moved.filter(_.loose_in > 0).select("institution").distinct()
    days = days.semi_join(concerned, "institution")
    took = _.invested_fen + _.repaid_principal_fen + _.repaid_interest_fen
    paid = _.disbursed_fen + _.paid_principal_fen + _.paid_interest_fen + _.refunded_fen
    so_far = ibis.cumulative_window(group_by="product", order_by="day")
    lacking = days.mutate(lacking=ibis.greatest(-(took - paid).sum().over(so_far), 0))
    before = ibis.window(group_by="product", order_by="day")
    grown = lacking.mutate(grown=_.lacking - _.lacking.lag().over(before).fill_null(0)).filter(_.grown != 0)
    covered = grown.select("institution", "day", pool=ibis.literal(_LOOSE), came=ibis.greatest(-_.grown, 0), went=ibis.greatest(_.grown, 0))
    return came.union(went).union(covered)


def _evidence(ledger: Ledger) -> ir.Table:
    from_clients = _.from_party.isin(_CLIENTS)
    to_own = (_.to_party == _OWN) & (from_clients | (_.from_party == _CUSTODY))
    shown = ledger.transfers.filter(to_own | ((_.to_party == _CUSTODY) & from_clients & (_.product < 0)))
    return shown.select("institution", "day", "place", fen=_.amount_fen)
