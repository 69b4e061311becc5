"""Disputes over a claim: raised, heard, settled by a person who had no hand in the claim, the objection or the hearing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lookthrough.cases.repayment.acting import amount, chosen, trailed, worker, written
from lookthrough.cases.repayment.claim_operations import claim, settled
from lookthrough.cases.repayment.models import Claim, Dispute
from lookthrough.cases.repayment.words import DISPUTE_OUTCOMES
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_OPEN = Text("这笔债权已有未了的异议", "a dispute over this claim is open already")
_NONE = Text("这笔债权没有未了的异议", "no dispute over this claim is open")
_STATE = Text("已撤回的债权不能提出异议", "a claim that was withdrawn cannot be disputed")
_HEARD = Text("请先听取意见并记录", "hear both sides first and write it down")
_SECOND = Text(
    "登记或核定债权、提出异议、听取意见的人不能裁定异议，请由另一位人员裁定",
    "who registered or decided the claim, raised the dispute or held the hearing does not settle it; another officer does",
)


@transaction.atomic
def raise_dispute(*, number: str, serial: int, text: str, officer_id: int, at: datetime) -> None:
    """Raise a dispute for a claimant; until it is settled the whole share is held."""
    by = worker(number, officer_id, at)
    raised(claim(number, serial), written(text), by.username, at)


def raised(one: Claim, text: str, actor: str, at: datetime) -> None:
    """Keep a dispute, whoever raised it; for the operations of this room, within their transaction."""
    if one.state == "withdrawn":
        raise NotAllowed(_STATE)
    if one.disputes.filter(settled_at=None).exists():
        raise NotAllowed(_OPEN)
    Dispute.objects.create(claim=one, text=text, raised_by=actor, raised_at=at)
    one.state, one.version = "disputed", one.version + 1
    one.save(update_fields=["state", "version"])
    trailed(one.case_number, "dispute_raised", by=actor, at=at, details={"claim": one.serial})


@transaction.atomic
def hear(*, number: str, serial: int, hearing: str, officer_id: int, at: datetime) -> None:
    """Keep the record of a hearing."""
    by, text, one = worker(number, officer_id, at), written(hearing), claim(number, serial)
    found = _open(one)
    found.hearing, found.heard_by, found.heard_at = text, by.username, at
    found.save(update_fields=["hearing", "heard_by", "heard_at"])
    trailed(number, "dispute_heard", by=by.username, at=at, details={"claim": serial})


@transaction.atomic
def settle(
    *, number: str, serial: int, outcome: str, decision: str, contributed_fen: int, returned_fen: int, officer_id: int, at: datetime
) -> None:
    """Settle a dispute with the amounts that count from now on; what lies in deposit for it is then released by a decision of its own."""
    by, text, one = worker(number, officer_id, at), written(decision), claim(number, serial)
    found = _open(one)
    if not found.heard_at:
        raise NotAllowed(_HEARD)
    if by.username in (one.registered_by, one.decided_by, found.raised_by, found.heard_by):
        raise NotAllowed(_SECOND)
    found.outcome, found.decision, found.settled_by, found.settled_at = chosen(outcome, DISPUTE_OUTCOMES), text, by.username, at
    found.save()
    settled(one, amount(contributed_fen, nil=True), amount(returned_fen, nil=True), text, by.username, at)
    trailed(number, "dispute_settled", by=by.username, at=at, details={"claim": serial, "outcome": outcome})


def _open(one: Claim) -> Dispute:
    found = one.disputes.filter(settled_at=None).first()
    if found is None:
        raise NotAllowed(_NONE)
    return found
