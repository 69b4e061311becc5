"""A microlender lends one borrower or group too much of what it owns, too much online, or borrows too much itself (小贷超比例)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lookthrough.flows.classes import Kind
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.groups import groups_of
from lookthrough.flows.loans import NO_HARM, UNKNOWN, Balances, Loans, column, gravest, more_than, of_businesses, paired, share_of
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_LENDERS = ("microlender",)
_ONLINE = "网络小额贷款|网络小贷"  # what an online microlender's name must say
# stated purposes of a person's loan that is for consumption; one that does not say is taken for business, whose limit is wider
_CONSUMPTION = "消费|装修|教育|培训|旅游|医疗|婚庆|家电|租房|购车"


@whole_ledger_rule(
    title=Text("小贷超比例", "Microlender above its limits"),
    measures=Text(
        "单户贷款余额与净资产10%之比；关联借款人合计与净资产15%之比；网络小贷单户消费、经营贷款余额与其上限之比；对外融资与净资产倍数上限之比。",
        "What one borrower owes against a tenth of net assets, what a group owes against 15 %, what one household owes an online lender "
        "for consumption or business against its caps, and what the lender borrowed against its multiple of net assets.",
    ),
    reason=Text(
        "小额贷款公司以自有资金为主、分散放贷；集中度和杠杆超限，一户违约即可动摇其偿付。",
        "A microlender spreads mainly its own money; where too much hangs on one borrower or on borrowed money, one default shakes it.",
    ),
    sentence=Text(
        "截至 {to_date}，一名借款人（{party_id}）的贷款余额为 {part}，上限 {whole}，为上限的{value}。",
        "On {to_date} one borrower ({party_id}) owed {part}; {whole} is allowed. That is {value} the limit.",
    ),
    sentences={
        "group_": Text(
            "截至 {to_date}，一组关联借款人（其中 {party_id}）的贷款余额合计 {part}，上限 {whole}，为上限的{value}。",
            "On {to_date} a group of related borrowers ({party_id} among them) owed {part}; {whole} is allowed. That is {value} the limit.",
        ),
        "consumer_": Text(
            "截至 {to_date}，一名借款人（{party_id}）的网络消费贷款余额为 {part}，上限 {whole}，为上限的{value}。",
            "On {to_date} one borrower ({party_id}) owed {part} in online consumer loans; {whole} is allowed. That is {value} the limit.",
        ),
        "business_": Text(
            "截至 {to_date}，一名借款人（{party_id}）的网络经营贷款余额为 {part}，上限 {whole}，为上限的{value}。",
            "On {to_date} one borrower ({party_id}) owed {part} in online business loans; {whole} is allowed. That is {value} the limit.",
        ),
        "borrowed_": Text(
            "截至 {to_date}，该公司对外融资余额 {part}，按净资产最多可融资 {whole}，为上限的{value}。",
            "On {to_date} the lender itself had borrowed {part}; by its net assets it may borrow {whole}. That is {value} the limit.",
        ),
    },
    subject="institution",
    applies_to=_LENDERS,
    prohibition_basis="小额贷款公司监督管理暂行办法（金规〔2024〕26号）",
    needs={"all": ["institutions.net_assets_fen", "products.borrower_party_id", "transfers.product_id"]},
)
def small_loan_limit(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """What borrowers and groups owe at the end of a day, and what the lender owes, against what its net assets and the law allow.

    A lender whose net assets the ledger does not state is held to the online caps alone. What the lender owes is one figure of its
    balance sheet and stands at the end of the ledger. A group is tied by control.
    """
    loans = whole.loans
    loans = loans.of(np.flatnonzero((loans.borrower != NONE) & of_businesses(whole, _LENDERS)[loans.institution]))
    assets = column(whole.table("the_institutions"), "net_assets_fen", UNKNOWN)
    yield from _borrowers(whole, loans, share_of(assets, limits.value("one_borrower")), "", limits)
    yield from _related(whole, loans, share_of(assets, limits.value("one_group")), limits)
    yield from _online(whole, loans, limits)
    yield from _borrowed(whole, assets, limits)


def _borrowers(whole: Whole, loans: Loans, allowed: Numbers, scale: str, limits: Limits) -> Iterator[Sighting]:
    owed = Balances(loans, paired(loans.institution, loans.borrower))
    yield from _sightings(whole, owed, np.ones(len(owed), np.bool_), allowed, scale, limits)


def _related(whole: Whole, loans: Loans, allowed: Numbers, limits: Limits) -> Iterator[Sighting]:
    if not len(loans):
        return
    for begin, end, group in groups_of(whole, loans.borrower, int(loans.day.min()), whole.last_day):
        owed = Balances(loans, paired(loans.institution, group[loans.borrower]))
        yield from _sightings(whole, owed, (owed.day >= begin) & (owed.day <= end), allowed, "group_", limits)


def _online(whole: Whole, loans: Loans, limits: Limits) -> Iterator[Sighting]:
    with whole.con.cursor() as con:
        named = con.execute(f"SELECT regexp_matches(name, '{_ONLINE}')::TINYINT AS online FROM institution_codes ORDER BY code")
        online = column(named.to_arrow_table(), "online", 0) == 1
    loans = loans.of(np.flatnonzero(online[loans.institution]))
    if not len(loans):
        return
    with whole.con.cursor() as con:
        stated = con.execute(f"SELECT regexp_matches(purpose_text, '{_CONSUMPTION}')::TINYINT AS it FROM product_codes ORDER BY code")
        consumption = column(stated.to_arrow_table(), "it", 0) == 1
    is_person = column(whole.table("the_parties"), "kind") == int(Kind.PERSON)
    consumes = consumption[loans.product] & is_person[loans.borrower]
    for rows, scale, name in ((consumes, "consumer_", "online_consumer"), (~consumes, "business_", "online_business")):
        cap = np.full(len(online), limits.whole(name), np.int64)
        yield from _borrowers(whole, loans.of(np.flatnonzero(rows)), cap, scale, limits)


def _borrowed(whole: Whole, assets: Numbers, limits: Limits) -> Iterator[Sighting]:
    owes, day = column(whole.table("the_institutions"), "borrowed_fen"), whole.last_day
    allowed = share_of(assets, limits.value("borrowed"))
    times = more_than(np.where(allowed < 0, 0.0, owes / np.maximum(allowed, 1)), limits, "borrowed_")
    for at in np.flatnonzero(of_businesses(whole, _LENDERS) & (times >= limits.value("borrowed_medium_from"))).tolist():
        yield Sighting(at, day, day, float(times[at]), int(owes[at]), int(allowed[at]), [], "borrowed_", NO_HARM)


def _sightings(whole: Whole, owed: Balances, on_days: Numbers, allowed: Numbers, scale: str, limits: Limits) -> Iterator[Sighting]:
    institution = owed.first("institution")
    of_it = allowed[institution]
    times = np.where(on_days & (of_it >= 0), more_than(owed.fen / np.maximum(of_it, 1), limits, scale), 0.0)
    for at in gravest(institution, owed.day, times, limits.value(f"{scale}medium_from")):
        day, who = int(owed.day[at]), str(whole.codes.party_ids[int(owed.first("borrower")[at])])
        shown = whole.places(owed.shown_by(at))
        yield Sighting(
            int(institution[at]), day, day, float(times[at]), int(owed.fen[at]), int(of_it[at]), shown, scale, NO_HARM | {"party_id": who}
        )
