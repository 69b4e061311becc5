"""Clients' money is lent for shorter than the debt beneath runs, and rolled over from listing to listing (期限拆分)."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.classes import BUSINESSES, PRODUCT_KINDS, Purpose
from lookthrough.flows.rule import Ledger, Reading, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_PLATFORMS = ["p2p"]
_CLAIM = PRODUCT_KINDS.index("claim_transfer")


@rule(
    title=Text("期限拆分", "Term mismatch"),
    measures=Text(
        "客户在投余额中，标的期限短于底层债权期限90%的，以及兑付由同一债权的后续标的偿还的，所占份额。",
        "The share of what clients have in listings that stands in listings shorter than 90 % of the debt beneath, or in listings out of "
        "which an earlier listing on the same debt was repaid.",
    ),
    reason=Text(
        "长期债权拆成短期标的，兑付靠后来者接续；一旦接不上就是挤兑。",
        "A long debt cut into short listings is repaid only while later clients take over; when they do not, everybody wants out.",
    ),
    sentence=Text(
        "截至 {to_date} 客户在投余额 {whole}，其中 {part}（{value}）的期限短于底层债权或由后续标的接续，限额为 {limit}。",
        "On {to_date} clients had {whole} in listings; {part} of it ({value}) stood in listings shorter than the debt beneath or that had "
        "taken over from earlier ones. The limit is {limit}.",
    ),
    subject="institution",
    applies_to=_PLATFORMS,
    prohibition_basis="银监会令2016年第1号 art. 10(6)",
    needs={"all": ["products.underlying_id", "transfers.product_id"]},
)
def term_mismatch(ledger: Ledger, limits: Limits) -> Reading:
    """Share of clients' outstanding money, at the end of each day on which it changed, in listings that are too short or took over.

    Outstanding is what clients put into listings less what came back as principal or refund, of listings that began in the ledger. The
    term beneath is the one stated, else what is left of the debt's own when the listing begins; a claim that a client sells is measured
    by what is left. A listing took over as far as money of its clients paid the clients of another listing on the same debt without
    passing the borrower, or as far as the borrower repaid an earlier one within days of being paid it.
    """
    listings = _listings(ledger, limits)
    concerned = listings.filter(_.short | _.together).select("institution").distinct()
    days = ledger.listing_days.semi_join(concerned, "institution")
    begun = days.group_by("product").aggregate(put=_.invested_fen.sum()).filter(_.put > 0)
    days = days.semi_join(begun, "product").join(listings.drop("institution"), "product")
    put = _.invested_fen - _.refunded_fen - _.paid_principal_fen
    standing = days.select("institution", "day", whole=put, part=ibis.ifelse(_.short, put, 0))
    together = days.filter(_.together & ~_.short)
    changes = standing.union(_past_the_borrower(together)).union(_through_the_borrower(together, limits.whole("rolled_within")))
    by_day = changes.group_by("institution", "day").aggregate(whole=_.whole.sum(), part=_.part.sum())
    so_far = ibis.cumulative_window(group_by="institution", order_by="day")
    by_day = by_day.mutate(whole=_.whole.sum().over(so_far), part=_.part.sum().over(so_far)).filter((_.part > 0) & (_.whole > 0))
    part = ibis.least(_.part, _.whole)
    from_day = _.day - limits.whole("window_days") + 1
    values = by_day.select("institution", "day", from_day=from_day, value=part / _.whole, part_fen=part, whole_fen=_.whole)
    return Reading(values, _evidence(ledger, listings))


def _listings(ledger: Ledger, limits: Limits) -> ir.Table:
    """Return the platforms' listings with their debt, whether they are too short, and whether there are others on the debt."""
    platforms = ledger.institutions.filter(_.business.isin([BUSINESSES.index(name) for name in _PLATFORMS])).select("institution")
    products = ledger.products.semi_join(platforms, "institution")
    beneath = ledger.products.select(
        underlying="product", ends=ibis.coalesce(_.funded_day, _.listed_day) + _.term_days, beneath_listed=_.listed_day
    )
    products = products.left_join(beneath, "underlying")
    left = ibis.greatest(_.ends - ibis.coalesce(_.listed_day, _.beneath_listed), 0)
    stated = _.underlying_term_days
    term = ibis.ifelse(_.kind == _CLAIM, ibis.least(ibis.coalesce(stated, left), ibis.coalesce(left, stated)), ibis.coalesce(stated, left))
    short = (_.term_days < limits.value("term_share") * term).fill_null(False)
    of_a_debt = ibis.window(group_by=["institution", "debt"])
    together = _.has_underlying.any().over(of_a_debt)
    listed = ibis.coalesce(_.listed_day, _.funded_day, 0)
    return products.select("product", "institution", "debt", short=short, together=together, listed=listed)


