"""What a document takes from its case: party, matter, office, terms in force, the evidence list."""

from __future__ import annotations

from datetime import date
from typing import Any

from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.papers import wording
from lookthrough.cases.papers.kind import PaperKind
from lookthrough.cases.papers.models import Letterhead
from lookthrough.evidence import queries as evidence
from lookthrough.offices.queries import Colleague
from lookthrough.registry import file_queries


def case_values(*, case: CaseFacts, kind: PaperKind, by: Colleague, on: date) -> dict[str, Any]:
    """Return the fields that the case fills, for the officer's office, on a day."""
    head = letterhead(by.district.prefix if by.district else "", name=by.office)
    said: dict[str, Any] = {
        "office": head.office, "office_address": head.address, "office_telephone": head.telephone, "case_number": case.number,
        "case_title": case.title, "subject_name": case.subject_name, **_firm(case, on), **wording.terms(on),
    }  # fmt: skip
    if "evidence_items" in kind.known:
        said["evidence_items"] = _evidence(case, by)
    return said


def letterhead(prefix: str, *, name: str = "") -> Letterhead:
    """Return the letterhead of the office of a district, else one with its name alone."""
    return Letterhead.objects.filter(region_prefix=prefix).first() or Letterhead(region_prefix=prefix, office=name)


def _firm(case: CaseFacts, on: date) -> dict[str, str]:
    head = file_queries.head_of(company_id=case.subject_id, on=on) if case.subject_type == "company" else None
    return {"subject_code": head.facts.uscc, "subject_address": head.registered_address} if head else {}


def _evidence(case: CaseFacts, by: Colleague) -> list[dict[str, str]]:
    """List the originals; copies with names blacked out are for others."""
    items = [one for one in evidence.items(case_number=case.number, officer_id=by.officer_id) if one.origin != "redaction"]
    return [
        {"place": str(place), "number": one.number, "name": one.facts.title, "sha256": one.facts.sha256[:16] or "实物"}
        for place, one in enumerate(items, 1)
    ]
