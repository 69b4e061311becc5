"""Debt that calls itself equity: fixed dated returns, or shares that are bought back (明股实债)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.classes import PRODUCT_KINDS, Purpose
from lookthrough.flows.rule import Ledger, Reading, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

EQUITY = PRODUCT_KINDS.index("equity")
_PROMISES = "固定|保本|保息|保底|兜底|刚兑|刚性兑付|回购|年化"
# up to the end of the clause: «不承诺保本»
_DENIALS = "(不承诺|不保证|不提供|不设|不得|不予|没有|无固定|无保本|无保底|无回购)[^，。；,;]*"
_TELLING = [int(purpose) for purpose in (Purpose.INVEST, Purpose.PAYOUT_INTEREST, Purpose.PAYOUT_PRINCIPAL)]


@rule(
    title=Text("明股实债", "Debt disguised as equity"),
    measures=Text(
        "近90日以承诺固定回报或回购的股权产品募集的资金，与按期支付且各期折年收益率相差不超过上下0.5个百分点的回报之和；另计按原价或更高价格实际回购的本金。",
        "The money raised in 90 days for equity that promises a fixed return or buy-back, with dated returns that stay within 0.5 points a "
        "year of a constant; and, apart, the principal bought back at the price paid or more.",
    ),
    reason=Text(
        "股权投资共担风险；承诺固定回报或回购，实为向不特定对象借款。",
        "Equity shares the risk; a promised return or buy-back makes it a loan taken from the public.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 以承诺固定回报或回购的股权产品募集、或以固定回报支付的资金共 {value}；凡有承诺即为线索。",
        "From {from_date} to {to_date} {value} was raised for equity that promises a fixed return or buy-back, or paid as returns that did "
        "not vary. Any promise is a lead.",
    ),
    sentences={
        "buy_back_": Text(
            "{from_date} 至 {to_date} 承诺回报的股权产品已按原价或更高价格回购，投资人收回本金 {value}；已实际回购的为高风险。",
            "From {from_date} to {to_date} equity that promised a return was bought back at the price paid or more: investors had {value} "
            "of principal back. An executed buy-back is grave.",
        )
    },
    subject="institution",
    applies_to=["equity_crowdfunding", "private_fund"],
    prohibition_basis="国务院令第737号 art. 2; 证监会令第105号 art. 15",
    needs={"all": ["transfers.product_id"]},
)
def disguised_debt(ledger: Ledger, limits: Limits) -> Reading:
    """Money raised under a promise or paid as constant dated returns in the window, in fen; apart, what was bought back in full.

    A promise is a rate stated for equity, or words in its purpose that are not denied in the same clause. Returns are constant when the
    last few came at equal distances and, reckoned for a year, all lie as close together as the limits say. Dividends that follow results
    do neither.
    """
    equity = ledger.products.filter(_.kind == EQUITY).select("product", "principal_fen", is_promised=_promise(ledger.products))
    days = ledger.listing_days.join(equity, "product")
    raised = days.filter(_.is_promised & (_.invested_fen > 0)).select(
        "institution", "product", "day", fen=_.invested_fen, scale=ibis.literal("")
    )
    constant = _constant_returns(days, limits)
    events = raised.union(constant).union(_bought_back(days, constant))
    here = ibis.range_window(group_by=("institution", "scale"), order_by="day", preceding=limits.whole("window_days") - 1, following=0)
    daily = events.group_by("institution", "day", "scale").aggregate(fen=_.fen.sum())
    daily = daily.mutate(fen=daily.fen.sum().over(here))
    first = _.day - (limits.whole("window_days") - 1)
    values = daily.select("institution", "day", "scale", from_day=first, value=_.fen.cast("float64"), part_fen="fen", whole_fen="fen")
    telling = ledger.transfers.filter(_.purpose.isin(_TELLING)).select("institution", "day", "place", "product", "amount_fen")
    evidence = telling.semi_join(events, "product").select("institution", "day", "place", fen=_.amount_fen)
    return Reading(values, evidence)


def _promise(products: ir.Table) -> ir.BooleanValue:
    said = products.purpose_text.fill_null("").re_replace(_DENIALS, "")
    return (products.annual_rate > 0) | said.re_search(_PROMISES)


def _constant_returns(days: ir.Table, limits: Limits) -> ir.Table:
    """Return the payments to investors with which the last few returns of a product are seen to be constant."""
    returns = _returns(days.filter(_.paid_interest_fen > 0), limits)
    few = limits.whole("fewest_returns")
    in_order = {"group_by": "product", "order_by": "day"}
    returns = returns.mutate(gap=_.day - _.day.lag().over(ibis.window(**in_order)))
    last, gaps = ibis.window(**in_order, preceding=few - 1, following=0), ibis.window(**in_order, preceding=few - 2, following=0)
    seen = returns.mutate(
        known=_.count().over(last), least=_.fen.min().over(last), most=_.fen.max().over(last),
        usual=_.gap.mean().over(gaps), shortest=_.gap.min().over(gaps), longest=_.gap.max().over(gaps),
    )  # fmt: skip
    slack = limits.value("gap_slack")
    is_dated = (seen.known == few) & (seen.shortest >= seen.usual * (1 - slack)) & (seen.longest <= seen.usual * (1 + slack))
    points_a_year = (seen.most - seen.least) / seen.principal_fen * 365.0 / seen.usual
    is_constant = (points_a_year <= 2 * limits.value("points_around")) & (seen.most <= seen.least * (1 + 2 * limits.value("share_around")))
    return seen.filter(is_dated & is_constant).select("institution", "product", "day", "fen", scale=ibis.literal(""))


def _returns(paid: ir.Table, limits: Limits) -> ir.Table:
    """Return one row a return: what is paid out over some days on end is one."""
    since = paid.day - paid.day.lag().over(ibis.window(group_by="product", order_by="day"))
    begun = paid.mutate(begins=(since.isnull() | (since > limits.whole("payout_days"))).cast("int64"))
    numbered = begun.mutate(number=_.begins.sum().over(ibis.window(group_by="product", order_by="day", preceding=None, following=0)))
    one = numbered.group_by("institution", "product", "number", "principal_fen")
    return one.aggregate(day=_.day.min(), fen=_.paid_interest_fen.sum()).drop("number")


def _bought_back(days: ir.Table, constant: ir.Table) -> ir.Table:
    """Return the days on which all that a promised, or constant, product raised had been paid back as principal."""
    so_far = ibis.window(group_by="product", order_by="day", preceding=None, following=0)
    seen = days.mutate(raised=_.invested_fen.sum().over(so_far), back=_.paid_principal_fen.sum().over(so_far))
    all_back = seen.filter((_.paid_principal_fen > 0) & (_.back >= ibis.ifelse(_.raised > 0, _.raised, _.principal_fen)))
    began = constant.group_by("product").aggregate(constant_from=_.day.min())
    kept = all_back.left_join(began, "product").filter(_.is_promised | (_.constant_from <= _.day))
    return kept.select("institution", "product", "day", fen=_.back, scale=ibis.literal("buy_back_"))
