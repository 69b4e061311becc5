"""What the small rooms beside the core ask alike before an act: who may, in which case, on which day, with which paper."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.evidence import queries as evidence
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_CASE = Text("没有此案件，或不在您的辖区", "there is no such case in your district")
_HASH = Text(
    "材料须填 64 位哈希值（在“证据”页可以复制）", "a paper is named by its hash of 64 characters (copy it from the page of evidence)"
)
_NOT_HELD = Text(
    "本案证据中没有这份材料：请先在“证据”页收取，再填其哈希值",
    "the evidence of this case does not hold this paper: take it in on the page of evidence first, then name it by its hash",
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


def reaching(number: str, officer_id: int, at: datetime) -> tuple[Colleague, CaseFacts]:
    """Return an officer of the district who works on cases, assigned to this one or not (for a reviewer from outside the case)."""
    by = case_operations.may_act(number=number, officer_id=officer_id, at=at)
    return by, _facts(number)


def hashed(sha256: str, *, number: str, needed: bool = False) -> str:
    """Return the hash that names a paper of the case's evidence, or nothing; one that the evidence does not hold is refused."""
    plain = sha256.strip().lower()
    if (plain or needed) and not _SHA256.fullmatch(plain):
        raise NotAllowed(_HASH)
    if plain and not evidence.holds(case_number=number, sha256=plain):
        raise NotAllowed(_NOT_HELD)
    return plain


def past(day: date, at: datetime) -> date:
    """Return a day that has come; refuse one that lies ahead."""
    if day > localdate(at):
        raise NotAllowed(_FUTURE)
    return day


def titled(title: Text, note: Text | None) -> Text:
    """Return what an act is called on the timeline, with what there is to say of it."""
    return Text(f"{title.zh}：{note.zh}", f"{title.en}: {note.en}") if note else title


def _facts(number: str) -> CaseFacts:
    found = case_queries.known(number=number)
    if found is None:
        raise NotAllowed(_NO_CASE)
    return found
