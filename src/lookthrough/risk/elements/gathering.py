"""What is known of a firm for each element of article 2: its hits, licences, findings and accepted incidents, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lookthrough.kernel.texts import Text
from lookthrough.registry import licences_queries
from lookthrough.registry import queries as registry
from lookthrough.risk import firm_queries, incident_queries
from lookthrough.risk.elements import ADMINISTRATIVE, EvidenceItem, element_list
from lookthrough.risk.incident_operations import KINDS
from lookthrough.risk.queries import AlertRow, Reason
from lookthrough.risk.reasons import COMPANY

FOR, AGAINST = "for", "against"
_INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known: for or against the element, in words, with its source and the id that leads there."""

    element: str
    item: str
    speaks: str
    text: Text
    source: str
    ref: str


def known_of(*, company_id: str, officer_id: int, on: date) -> list[Known]:
    """Return what the house knows of a firm for the administrative test; what an officer may not see is not in it."""
    operated = [one.institution_id for one in registry.institutions(operator_id=company_id)]
    subjects = [(COMPANY, company_id), *((_INSTITUTION, one) for one in operated)]
    reasons = firm_queries.reasons_of(alerts=firm_queries.alerts_of(officer_id=officer_id, subjects=subjects))
    found: list[Known] = []
    for element in element_list(ADMINISTRATIVE).elements.values():
        for item in element.items:
            if item.source == "licences":
                found += _licences(element.slug, item, company_id, on)
            elif item.source == "hits":
                found += _hits(element.slug, item, company_id)
            elif item.source == "findings":
                found += _findings(element.slug, item, reasons)
            elif item.source == "incidents":
                found += _incidents(element.slug, item, subjects)
    return found


def _licences(element: str, item: EvidenceItem, company_id: str, on: date) -> Iterator[Known]:
    held = [one for one in licences_queries.licences_of(company_id=company_id, on=on) if one.licence.active(on)]
    for one in held:
        text = Text(f"持有在有效期内的{one.title.zh}", f"holds a licence in force: {one.title.en}")
        yield Known(element, item.slug, AGAINST, text, "licence", company_id)
    if not held:
        text = Text(f"登记中没有 {on:%Y-%m-%d} 有效的金融许可", f"no financial licence in force on {on:%Y-%m-%d} is on record")
        yield Known(element, item.slug, FOR, text, "licence", company_id)


def _hits(element: str, item: EvidenceItem, company_id: str) -> Iterator[Known]:
    for hit in registry.hits_of(company_id=company_id):
        if hit.grade == "block" and not hit.negated and not hit.licensed:
            where = {"name": ("名称", "name"), "scope": ("经营范围", "scope"), "site": ("网站主办者", "site owner")}[hit.field]
            text = Text(f"{where[0]}中有“{hit.word}”（{hit.basis}）", f"“{hit.word}” in the {where[1]} ({hit.basis})")
            yield Known(element, item.slug, FOR, text, "hit", f"{hit.list}:{hit.word}")


def _findings(element: str, item: EvidenceItem, reasons: list[tuple[AlertRow, Reason]]) -> Iterator[Known]:
    for alert, reason in reasons:
        if reason.rule in item.rules:
            text = Text(f"{alert.month} {reason.explanation.zh}", f"{alert.month} {reason.explanation.en}")
            yield Known(element, item.slug, FOR, text, "alert", str(alert.alert_id))


def _incidents(element: str, item: EvidenceItem, subjects: list[tuple[str, str]]) -> Iterator[Known]:
    for one in incident_queries.of_subjects(subjects=subjects):
        kind = KINDS[one.kind]
        days = f"{one.from_day:%Y-%m-%d} – {one.to_day:%Y-%m-%d}"
        text = Text(f"{days} {kind.zh} {one.total} 件（已认定）", f"{days} {one.total} {kind.en} (accepted)")
        yield Known(element, item.slug, FOR, text, "incident", str(one.incident_id))
