"""Returns are promised that neither the project nor the trade yields (高息诱饵、补贴收益)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose
from lookthrough.flows.coding import NONE
from lookthrough.flows.rule import Ledger, Reading, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

LOAN, CLAIM_TRANSFER = PRODUCT_KINDS.index("loan"), PRODUCT_KINDS.index("claim_transfer")
_GROUP = ("business", "is_long_unsecured")


@rule(
    title=Text("收益异常偏高", "Excessive return"),
    measures=Text(
        "近90日发行的产品中，承诺收益高于项目自身利率（贴补），或同时高于同业均值1.5倍和均值加2倍标准差的本金份额。",
        "The share of the principal offered in 90 days at a return above the project's own rate (a subsidy), or above both 1.5 times the "
        "peers' mean and the mean plus two standard deviations.",
    ),
    reason=Text(
        "明显高于项目收益和同业水平的回报难以持续，是利诱公众的典型手段，也构成不正当竞争的线索。",
        "A return well above what the project and the trade yield cannot last; it lures the public, and may be unfair competition.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 发行的 {whole} 产品中，{part}（{value}）的承诺收益高于项目自身利率或明显高于同业，"
        "限额为 {limit}。请提交专家组评议，不作自动认定。",
        "Of {whole} offered from {from_date} to {to_date}, {part} ({value}) promised more than the project's own rate or far more than "
        "peers. The limit is {limit}. This goes to the expert panel; nothing is decided by it.",
    ),
    subject="institution",
    applies_to=["p2p", "equity_crowdfunding", "wealth_seller", "asset_management", "exchange", "cooperative", "private_fund", "other"],
    prohibition_basis="国务院令第737号 art. 2, 19",
    needs={"all": ["products.listed_at"]},
)
def excessive_return(ledger: Ledger, limits: Limits) -> Reading:
    """Share of the principal offered in the window at a return above the project's rate, or far above what peers offered in the same days.

    Peers are the other institutions of the same business in the ledger, at least a few of them with at least a few offers. Long
    unsecured loans are dearer by nature and are held against each other alone. Offers that state no return promise none.
    """
    offers = _offers(ledger, limits)
    judged = offers.left_join(_peers(offers, limits), ["institution", *_GROUP, "day"]).select(offers, "mean", "deviation")
    dear = (_.annual_rate > _.mean * limits.value("times_mean")) & (_.annual_rate > _.mean + limits.value("deviations") * _.deviation)
    subsidised = _.annual_rate > _.project_rate + limits.value("rounding")
    judged = judged.mutate(is_excessive=(dear.fill_null(False) | subsidised.fill_null(False)))
    return Reading(_shares(judged, limits), _invested_in(ledger, judged.filter(_.is_excessive)))


def _offers(ledger: Ledger, limits: Limits) -> ir.Table:
    stated = ledger.products.filter((_.annual_rate > 0) & _.listed_day.notnull() & (_.kind != CLAIM_TRANSFER))
    long_unsecured = (_.kind == LOAN) & (_.guarantor == NONE) & (_.term_days > limits.whole("long_days"))
    stated = stated.mutate(day=_.listed_day, is_long_unsecured=long_unsecured.fill_null(False))
    offers = stated.select("institution", "product", "day", "is_long_unsecured", "annual_rate", "project_rate", "principal_fen")
    return offers.join(ledger.institutions.select("institution", "business"), "institution")


def _peers(offers: ir.Table, limits: Limits) -> ir.Table:
    """Return, for each institution and day on which it offers, mean and deviation of what its peers offered in the window until then."""
    whole, own = _trailing(offers, (), limits), _trailing(offers, ("institution",), limits)
    there_are = offers.group_by(_GROUP).aggregate(institutions=_.institution.nunique())
    both = own.join(whole.rename(all_count="count", all_sum="sum", all_squares="squares"), [*_GROUP, "day"]).join(there_are, list(_GROUP))
    count, total, squares = both.all_count - both["count"], both.all_sum - both["sum"], both.all_squares - both.squares
    enough = (count >= limits.whole("fewest_offers")) & (both.institutions > limits.whole("fewest_peers"))
    mean = ibis.ifelse(enough, total / count, ibis.null("float64"))
    deviation = ibis.greatest(squares / count - mean * mean, 0.0).sqrt()
    return both.select("institution", *_GROUP, "day", mean=mean, deviation=deviation)


def _trailing(offers: ir.Table, of: tuple[str, ...], limits: Limits) -> ir.Table:
    """Return count, sum and sum of squares of the rates that a group, or each institution in it, offered in the window until each day."""
    daily = offers.group_by(*of, *_GROUP, "day").aggregate(
        count=_.count(), sum=_.annual_rate.sum(), squares=(_.annual_rate * _.annual_rate).sum()
    )
    here = ibis.range_window(group_by=(*of, *_GROUP), order_by="day", preceding=limits.whole("window_days") - 1, following=0)
    return daily.mutate(**{name: daily[name].sum().over(here) for name in ("count", "sum", "squares")})


def _shares(judged: ir.Table, limits: Limits) -> ir.Table:
    daily = judged.group_by("institution", "day").aggregate(
        part=_.principal_fen.sum(where=_.is_excessive).fill_null(0), whole=_.principal_fen.sum()
    )
    here = ibis.range_window(group_by="institution", order_by="day", preceding=limits.whole("window_days") - 1, following=0)
    summed = daily.mutate(part_fen=_.part.sum().over(here), whole_fen=_.whole.sum().over(here))
    first = _.day - (limits.whole("window_days") - 1)
    return summed.select("institution", "day", "part_fen", "whole_fen", from_day=first, value=_.part_fen / _.whole_fen)


def _invested_in(ledger: Ledger, offers: ir.Table) -> ir.Table:
    invested = ledger.transfers.filter(_.purpose == int(Purpose.INVEST)).select("product", "place", "amount_fen", "institution", "day")
    return invested.semi_join(offers, "product").select("institution", "day", "place", fen=_.amount_fen)
