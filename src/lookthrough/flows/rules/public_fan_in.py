"""An ordinary firm or person takes money from many people and pays them regular returns (向社会公众吸收资金)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from lookthrough.flows.classes import BUSINESSES, Kind, Purpose
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.dated_returns import Dealings, Standings, Terms, worst_standings
from lookthrough.flows.measuring import EVIDENCE
from lookthrough.flows.outside import OUTSIDE, Outside
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_INSIDERS, _OF_A_PERSON = 2, 1  # steps of ties: a firm's officers and holders and their kin, a person's own kin
_MONEY = Text(
    "截至 {to_date} 的90天内，{whole} 由 {payers} 人付入，其中 {with_returns} 人按固定间隔得到回款；付入金额 {value}，追诉标准为 {limit}。",
    "In the 90 days to {to_date}, {payers} persons paid in {whole}, and {with_returns} of them get money back at even intervals. "
    "They paid {value}; the threshold for prosecution is {limit}.",
)


@whole_ledger_rule(
    title=Text("向公众吸收资金", "Taking money from the public"),
    measures=Text(
        "近90日向一家普通企业或个人付款的人数，其中至少10人得到两次以上、间隔相近（相差不超过20%）的回款。内部人员及其亲属、已登记借款不计；"
        "回款指先付入后收回、且不远超付入额的收益或连本带息的款项，原额退回不算。",
        "How many persons paid an ordinary firm or person in 90 days, of whom ten at least get two or more payments back at intervals "
        "that differ by at most 20 %. Insiders, their kin and loans on record do not count. Money back is a return if the person paid in "
        "before, has not been given far more than he brought, and gets a yield or principal with it; an exact refund is none.",
    ),
    reason=Text(
        "未经许可向不特定对象吸收资金并按期付息，是非法集资的基本特征。",
        "Taking money from the public without a licence and paying regular returns is what illegal fundraising looks like in the books.",
    ),
    sentence=Text(
        "截至 {to_date} 的90天内共有 {value} 向其付款 {whole}，其中 {with_returns} 人按固定间隔得到回款，界限为 {limit}。",
        "In the 90 days to {to_date}, {value} paid it {whole}, and {with_returns} of them get money back at even intervals. "
        "The limit is {limit}.",
    ),
    sentences={"sum_": _MONEY},
    subject="party",
    applies_to=BUSINESSES,
    prohibition_basis="国务院令第737号 art. 2; 刑法 art. 176",
    needs={"all": ["accounts.holder_party_id"]},
)
def public_fan_in(whole: Whole, limits: Limits) -> Iterable[Sighting]:
    """Count persons who paid within the window, on days on which enough of them get dated returns."""
    between = _between_parties_and_people(whole.outside, limits)
    if not len(between.rows):
        return
    terms = Terms(
        limits.whole("window_days"), limits.whole("returns_from"), limits.value("gap_slack"), limits.value("most_returned"),
        limits.value("most_at_once"), limits.whole("persons_with_returns_from"),
    )  # fmt: skip
    found = worst_standings(between.dealings, terms)
    for number in np.flatnonzero(found.payers >= limits.value("medium_from")).tolist():
        yield from between.sightings(found, number, terms.window_days)


class _Between:
    """Payments between ordinary parties and the people who pay them, sorted by party, person and time."""

    def __init__(self, outside: Outside, rows: Numbers, party: Numbers, person: Numbers, paid_in: Numbers) -> None:
        order = np.lexsort((rows, person, party))
        self.outside, self.rows = outside, rows[order]
        refund = outside.of("purpose")[self.rows] == int(Purpose.REFUND)
        amount = outside.of("amount_fen")[self.rows]
        self.dealings = Dealings(party[order], person[order], outside.day[self.rows].astype(np.int64), amount, paid_in[order], refund)

    def sightings(self, found: Standings, number: int, window_days: int) -> Iterator[Sighting]:
        """Yield the persons, and the money, of one standing."""
        party, day = int(found.party[number]), int(found.day[number])
        begin, end = np.searchsorted(self.dealings.party, [party, party + 1])
        days = self.dealings.day[begin:end]
        within = begin + np.flatnonzero((days > day - window_days) & (days <= day))
        back = int(self.dealings.amount_fen[within][~self.dealings.paid_in[within]].sum())
        places = self.outside.places(self.rows[within], EVIDENCE)
        persons, fen = int(found.payers[number]), int(found.paid_fen[number])
        details = {"payers": persons, "with_returns": int(found.with_returns[number])}
        for scale, value in (("", persons), ("sum_", fen)):
            yield Sighting(party, day - window_days + 1, day, float(value), back, fen, places, scale, details)


def _between_parties_and_people(outside: Outside, limits: Limits) -> _Between:
    """Gather the payments of parties whom enough people paid and who paid enough back."""
    is_person = np.append(outside.party_kind == int(Kind.PERSON), False)  # the last stands for nobody known
    ordinary = np.append(outside.ordinary, False)
    filed = _filed(outside)
    kind = outside.account_kind
    pays_in = is_person[outside.payer] & ordinary[outside.payee] & (kind[outside.target] == OUTSIDE) & ~filed
    pays_back = is_person[outside.payee] & ordinary[outside.payer] & (kind[outside.source] == OUTSIDE) & ~filed
    least = limits.value("persons_with_returns_from")
    incoming = np.bincount(outside.payee[pays_in], minlength=len(ordinary))
    outgoing = np.bincount(outside.payer[pays_back], minlength=len(ordinary))
    many = (incoming >= limits.value("medium_from")) & (outgoing >= least * limits.value("returns_from"))
    into, back = np.flatnonzero(pays_in & many[outside.payee]), np.flatnonzero(pays_back & many[outside.payer])
    rows, party = np.append(into, back), np.append(outside.payee[into], outside.payer[back]).astype(np.int64)
    person = np.append(outside.payer[into], outside.payee[back]).astype(np.int64)
    paid_in = np.arange(len(rows)) < len(into)
    strangers = ~_insiders(outside, party, person)
    return _Between(outside, rows[strangers], party[strangers], person[strangers], paid_in[strangers])


def _filed(outside: Outside) -> Numbers:
    """Tell which payments belong to a loan on record whose borrower pays or is paid."""
    product = outside.of("product")
    borrower = np.append(outside.codes.borrower, NONE)[product]
    found: Numbers = (borrower != NONE) & ((borrower == outside.payer) | (borrower == outside.payee))
    return found


def _insiders(outside: Outside, party: Numbers, person: Numbers) -> Numbers:
    """Tell which rows are between a party and its own people."""
    pairs = {
        (one, other)
        for one in np.unique(party).tolist()
        for other in outside.related(one, steps=_OF_A_PERSON if outside.party_kind[one] == int(Kind.PERSON) else _INSIDERS)
    }
    keys = np.array([one << 32 | other for one, other in pairs], np.int64)
    found: Numbers = np.isin(party << 32 | person, keys)
    return found
