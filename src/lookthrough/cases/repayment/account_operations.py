"""The dedicated account (专户): entries by hand and by rounds, reversed but never changed, and what the bank says lies there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.timezone import localdate

from lookthrough.cases.repayment.acting import amount, chosen, told, worker, written
from lookthrough.cases.repayment.models import AccountEntry, Asset, BankBalance, Clawback, Round
from lookthrough.cases.repayment.words import COSTS, ENTRIES, RECEIPTS
from lookthrough.flows.source import all_sources
from lookthrough.flows.source_mapping import NONE
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

BY_HAND = {**RECEIPTS, **COSTS}
_AHEAD = Text("日期不能晚于今天", "the day cannot lie ahead")
_NO_ENTRY = Text("没有这笔记录，或已冲正", "there is no such entry, or it was reversed")
_BY_HAND = Text(
    "轮次、提存和变现生成的记录不能手工冲正，请在原处办理",
    "entries of rounds, deposits and sales are not reversed by hand: act where they came from",
)
_OWN = Text("记账人不能冲正自己的记录，请由另一位人员冲正", "whoever made an entry does not reverse it; another officer does")
_SHORT = Text("专户余额不足", "the account does not hold as much")
_NOT_STATEMENT = Text("不是 camt.053 对账单", "this is no camt.053 statement")
_ACCOUNT = Text("对账单含有不止一个账户，请注明专户账号", "the statement holds several accounts: name the dedicated one")
_NO_BALANCE = Text("对账单没有期末余额", "the statement has no closing balance")


@dataclass(frozen=True, slots=True)
class StatementRead:
    """What a statement of the dedicated account said: its last balance, and movements that the books do not know."""

    on: date
    fen: int
    unmatched: list[dict[str, object]]


@transaction.atomic
def enter(
    *, number: str, kind: str, fen: int, on: date, text: str, reference: str, officer_id: int, at: datetime, clawback_id: int | None = None
) -> int:
    """Enter a receipt, or a cost of disposal, by hand; returns its serial."""
    by = worker(number, officer_id, at)
    chosen(kind, BY_HAND)
    if on > localdate(at):
        raise NotAllowed(_AHEAD)
    signed = -amount(fen) if kind in COSTS else amount(fen)
    if signed < 0 and balance(number) + signed < 0:
        raise NotAllowed(_SHORT)
    clawback = Clawback.objects.filter(case_number=number, pk=clawback_id).first() if clawback_id else None
    return book(
        number,
        kind=kind,
        fen=signed,
        on=on,
        text=written(text, longest=400),
        reference=reference,
        actor=by.username,
        at=at,
        clawback=clawback,
    ).serial


@transaction.atomic
def reverse(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Reverse an entry that was made by hand, as a second person; both stay to be seen."""
    by, why = worker(number, officer_id, at), written(reason, longest=400)
    found = AccountEntry.objects.select_for_update(of=("self",)).filter(case_number=number, serial=serial, reversed_by=None).first()
    if found is None:
        raise NotAllowed(_NO_ENTRY)
    if found.kind not in BY_HAND or found.asset_id:
        raise NotAllowed(_BY_HAND)
    if found.entered_by == by.username:
        raise NotAllowed(_OWN)
    if balance(number) - found.fen < 0:
        raise NotAllowed(_SHORT)
    book(
        number, kind="reversal", fen=-found.fen, on=localdate(at), text=f"冲正 {serial} 号：{why}", reference=found.reference,
        actor=by.username, at=at, reverses=found,
    )  # fmt: skip


@transaction.atomic
def state_balance(*, number: str, on: date, fen: int, source: str, officer_id: int, at: datetime) -> None:
    """Keep what the bank says lies in the account at the end of a day, read from paper."""
    by = worker(number, officer_id, at)
    if on > localdate(at):
        raise NotAllowed(_AHEAD)
    _balance(number, StatementRead(on, amount(fen, nil=True), []), written(source, longest=200), by.username, at)


@transaction.atomic
def take_statement(*, number: str, path: Path, name: str, account: str, officer_id: int, at: datetime) -> StatementRead:
    """Read a camt.053 statement of the dedicated account: its closing balance is kept, movements that the books do not know are named."""
    by = worker(number, officer_id, at)
    read = _read(number, path, account.strip())
    _balance(number, read, name[:200], by.username, at)
    return read


def book(
    number: str, *, kind: str, fen: int, on: date, text: str, reference: str, actor: str, at: datetime, asset: Asset | None = None,
    round_: Round | None = None, clawback: Clawback | None = None, reverses: AccountEntry | None = None,
) -> AccountEntry:  # fmt: skip
    """Write an entry; for the operations of this room, which hold the case locked."""
    last = AccountEntry.objects.filter(case_number=number).aggregate(last=Max("serial"))["last"] or 0
    made = AccountEntry.objects.create(
        case_number=number, serial=last + 1, on=on, kind=kind, fen=fen, text=text, reference=reference.strip()[:120], asset=asset,
        round=round_, clawback=clawback, reverses=reverses, entered_by=actor, entered_at=at,
    )  # fmt: skip
    word = ENTRIES[kind]
    told(number, "account_entry", Text(f"专户 {word.zh} {full_text(fen)}", f"account: {word.en} {full_text(fen, 'en')}"), by=actor, at=at,
         reference=f"entry:{made.serial}")  # fmt: skip
    return made


def balance(number: str) -> int:
    """Return what the books say lies in the account."""
    return int(AccountEntry.objects.filter(case_number=number).aggregate(sum=Sum("fen"))["sum"] or 0)


def _balance(number: str, read: StatementRead, source: str, actor: str, at: datetime) -> None:
    BankBalance.objects.create(
        case_number=number, on=read.on, fen=read.fen, source=source, unmatched=read.unmatched, entered_by=actor, entered_at=at
    )
    said = Text(f"银行余额 {full_text(read.fen)}（{read.on}）", f"the bank says {full_text(read.fen, 'en')} on {read.on}")
    told(number, "bank_balance", said, by=actor, at=at)


def _read(number: str, path: Path, account: str) -> StatementRead:
    source = all_sources()["camt_053"] if "camt_053" in all_sources() else all_sources()["camt.053"]
    if not source.recognises(path):
        raise FileRefused(file=path.name, reason=_NOT_STATEMENT)
    read = source.read(path, NONE)
    closing = [one for one in read.balances if one.kind == "closing" and (not account or one.account_id == account)]
    if len({one.account_id for one in closing}) > 1:
        raise FileRefused(file=path.name, reason=_ACCOUNT)
    if not closing:
        raise FileRefused(file=path.name, reason=_NO_BALANCE)
    last = max(closing, key=lambda one: (one.on, one.line))
    known = sorted(AccountEntry.objects.filter(case_number=number).values_list("fen", flat=True))
    unmatched: list[dict[str, object]] = []
    for one in read.movements:
        fen = -one.amount_fen if one.from_account_id == last.account_id else one.amount_fen
        if fen in known:
            known.remove(fen)
        else:
            unmatched.append({"line": one.line, "at": one.at.isoformat(), "fen": fen, "reference": one.reference[:80]})
    return StatementRead(last.on, last.balance_fen, unmatched[:200])
