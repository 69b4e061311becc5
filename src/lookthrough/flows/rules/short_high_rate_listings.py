"""A platform in need of cash lists ever more short loans at rates well above its own (密集发行短期高息标)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose
from lookthrough.flows.rule import Ledger, Reading, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

CLAIM_TRANSFER = PRODUCT_KINDS.index("claim_transfer")


@rule(
    title=Text("密集发行短期高息标", "Rush of short listings at high rates"),
    measures=Text(
        "近14日新发标的中，期限不超过31天、且利率高出本机构此前180日均值3个百分点以上的标的所占比例（按标的数计）。",
        "The share, by number, of the listings of 14 days that run at most 31 days at 3 points or more above the platform's own mean of "
        "the 180 days before.",
    ),
    reason=Text(
        "短时间密集发行短期高息标，多为资金链断裂前的最后吸金。",
        "A rush of short, dear listings is how platforms about to run dry draw in their last money.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 新发标的中有 {value} 为短期高息标（按数量计；金额 {part}，新发共 {whole}），限额为 {limit}。",
        "Of the listings from {from_date} to {to_date}, {value} by number were short and dear ({part} of {whole}). The limit is {limit}.",
    ),
    subject="institution",
    applies_to=["p2p"],
    prohibition_basis="",
    needs={"all": ["products.listed_at"]},
)
def short_high_rate_listings(ledger: Ledger, limits: Limits) -> Reading:
    """Share of the listings of the window, by number, that are short and dear; each is held against the mean of the days before.

    By number, for it is the rush that tells, not the size of one loan. Claims sold on are no new listings; a mean of a few listings says
    nothing, and neither does a share of a few.
    """
    listings = _against_own_mean(ledger, limits)
    here = ibis.range_window(group_by="institution", order_by="day", preceding=limits.whole("window_days") - 1, following=0)
    daily = listings.group_by("institution", "day").aggregate(
        rushed=_.is_rushed.sum(), listed=_.count(), part=_.principal_fen.sum(where=_.is_rushed).fill_null(0), whole=_.principal_fen.sum()
    )
    trailing = daily.mutate(**{name: daily[name].sum().over(here) for name in ("rushed", "listed", "part", "whole")})
    values = trailing.filter(_.listed >= limits.whole("fewest_listings")).select(
        "institution",
        "day",
        from_day=_.day - (limits.whole("window_days") - 1),
        value=_.rushed / _.listed,
        part_fen="part",
        whole_fen="whole",
    )
    return Reading(values, _invested_in(ledger, listings.filter(_.is_rushed)))


def _against_own_mean(ledger: Ledger, limits: Limits) -> ir.Table:
    """Return the listings with whether they are short, and dear beside what was listed before."""
    listed = ledger.products.filter((_.kind != CLAIM_TRANSFER) & (_.listed_day.notnull()) & (_.annual_rate > 0))
    listed = listed.select("institution", "product", "principal_fen", "annual_rate", "term_days", day=_.listed_day)
    before = ibis.range_window(group_by="institution", order_by="day", preceding=(limits.whole("base_days"), 1))
    held = listed.mutate(mean=_.annual_rate.mean().over(before), known=_.annual_rate.count().over(before))
    dear = (held.annual_rate >= held.mean + limits.value("points_above")) & (held.known >= limits.whole("fewest_listings"))
    return held.mutate(is_rushed=(dear & (held.term_days <= limits.whole("short_days"))).fill_null(False))


def _invested_in(ledger: Ledger, listings: ir.Table) -> ir.Table:
    invested = ledger.transfers.filter(_.purpose == int(Purpose.INVEST)).select("product", "place", "amount_fen", "institution", "day")
    return invested.semi_join(listings, "product").select("institution", "day", "place", fen=_.amount_fen)
