"""What clients lend is staked on securities or futures (场外配资)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lookthrough.flows.proceeds import lent, money_of, sighting_of_loan, worst_loans
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.runs import Runs
from lookthrough.flows.trades import FUTURES, SECURITIES, VENUE
from lookthrough.flows.uses import beyond_own_money, not_wages, reached
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

TRADED = SECURITIES | FUTURES | VENUE


@whole_ledger_rule(
    title=Text("场外配资", "Margin lending"),
    measures=Text(
        "单个标的的资金30日、4跳之内按比例追踪到证券、期货或交易场所账户的份额；付款人同期的自有收入先抵扣，工资不再追踪。",
        "The share of one listing's proceeds that, followed pro rata for 30 days and 4 hops, reached an account with a securities or "
        "futures firm or a trading venue; the payer's own income of the time is set off first, and wages are followed no further.",
    ),
    reason=Text(
        "网贷资金不得进入股市、期市；场外配资放大波动，亏损由出借人承担。",
        "Platforms may not lend for stocks and futures: leverage outside the exchanges swells the swings, and lenders bear the loss.",
    ),
    sentence=Text(
        "标的 {product_id} 放出 {whole}，到 {to_date} 其中 {part}（{value}）进入证券、期货或交易场所账户，限额为 {limit}；"
        "本月这样的标的共 {loans} 个。",
        "Listing {product_id} lent {whole}; by {to_date} {part} of it ({value}) had gone into accounts for securities, futures or at a "
        "trading venue. The limit is {limit}; listings like it this month: {loans}.",
    ),
    subject="institution",
    applies_to=["p2p", "other"],  # other: a platform under another name
    prohibition_basis="银监会令2016年第1号 art. 10(11)",
    needs={"all": ["parties.industry_code", "accounts.holder_party_id", "transfers.product_id"]},
)
def margin_lending(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """Share of a listing's proceeds that reached securities, futures or a trading venue; the worst listing of each month is named."""
    chosen = reached(whole, TRADED)
    chosen = not_wages(whole, chosen, persons=limits.whole("payroll_persons"), at_most=limits.whole("wage_at_most"))
    if not len(chosen):
        return
    staked = replace(money_of(whole.onward, chosen), fen=beyond_own_money(whole, chosen, TRADED))
    of_listing = Runs(whole.onward.listing[chosen], chosen)
    for loan in worst_loans(whole.codes, lent(whole), staked, least=limits.value("medium_from")):
        yield sighting_of_loan(whole, loan, of_listing)
