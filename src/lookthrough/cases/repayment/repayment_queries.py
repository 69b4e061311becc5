"""What is asked of a case's repayment: plan, rounds, the account, deposits, claw-back, and whether all of it agrees to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Sum

from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.account_operations import balance
from lookthrough.cases.repayment.bank_files import Payment
from lookthrough.cases.repayment.claim_rows import DepositFacts, deposit_of
from lookthrough.cases.repayment.deposit_operations import payment_id
from lookthrough.cases.repayment.models import (
    AccountEntry,
    BankBalance,
    Clawback,
    Deposit,
    Plan,
    ReturnedPayment,
    Round,
    RoundShare,
)
from lookthrough.cases.repayment.words import RECEIPTS
from lookthrough.registry.vault import open_vault

_BANDS = 20


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round in figures."""

    serial: int
    plan_version: int
    base: str
    available_fen: int
    state: str
    level: float
    totals: dict[str, Any]
    drafted_by: str
    drafted_at: datetime
    checked_by: str
    checked_at: datetime | None
    executed_by: str
    executed_at: datetime | None
    note: str
    inputs_sha256: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One claimant in a round, by label."""

    serial: int
    label: str
    base_fen: int
    before_fen: int
    paid_fen: int
    held_fen: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The account held against rounds, deposits and the bank; every figure from tables of its own."""

    receipts_fen: int
    costs_fen: int
    payments_fen: int  # of executed rounds, less what the bank sent back, with what was paid again
    deposits_fen: int  # put aside, less what went back to the account
    book_fen: int
    bank_fen: int | None
    bank_on: date | None
    bank_source: str
    unmatched: list[dict[str, Any]]  # movements that the books do not know
    asked: list[dict[str, Any]]  # movements that may be one of several entries, until a person says which
    book_on_bank_day_fen: int | None
    deposits_left_fen: int

    @property
    def expected_fen(self) -> int:
        """Return what must lie in the account: receipts − costs − payments − deposits."""
        return self.receipts_fen - self.costs_fen - self.payments_fen - self.deposits_fen

    @property
    def book_break_fen(self) -> int:
        """Return by how much the entries differ from that; nil when the books agree."""
        return self.book_fen - self.expected_fen

    @property
    def bank_break_fen(self) -> int | None:
        """Return by how much the bank differs from the books on the bank's day."""
        return None if self.bank_fen is None or self.book_on_bank_day_fen is None else self.bank_fen - self.book_on_bank_day_fen

    @property
    def sound(self) -> bool:
        """Return whether everything agrees to the fen."""
        return not self.book_break_fen and not self.bank_break_fen


def plans(*, number: str) -> list[Plan]:
    """Return the plans of a case, the newest first, to be read only."""
    return list(Plan.objects.filter(case_number=number))


def rounds(*, number: str) -> list[RoundFacts]:
    """Return the rounds of a case, the newest first."""
    return [_round(one) for one in Round.objects.filter(case_number=number).select_related("plan")]


def round_facts(*, number: str, serial: int) -> RoundFacts | None:
    """Return one round."""
    found = Round.objects.filter(case_number=number, serial=serial).select_related("plan").first()
    return _round(found) if found else None


def shares(*, number: str, serial: int, held: bool = False) -> Iterator[ShareRow]:
    """Return the shares of a round by claim; only those that are held, if asked."""
    found = RoundShare.objects.filter(round__case_number=number, round__serial=serial).order_by("claim__serial")
    if held:
        found = found.filter(held_fen__gt=0)
    rows = found.values_list("claim__serial", "claim__label", "base_fen", "before_fen", "paid_fen", "held_fen")
    return (ShareRow(*row) for row in rows.iterator(chunk_size=2_000))


