"""Rounds of payout: drafted by the engine, checked by a second person, carried out; what is held goes to deposit in the same moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.repayment.account_operations import balance, book
from lookthrough.cases.repayment.acting import amount, told, worker, written
from lookthrough.cases.repayment.claim_tables import totals
from lookthrough.cases.repayment.models import Claim, Deposit, Plan, ReturnedPayment, Round, RoundShare
from lookthrough.cases.repayment.payout import Claims, payout, summed
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

REPAID = "repayment_complete"
COUNTS = ("registered", "confirmed", "disputed")  # the states of a claim that takes part
_AT_A_TIME = 5_000
_NO_PLAN = Text("还没有经法院批准的清退方案", "no plan that a court approved is in force")
_NO_ROUND = Text("没有这个轮次，或状态不允许这样办理", "there is no such round, or its state does not allow this")
_IN_HAND = Text("已有未完成的轮次，请先执行或取消", "a round is in hand: carry it out or cancel it first")
_SHORT = Text("可分配金额超过专户余额", "more is to be shared out than the account holds")
_NOBODY = Text("没有可参加分配的债权", "no claim takes part")
_OWN = Text("起草轮次的人不能复核，请由另一位人员复核", "whoever drafted a round does not check it; another officer does")
_CHANGED = Text("起草之后债权有变动，请取消并重新起草", "claims have changed since the draft: cancel it and draft anew")
_NOTHING_OWED = Text("已全部清偿，没有需要支付的", "nothing is owed any more")
_NOT_DONE = Text("专户还有余额、未了的轮次或未处理的退汇", "the account still holds money, or a round or a returned payment is in hand")
_REMAINDER = Text("专户仍有余额，请写明如何处理", "money remains in the account: say what becomes of it")


@dataclass(frozen=True, slots=True)
class Standing:
    """One claim as it enters a round. ``why`` says why its share would be held; empty, if it is paid."""

    claim_id: int
    key: str
    contributed: int
    returned: int
    before: int
    why: str
    account: str  # when the bank account was changed last, so that a change after the draft stops the round


@transaction.atomic
def draft_round(*, number: str, available_fen: int, officer_id: int, at: datetime) -> int:
    """Reckon a round over all claims that count on the base of the plan in force; returns its serial. Nothing is paid yet."""
    by = worker(number, officer_id, at)
    plan = Plan.objects.filter(case_number=number, state="approved").first()
    if plan is None:
        raise NotAllowed(_NO_PLAN)
    if Round.objects.filter(case_number=number, state__in=("draft", "checked")).exists():
        raise NotAllowed(_IN_HAND)
    if amount(available_fen) > balance(number):
        raise NotAllowed(_SHORT)
    standing = standings(number)
    if not standing:
        raise NotAllowed(_NOBODY)
    done = payout(_claims(standing), available_fen=available_fen, base=plan.base)
    if not done.shared_fen:
        raise NotAllowed(_NOTHING_OWED)
    last = Round.objects.filter(case_number=number).aggregate(last=Max("serial"))["last"] or 0
    one = Round.objects.create(
        case_number=number, serial=last + 1, plan=plan, available_fen=available_fen, inputs_sha256=fingerprint(standing),
        level_numerator=str(done.level.numerator), level_denominator=str(done.level.denominator),
        totals=totals(done, rows=len(standing), refused=0), drafted_by=by.username, drafted_at=at,
    )  # fmt: skip
    columns = zip(standing, done.bases.tolist(), done.shares.tolist(), strict=True)
    shares = (
        RoundShare(
            round=one,
            claim_id=who.claim_id,
            base_fen=base,
            before_fen=who.before,
            paid_fen=0 if who.why else fen,
            held_fen=fen if who.why else 0,
        )
        for who, base, fen in columns
        if base or who.before
    )
    RoundShare.objects.bulk_create(shares, batch_size=_AT_A_TIME)
    said = Text(
        f"起草第 {one.serial} 轮：可分配 {full_text(available_fen)}，清偿至 {done.level.ratio:.4%}",
        f"round {one.serial} drafted: {full_text(available_fen, 'en')} to share out, up to {done.level.ratio:.4%}",
    )
    told(number, "round_drafted", said, by=by.username, at=at, reference=_reference(one))
    return one.serial


@transaction.atomic
def check_round(*, number: str, serial: int, officer_id: int, at: datetime) -> None:
    """Check a draft as a second person: it is reckoned anew and must come out the same, on the claims as they stand now."""
    by, one = worker(number, officer_id, at), round_of(number, serial, "draft")
    if one.drafted_by == by.username:
        raise NotAllowed(_OWN)
    standing = _unchanged(one)
    done = payout(_claims(standing), available_fen=one.available_fen, base=one.plan.base)
    kept = {claim: paid + held for claim, paid, held in one.shares.values_list("claim_id", "paid_fen", "held_fen")}
    if any(kept.get(who.claim_id, 0) != fen for who, fen in zip(standing, done.shares.tolist(), strict=True)):
        raise NotAllowed(_CHANGED)
    one.state, one.checked_by, one.checked_at = "checked", by.username, at
    one.save(update_fields=["state", "checked_by", "checked_at"])
    told(number, "round_checked", Text(f"复核第 {serial} 轮", f"round {serial} checked"), by=by.username, at=at, reference=_reference(one))


@transaction.atomic
def execute_round(*, number: str, serial: int, officer_id: int, at: datetime) -> None:
    """Carry a checked round out: payments leave the account, held shares go to deposit. Refused if a claim changed since the draft."""
    by, one = worker(number, officer_id, at), round_of(number, serial, "checked")
    why = {each.claim_id: each.why for each in _unchanged(one)}
    sums = one.shares.aggregate(paid=Sum("paid_fen"), held=Sum("held_fen"))
    paid, held = int(sums["paid"] or 0), int(sums["held"] or 0)
    if paid + held > balance(number):
        raise NotAllowed(_SHORT)
    on = localdate(at)
    if paid:
        book(number, kind="payout", fen=-paid, on=on, text=f"第 {serial} 轮支付", reference="", actor=by.username, at=at, round_=one)
    if held:
        book(number, kind="deposit", fen=-held, on=on, text=f"第 {serial} 轮提存", reference="", actor=by.username, at=at, round_=one)
        aside = one.shares.filter(held_fen__gt=0).values_list("claim_id", "held_fen")
        Deposit.objects.bulk_create(
            (Deposit(claim_id=claim, round=one, reason=why[claim], fen=fen, made_at=at) for claim, fen in aside), batch_size=_AT_A_TIME
        )
    one.state, one.executed_by, one.executed_at = "executed", by.username, at
    one.save(update_fields=["state", "executed_by", "executed_at"])
    said = Text(
        f"执行第 {serial} 轮：支付 {full_text(paid)}，提存 {full_text(held)}",
        f"round {serial} carried out: {full_text(paid, 'en')} paid, {full_text(held, 'en')} held",
    )
    told(number, "round_executed", said, by=by.username, at=at, reference=_reference(one))


@transaction.atomic
def cancel_round(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Cancel a round that was not carried out; its figures stay to be seen."""
    by, why, one = worker(number, officer_id, at), written(reason), round_of(number, serial, "draft", "checked")
    one.state, one.note = "cancelled", why
    one.save(update_fields=["state", "note"])
    told(number, "round_cancelled", Text(f"取消第 {serial} 轮：{why}", f"round {serial} cancelled: {why}"), by=by.username, at=at)


