"""Ways of service (送达方式) and what each asks for; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lookthrough.kernel.texts import Text

ANNOUNCEMENT = "announcement"
_WAY = Text("请选择送达方式", "please choose a way of service")
_RECEIVER = Text("须写明签收人及其与受送达人的关系（民事诉讼法第88条）", "say who signed, and as whom (民事诉讼法 art. 88)")
_LEFT = Text(
    "留置送达须写明拒收事由和见证人，或以拍照、录像记录（民事诉讼法第89条）",
    "say why it was refused and who witnessed, or keep photographs (民事诉讼法 art. 89)",
)
_LEFT_PAPER = Text("留置送达须附送达回证或拍照、录像的哈希值", "a paper left at the place needs the receipt or photographs, by hash")
_CONSENT = Text(
    "电子送达须经受送达人同意并签订确认书，附其哈希值（行政处罚法第61条第2款）",
    "electronic service needs the signed consent, by hash (行政处罚法 art. 61(2))",
)
_RETURN_SLIP = Text(
    "须附回执的哈希值；以回执上的收件日期为送达日期（民事诉讼法第91条）",
    "the return slip is needed, by hash; its date is the day of service (民事诉讼法 art. 91)",
)
_DAY = Text("须写明收到日期，且不早于发出日期、不晚于今天", "say on which day it was received: not before it was sent, not after today")
_TRIED = Text(
    "公告送达以其他方式无法送达或下落不明为前提：请先登记送达未果，并写明原因和经过（民事诉讼法第95条）",
    "announcement only where other ways failed: record the failed attempt first, with reasons (民事诉讼法 art. 95)",
)
_COURSE = Text(
    "公告送达须在案卷中记明原因和经过（民事诉讼法第95条第2款）",
    "reasons and course of an announcement are put on file (民事诉讼法 art. 95(2))",
)
_SENT = Text("发出日期不能晚于今天", "it cannot have been sent after today")


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to serve: its way, days and proofs; ``failed_before``: whether an earlier attempt is on record."""

    way: str
    sent_on: date
    received_on: date | None = None
    receiver: str = ""
    note: str = ""
    paper_sha256: str = ""
    failed_before: bool = False


def refusals(attempt: Attempt, today: date) -> list[Text]:
    """Return what an attempt still needs to count as service (for an announcement: to begin)."""
    if attempt.way not in _NEEDS:
        return [_WAY]
    found = [_SENT] if attempt.sent_on > today else []
    if attempt.way != ANNOUNCEMENT and (attempt.received_on is None or not attempt.sent_on <= attempt.received_on <= today):
        found.append(_DAY)
    return found + _NEEDS[attempt.way](attempt)


def _signed(attempt: Attempt) -> list[Text]:
    return [] if attempt.receiver.strip() else [_RECEIVER]


def _left(attempt: Attempt) -> list[Text]:
    return ([] if attempt.note.strip() else [_LEFT]) + ([] if attempt.paper_sha256 else [_LEFT_PAPER])


def _electronic(attempt: Attempt) -> list[Text]:
    return [] if attempt.paper_sha256 else [_CONSENT]


def _slip(attempt: Attempt) -> list[Text]:
    return [] if attempt.paper_sha256 else [_RETURN_SLIP]


def _announced(attempt: Attempt) -> list[Text]:
    return ([] if attempt.failed_before else [_TRIED]) + ([] if attempt.note.strip() else [_COURSE])


_NEEDS = {
    "direct": _signed, "left": _left, "electronic": _electronic, "mail": _slip, "entrusted": _signed, "passed_on": _signed,
    ANNOUNCEMENT: _announced,
}  # fmt: skip
