"""A firm without a payment licence settles for other people's shops, or clears between banks' clients (无证支付)."""

from __future__ import annotations

from collections.abc import Iterable

from lookthrough.flows.classes import BUSINESSES
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.settling import Terms, passed_on
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_CLEARING = Text(
    "截至 {to_date} 的90天内，该企业无支付业务许可，收取 {whole}、付出 {part}，在 {value}的客户账户之间清算，界限为 {limit}。",
    "In the 90 days to {to_date} the firm, which has no payment licence, took in {whole} and paid out {part} between client accounts at "
    "{value}. The limit is {limit}.",
)


@whole_ledger_rule(
    title=Text("无证支付", "Unlicensed payment"),
    measures=Text(
        "近90日内，没有支付业务许可的企业为多少户无关联商户结算（向其付款两次以上，且一年内把所收款项的九成三以上转付商户）；"
        "或在几家银行的客户账户之间清算。",
        "For how many unrelated merchants a firm without a payment licence settles in 90 days: it pays them twice or more, and passes "
        "on to merchants at least 93 % of what strangers paid it in a year. Or: between how many banks' client accounts it clears.",
    ),
    reason=Text(
        "支付业务须经中国人民银行许可；无证机构沉淀的结算资金无备付金监管，最易被挪用。",
        "Payment business needs a licence of the central bank; settlement money with a firm that has none lies in no supervised reserve.",
    ),
    sentence=Text(
        "截至 {to_date} 的90天内，该企业无支付业务许可，收取 {whole}，向无关联商户付出 {part}，为 {value}商户结算，界限为 {limit}。",
        "In the 90 days to {to_date} the firm, which has no payment licence, took in {whole} and paid unrelated merchants {part}: "
        "it settles for {value}. The limit is {limit}.",
    ),
    sentences={"clearing_": _CLEARING},
    subject="party",
    applies_to=BUSINESSES,
    prohibition_basis="国务院令第768号; 中国人民银行令〔2010〕第2号 art. 3",
    needs={"all": ["accounts.holder_party_id"]},
)
def unlicensed_payment(whole: Whole, limits: Limits) -> Iterable[Sighting]:
    """Count the merchants settled for, and the banks between whose clients money was cleared, at the last payout of each month."""
    window = limits.whole("window_days")
    terms = Terms(
        window, limits.whole("payments_from"), limits.whole("payers_from"),
        (limits.value("passed_on_from"), limits.value("passed_on_to")), limits.whole("medium_from"), limits.whole("clients_from"),
    )  # fmt: skip
    for one in passed_on(whole.outside, terms):
        yield Sighting(
            one.firm, one.day - window + 1, one.day, float(one.count), one.out_fen, one.in_fen, whole.outside.places(one.rows, EVIDENCE),
            "clearing_" if one.clearing else "",
        )  # fmt: skip
