"""Who may act in a procedure, and how each act is kept: on the file's timeline and in the trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.clocks import Unit
from lookthrough.cases.procedure.terms import term_on
from lookthrough.cases.procedure.words import ACTS
from lookthrough.cases.room_acting import titled
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed


def is_investigator(case: CaseFacts, username: str) -> bool:
    """Return whether an officer leads or investigates the case."""
    return any(one.username == username and one.part in ("lead", "investigator") for one in case.officers)


def refuse_for(reasons: Iterable[Text]) -> None:
    """Refuse with all reasons there are, joined; do nothing without one."""
    found = list(reasons)
    if found:
        raise NotAllowed(Text("；".join(one.zh for one in found), "; ".join(one.en for one in found)))


def keep(number: str, kind: str, by: Colleague, at: datetime, note: Text | None = None, *, reference: str = "") -> None:
    """Write an act on the file's timeline, which also writes it into the trail."""
    said = titled(ACTS[kind], note)
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
