"""What clients lend ends with the platform's own circle (自融)."""

from __future__ import annotations

from collections.abc import Iterator

from lookthrough.flows.coding import Numbers
from lookthrough.flows.proceeds import lent, money_of, sighting, sighting_of_loan, to_circle, worst_loans, worst_shares
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.runs import Runs
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text


@whole_ledger_rule(
    title=Text("自融", "Self-financing"),
    measures=Text(
        "近90日放出的借款中，30日、4跳之内按比例追踪到平台关联圈的份额；单个标的另行计算。约定的费用不计。",
        "The share of what was lent in 90 days that, followed pro rata for 30 days and 4 hops, ended with the platform's circle; single "
        "listings are measured too. Agreed fees are left out.",
    ),
    reason=Text(
        "平台为自身或关联方融资，出借人的钱就押在平台自己身上；披露不能免责。",
        "A platform that finances itself or its circle stakes its lenders' money on its own fate; disclosure is no defence.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 共放出借款 {whole}，其中 {part}（{value}）最终到了平台的关联圈，限额为 {limit}。",
        "From {from_date} to {to_date} {whole} was lent; {part} of it ({value}) ended with the platform's circle. The limit is {limit}.",
    ),
    sentences={
        "listing_": Text(
            "标的 {product_id} 放出 {whole}，到 {to_date} 其中 {part}（{value}）到了平台的关联圈，限额为 {limit}。",
            "Listing {product_id} lent {whole}; by {to_date} {part} of it ({value}) was with the platform's circle. The limit is {limit}.",
        ),
        "weak_": Text(
            "{from_date} 至 {to_date} 共放出借款 {whole}，其中 {part}（{value}）到了平台的关联圈或与其同地址、同电话的主体；"
            "仅凭同地址、同电话不能认定，故只作提示。限额为 {limit}。",
            "From {from_date} to {to_date} {whole} was lent; {part} of it ({value}) ended with the circle or with those at its address or "
            "telephone. Such a tie decides nothing, so this is a hint only. The limit is {limit}.",
        ),
    },
    subject="institution",
    applies_to=["p2p", "other"],  # other: a platform under another name
    prohibition_basis="银监会令2016年第1号 art. 10(1)",
    needs={"all": ["relations", "accounts.holder_party_id", "transfers.product_id"]},
)
def self_financing(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """Share of what was lent in the window that ended with the circle, as followed onward; of the institution, and of single listings."""
    circle = to_circle(whole)
    yield from _of_institutions(whole, circle, limits, scale="")
    yield from _of_institutions(whole, to_circle(whole, weak=True), limits, scale="weak_")
    ended = money_of(whole.onward, circle)
    of_listing = Runs(whole.onward.listing[circle], circle)
    for loan in worst_loans(whole.codes, lent(whole), ended, least=limits.value("listing_medium_from")):
        yield sighting_of_loan(whole, loan, of_listing, scale="listing_")


def _of_institutions(whole: Whole, chosen: Numbers, limits: Limits, *, scale: str) -> Iterator[Sighting]:
    ended, window, least = money_of(whole.onward, chosen), limits.whole("window_days"), limits.value(f"{scale}medium_from")
    of_institution = Runs(whole.codes.product_institution[whole.onward.listing[chosen]], chosen)
    for share in worst_shares(whole.codes, lent(whole), ended, window_days=window, least=least):
        yield sighting(whole, share, of_institution, window_days=window, scale=scale, lowered=scale == "weak_")
