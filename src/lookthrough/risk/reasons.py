"""How findings and screening hits become the reasons of an alert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lookthrough.kernel.findings import Finding, Severity
from lookthrough.risk.states import ReasonKind

COMPANY = "company"
SCREENING = "screening"
_FIELDS = {"name": ("名称", "name"), "scope": ("经营范围", "business scope"), "site": ("网站主办者", "site owner")}


@dataclass(frozen=True, slots=True)
class HitForAlert:
    """A word of a watch list in a company's name, scope or site owner, as screening reports it, with the list's legal basis.

    ``company_id`` is the id under which the registry keeps the company.
    """

    company_id: str
    field: str
    word: str
    list: str
    grade: str
    negated: bool
    licensed: bool
    basis: str

    @property
    def makes_an_alert(self) -> bool:
        """Return whether the hit stands on its own: block-graded, not negated, not licensed."""
        return self.grade == "block" and not self.negated and not self.licensed


@dataclass(frozen=True, slots=True)
class Subject:
    """Who an alert is about: the name and where it sits."""

    name: str
    region_code: str


SubjectKey = tuple[str, str, str]  # subject_type, subject_id, month
Wanted = dict[SubjectKey, dict[str, dict[str, Any]]]  # reasons by key


def reasons_of_findings(findings: Iterable[Finding]) -> Wanted:
    """Return the reasons that findings give, by subject and month; one of no concern (info) gives none."""
    wanted: Wanted = defaultdict(dict)
    for one in findings:
        if one.severity is not Severity.INFO:
            wanted[one.subject_type, one.subject_id, one.month][one.finding_id] = _of_finding(one)
    return wanted


def _of_finding(one: Finding) -> dict[str, Any]:
    same = (
        "rule measure value limit unit prohibition_basis threshold_basis explanation_zh explanation_en from_date to_date "
        "value_specific value_pro_rata value_fifo rule_version limits_version"
    )
    return {name: getattr(one, name) for name in same.split()} | {
        "kind": ReasonKind.FINDING.value,
        "severity": one.severity.value,
        "amount_fen": int(one.details.get("part_fen", 0)),
        "evidence_count": len(one.evidence),
    }


def reasons_of_hits(hits: Iterable[HitForAlert], *, as_of: date, months: Mapping[tuple[str, str], str]) -> Wanted:
    """Return the reasons that hits give; a hit known from an earlier month (``months`` by company and key) stays in that month."""
    places: dict[tuple[str, str], list[HitForAlert]] = defaultdict(list)
    for hit in hits:
        if hit.makes_an_alert:
            places[hit.company_id, hit_key(hit)].append(hit)
    wanted: Wanted = defaultdict(dict)
    for (company_id, key), found in places.items():
        month = months.get((company_id, key), as_of.strftime("%Y-%m"))
        wanted[COMPANY, company_id, month][key] = _of_hits(found, as_of)
    return wanted


def hit_key(hit: HitForAlert) -> str:
    """Return what makes two hits of one company the same reason: list and word."""
    return f"{hit.list}:{hit.word}"


def _of_hits(found: list[HitForAlert], as_of: date) -> dict[str, Any]:
    hit = found[0]
    fields = sorted({one.field for one in found})
    zh, en = (("、" if place == 0 else ", ").join(_FIELDS[name][place] for name in fields) for place in (0, 1))
    return {
        "kind": ReasonKind.HIT.value,
        "rule": SCREENING,
        "measure": hit.word,
        "value": float(len(found)),
        "limit": 1.0,
        "unit": "places",
        "severity": Severity.LOW.value,
        "prohibition_basis": hit.basis,
        "threshold_basis": hit.list,
        "explanation_zh": f"{zh}中出现“{hit.word}”，无有效许可，且不在否定表述之内。",
        "explanation_en": f"“{hit.word}” stands in the {en}; there is no licence for it and no clause that forbids it.",
        "amount_fen": 0,
        "evidence_count": 0,
        "value_specific": None,
        "value_pro_rata": None,
        "value_fifo": None,
        "rule_version": "",
        "limits_version": "",
        "from_date": as_of,
        "to_date": as_of,
    }
