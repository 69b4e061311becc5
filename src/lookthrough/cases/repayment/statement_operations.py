"""What the bank says lies in the dedicated account, from paper or a camt.053 statement, and what of it the books do not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.repayment.acting import amount, told, worker, written
from lookthrough.cases.repayment.models import AccountEntry, BankBalance, RoundShare
from lookthrough.cases.repayment.statement_matching import Booked, Held, Movement, hold
from lookthrough.flows.source import SourceRead, all_sources
from lookthrough.flows.source_mapping import NONE
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_MOST_KEPT = 200
_AHEAD = Text("日期不能晚于今天", "the day cannot lie ahead")
_NOT_STATEMENT = Text("不是 camt.053 对账单", "this is no camt.053 statement")
_ACCOUNT = Text("对账单含有不止一个账户，请注明专户账号", "the statement holds several accounts: name the dedicated one")
_NO_BALANCE = Text("对账单没有期末余额", "the statement has no closing balance")
_NOT_ASKED = Text("这笔流水不需要指定，或已指定", "nobody asks about this movement, or it was told already")
_TAKEN = Text("这条记录已对应另一笔流水", "this entry was told to be another movement")
_PAYMENT = re.compile(r"R(\d{3,6})Q(\d{8,10})")


@dataclass(frozen=True, slots=True)
class StatementRead:
    """What a statement of the dedicated account said: its last balance, and movements that the books do not know."""

    on: date
    fen: int
    unmatched: list[dict[str, Any]]

    @property
    def asked(self) -> int:
        """Return how many movements may be one of several entries."""
        return sum(1 for one in self.unmatched if one.get("candidates"))


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


@transaction.atomic
def tell_movement(*, number: str, line: int, serial: int, officer_id: int, at: datetime) -> None:
    """Say which entry a movement of the newest statement is that may be one of several; 0: the books do not know it."""
    by = worker(number, officer_id, at)
    newest = BankBalance.objects.select_for_update().filter(case_number=number).first()
    rows: list[dict[str, Any]] = newest.unmatched if newest else []
    found = next((one for one in rows if one["line"] == line and one.get("candidates") and "entry" not in one), None)
    if newest is None or found is None or serial not in (0, *found["candidates"]):
        raise NotAllowed(_NOT_ASKED)
    if serial and any(one.get("entry") == serial for one in rows):
        raise NotAllowed(_TAKEN)
    found |= {"entry": serial, "told_by": by.username}
    newest.save(update_fields=["unmatched"])
    zh, en = (f"专户 {serial} 号", f"entry {serial}") if serial else ("账上没有", "not in the books")
    said = Text(f"对账单流水 {full_text(found['fen'])}：{zh}", f"movement of {full_text(found['fen'], 'en')}: {en}")
    told(number, "movement_told", said, by=by.username, at=at, reference=f"entry:{serial}" if serial else "")


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
    movements = _movements(read, last.account_id)
    held = hold(movements, _booked(number), payments=_payments(number, movements))
    return StatementRead(last.on, last.balance_fen, _kept(held)[:_MOST_KEPT])


def _movements(read: SourceRead, account: str) -> list[Movement]:
    """Return what moved in one account, signed."""
    mine = [one for one in read.movements if account in (one.from_account_id, one.to_account_id)]
    return [
        Movement(one.line, one.at.date(), -one.amount_fen if one.from_account_id == account else one.amount_fen, one.reference.strip())
        for one in mine
    ]


def _booked(number: str) -> list[Booked]:
    """Return the entries that the bank must know too: neither reversed nor a reversal."""
    found = AccountEntry.objects.filter(case_number=number, reverses=None, reversed_by=None)
    return [Booked(*row) for row in found.values_list("serial", "on", "fen", "reference")]


def _payments(number: str, movements: Iterable[Movement]) -> Mapping[str, int]:
    """Return what single payments of rounds move that a statement names by end-to-end id."""
    named = [(found, one.reference) for one in movements if (found := _PAYMENT.fullmatch(one.reference)) and one.fen < 0]
    claims = {int(found[2]) for found, _name in named}
    paid = RoundShare.objects.filter(round__case_number=number, round__state="executed", claim__serial__in=claims, paid_fen__gt=0)
    sums = {(round_, claim): fen for round_, claim, fen in paid.values_list("round__serial", "claim__serial", "paid_fen")}
    return {name: -sums[key] for found, name in named if (key := (int(found[1]), int(found[2]))) in sums}


def _kept(held: Held) -> list[dict[str, Any]]:
    return [*(_row(one, ()) for one in held.unknown), *(_row(one.movement, one.serials) for one in held.asked)]


def _row(one: Movement, candidates: tuple[int, ...]) -> dict[str, Any]:
    said = {"line": one.line, "at": one.on.isoformat(), "fen": one.fen, "reference": one.reference[:80]}
    return said | ({"candidates": list(candidates)} if candidates else {})
