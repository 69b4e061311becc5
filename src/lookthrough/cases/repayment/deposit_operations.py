"""Payments that the bank sent back, and what lies in deposit: tried again, put aside, paid when it may be, or back to the account."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from lookthrough.cases.repayment.account_operations import balance, book
from lookthrough.cases.repayment.acting import told, trailed, worker, written
from lookthrough.cases.repayment.claim_operations import claim
from lookthrough.cases.repayment.models import Claim, Deposit, ReturnedPayment, Round, RoundShare
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NO_SHARE = Text("该轮没有付给此人的款项", "nothing was paid to this person in this round")
_NO_RETURNED = Text("没有待处理的退汇", "no returned payment waits")
_TWICE = Text("这笔退汇已登记", "this payment was entered as returned already")
_AHEAD = Text("日期不能晚于今天", "the day cannot lie ahead")
_SHORT = Text("专户余额不足", "the account does not hold as much")
_NO_DEPOSIT = Text("没有这笔提存，或已处理完", "there is no such deposit, or nothing of it is left")
_MUCH = Text("支付额不能超过提存余额", "no more can be paid than lies in deposit")
_ENTITLED = Text("支付额超过此人按方案应得的金额", "that is more than the plan gives this person")
_PROPOSE = Text("请先提出如何处理这笔提存", "say first what is to become of this deposit")
_OWN = Text("提出的人不能自己批准", "whoever proposed it does not approve it")
_OWN_ACCOUNT = Text(
    "更换收款账户的人不能自己付款，请由另一位人员办理", "whoever changed the bank account does not pay to it; another officer does"
)
_OPEN = Text("异议未了或尚未核定，提存不能处理", "the claim is disputed or not decided: its deposit stays")
_NOWHERE = Text("没有收款账户，请先登记", "there is no bank account to pay to: enter one first")


@transaction.atomic
def returned(*, number: str, round_serial: int, serial: int, on: date, why: str, officer_id: int, at: datetime) -> None:
    """Enter that the bank sent a payment back: the money is in the account again and still is that person's."""
    by, reason, one = worker(number, officer_id, at), written(why, longest=400), claim(number, serial)
    share = RoundShare.objects.filter(round__case_number=number, round__serial=round_serial, round__state="executed", claim=one).first()
    if share is None or not share.paid_fen:
        raise NotAllowed(_NO_SHARE)
    if on > localdate(at):
        raise NotAllowed(_AHEAD)
    if share.returned.filter(state__in=("open", "deposited")).exists():
        raise NotAllowed(_TWICE)
    ReturnedPayment.objects.create(share=share, on=on, fen=share.paid_fen, why=reason, recorded_by=by.username, recorded_at=at)
    _booked(share.round, "returned", share.paid_fen, serial, on, by.username, at, payment_id(share))


@transaction.atomic
def try_again(*, number: str, round_serial: int, serial: int, officer_id: int, at: datetime) -> None:
    """Pay a returned payment again; where the account was changed since the round, another than who changed it does."""
    by, one = worker(number, officer_id, at), claim(number, serial)
    found = _waiting(number, round_serial, one)
    if _changed_account(one, by.username, since=found.share.round.executed_at):
        raise NotAllowed(_OWN_ACCOUNT)
    _settled(found, "retried", by.username, at)
    _booked(found.share.round, "retried", -found.fen, serial, localdate(at), by.username, at, payment_id(found.share, again=found))


@transaction.atomic
def put_aside(*, number: str, round_serial: int, serial: int, officer_id: int, at: datetime) -> None:
    """Put a returned payment into deposit."""
    by, one = worker(number, officer_id, at), claim(number, serial)
    found = _waiting(number, round_serial, one)
    _settled(found, "deposited", by.username, at)
    Deposit.objects.create(claim=one, round=found.share.round, reason="returned", fen=found.fen, made_at=at)
    _booked(found.share.round, "deposit", -found.fen, serial, localdate(at), by.username, at)


@transaction.atomic
def propose_release(*, number: str, deposit_id: int, paid_fen: int, note: str, officer_id: int, at: datetime) -> None:
    """Propose what of a deposit is paid to its claimant; the rest goes back to the account for all."""
    by, why, found = worker(number, officer_id, at), written(note), _deposit(number, deposit_id)
    _may_release(found, paid_fen)
    found.proposed_paid_fen, found.proposed_by, found.note = paid_fen, by.username, why
    found.save(update_fields=["proposed_paid_fen", "proposed_by", "note"])
    trailed(number, "deposit_proposed", by=by.username, at=at, details={"deposit": deposit_id, "paid_fen": paid_fen})


