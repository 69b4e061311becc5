"""What a format of statements is (an entry of ``flows/sources``), and what every format is read into before it becomes a ledger."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lookthrough.flows import sources
from lookthrough.flows.source_mapping import Mapping
from lookthrough.flows.values import LARGEST_FEN
from lookthrough.kernel.discovery import catalogue
from lookthrough.kernel.files import Reject
from lookthrough.kernel.money import exact_fen
from lookthrough.kernel.texts import Text

NOBODY = "external:"  # an account whose number the source does not give is one of its own: no two strangers are taken for one
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_AMOUNT = re.compile(r"(\d{1,20})(?:\.(\d{0,20}))?")
_DAYS_FROM, _DAYS_TO = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(slots=True)
class Movement:
    """One payment as a source tells it: ``line`` is where it stands, ``reference`` what the payer gave it to be known by (end-to-end)."""

    line: int
    transfer_id: str
    at: datetime
    from_account_id: str
    to_account_id: str
    amount_fen: int
    purpose: str = "unknown"
    product_id: str = ""
    order_id: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """What a source says lay in an account: at the beginning (``opening``) or the end (``closing``) of a day."""

    account_id: str
    on: date
    kind: str
    balance_fen: int
    line: int


@dataclass(frozen=True, slots=True)
class ControlBreak:
    """A sum or count that a source states and that its own entries do not give."""

    file: str
    line: int
    element: str
    account_id: str
    stated: int
    counted: int
    reason: Text

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, with the difference."""
        return {
            "file": self.file, "line": self.line, "element": self.element, "account_id": self.account_id, "stated": self.stated,
            "counted": self.counted, "difference": self.counted - self.stated, "reason": self.reason.en, "reason_zh": self.reason.zh,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that was not taken, whole as it came, and why."""

    reject: Reject
    entry: str


@dataclass(slots=True)
class SourceRead:
    """What one file held. ``orders`` are payments that were asked for, not made."""

    file: str
    version: str
    entries: int = 0
    not_booked: int = 0
    accounts: dict[str, str] = field(default_factory=dict)  # account → holder, where told
    movements: list[Movement] = field(default_factory=list)
    orders: list[Movement] = field(default_factory=list)
    balances: list[StatedBalance] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    parties: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    breaks: list[ControlBreak] = field(default_factory=list)

    def refuse(self, line: int, element: str, found: str, reason: Text, entry: str = "") -> None:
        """Set an entry aside with its place."""
        self.refused.append(Refused(Reject(self.file, line, element, found[:200], reason), entry))

    def control(self, line: int, element: str, account_id: str, stated: int, counted: int, reason: Text) -> None:
        """Hold a stated figure against the counted one; a difference is kept as a break."""
        if stated != counted:
            self.breaks.append(ControlBreak(self.file, line, element, account_id, stated, counted, reason))


@dataclass(frozen=True, slots=True)
class Source:
    """One format: how a file of it is recognised, how it is read."""

    name: str
    title: Text
    recognises: Callable[[Path], bool]
    read: Callable[[Path, Mapping], SourceRead]


@cache
def all_sources() -> dict[str, Source]:
    """Return every format by its name."""
    return catalogue(sources, Source)


class Unreadable(ValueError):  # noqa: N818 - a value's state
    """A value that cannot be taken: which element, what stood there, why."""

    def __init__(self, element: str, found: str, reason: Text) -> None:
        self.element, self.found, self.reason = element, found, reason
        super().__init__(reason.en)


def fen_of(text: str, currency: str, *, element: str) -> int:
    """Return an amount of a message in fen, exactly; ``Unreadable`` for other money than CNY, fractions of a fen, signs, zero."""
    if currency != "CNY":
        raise Unreadable(element, currency, Text("只收人民币（CNY）", "only CNY is taken"))
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise Unreadable(element, text, Text("不是金额", "this is not an amount"))
    fen = exact_fen(found[1], found[2] or "", 1)
    if fen is None:
        raise Unreadable(element, text, Text("金额细于一分", "the amount is finer than a fen"))
    if not 0 < fen <= LARGEST_FEN:
        raise Unreadable(element, text, Text("金额应大于零且不超过上限", "the amount must be above zero and below the cap"))
    return fen


def moment_of(text: str, *, element: str) -> datetime:
    """Return a day or moment as Shanghai time without offset; ``Unreadable`` for anything else and for impossible ones.

    A day with an offset (``2026-03-01+08:00``) stays the day it names.
    """
    day = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?", text)
    try:
        moment = datetime.fromisoformat(day[1] if day else text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(_SHANGHAI)
    except (ValueError, OverflowError):
        raise Unreadable(element, text, Text("不是存在的日期或时间", "this is not a day or moment that exists")) from None
    moment = moment.replace(tzinfo=None, microsecond=0)
    if not _DAYS_FROM <= moment.date() < _DAYS_TO:
        raise Unreadable(element, text, Text("时间不可能", "this time is impossible"))
    return moment