def distribution(*, number: str, serial: int) -> list[tuple[int, int, int]]:
    """Return how shares are spread: for each power of ten of yuan its exponent, how many claimants and how much."""
    bands: dict[int, list[int]] = {}
    found = RoundShare.objects.filter(round__case_number=number, round__serial=serial).values_list("paid_fen", "held_fen")
    for paid, held in found.iterator(chunk_size=5_000):
        band = bands.setdefault(min(_BANDS, len(str((paid + held) // 100)) if paid + held >= 100 else 0), [0, 0])
        band[0] += 1
        band[1] += paid + held
    found_bands = (bands.get(exponent, [0, 0]) for exponent in range(max(bands, default=-1) + 1))
    return [(exponent, people, fen) for exponent, (people, fen) in enumerate(found_bands)]


def entries(*, number: str) -> list[AccountEntry]:
    """Return the entries of the dedicated account, the newest first, to be read only."""
    return list(AccountEntry.objects.filter(case_number=number).select_related("reverses", "reversed_by").order_by("-serial"))


def deposits(*, number: str, limit: int = 200) -> list[DepositFacts]:
    """Return what lies in deposit, what waits for a decision first."""
    found = Deposit.objects.filter(round__case_number=number, released_at=None).select_related("claim", "round")
    return [deposit_of(one, reckon=True) for one in found.order_by("proposed_paid_fen", "pk")[:limit]]


def returned_payments(*, number: str) -> list[ReturnedPayment]:
    """Return payments that came back and wait, to be read only."""
    return list(
        ReturnedPayment.objects.filter(share__round__case_number=number, state="open").select_related("share__claim", "share__round")
    )


def clawbacks(*, number: str) -> list[tuple[Clawback, int]]:
    """Return the claw-back list, each row with what was got back of it."""
    found = Clawback.objects.filter(case_number=number).select_related("claim").annotate(got=Sum("entries__fen"))
    return [(one, int(getattr(one, "got", 0) or 0)) for one in found]


def payments(*, number: str, serial: int) -> list[Payment]:
    """Return the payments of a round in clear, for the bank's file; record the reading before.

    Who got another bank account after the round was carried out is left out: nobody turns a payment that two have checked elsewhere.
    """
    vault = open_vault()
    found = RoundShare.objects.filter(round__case_number=number, round__serial=serial, paid_fen__gt=0).select_related("claim", "round")
    found = found.exclude(claim__account_changed_at__gt=F("round__executed_at"))
    made = []
    for one in found.order_by("claim__serial").iterator(chunk_size=2_000):
        who = sealing.opened(one.claim, vault=vault)
        made.append(Payment(payment_id(one), who.name, who.account, who.bank, one.paid_fen))
    return made


def payments_again(*, number: str, serial: int) -> list[Payment]:
    """Return in clear the payments of a round that came back and are made again, for the bank's file; record the reading before."""
    vault = open_vault()
    made = []
    for one in _made_again(number, serial):
        who = sealing.opened(one.share.claim, vault=vault)
        made.append(Payment(payment_id(one.share, again=one), who.name, who.account, who.bank, one.fen))
    return made


def count_again(*, number: str, serial: int) -> int:
    """Return how many payments of a round are made again."""
    return len(_made_again(number, serial))


def left_out(*, number: str, serial: int) -> list[int]:
    """Return the serials of claims whose payment is not in the bank's file, because the account was changed after the round."""
    found = RoundShare.objects.filter(round__case_number=number, round__serial=serial, paid_fen__gt=0)
    later = found.filter(claim__account_changed_at__gt=F("round__executed_at"), returned=None)
    return list(later.order_by("claim__serial").values_list("claim__serial", flat=True))


def reconciliation(*, number: str) -> Reconciliation:
    """Hold the dedicated account against rounds, deposits and the bank."""
    booked = AccountEntry.objects.filter(case_number=number)
    kinds = {kind: int(fen or 0) for kind, fen in booked.values_list("kind").annotate(sum=Sum("fen")).order_by()}
    undone = booked.filter(kind="reversal").values_list("reverses__kind").annotate(sum=Sum("fen")).order_by()
    for kind, fen in undone:
        kinds[kind] = kinds.get(kind, 0) + int(fen or 0)
    given = RoundShare.objects.filter(round__case_number=number, round__state="executed").aggregate(paid=Sum("paid_fen"))
    away = ReturnedPayment.objects.filter(share__round__case_number=number, state__in=("open", "deposited")).aggregate(sum=Sum("fen"))
    aside = Deposit.objects.filter(round__case_number=number).aggregate(fen=Sum("fen"), back=Sum("back_fen"), paid=Sum("paid_fen"))
    put, back, out = (int(aside[name] or 0) for name in ("fen", "back", "paid"))
    bank = BankBalance.objects.filter(case_number=number).first()
    moved = list(bank.unmatched) if bank else []
    that_day = booked.filter(on__lte=bank.on).aggregate(sum=Sum("fen"))["sum"] if bank else None
    return Reconciliation(
        receipts_fen=sum(kinds.get(kind, 0) for kind in RECEIPTS), costs_fen=-kinds.get("cost", 0),
        payments_fen=int(given["paid"] or 0) - int(away["sum"] or 0), deposits_fen=put - back, book_fen=balance(number),
        bank_fen=bank.fen if bank else None, bank_on=bank.on if bank else None, bank_source=bank.source if bank else "",
        unmatched=[one for one in moved if not one.get("candidates") or one.get("entry") == 0],
        asked=[one for one in moved if one.get("candidates") and "entry" not in one],
        book_on_bank_day_fen=int(that_day or 0) if bank else None,
        deposits_left_fen=put - back - out,
    )  # fmt: skip


def _made_again(number: str, serial: int) -> list[ReturnedPayment]:
    """Return returned payments that are paid again; not to an account that was changed after that was decided."""
    found = ReturnedPayment.objects.filter(share__round__case_number=number, share__round__serial=serial, state="retried")
    found = found.exclude(share__claim__account_changed_at__gt=F("settled_at"))
    return list(found.select_related("share__claim", "share__round").order_by("share__claim__serial", "pk"))


def _round(one: Round) -> RoundFacts:
    return RoundFacts(
        one.serial, one.plan.version, one.plan.base, one.available_fen, one.state,
        int(one.level_numerator) / int(one.level_denominator or 1), one.totals, one.drafted_by, one.drafted_at, one.checked_by,
        one.checked_at, one.executed_by, one.executed_at, one.note,
        one.inputs_sha256,
    )  # fmt: skip
