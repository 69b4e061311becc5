"""A listing stands for no real loan: its money is back with the circle within days, or nobody can be named as its borrower (虚假标的)."""

from __future__ import annotations

from collections.abc import Iterator

from lookthrough.flows.proceeds import lent, to_circle, worst_shares
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.shams import Shown, returned_at_once, together, without_borrower
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text


@whole_ledger_rule(
    title=Text("虚假标的", "Sham listings"),
    measures=Text(
        "近90日标的本金中，放款后5日内八成以上回到关联圈、或借款人无法识别且看不到用途的标的所占份额。",
        "The share of 90 days' principal in listings of whose proceeds four fifths were back with the circle within 5 days, or whose "
        "borrower cannot be identified and shows no use.",
    ),
    reason=Text(
        "虚构标的筹来的钱没有真实借款支撑，是诈骗和资金池的源头。",
        "Money raised on an invented listing has no loan behind it; it feeds fraud and pools.",
    ),
    sentence=Text(
        "{from_date} 至 {to_date} 标的本金共 {whole}，其中 {part}（{value}）属于资金几天内回到关联圈或找不到借款人的标的，限额为 {limit}。",
        "From {from_date} to {to_date} listings came to {whole}; {part} of it ({value}) stood in listings whose money was back with the "
        "circle within days or that have no borrower to be found. The limit is {limit}.",
    ),
    sentences={
        "weak_": Text(
            "{from_date} 至 {to_date} 标的本金共 {whole}，其中 {part}（{value}）属于资金几天内到了关联圈或与其同地址、同电话主体的标的；"
            "仅凭同地址、同电话不能认定，故只作提示。限额为 {limit}。",
            "From {from_date} to {to_date} listings came to {whole}; {part} of it ({value}) stood in listings whose money was within days "
            "with the circle or with those at its address or telephone. Such a tie decides nothing: a hint only. The limit is {limit}.",
        )
    },
    subject="institution",
    applies_to=["p2p", "equity_crowdfunding", "other"],  # other: a platform under another name
    prohibition_basis="银监会令2016年第1号 art. 10(10); 国务院令第737号 art. 2, 19",
    needs={"all": ["relations", "accounts.holder_party_id", "transfers.product_id", "products.borrower_party_id"]},
)
def sham_listing(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """Share of principal in the window that stands in sham listings, each told of on the day on which it shows."""
    window = limits.whole("window_days")
    nobodys, raised = without_borrower(whole, use=limits.value("use_from"))
    principal = together(lent(whole), raised)
    for scale in ("", "weak_"):
        circle = to_circle(whole, weak=bool(scale))
        returned = returned_at_once(whole, circle, share=limits.value("returned_share"), days=limits.whole("return_days"))
        shams = together(returned, nobodys)
        shown = Shown(whole, shams, circle)
        for share in worst_shares(whole.codes, principal, shams, window_days=window, least=limits.value(f"{scale}medium_from")):
            yield shown.sighting(share, window_days=window, scale=scale)
