"""The dedicated account (专户): entries by hand and by rounds, reversed but never changed, and what the bank says lies there."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.timezone import localdate

from lookthrough.cases.repayment.acting import amount, chosen, told, worker, written
from lookthrough.cases.repayment.models import AccountEntry, Asset, Clawback, Round
from lookthrough.cases.repayment.words import COSTS, ENTRIES, RECEIPTS
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

BY_HAND = {**RECEIPTS, **COSTS}
_OVERTAKEN = Text(
    "您打开页面之后，专户已有新的记录（也可能是重复提交）；这笔没有记，请看过再记",
    "the account has a newer entry than you saw, perhaps this one sent twice; nothing was booked: look again first",
)
_AHEAD = Text("日期不能晚于今天", "the day cannot lie ahead")
_NO_ENTRY = Text("没有这笔记录，或已冲正", "there is no such entry, or it was reversed")
_BY_HAND = Text(
    "轮次、提存和变现生成的记录不能手工冲正，请在原处办理",
    "entries of rounds, deposits and sales are not reversed by hand: act where they came from",
)
_OWN = Text("记账人不能冲正自己的记录，请由另一位人员冲正", "whoever made an entry does not reverse it; another officer does")
_SHORT = Text("专户余额不足", "the account does not hold as much")
_NO_ROW = Text("追缴清单里没有这一项，或这笔不是收入", "the claw-back list has no such row, or this is no receipt")


@transaction.atomic
def enter(
    *, number: str, kind: str, fen: int, on: date, text: str, reference: str, officer_id: int, at: datetime, clawback_id: int | None = None,
    after: int | None = None,
) -> int:  # fmt: skip
    """Enter a receipt, or a cost of disposal, by hand; returns its serial.

    ``after`` is the last entry that the officer saw: what is sent twice, or from a page that others have overtaken, is not booked again.
    """
    by = worker(number, officer_id, at)
    if after is not None and after != last_serial(number):
        raise NotAllowed(_OVERTAKEN)
    chosen(kind, BY_HAND)
    if on > localdate(at):
        raise NotAllowed(_AHEAD)
    signed = -amount(fen) if kind in COSTS else amount(fen)
    if signed < 0 and balance(number) + signed < 0:
        raise NotAllowed(_SHORT)
    clawback = Clawback.objects.filter(case_number=number, pk=clawback_id).first() if clawback_id else None
    if clawback_id and (clawback is None or kind in COSTS):
        raise NotAllowed(_NO_ROW)
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
        actor=by.username, at=at, reverses=found, clawback=found.clawback,
    )  # fmt: skip


def book(
    number: str, *, kind: str, fen: int, on: date, text: str, reference: str, actor: str, at: datetime, asset: Asset | None = None,
    round_: Round | None = None, clawback: Clawback | None = None, reverses: AccountEntry | None = None,
) -> AccountEntry:  # fmt: skip
    """Write an entry; for the operations of this room, which hold the case locked."""
    made = AccountEntry.objects.create(
        case_number=number, serial=last_serial(number) + 1, on=on, kind=kind, fen=fen, text=text, reference=reference.strip()[:120],
        asset=asset, round=round_, clawback=clawback, reverses=reverses, entered_by=actor, entered_at=at,
    )  # fmt: skip
    word = ENTRIES[kind]
    told(number, "account_entry", Text(f"专户 {word.zh} {full_text(fen)}", f"account: {word.en} {full_text(fen, 'en')}"), by=actor, at=at,
         reference=f"entry:{made.serial}")  # fmt: skip
    return made


def last_serial(number: str) -> int:
    """Return the serial of the account's last entry."""
    return AccountEntry.objects.filter(case_number=number).aggregate(last=Max("serial"))["last"] or 0


def balance(number: str) -> int:
    """Return what the books say lies in the account."""
    return int(AccountEntry.objects.filter(case_number=number).aggregate(sum=Sum("fen"))["sum"] or 0)
