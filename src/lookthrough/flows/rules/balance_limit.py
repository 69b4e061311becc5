"""A borrower owes more than one platform, or all platforms together, may lend him (借款余额超限)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lookthrough.flows.classes import Kind
from lookthrough.flows.coding import NONE, Numbers
from lookthrough.flows.loans import NO_HARM, Balances, Loans, column, gravest, more_than, of_businesses, paired
from lookthrough.flows.rule import Sighting, whole_ledger_rule
from lookthrough.flows.whole import Whole
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

_PLATFORMS = ("p2p",)


@whole_ledger_rule(
    title=Text("借款余额超限", "Borrowing above the balance limit"),
    measures=Text(
        "同一借款人在一个平台的借款余额（已放款减已还本金）与限额之比；以及在余额已超过各平台合计限额时仍向其放款的平台上，该合计余额与限额之比。",
        "What one borrower owes a platform (paid out less principal repaid) against the limit; and, for a platform that lends to somebody "
        "who then owes more than he may owe all platforms together, that sum against its limit.",
    ),
    reason=Text(
        "网络借贷以小额为主；余额超限的借款人违约会伤及众多出借人，也常是虚假借款人的痕迹。",
        "Online lending is small lending; a borrower above the limit hurts many lenders at once and often stands for somebody else.",
    ),
    sentence=Text(
        "截至 {to_date}，一名借款人（{party_id}）在该平台的借款余额为 {part}，限额 {whole}，为限额的{value}。",
        "On {to_date} one borrower ({party_id}) owed {part} here; {whole} is allowed. That is {value} the limit.",
    ),
    sentences={
        "all_": Text(
            "截至 {to_date}，该平台放款后，一名借款人（{party_id}）在各平台的借款余额合计 {part}，限额 {whole}，为限额的{value}。",
            "On {to_date}, after this platform lent to one borrower ({party_id}), all platforms together were owed {part}; {whole} is "
            "allowed. That is {value} the limit.",
        )
    },
    subject="institution",
    applies_to=_PLATFORMS,
    prohibition_basis="银监会令2016年第1号 art. 17",
    needs={"all": ["parties", "products.borrower_party_id", "transfers.product_id"]},
)
def balance_limit(whole: Whole, limits: Limits) -> Iterator[Sighting]:
    """What borrowers owe at the end of a day, here and on all platforms, against what persons and others may owe.

    Outstanding is what was paid out less principal repaid, so that repaid loans and those never paid out count nothing. Of a sum on
    several platforms the sighting stands against those that lent while it was above the limit, not against those that had lent before.
    """
    loans = whole.loans
    loans = loans.of(np.flatnonzero((loans.borrower != NONE) & of_businesses(whole, _PLATFORMS)[loans.institution]))
    is_person = column(whole.table("the_parties"), "kind") == int(Kind.PERSON)
    here = np.where(is_person, limits.whole("person_here"), limits.whole("firm_here"))
    together = np.where(is_person, limits.whole("person_all"), limits.whole("firm_all"))
    yield from _on_one(whole, loans, here, limits)
    yield from _on_all(whole, loans, together, limits)


def _on_one(whole: Whole, loans: Loans, allowed: Numbers, limits: Limits) -> Iterator[Sighting]:
    owed = Balances(loans, paired(loans.institution, loans.borrower))
    borrower, institution = owed.first("borrower"), owed.first("institution")
    times = more_than(owed.fen / allowed[borrower], limits)
    for at in gravest(institution, owed.day, times, limits.value("medium_from")):
        yield _sighting(whole, owed, at, int(institution[at]), int(owed.day[at]), float(times[at]), int(allowed[borrower[at]]), "")


def _on_all(whole: Whole, loans: Loans, allowed: Numbers, limits: Limits) -> Iterator[Sighting]:
    """Look at each loan paid to somebody who owes several platforms, right after it was paid and again at the end of the day."""
    owed = Balances(loans, loans.borrower.astype(np.int64))
    borrower = owed.loans.borrower
    several = np.bincount(np.unique(paired(loans.borrower, loans.institution)) >> 32, minlength=len(allowed)) > 1
    times = more_than(np.minimum(owed.at_once, owed.fen[owed.entry]) / allowed[borrower], limits, "all_")
    lent = np.flatnonzero((owed.loans.change > 0) & several[borrower])
    found = gravest(owed.loans.institution[lent], owed.loans.day[lent], times[lent], limits.value("all_medium_from"))
    for at in lent[found].tolist():
        entry, subject = int(owed.entry[at]), int(owed.loans.institution[at])
        yield _sighting(whole, owed, entry, subject, int(owed.day[entry]), float(times[at]), int(allowed[borrower[at]]), "all_")


def _sighting(whole: Whole, owed: Balances, at: int, subject: int, day: int, times: float, allowed: int, scale: str) -> Sighting:
    who = str(whole.codes.party_ids[int(owed.first("borrower")[at])])
    shown = whole.places(owed.shown_by(at))
    return Sighting(subject, day, day, times, int(owed.fen[at]), allowed, shown, scale, NO_HARM | {"party_id": who})
