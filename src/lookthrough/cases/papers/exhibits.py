"""Evidence of a case, for the pages: whoever may see the case and has the role; every other way in is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.papers.evidence_refusals import as_refusals
from lookthrough.evidence import operations as evidence
from lookthrough.evidence import queries as evidence_queries
from lookthrough.evidence import redaction_operations
from lookthrough.evidence.origins import BY_HAND
from lookthrough.evidence.queries import ItemRow, ItemView
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import people_queries
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.ownership.queries import ownership

TAB = "evidence"
_NO_ITEM = Text("没有此项证据，或不在您的辖区", "there is no such item in your district")
_ORIGIN = Text(
    "举报材料不入证据；来源须为列出的一种", "what people tell in confidence is no evidence here; choose one of the listed origins"
)


def items(*, case_number: str, officer_id: int, on: date | None = None) -> list[ItemRow]:
    """Return the items of a case that the officer may see; ``on`` a day, persons from outside see what was opened to inspection."""
    facts = case_queries.case(number=case_number, officer_id=officer_id, on=on)
    if facts is None:
        return []
    if facts.only_tabs is not None:
        return [one.row for one in _opened(facts)]
    return evidence_queries.items(case_number=case_number, officer_id=officer_id)


def item(*, case_number: str, number: str, officer_id: int, on: date | None = None) -> ItemView | None:
    """Return one item of a case; to a person from outside without its chain, which tells who else read it and why."""
    facts = case_queries.case(number=case_number, officer_id=officer_id, on=on)
    if facts is None:
        return None
    if facts.only_tabs is not None:
        found = next((one for one in _opened(facts) if one.row.number == number), None)
        return replace(found, links=[]) if found else None
    found = evidence_queries.item(number=number, officer_id=officer_id)
    return found if found and found.row.case_number == case_number else None


def _opened(facts: CaseFacts) -> list[ItemView]:
    return evidence_queries.opened(case_number=facts.number) if TAB in (facts.only_tabs or ()) else []


@transaction.atomic
def take(
    *, case_number: str, title: str, source: str, origin: str, content: bytes | None, original_name: str,
    place: str, holder: str, note: str, officer_id: int, at: datetime,
) -> str:  # fmt: skip
    """Take a file or a thing as evidence of a case; returns its number."""
    case = _workable(case_number, officer_id, at)
    if origin not in BY_HAND:
        raise NotAllowed(_ORIGIN)
    with as_refusals():
        number = evidence.take(
            case_number=case.number, region_code=case.region_code, title=title, source=source, origin=origin, content=content,
            original_name=original_name, place=place, holder=holder, note=note, officer_id=officer_id, at=at,
        )  # fmt: skip
    _note(case, "evidence_taken", Text(f"收取证据 {number}", f"evidence {number} taken"), number, officer_id, at)
    return number


@transaction.atomic
def act(*, case_number: str, number: str, deed: str, words: dict[str, str], officer_id: int, at: datetime) -> None:
    """Do one thing with an item: move, hand over, receive, ask to return, release or open."""
    _workable(case_number, officer_id, at, action=Action.WORK_EVIDENCE)
    _require(case_number, number, officer_id)
    said = {name: words.get(name, "") for name in ("to", "place", "holder", "note")}
    who = {"number": number, "officer_id": officer_id, "at": at}
    with as_refusals():
        if deed == "move":
            evidence.move(place=said["place"], note=said["note"], **who)  # type: ignore[arg-type]
        elif deed == "hand_over":
            evidence.hand_over(to=said["to"], note=said["note"], **who)  # type: ignore[arg-type]
        elif deed == "receive":
            evidence.receive(holder=said["holder"], place=said["place"], note=said["note"], **who)  # type: ignore[arg-type]
        else:
            evidence.propose(deed=deed, to=said["to"], reason=said["note"], **who)  # type: ignore[arg-type]


@transaction.atomic
def decide(*, case_number: str, number: str, agreed: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Decide, as the second person, whether a thing leaves or a copy is opened."""
    case = _workable(case_number, officer_id, at, action=Action.RELEASE_EVIDENCE)
    _require(case_number, number, officer_id)
    with as_refusals():
        evidence.decide(number=number, agreed=agreed, reason=reason, officer_id=officer_id, at=at)
    said = Text(f"证据 {number}：{'同意' if agreed else '不同意'}申请", f"evidence {number}: request {'agreed' if agreed else 'refused'}")
    _note(case, "evidence_decided", said, number, officer_id, at)