@transaction.atomic
def complete(*, number: str, note: str, officer_id: int, at: datetime) -> None:
    """Say, as one who decides, that repayment is complete: nothing is in hand, and what is left in the account is explained."""
    by = worker(number, officer_id, at, Action.DECIDE_REPAYMENT)
    executed = Round.objects.filter(case_number=number, state="executed").order_by("-serial").first()
    in_hand = Round.objects.filter(case_number=number, state__in=("draft", "checked")).exists()
    if executed is None or in_hand or ReturnedPayment.objects.filter(share__round__case_number=number, state="open").exists():
        raise NotAllowed(_NOT_DONE)
    if executed.executed_by == by.username and executed.checked_by == by.username:
        raise NotAllowed(_OWN)
    if balance(number) and not note.strip():
        raise NotAllowed(_REMAINDER)
    told(number, "repayment_complete", Text(f"清退完成。{note.strip()}", f"repayment is complete. {note.strip()}"), by=by.username, at=at)
    case_operations.attest(number=number, milestone=REPAID, reference=_reference(executed), actor=by.username, at=at)


def standings(number: str) -> list[Standing]:
    """Return every claim that counts, ordered by key, with what it has had: paid or in deposit, less what went back to the account."""
    before = had(number)
    claims = Claim.objects.filter(case_number=number, state__in=COUNTS).order_by("serial").values_list(
        "pk", "serial", "state", "source", "contributed_fen", "returned_fen", "decided_contributed_fen", "decided_returned_fen",
        "account_changed_at", "sealed_account",
    )  # fmt: skip
    return [
        Standing(
            pk,
            f"{serial:08d}",
            *_figures(state, said, [gave, got]),
            before.get(pk, 0),
            _why(state, source, bool(account)),
            str(changed or ""),
        )
        for pk, serial, state, source, *said, gave, got, changed, account in claims.iterator(chunk_size=_AT_A_TIME)
    ]


