"""Money to be got back (追缴): net winners found among the claims, commissions and fees of those who helped; receipts enter the account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from lookthrough.cases.repayment.acting import amount, chosen, told, worker, written
from lookthrough.cases.repayment.models import Claim, Clawback
from lookthrough.cases.repayment.words import CLAWBACK_KINDS, CLAWBACK_STATES
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_NO_ROW = Text("没有这一项追缴", "there is no such row")
_BY_LIST = Text("净获利的参与人由程序从债权中列出", "net winners are listed from the claims by the programme")
_BASIS = "已返还金额超过投入金额"


@transaction.atomic
def list_net_winners(*, number: str, officer_id: int, at: datetime) -> int:
    """List everybody who got back more than he put in, on the amounts that count; returns how many rows are new or changed."""
    by = worker(number, officer_id, at)
    standing = {row.claim_id: row for row in Clawback.objects.select_for_update().filter(case_number=number, kind="net_winner")}
    changed = 0
    for pk, fen in _winners(number):
        row = standing.get(pk)
        if row is None:
            Clawback.objects.create(
                case_number=number, kind="net_winner", claim_id=pk, fen=fen, basis=_BASIS, listed_by=by.username, listed_at=at
            )
            changed += 1
        elif row.fen != fen:
            row.fen = fen
            row.save(update_fields=["fen"])
            changed += 1
    said = Text(f"列出净获利的参与人，新增或变动 {changed} 人", f"net winners listed, {changed} new or changed")
    told(number, "clawback_listed", said, by=by.username, at=at)
    return changed


@transaction.atomic
def list_other(*, number: str, kind: str, whom: str, fen: int, basis: str, officer_id: int, at: datetime) -> int:
    """List a commission, a fee or other gains of somebody who helped; returns the row's id."""
    by = worker(number, officer_id, at)
    if chosen(kind, CLAWBACK_KINDS) == "net_winner":
        raise NotAllowed(_BY_LIST)
    made = Clawback.objects.create(
        case_number=number, kind=kind, whom=written(whom, longest=200), fen=amount(fen), basis=written(basis), listed_by=by.username,
        listed_at=at,
    )  # fmt: skip
    said = Text(f"列入追缴：{CLAWBACK_KINDS[kind].zh}", f"to be got back: {CLAWBACK_KINDS[kind].en}")
    told(number, "clawback_listed", said, by=by.username, at=at, reference=f"clawback:{made.pk}")
    return made.pk


@transaction.atomic
def move(*, number: str, clawback_id: int, state: str, note: str, officer_id: int, at: datetime) -> None:
    """Say how far getting it back has come; also back: nothing is erased."""
    by, why = worker(number, officer_id, at), written(note)
    found = Clawback.objects.select_for_update().filter(case_number=number, pk=clawback_id).first()
    if found is None:
        raise NotAllowed(_NO_ROW)
    found.state, found.note = chosen(state, CLAWBACK_STATES), why
    found.save(update_fields=["state", "note"])
    said = Text(f"追缴：{CLAWBACK_STATES[state].zh}。{why}", f"to be got back: {CLAWBACK_STATES[state].en}. {why}")
    told(number, "clawback_moved", said, by=by.username, at=at, reference=f"clawback:{found.pk}")


def _winners(number: str) -> list[tuple[int, int]]:
    claims = Claim.objects.filter(case_number=number)
    decided = claims.filter(state="confirmed", decided_returned_fen__gt=F("decided_contributed_fen"))
    found = [
        (pk, (out or 0) - (gave or 0)) for pk, gave, out in decided.values_list("pk", "decided_contributed_fen", "decided_returned_fen")
    ]
    known = claims.filter(source="ledger", state="registered", returned_fen__gt=F("contributed_fen"))
    return found + [(pk, out - gave) for pk, gave, out in known.values_list("pk", "contributed_fen", "returned_fen")]
