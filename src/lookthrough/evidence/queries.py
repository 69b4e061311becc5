"""What is asked of evidence: the items of a case, one item with its chain, and whether everything is still as it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lookthrough.evidence import keeping, recording
from lookthrough.evidence.chain import Facts, Link, trouble
from lookthrough.evidence.models import Item, Request
from lookthrough.evidence.refusal import Damaged
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list."""

    number: str
    case_number: str
    facts: Facts
    origin: str
    origin_reference: str
    taken_at: datetime
    state: str
    release: str
    active: bool
    chain_length: int
    redacted_from: str
    waits: str  # the deed that waits for a second person


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for, or had, a second person."""

    deed: str
    said: Mapping[str, str]
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item whole."""

    row: ItemRow
    place: str
    links: list[Link]
    requests: list[Waiting]
    redaction: Mapping[str, Any]
    redactions: list[str]
    trouble: Text | None


def holds(*, case_number: str, sha256: str) -> bool:
    """Return whether an item of a case has a file of this hash, for the rooms of a case."""
    return Item.objects.filter(case_number=case_number, file__sha256=sha256).exists()


def items(*, case_number: str, officer_id: int) -> list[ItemRow]:
    """Return the items filed under a case, as far as they lie in the officer's district."""
    by = offices.able(officer_id=officer_id, action=Action.SEE_EVIDENCE)
    if by is None or by.district is None:
        return []
    found = Item.objects.filter(case_number=case_number).select_related("file", "redacted_from").prefetch_related("requests")
    return [_row(one) for one in found if by.district.reaches(one.region_code)]


def item(*, number: str, officer_id: int) -> ItemView | None:
    """Return one item of the officer's district with its chain, checked from its first entry."""
    by = offices.able(officer_id=officer_id, action=Action.SEE_EVIDENCE)
    one = Item.objects.select_related("file", "redacted_from").filter(number=number).first()
    if one is None or by is None or by.district is None or not by.district.reaches(one.region_code):
        return None
    links = recording.links_of(one)
    return ItemView(
        row=_row(one), place=recording.place_of(one), links=links, requests=[_waiting(one, each) for each in one.requests.all()],
        redaction=one.redaction, redactions=list(one.redactions.values_list("number", flat=True)), trouble=_trouble(one, links),
    )  # fmt: skip


def whole_case(*, case_number: str) -> list[ItemView]:
    """Return every item of a case with its chain, for a bundle; whoever asks has checked that the case may be read."""
    found = Item.objects.filter(case_number=case_number).select_related("file", "redacted_from").order_by("number")
    return [_whole(one) for one in found]


def numbers_by_hash(*, case_number: str) -> dict[str, str]:
    """Return for each file of a case's evidence the number of its first item; whoever asks has checked that the case may be read."""
    found = Item.objects.filter(case_number=case_number).exclude(file=None).order_by("-number")
    return dict(found.values_list("file_id", "number"))


def opened(*, case_number: str) -> list[ItemView]:
    """Return what of a case a second person opened to be read by others; whoever asks has checked that they may read the case."""
    return [one for one in whole_case(case_number=case_number) if one.row.release == "open"]


def content(*, sha256: str) -> bytes:
    """Return a kept file by its hash, for a bundle; ``Damaged`` naming the hash when it is no longer what it was."""
    return keeping.kept(sha256)


def damage(*, case_number: str) -> list[Text]:
    """Return what of a case's evidence is not as it was taken: chains that do not hold, files that changed."""
    said: list[Text] = []
    for one in Item.objects.filter(case_number=case_number).select_related("file").order_by("number"):
        found = _trouble(one, recording.links_of(one))
        if found:
            said.append(found)
        try:
            if one.file_id:
                keeping.kept(one.file_id)
        except Damaged:
            said.append(Text(f"{one.number} 的文件已被改动或丢失", f"the file of {one.number} was altered or is missing"))
    return said


def _whole(one: Item) -> ItemView:
    links = recording.links_of(one)
    return ItemView(_row(one), recording.place_of(one), links, [], one.redaction, [], _trouble(one, links))


def _trouble(one: Item, links: list[Link]) -> Text | None:
    return trouble(recording.facts_of(one), links, length=one.chain_length, head=one.chain_head)


def _row(one: Item) -> ItemRow:
    waits = next((each.deed for each in one.requests.all() if each.state == "proposed"), "")
    return ItemRow(
        number=one.number, case_number=one.case_number, facts=recording.facts_of(one), origin=one.origin,
        origin_reference=one.origin_reference,
        taken_at=one.taken_at, state=one.state, release=one.release, active=bool(one.file and one.file.active),
        chain_length=one.chain_length, redacted_from=one.redacted_from.number if one.redacted_from else "", waits=waits,
    )  # fmt: skip


def _waiting(item: Item, one: Request) -> Waiting:
    said = recording.said_of(item.number, one.said_sealed)
    return Waiting(one.deed, said, one.state, one.proposed_by, one.proposed_at, one.decided_by, one.decided_at, one.decision)
