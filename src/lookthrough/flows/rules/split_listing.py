"""One debt too large for the platform is cut into several listings (拆标)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from lookthrough.flows.classes import Kind
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.loans import NO_HARM, Balances, Loans, column, gravest, more_than, of_businesses, paired
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_PLATFORMS = ("p2p",)


@whole_ledger_rule(
    title=Text("拆标", "Split listings"),
    measures=Text(
        "同一债务（底层债权相同，或借款人与用途相同）的在借标的达到四个及以上时，其余额合计与该借款人限额之比。",
        "Where four or more listings on one debt (the same debt beneath, or the same borrower and purpose) are open at once: what is "
        "outstanding of them against what that borrower may owe.",
    ),
    reason=Text(
        "把超限的大额债务拆成许多小标的，掩盖余额超限，使出借人看不到风险集中。",
        "Cutting a debt above the limit into small listings hides that it is above the limit and how much hangs on one borrower.",
    ),
    sentence=Text(
        "截至 {to_date}，同一债务（借款人 {party_id}）拆为 {listings} 个在借标的，余额合计 {part}，该借款人限额 {whole}，为限额的{value}。",
        "On {to_date} one debt (borrower {party_id}) stood in {listings} open listings with {part} outstanding; that borrower may owe "
        "{whole}. That is {value} the limit.",
    ),
    subject="institution",
    applies_to=_PLATFORMS,
    prohibition_basis="银监会令2016年第1号 art. 10(6), 13, 17",
    needs={"all": ["parties", "products.borrower_party_id", "transfers.product_id"]},
)
def split_listing(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """What is outstanding at the end of a day of four or more listings on one debt, against the limit of its borrower.

    One debt: the same debt beneath, however many listings deep, or the same borrower with the same stated purpose on the same platform.
    A listing is open from when the borrower is paid until the principal is repaid.
    """
    loans = whole.loans
    loans = loans.of(np.flatnonzero((loans.borrower != NONE) & of_businesses(whole, _PLATFORMS)[loans.institution]))
    products = whole.table("the_products")
    is_person = column(whole.table("the_parties"), "kind") == int(Kind.PERSON)
    allowed = np.where(is_person, limits.whole("person_limit"), limits.whole("firm_limit"))
    purpose = _purposes(products)
    told = np.flatnonzero(purpose[loans.product] != NONE)
    by_purpose = paired(_pairs(loans)[told], purpose[loans.product[told]])
    by_debt = paired(loans.institution, column(products, "debt")[loans.product])
    yield from _sightings(whole, Balances(loans, by_debt), allowed, limits)
    yield from _sightings(whole, Balances(loans.of(told), by_purpose), allowed, limits)


def _pairs(loans: Loans) -> Numbers:
    """Return a small number for each pair of institution and borrower."""
    _, codes = np.unique(paired(loans.institution, loans.borrower), return_inverse=True)
    return codes


def _purposes(products: pa.Table) -> Numbers:
    """Return a number for each stated purpose, by product code."""
    return column(pa.table({"purpose": products["purpose_text"].combine_chunks().dictionary_encode().indices}), "purpose")


def _sightings(whole: Whole, owed: Balances, allowed: Numbers, limits: Limits) -> Iterator[Sighting]:
    borrower, institution = owed.first("borrower"), owed.first("institution")
    split = owed.listings >= limits.whole("listings_from")
    times = np.where(split, more_than(owed.fen / allowed[borrower], limits), 0.0)
    for at in gravest(institution, owed.day, times, limits.value("medium_from")):
        day, who = int(owed.day[at]), str(whole.codes.party_ids[int(borrower[at])])
        details = NO_HARM | {"party_id": who, "listings": int(owed.listings[at])}
        shown, limit = whole.places(owed.shown_by(at)), int(allowed[borrower[at]])
        yield Sighting(int(institution[at]), day, day, float(times[at]), int(owed.fen[at]), limit, shown, "", details)