def had(number: str) -> dict[int, int]:
    """Return by claim what executed rounds gave or put aside, less what went back from deposit to the account."""
    given = RoundShare.objects.filter(round__case_number=number, round__state="executed").values_list("claim_id")
    sums = {claim: int(paid) + int(held) for claim, paid, held in given.annotate(paid=Sum("paid_fen"), held=Sum("held_fen")).order_by()}
    back = (
        Deposit.objects.filter(round__case_number=number, back_fen__gt=0).values_list("claim_id").annotate(back=Sum("back_fen")).order_by()
    )
    for claim, fen in back:
        sums[claim] = sums.get(claim, 0) - int(fen)
    return sums


def fingerprint(standing: Iterable[Standing]) -> str:
    """Return the hash of all that a round rests on."""
    made = hashlib.sha256()
    for one in standing:
        made.update(f"{one.key},{one.contributed},{one.returned},{one.before},{one.why},{one.account}\n".encode())
    return made.hexdigest()


def round_of(number: str, serial: int, *states: str) -> Round:
    """Return a round in one of some states, locked, or refuse."""
    found = Round.objects.select_for_update().filter(case_number=number, serial=serial, state__in=states).first()
    if found is None:
        raise NotAllowed(_NO_ROUND)
    return found


def _unchanged(one: Round) -> list[Standing]:
    standing = standings(one.case_number)
    if fingerprint(standing) != one.inputs_sha256:
        raise NotAllowed(_CHANGED)
    return standing


def _claims(standing: list[Standing]) -> Claims:
    return summed(
        [one.key for one in standing], [one.contributed for one in standing], [one.returned for one in standing],
        [one.before for one in standing], [bool(one.why) for one in standing],
    )  # fmt: skip


def _figures(state: str, said: list[int], decided: list[int | None]) -> tuple[int, int]:
    """Return the amounts that count: as decided; of a claim that is open or disputed as claimed, so that enough is held for it."""
    if state == "confirmed" and decided[0] is not None and decided[1] is not None:
        return decided[0], decided[1]
    return said[0], said[1]


def _why(state: str, source: str, has_account: bool) -> str:
    if source == "ledger" and state == "registered":
        return "unclaimed"
    if state != "confirmed":
        return "disputed" if state == "disputed" else "undecided"
    return "" if has_account else "no_account"


def _reference(one: Round) -> str:
    return f"round:{one.serial}"
