"""Who may act in a determination, and how each act is kept: on the file's timeline and in the trail."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.determination.words import ACTS, classes
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_CASE = Text("没有此案件，或不在您的辖区", "there is no such case in your district")
_CLASS = Text("请从列出的类别中选择", "please choose a class from the list")
_HASH = Text(
    "材料须填 64 位哈希值（在“证据”页可以复制）", "a paper is named by its hash of 64 characters (copy it from the page of evidence)"
)
_FUTURE = Text("日期不能晚于今天", "the day cannot lie ahead")


def working_on(number: str, officer_id: int, at: datetime) -> tuple[Colleague, CaseFacts]:
    """Return an officer assigned to the case, and the case, locked; anybody else is refused with the reason."""
    by = case_operations.may_act(number=number, officer_id=officer_id, at=at, assigned=True)
    return by, _facts(number)


def deciding_on(number: str, officer_id: int, at: datetime) -> tuple[Colleague, CaseFacts]:
    """Return an officer who decides over cases, and the case, locked; anybody else is refused with the reason."""
    by = case_operations.may_act(number=number, officer_id=officer_id, at=at, action=Action.DECIDE_CASES)
    return by, _facts(number)


def known_class(slug: str) -> str:
    """Return a class of the list, or refuse."""
    if slug not in classes():
        raise NotAllowed(_CLASS)
    return slug


def hashed(sha256: str, *, needed: bool = False) -> str:
    """Return the hash that names a paper of the evidence, or nothing."""
    plain = sha256.strip().lower()
    if (plain or needed) and not _SHA256.fullmatch(plain):
        raise NotAllowed(_HASH)
    return plain


def past(day: date, at: datetime) -> date:
    """Return a day that has come; refuse one that lies ahead."""
    if day > localdate(at):
        raise NotAllowed(_FUTURE)
    return day


def keep(number: str, kind: str, by: Colleague, at: datetime, note: Text | None = None, *, reference: str = "") -> None:
    """Write an act on the file's timeline, which also writes it into the trail."""
    title = ACTS[kind]
    said = Text(f"{title.zh}：{note.zh}", f"{title.en}: {note.en}") if note else title
    kind = f"determination.{kind}"
    case_operations.note_event(number=number, kind=kind, text=said, reference=reference, actor=by.username, at=at)


def _facts(number: str) -> CaseFacts:
    found = case_queries.known(number=number)
    if found is None:
        raise NotAllowed(_NO_CASE)
    return found