def _past_the_borrower(days: ir.Table) -> ir.Table:
    """Return by how much a debt's money put in but not lent, and paid to clients of another listing though not repaid, grew each day."""
    so_far = ibis.cumulative_window(group_by="product", order_by="day")
    names = ("invested_fen", "disbursed_fen", "refunded_fen", "repaid_principal_fen", "paid_principal_fen")
    sums = days.mutate(**{name: days[name].sum().over(so_far) for name in names})
    unlent: Any = _.invested_fen - _.disbursed_fen - _.refunded_fen
    sums = sums.mutate(
        source=ibis.greatest(unlent - _.paid_principal_fen, 0),
        lacking=ibis.greatest(_.paid_principal_fen - _.repaid_principal_fen - ibis.greatest(unlent, 0), 0),
    )
    before = ibis.window(group_by="product", order_by="day")
    grown = sums.mutate(**{name: sums[name] - sums[name].lag().over(before).fill_null(0) for name in ("source", "lacking")})
    by_debt = grown.group_by("institution", "debt", "day").aggregate(source=_.source.sum(), lacking=_.lacking.sum())
    debt_so_far = ibis.cumulative_window(group_by=["institution", "debt"], order_by="day")
    rolled = by_debt.mutate(rolled=ibis.least(_.source.sum().over(debt_so_far), _.lacking.sum().over(debt_so_far)))
    return _grown(rolled, "rolled", ["institution", "debt"])


def _through_the_borrower(days: ir.Table, within: int) -> ir.Table:
    """Return by how much listings grew each day whose money let the borrower repay an earlier listing on the same debt."""
    lent = days.filter(_.disbursed_fen > 0).select("institution", "debt", "product", "listed", "disbursed_fen", lent_on=_.day)
    repaid = days.filter(_.repaid_principal_fen > 0)
    repaid = repaid.select("institution", "debt", "repaid_principal_fen", earlier=_.product, earlier_listed=_.listed, repaid_on=_.day)
    met = lent.join(repaid, ["institution", "debt"]).filter(
        (_.earlier_listed < _.listed) & (_.repaid_on >= _.lent_on) & (_.repaid_on <= _.lent_on + within)
    )
    taken = met.group_by("product").aggregate(
        taken=ibis.least(_.disbursed_fen.max(), _.repaid_principal_fen.sum()), since=_.repaid_on.min()
    )
    so_far = ibis.cumulative_window(group_by="product", order_by="day")
    stands = days.join(taken, "product").mutate(
        stands=(_.invested_fen - _.refunded_fen - _.paid_principal_fen).sum().over(so_far), was=_.day, day=ibis.greatest(_.day, _.since)
    )
    last = stands.group_by("institution", "product", "day").aggregate(stands=_.stands.argmax(_.was), taken=_.taken.max())
    return _grown(last.mutate(rolled=ibis.greatest(ibis.least(_.stands, _.taken), 0)), "rolled", ["institution", "product"])


def _grown(table: ir.Table, name: str, key: list[str]) -> ir.Table:
    """Return as ``part`` by how much a column grew from row to row of a key."""
    before = ibis.window(group_by=key, order_by="day")
    grown = table[name] - table[name].lag().over(before).fill_null(0)
    return table.mutate(part=grown).select("institution", "day", whole=ibis.literal(0, "int64"), part=_.part)


def _evidence(ledger: Ledger, listings: ir.Table) -> ir.Table:
    some = listings.filter(_.short | _.together).select("product")
    put = ledger.transfers.filter(_.purpose == int(Purpose.INVEST)).semi_join(some, "product")
    return put.select("institution", "day", "place", fen=_.amount_fen)
