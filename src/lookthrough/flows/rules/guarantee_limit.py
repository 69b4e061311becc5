"""A guarantor vouches for more than its net assets bear, for too much of one client, or for those who control it (担保超限)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lookthrough.flows.classes import Kind, Purpose
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.groups import control, controllers, groups_of
from lookthrough.flows.loans import NO_HARM, UNKNOWN, Balances, Loans, column, gravest, loans_of, more_than, of_businesses, paired, share_of
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_GUARANTORS = ("guarantor",)


@whole_ledger_rule(
    title=Text("担保责任超限", "Guarantees above the limits"),
    measures=Text(
        "在各机构标的上承担的担保责任余额与净资产10倍（主要服务农业农村的为15倍）之比；单一被担保人与净资产10%、连同其关联方与15%之比；为控股股东、实际控制人提供的担保。",
        "What a guarantor vouches for on all institutions' listings against ten times its net assets (fifteen where it mainly serves "
        "farming); for one client against a tenth of them, with affiliates against 15 %; and anything for those who control it.",
    ),
    reason=Text(
        "担保责任超过净资产所能承受，代偿能力就是虚的；为控制人担保等于自己为自己担保。",
        "A guarantor that vouches for more than it can bear vouches for nothing; vouching for its own controller is vouching for itself.",
    ),
    sentence=Text(
        "截至 {to_date}，该公司担保责任余额为 {part}，按净资产最多可承担 {whole}，为上限的{value}。",
        "On {to_date} it vouched for {part}; by its net assets {whole} is allowed. That is {value} the limit.",
    ),
    sentences={
        "client_": Text(
            "截至 {to_date}，为一名被担保人（{party_id}）承担的担保责任余额为 {part}，上限 {whole}，为上限的{value}。",
            "On {to_date} it vouched for {part} of one client ({party_id}); {whole} is allowed. That is {value} the limit.",
        ),
        "group_": Text(
            "截至 {to_date}，为一组关联的被担保人（其中 {party_id}）承担的担保责任余额合计 {part}，上限 {whole}，为上限的{value}。",
            "On {to_date} it vouched for {part} of a client and its affiliates ({party_id} among them); {whole} is allowed. "
            "That is {value} the limit.",
        ),
        "controller_": Text(
            "截至 {to_date}，为其控股股东或实际控制人（{party_id}）承担的担保责任余额为 {value}；法律不允许任何此类担保。",
            "On {to_date} it vouched for {value} of somebody who controls it ({party_id}); the law allows none.",
        ),
    },
    subject="institution",
    applies_to=_GUARANTORS,
    prohibition_basis="融资担保公司监督管理条例（国务院令第683号） art. 15, 16, 17",
    needs={"all": ["institutions.net_assets_fen", "products.guarantor_party_id", "products.borrower_party_id", "transfers.product_id"]},
)
def guarantee_limit(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """What is outstanding at the end of a day of the listings that name a guarantor's operator, against its net assets.

    What the guarantor itself pays on a listing lowers what it vouches for. It mainly serves farming if at least half of that is of
    co-operatives or of firms in agriculture, forestry, husbandry and fishery. A group is tied by control; controllers hold more than
    half of the shares or control otherwise, directly or through others.
    """
    loans = _vouched_for(whole)
    if not len(loans):
        return
    assets = column(whole.table("the_institutions"), "net_assets_fen", UNKNOWN)
    yield from _in_all(whole, loans, assets, limits)
    clients = Balances(loans, paired(loans.institution, loans.borrower))
    ever = np.ones(len(clients), np.bool_)
    yield from _sightings(
        whole, clients, ever, share_of(assets, limits.value("one_client"))[clients.first("institution")], "client_", limits
    )
    of_group = share_of(assets, limits.value("one_group"))
    for begin, end, group in groups_of(whole, loans.borrower, int(loans.day.min()), whole.last_day):
        owed = Balances(loans, paired(loans.institution, group[loans.borrower]))
        within = (owed.day >= begin) & (owed.day <= end)
        yield from _sightings(whole, owed, within, of_group[owed.first("institution")], "group_", limits)
    yield from _for_controllers(whole, clients, limits)


def _vouched_for(whole: Whole) -> Loans:
    """Return the guaranteed loans; their ``institution`` is the guarantor."""
    codes = whole.codes
    at = np.full(len(codes.party_ids), NONE, np.int64)
    some = np.flatnonzero(of_businesses(whole, _GUARANTORS))
    at[codes.operator[some]] = some
    guarantor = np.where(codes.product_guarantor == NONE, NONE, at[codes.product_guarantor]) if len(at) else np.zeros(0, np.int64)
    product = whole.of("product")
    if not (guarantor != NONE).any():
        return loans_of(whole, np.zeros(0, np.int64), np.zeros(0, np.int64), guarantor != NONE)
    rows = np.flatnonzero(np.append(guarantor, NONE)[product] != NONE)
    rows = rows[whole.of("from_account")[rows] != NONE]
    purpose, amount = whole.of("purpose")[rows], whole.of("amount_fen")[rows]
    by_guarantor = codes.holder[whole.of("from_account")[rows]] == codes.product_guarantor[product[rows]]
    lowers = (purpose == int(Purpose.REPAY_PRINCIPAL)) | by_guarantor
    signed = np.where(purpose == int(Purpose.DISBURSE), amount, np.where(lowers, -amount, 0))
    loans = loans_of(whole, rows[signed != 0], signed[signed != 0], guarantor != NONE)
    return Loans(loans.row, loans.moment, loans.product, loans.change, loans.opened, loans.borrower, guarantor[loans.product])


def _in_all(whole: Whole, loans: Loans, assets: Numbers, limits: Limits) -> Iterator[Sighting]:
    owed = Balances(loans, loans.institution)
    institution = owed.first("institution")
    rural = Balances(loans, paired(loans.institution, _farms(whole)[loans.borrower]))
    of_farms = np.zeros(len(owed))
    for at in np.unique(institution).tolist():
        theirs, there = np.flatnonzero(rural.key == (at << 32) + 1), np.flatnonzero(institution == at)
        before = np.searchsorted(rural.day[theirs], owed.day[there], side="right") - 1
        of_farms[there] = np.where(before >= 0, rural.fen[theirs][before], 0) if len(theirs) else 0
    mainly_rural = of_farms >= limits.value("mainly_from") * np.maximum(owed.fen, 1)
    plain, wider = (share_of(assets, limits.value(name))[institution] for name in ("all_clients", "all_rural_clients"))
    yield from _sightings(whole, owed, np.ones(len(owed), np.bool_), np.where(mainly_rural, wider, plain), "", limits)


def _farms(whole: Whole) -> Numbers:
    """Return which parties farm (GB/T 4754, section A: agriculture, forestry, husbandry, fishery), or are co-operatives."""
    with whole.con.cursor() as con:
        query = "SELECT regexp_matches(industry_code, '^(A|0[1-5])')::TINYINT AS it FROM party_codes LEFT JOIN parties USING (party_id) "
        in_section = column(con.execute(query + "ORDER BY code").to_arrow_table(), "it", 0)
    of_kind = column(whole.table("the_parties"), "kind") == int(Kind.COOPERATIVE)
    farms: Numbers = ((in_section == 1) | of_kind).astype(np.int64)
    return farms


def _for_controllers(whole: Whole, clients: Balances, limits: Limits) -> Iterator[Sighting]:
    borrower, institution = clients.first("borrower"), clients.first("institution")
    ties, borrows = control(whole), np.zeros(len(whole.codes.party_ids) + 1, np.bool_)  # the last place is of borrowers not named
    borrows[borrower] = True
    fen = np.zeros(len(clients))
    for at in np.unique(institution).tolist():
        above = controllers(ties, int(whole.codes.operator[at]))
        for who in np.unique(above.holder[borrows[above.holder]]).tolist():
            some = np.flatnonzero((borrower == who) & (institution == at))
            mine = above.of(np.flatnonzero(above.holder == who))
            in_force = [((mine.from_day <= day) & (mine.to_day >= day)).any() for day in clients.day[some].tolist()]
            fen[some] = np.where(in_force, clients.fen[some], 0)
    for at in gravest(institution, clients.day, fen, limits.value("controller_medium_from")):
        yield _sighting(whole, clients, at, float(fen[at]), 0, "controller_")


def _sightings(whole: Whole, owed: Balances, on_days: Numbers, allowed: Numbers, scale: str, limits: Limits) -> Iterator[Sighting]:
    times = np.where(on_days & (allowed >= 0), more_than(owed.fen / np.maximum(allowed, 1), limits, scale), 0.0)
    for at in gravest(owed.first("institution"), owed.day, times, limits.value(f"{scale}medium_from")):
        yield _sighting(whole, owed, at, float(times[at]), int(allowed[at]), scale)


def _sighting(whole: Whole, owed: Balances, at: int, value: float, allowed: int, scale: str) -> Sighting:
    day, who = int(owed.day[at]), str(whole.codes.party_ids[int(owed.first("borrower")[at])])
    shown, subject = whole.places(owed.shown_by(at)), int(owed.first("institution")[at])
    return Sighting(subject, day, day, value, int(owed.fen[at]), allowed, shown, scale, NO_HARM | ({"party_id": who} if scale else {}))
