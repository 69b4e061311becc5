"""The sweep list: which firms of a district the screen, the alerts, the licences and the levels point to, each with its reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from lookthrough.kernel.findings import Severity
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry import licences_queries as licences
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import CompanyFacts, InstitutionFacts
from lookthrough.risk import firm_queries as risk
from lookthrough.risk import score_queries as scores

FROM = ("hit", "alert", "licence", "level")
_LEVELS = {"yellow": Text("黄色", "yellow"), "orange": Text("橙色", "orange"), "red": Text("红色", "red")}
_SEVERITIES = {
    Severity.INFO: Text("提示", "info"), Severity.LOW: Text("低", "low"), Severity.MEDIUM: Text("中", "medium"),
    Severity.HIGH: Text("高", "high"), Severity.CRITICAL_PROPOSED: Text("拟定为特别重大", "proposed as critical"),
}  # fmt: skip
_COMPANY, _INSTITUTION = "company", "institution"


@dataclass(slots=True)
class Candidate:
    """A firm that the sweep finds, and why."""

    company_id: str
    name: str
    region_code: str
    reasons: list[tuple[str, Text]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep draws from in one district: which sources; ``words`` narrows hits, ``businesses`` institutions (nothing: any)."""

    region_code: str
    sources: Collection[str]
    words: Collection[str] = ()
    businesses: Collection[str] = ()


def candidates(*, sweep: Sweep, officer_id: int, on: date, most: int, known: Collection[str] = ()) -> list[Candidate]:
    """Return the firms of a region that a sweep finds, those with the most reasons first, at most so many; ``known`` ones are left out."""
    found: dict[str, Candidate] = {}
    if "hit" in sweep.sources:
        _hits(found, sweep)
    firms = _operators(sweep)
    if "licence" in sweep.sources:
        _licences(found, firms, on)
    if "alert" in sweep.sources:
        _alerts(found, firms, sweep, officer_id)
    if "level" in sweep.sources:
        _levels(found, firms, sweep)
    listed = [one for one in found.values() if one.reasons and one.company_id not in known]
    return sorted(listed, key=lambda one: (-len(one.reasons), one.name, one.company_id))[:most]


def _hits(found: dict[str, Candidate], sweep: Sweep) -> None:
    """Add the firms whose name, scope or site holds a listed word that nothing denies and no licence covers."""
    said: set[tuple[str, str]] = set()
    titles = {one.name: one.title for one in registry.watch_lists()}
    for hit in registry.graded_hits():
        wanted = hit.region_code.startswith(sweep.region_code) and (not sweep.words or hit.listed_word in sweep.words)
        if wanted and (hit.company_id, hit.word) not in said:
            said.add((hit.company_id, hit.word))
            one = found.setdefault(hit.company_id, Candidate(hit.company_id, hit.name, hit.region_code))
            title = titles.get(hit.list, Text(hit.list, hit.list))
            one.reasons.append(("hit", Text(f"“{hit.word}”（{title.zh}）", f"“{hit.word}” ({title.en})")))


def _operators(sweep: Sweep) -> dict[str, tuple[CompanyFacts, list[InstitutionFacts]]]:
    """Return the region's firms that run institutions, with these."""
    firms: dict[str, tuple[CompanyFacts, list[InstitutionFacts]]] = {}
    for one in registry.institutions():
        here = one.operator is not None and one.operator.region_code.startswith(sweep.region_code)
        if one.operator and here and (not sweep.businesses or one.business in sweep.businesses):
            firms.setdefault(one.operator.company_id, (one.operator, []))[1].append(one)
    return firms


def _licences(found: dict[str, Candidate], firms: dict[str, tuple[CompanyFacts, list[InstitutionFacts]]], on: date) -> None:
    for company_id, (firm, institutions) in firms.items():
        names = [one.name for one in institutions]
        if not any(one.standing == "in_force" for one in licences.licences_of(company_id=company_id, on=on)):
            runs = "、".join(names)
            _add(found, firm, "licence", Text(f"经营 {runs}", f"runs {runs}"))


def _alerts(
    found: dict[str, Candidate], firms: dict[str, tuple[CompanyFacts, list[InstitutionFacts]]], sweep: Sweep, officer_id: int
) -> None:
    """Add firms with an open alert of their own, or of an institution that they run."""
    ids, _institutions = risk.subjects_with_open_alerts(officer_id=officer_id)
    alerted = registry.companies(company_ids=ids.values_list("subject_id", flat=True), limit=None)
    here = {one.company_id: one for one in alerted if one.region_code.startswith(sweep.region_code)}
    subjects = {(_COMPANY, company_id): firm for company_id, firm in here.items()}
    subjects |= {(_INSTITUTION, one.institution_id): firm for firm, institutions in firms.values() for one in institutions}
    for subject, severity in risk.gravest_of(officer_id=officer_id, subjects=subjects).items():
        said = _SEVERITIES[severity]
        _add(found, subjects[subject], "alert", said)


def _levels(found: dict[str, Candidate], firms: dict[str, tuple[CompanyFacts, list[InstitutionFacts]]], sweep: Sweep) -> None:
    """Add firms that stand at a grave level, themselves or by an institution that they run."""
    known = {one.company_id: one for one in registry.companies(company_ids=[*found, *firms], limit=None)}
    subjects = {(_COMPANY, company_id): firm for company_id, firm in known.items()}
    subjects |= {(_INSTITUTION, one.institution_id): firm for firm, institutions in firms.values() for one in institutions}
    district = District(sweep.region_code, unplaced=False)
    for subject, row in scores.levels_of(subjects=subjects, district=district).items():
        if row.level in _LEVELS:
            said = _LEVELS[row.level]
            _add(found, subjects[subject], "level", Text(f"{said.zh}（{row.month}）", f"{said.en} ({row.month})"))


def _add(found: dict[str, Candidate], firm: CompanyFacts, kind: str, said: Text) -> None:
    one = found.setdefault(firm.company_id, Candidate(firm.company_id, firm.name, firm.region_code))
    if (kind, said) not in one.reasons:
        one.reasons.append((kind, said))
