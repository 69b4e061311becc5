"""What was got back and paid out in many cases at once, from the entries of their dedicated accounts and from deposits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from lookthrough.cases.repayment.models import AccountEntry, Deposit
from lookthrough.cases.repayment.words import RECEIPTS

_A_STATEMENT = 900
_PAID = ("payout", "returned", "retried")  # what the bank sent back was not paid, unless it was paid again


@dataclass(slots=True)
class CaseSums:
    """Fen got back into the account of a case, spent on disposal, and paid to claimants, out of deposit too."""

    received_fen: int = 0
    costs_fen: int = 0
    paid_fen: int = 0

    def __add__(self, other: CaseSums) -> CaseSums:
        return CaseSums(self.received_fen + other.received_fen, self.costs_fen + other.costs_fen, self.paid_fen + other.paid_fen)


def sums(*, numbers: Iterable[str]) -> dict[str, CaseSums]:
    """Return the sums of the cases that have an account; whoever asks has bounded the numbers before. Reversed entries do not count."""
    wanted = sorted(set(numbers))
    found: dict[str, CaseSums] = {}
    for begin in range(0, len(wanted), _A_STATEMENT):
        booked = AccountEntry.objects.filter(case_number__in=wanted[begin : begin + _A_STATEMENT])
        kept = booked.exclude(kind="reversal").values_list("case_number", "kind").annotate(fen=Sum("fen")).order_by()
        undone = booked.filter(kind="reversal").values_list("case_number", "reverses__kind").annotate(fen=Sum("fen")).order_by()
        for number, kind, fen in [*kept, *undone]:
            _add(found.setdefault(number, CaseSums()), str(kind), int(fen or 0))
        held = Deposit.objects.filter(claim__case_number__in=wanted[begin : begin + _A_STATEMENT], paid_fen__gt=0)
        for number, fen in held.values_list("claim__case_number").annotate(fen=Sum("paid_fen")).order_by():
            found.setdefault(number, CaseSums()).paid_fen += int(fen or 0)
    return found


def _add(one: CaseSums, kind: str, fen: int) -> None:
    if kind in RECEIPTS:
        one.received_fen += fen
    elif kind == "cost":
        one.costs_fen -= fen
    elif kind in _PAID:
        one.paid_fen -= fen
