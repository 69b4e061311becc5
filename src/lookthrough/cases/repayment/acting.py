"""Who may act in a case's repayment, and how each act is kept: on the case's timeline or, for single claims, in the trail alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.cases import case_operations
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

LONGEST = 4_000
MOST_FEN = 10**18 - 1
_EMPTY = Text("请写下内容", "please write something")
_TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")
_MONEY = Text("金额须大于零，最多十八位（分）", "the amount must be above nil and have at most 18 digits of fen")
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")


def worker(number: str, officer_id: int, at: datetime, action: Action = Action.WORK_REPAYMENT) -> Colleague:
    """Return the officer, who may act in the open case now; the case is locked until the transaction ends."""
    return case_operations.may_act(number=number, officer_id=officer_id, at=at, action=action)


def told(number: str, kind: str, text: Text, *, by: str, at: datetime, reference: str = "") -> None:
    """Write an act on the case's timeline, and into the trail."""
    case_operations.note_event(number=number, kind=kind, text=text, reference=reference, actor=by, at=at)


def trailed(number: str, kind: str, *, by: str, at: datetime, details: Mapping[str, Any]) -> None:
    """Write an act about single claims into the trail; the case's timeline would drown in them."""
    audit.record(actor=by, action=f"repayment.{kind}", object_type="case", object_id=number, purpose="", at=at, details=details)


def written(text: str, *, longest: int = LONGEST) -> str:
    """Return what was written, neither empty nor too long."""
    plain = text.strip()
    if not plain:
        raise NotAllowed(_EMPTY)
    if len(plain) > longest:
        raise NotAllowed(_TOO_LONG if longest == LONGEST else Text(f"最多 {longest} 字", f"at most {longest} characters"))
    return plain


def amount(fen: int, *, nil: bool = False) -> int:
    """Return an amount above nil (or not below it), or refuse."""
    if not (0 if nil else 1) <= fen <= MOST_FEN:
        raise NotAllowed(_MONEY)
    return fen


def chosen(value: str, among: Mapping[str, Text]) -> str:
    """Return a value of a list, or refuse."""
    if value not in among:
        raise NotAllowed(_CHOOSE)
    return value