@transaction.atomic
def view(*, case_number: str, number: str, purpose: str, officer_id: int, at: datetime, copy: bool = False) -> bytes:
    """Return an item's file; who read it what for stands in its chain and in the trail."""
    facts = case_queries.case(number=case_number, officer_id=officer_id, on=localdate(at))
    if facts is None or item(case_number=case_number, number=number, officer_id=officer_id, on=localdate(at)) is None:
        raise NotAllowed(_NO_ITEM)
    outside = facts.only_tabs is not None
    with as_refusals():
        return evidence.view(number=number, purpose=purpose, officer_id=officer_id, at=at, copy=copy, outside=outside)


@transaction.atomic
def redact(*, case_number: str, number: str, names: Sequence[str], officer_id: int, at: datetime) -> str:
    """Make a redacted copy: names given, and those of persons whom the register ties to the case's firm; returns its number."""
    case = _workable(case_number, officer_id, at)
    _require(case_number, number, officer_id)
    by, known = _registered_names(case, officer_id, at)
    with as_refusals():
        made = redaction_operations.redact(number=number, names=[*names, *known], officer_id=officer_id, at=at)
    if known:  # last, for whoever writes into the trail makes others wait
        purpose, details = f"{case.number} {number} 遮盖", {"people": len(known)}
        audit.record_reading(actor=by, object_type="company", object_id=case.subject_id, purpose=purpose, at=at, details=details)
    return made


@transaction.atomic
def redact_by_hand(
    *, case_number: str, number: str, title: str, content: bytes, original_name: str, note: str, officer_id: int, at: datetime
) -> str:
    """Keep a copy that a person blacked out; returns its number."""
    _workable(case_number, officer_id, at)
    _require(case_number, number, officer_id)
    with as_refusals():
        return redaction_operations.redact_by_hand(
            number=number, title=title, content=content, original_name=original_name, note=note, officer_id=officer_id, at=at
        )


def _registered_names(case: CaseFacts, officer_id: int, at: datetime) -> tuple[str, list[str]]:
    """Return who asks, and the names of persons who hold or run the case's firm; the caller records the reading with its purpose."""
    found = ownership(company_id=case.subject_id, on=localdate(at)) if case.subject_type == "company" else None
    by = offices.able(officer_id=officer_id, action=Action.SEE_PEOPLE)
    ids = [one.person_id for one in found.parties.values() if one.person_id] if found and by else []
    return by.username if by else "", list(people_queries.names(person_ids=ids, clear=True).values()) if ids else []


def _workable(case_number: str, officer_id: int, at: datetime, action: Action = Action.WORK_EVIDENCE) -> CaseFacts:
    case_operations.may_act(number=case_number, officer_id=officer_id, at=at, action=action)
    found = case_queries.case(number=case_number, officer_id=officer_id)
    if found is None:
        raise NotAllowed(_NO_ITEM)
    return found


def _require(case_number: str, number: str, officer_id: int) -> None:
    if item(case_number=case_number, number=number, officer_id=officer_id) is None:
        raise NotAllowed(_NO_ITEM)


def _note(case: CaseFacts, kind: str, text: Text, reference: str, officer_id: int, at: datetime) -> None:
    by = offices.officer(officer_id=officer_id)
    actor = by.username if by else ""
    case_operations.note_event(number=case.number, kind=kind, text=text, reference=reference, actor=actor, at=at)