@transaction.atomic
def release(*, number: str, deposit_id: int, officer_id: int, at: datetime) -> None:
    """Approve, as a second person, what was proposed for a deposit: that part is paid, the rest is back in the account."""
    by, found = worker(number, officer_id, at, Action.DECIDE_REPAYMENT), _deposit(number, deposit_id)
    if found.proposed_paid_fen is None:
        raise NotAllowed(_PROPOSE)
    if found.proposed_by == by.username:
        raise NotAllowed(_OWN)
    _may_release(found, found.proposed_paid_fen)
    if found.proposed_paid_fen and _changed_account(found.claim, by.username, since=found.made_at):
        raise NotAllowed(_OWN_ACCOUNT)
    back = found.fen - found.proposed_paid_fen
    found.paid_fen, found.back_fen, found.released_by, found.released_at = found.proposed_paid_fen, back, by.username, at
    found.save()
    if back:
        _booked(found.round, "deposit_back", back, found.claim.serial, localdate(at), by.username, at)
    said = Text(
        f"提存 {full_text(found.fen)}：支付 {full_text(found.paid_fen)}，退回专户 {full_text(back)}",
        f"deposit of {full_text(found.fen, 'en')}: {full_text(found.paid_fen, 'en')} paid, {full_text(back, 'en')} back to the account",
    )
    told(number, "deposit_released", said, by=by.username, at=at, reference=f"claim:{found.claim.serial}")


def payment_id(share: RoundShare, *, again: ReturnedPayment | None = None) -> str:
    """Return the end-to-end id that the bank's file gives a payment of a round, or the same payment made again."""
    first = f"R{share.round.serial:03d}Q{share.claim.serial:08d}"
    return f"{first}T{again.pk}" if again else first


def entitled(one: Claim, *, without: Deposit | None = None) -> int:
    """Return what the newest executed round's level gives a claim on the amounts that count now, less what was paid to it so far."""
    newest = Round.objects.filter(case_number=one.case_number, state="executed").select_related("plan").order_by("-serial").first()
    if newest is None or one.state != "confirmed":
        return 0
    gave, got = one.decided_contributed_fen or 0, one.decided_returned_fen or 0
    base = gave if newest.plan.base == "gross" else max(0, gave - got)
    at_level = -(-base * int(newest.level_numerator) // int(newest.level_denominator))
    return max(0, min(base, at_level) - paid_so_far(one, without=without))


def paid_so_far(one: Claim, *, without: Deposit | None = None) -> int:
    """Return what a claimant really got, or still has in other deposits."""
    shares = int(one.shares.filter(round__state="executed").aggregate(sum=Sum("paid_fen"))["sum"] or 0)
    away = ReturnedPayment.objects.filter(share__claim=one, state__in=("open", "deposited")).aggregate(sum=Sum("fen"))["sum"] or 0
    deposits = one.deposits.exclude(pk=without.pk) if without else one.deposits.all()
    aside = sum(each.fen - each.back_fen for each in deposits)
    return shares - int(away) + aside


def _changed_account(one: Claim, username: str, *, since: datetime | None) -> bool:
    """Return whether somebody changed a claim's bank account since two persons had looked at what is paid to it."""
    changed = one.account_changed_at
    return one.account_changed_by == username and changed is not None and (since is None or changed >= since)


def _may_release(found: Deposit, paid_fen: int) -> None:
    one = found.claim
    if not 0 <= paid_fen <= found.fen:
        raise NotAllowed(_MUCH)
    if one.state not in ("confirmed", "rejected", "withdrawn"):
        raise NotAllowed(_OPEN)
    if paid_fen and one.sealed_account is None:
        raise NotAllowed(_NOWHERE)
    if paid_fen > entitled(one, without=found):
        raise NotAllowed(_ENTITLED)


def _deposit(number: str, deposit_id: int) -> Deposit:
    found = Deposit.objects.select_for_update().filter(round__case_number=number, pk=deposit_id, released_at=None).first()
    if found is None:
        raise NotAllowed(_NO_DEPOSIT)
    return found


def _waiting(number: str, round_serial: int, one: Claim) -> ReturnedPayment:
    found = ReturnedPayment.objects.select_for_update().filter(
        share__round__case_number=number, share__round__serial=round_serial, share__claim=one, state="open"
    ).first()  # fmt: skip
    if found is None:
        raise NotAllowed(_NO_RETURNED)
    if found.fen > balance(number):
        raise NotAllowed(_SHORT)
    return found


def _settled(found: ReturnedPayment, state: str, actor: str, at: datetime) -> None:
    found.state, found.settled_by, found.settled_at = state, actor, at
    found.save(update_fields=["state", "settled_by", "settled_at"])


def _booked(round_: Round, kind: str, fen: int, serial: int, on: date, actor: str, at: datetime, reference: str = "") -> None:
    text = f"第 {round_.serial} 轮，债权 {serial} 号"
    book(round_.case_number, kind=kind, fen=fen, on=on, text=text, reference=reference, actor=actor, at=at, round_=round_)
