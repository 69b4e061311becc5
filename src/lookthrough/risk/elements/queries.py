"""What is asked of tests of elements: a firm's tests of a kind, one whole with what is known and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.risk.elements import ADMINISTRATIVE, Element, EvidenceItem, element_list
from lookthrough.risk.elements.gathering import Known, known_of
from lookthrough.risk.elements.models import ElementEvidence, ElementTest


@dataclass(frozen=True, slots=True)
class Added:
    """Words that a person put beside an element."""

    evidence_id: int
    item: str
    text: str
    place: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One kind of evidence with what is known and added; empty of both it is a gap."""

    item: EvidenceItem
    known: tuple[Known, ...]
    added: tuple[Added, ...]

    @property
    def is_gap(self) -> bool:
        """Return whether nothing at all stands here."""
        return not self.known and not self.added


@dataclass(frozen=True, slots=True)
class ElementShown:
    """One element: its evidence by kind, what else was added, and the judgement."""

    element: Element
    items: tuple[ItemShown, ...]
    added: tuple[Added, ...]  # under no particular item
    judgement: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class TestShown:
    """One test: draft, signed or withdrawn."""

    test_id: int
    company_id: str
    kind: str
    state: str
    elements: tuple[ElementShown, ...]
    exclusions: tuple[tuple[str, Text, Mapping[str, Any]], ...]
    figures: Mapping[str, Any]
    conclusion: str
    begun_by: str
    begun_at: datetime
    signed_by: str
    signed_at: datetime | None
    seal: str
    withdrawn_by: str
    withdrawn_why: str

    @property
    def judged(self) -> bool:
        """Return whether every element is judged."""
        return all(one.judgement for one in self.elements)


def current(*, company_id: str, kind: str, district: District, officer_id: int, on: date) -> TestShown | None:
    """Return a firm's draft of a kind, else its newest signed test; nothing where there is neither."""
    tests = ElementTest.objects.filter(company_id=company_id, kind=kind).exclude(state="withdrawn").order_by("-id")
    found = sorted(tests, key=lambda one: one.state != "draft")
    if not found or not district.reaches(found[0].region_code):
        return None
    return _shown(found[0], officer_id, on)


def history(*, company_id: str, kind: str, district: District) -> list[tuple[int, str, str, datetime | None, str]]:
    """Return id, state, signer, time and seal of a firm's signed and withdrawn tests, newest first."""
    found = ElementTest.objects.filter(company_id=company_id, kind=kind).exclude(state="draft").order_by("-id")
    return [(one.pk, one.state, one.signed_by, one.signed_at, one.seal) for one in found if district.reaches(one.region_code)]


def _shown(one: ElementTest, officer_id: int, on: date) -> TestShown:
    listed = element_list(one.kind)
    known, added = _evidence(one, officer_id, on)
    elements = []
    for element in listed.elements.values():
        mine = [each for name, each in added if name == element.slug]
        slugs = {item.slug for item in element.items}
        items = tuple(
            ItemShown(
                item, tuple(each for each in known if (each.element, each.item) == (element.slug, item.slug)),
                tuple(each for each in mine if each.item == item.slug),
            )
            for item in element.items
        )  # fmt: skip
        judged = one.judgements.get(element.slug, {})
        rest = tuple(each for each in mine if each.item not in slugs)
        said = (judged.get("judgement", ""), judged.get("reason", ""), judged.get("by", ""))
        elements.append(ElementShown(element, items, rest, *said))
    return TestShown(
        one.pk, one.company_id, one.kind, one.state, tuple(elements),
        tuple((slug, text, one.exclusions.get(slug, {})) for slug, text in listed.exclusions.items()), one.figures, one.conclusion,
        one.begun_by, one.begun_at, one.signed_by, one.signed_at, one.seal, one.withdrawn_by, one.withdrawn_why,
    )  # fmt: skip


def _evidence(one: ElementTest, officer_id: int, on: date) -> tuple[list[Known], list[tuple[str, Added]]]:
    """Return what is known and what was added: of a draft as things stand, of a signed test as they were frozen."""
    rows = ElementEvidence.objects.filter(test=one, removed_at=None)
    added = [(each.element, Added(each.pk, each.item, each.text, each.place, each.added_by, each.added_at)) for each in rows]
    if one.kind != ADMINISTRATIVE:
        return [], added
    if one.state == "draft":
        return known_of(company_id=one.company_id, officer_id=officer_id, on=on), added
    frozen = one.frozen.get("known", [])
    return [Known(**{**each, "text": Text(each["text"]["zh"], each["text"]["en"])}) for each in frozen], added
