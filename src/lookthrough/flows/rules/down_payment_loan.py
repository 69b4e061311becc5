"""A loan pays the down payment on a home (首付贷)."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from lookthrough.flows.coding import Numbers
from lookthrough.flows.proceeds import lent, money_of, sighting_of_loan, stated_loans, worst_loans
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.runs import Runs
from lookthrough.flows.trades import AGENCY, DEVELOPER, Trades, among, trades_on
from lookthrough.flows.uses import reached
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text


@whole_ledger_rule(
    title=Text("首付贷", "Down-payment loan"),
    measures=Text(
        "单笔借款的资金30日、4跳之内按比例追踪到房地产开发或中介企业的份额，或借款自述用于购房首付。",
        "The share of one loan that, followed pro rata for 30 days and 4 hops, reached a property developer or agency, or a loan that says "
        "it is for the down payment on a home.",
    ),
    reason=Text(
        "首付贷使购房人没有自有资金，把楼市风险加到出借人身上；各类机构不得开展。",
        "A borrowed down payment leaves the buyer no stake and puts the housing market's risk on lenders; no institution may offer it.",
    ),
    sentence=Text(
        "借款 {product_id} 放出 {whole}，到 {to_date} 其中 {part}（{value}）到了房地产开发或中介企业，限额为 {limit}；"
        "本月这样的借款共 {loans} 笔。",
        "Loan {product_id} came to {whole}; by {to_date} {part} of it ({value}) had reached a property developer or agency. The limit is "
        "{limit}; loans like it this month: {loans}.",
    ),
    sentences={
        "stated_": Text(
            "借款 {product_id}（{whole}）自述用途为购房首付，{to_date} 放款；本月这样的借款共 {loans} 笔。",
            "Loan {product_id} ({whole}), paid out on {to_date}, says it is for the down payment on a home; "
            "loans like it this month: {loans}.",
        )
    },
    subject="institution",
    applies_to=["p2p", "microlender", "pawn", "cooperative", "other"],
    prohibition_basis="国办发〔2016〕21号 part 2(1): 严禁各类机构开展“首付贷”性质的业务",
    needs={"all": ["parties.industry_code", "accounts.holder_party_id", "transfers.product_id"]},
)
def down_payment_loan(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """Share of a loan's proceeds that reached a developer or agency, or the loan's own word; the worst loan of each month is named."""
    trades, said = trades_on(whole.as_of), whole.table("the_products")["purpose_text"].combine_chunks()
    chosen = _not_rent(whole, reached(whole, DEVELOPER | AGENCY), trades, said)
    all_lent, some = lent(whole), whole.onward
    of_listing, starts = Runs(some.listing[chosen], chosen), Runs(some.listing[some.starts], some.starts)
    for loan in worst_loans(whole.codes, all_lent, money_of(whole.onward, chosen), least=limits.value("medium_from")):
        yield sighting_of_loan(whole, loan, of_listing)
    for loan in stated_loans(whole.codes, all_lent, among(said, trades.says_down_payment)):
        yield sighting_of_loan(whole, loan, starts, scale="stated_")


def _not_rent(whole: Whole, chosen: Numbers, trades: Trades, said: pa.Array) -> Numbers:
    """Leave out what agencies got of loans for rent: they let homes, too."""
    some = whole.onward
    for_rent = among(said, trades.says_rent)[some.listing[chosen]]
    found: Numbers = chosen[~for_rent | (some.bits[chosen] & DEVELOPER != 0)]
    return found
