"""Who may act in a procedure, and how each act is kept: on the file's timeline and in the trail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.clocks import Unit
from lookthrough.cases.procedure.terms import term_on
from lookthrough.cases.procedure.words import ACTS
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_CASE = Text("没有此案件，或不在您的辖区", "there is no such case in your district")
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


def reaching(number: str, officer_id: int, at: datetime) -> tuple[Colleague, CaseFacts]:
    """Return an officer of the district who works on cases, assigned to this one or not (for a reviewer from outside the case)."""
    by = case_operations.may_act(number=number, officer_id=officer_id, at=at)
    return by, _facts(number)


def is_investigator(case: CaseFacts, username: str) -> bool:
    """Return whether an officer leads or investigates the case."""
    return any(one.username == username and one.part in ("lead", "investigator") for one in case.officers)


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


def refuse_for(reasons: Iterable[Text]) -> None:
    """Refuse with all reasons there are, joined; do nothing without one."""
    found = list(reasons)
    if found:
        raise NotAllowed(Text("；".join(one.zh for one in found), "; ".join(one.en for one in found)))


def keep(number: str, kind: str, by: Colleague, at: datetime, note: Text | None = None, *, reference: str = "") -> None:
    """Write an act on the file's timeline, which also writes it into the trail."""
    title = ACTS[kind]
    said = Text(f"{title.zh}：{note.zh}", f"{title.en}: {note.en}") if note else title
    kind = f"procedure.{kind}"
    case_operations.note_event(number=number, kind=kind, text=said, reference=reference, actor=by.username, at=at)


def start(number: str, name: str, term: str, title: Text, from_on: date, by: Colleague, at: datetime) -> date:
    """Start a clock by a period of ``terms.yml`` as it stands on the day it begins; returns its last day."""
    found = term_on(term, from_on)
    return start_for(number, name, title, from_on, found.count, found.unit, f"{found.basis.zh} | {found.basis.en}", by, at)


def start_for(number: str, name: str, title: Text, from_on: date, count: int, unit: Unit, basis: str, by: Colleague, at: datetime) -> date:
    """Start a clock of a length that an officer set."""
    return case_operations.start_clock(
        number=number, name=name, title=title, from_on=from_on, count=count, unit=unit, basis=basis, actor=by.username, at=at
    )


def stop(number: str, name: str, outcome: str, on: date, by: Colleague, at: datetime) -> None:
    """Stop a clock if it runs."""
    running = {one.name for one in case_queries.clocks(number=number, today=on) if one.state != "stopped"}
    if name in running:
        case_operations.stop_clock(number=number, name=name, on=on, outcome=outcome, actor=by.username, at=at)


def _facts(number: str) -> CaseFacts:
    found = case_queries.known(number=number)
    if found is None:
        raise NotAllowed(_NO_CASE)
    return found
