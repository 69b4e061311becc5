"""Gathers what the house itself knows of subjects as facts: returns, the register's hits, findings of the money, guarantees, incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from lookthrough.flows import queries as money
from lookthrough.intake import queries as intake
from lookthrough.kernel.periods import Month
from lookthrough.registry import queries as register
from lookthrough.registry import watch_queries as watch
from lookthrough.risk import incident_queries as incidents
from lookthrough.risk.graph.models import GraphRisk
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.known_ownership import facts_of_relations, firms_looked_at
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.score_kept import KnownFact
from lookthrough.risk.score_operations import MONTHS_LOOKED_AT, SubjectKind

INSTITUTION = "institution"
_FOUND = "finding_{rule}_severity"


def facts_known(*, month: Month, on: date) -> list[KnownFact]:
    """Return the facts of a month and of those before it that an indicator may look back to.

    ``on`` is the day whose hits and watch list count. What a person reported keeps its own months.
    """
    months = [str(month.plus(-back)) for back in range(MONTHS_LOOKED_AT)]
    reported = [*intake.facts(months=months), *intake.owed_by_subjects(months=months, today=on)]
    every = [KnownFact(one.subject_type, one.subject_id, one.month, one.field, one.value) for one in reported]
    every += _of_hits(str(month), on)
    every += facts_of_relations(firms=firms_looked_at(on=on), month=str(month), on=on)
    every += _of_money(months)
    every += _of_guarantees(str(month))
    every += _of_incidents(months)
    return every


def subjects_known(facts: Iterable[KnownFact]) -> list[SubjectKind]:
    """Return the subjects that facts speak of, with kind and region: institutions as registered, firms by their code."""
    found = [
        SubjectKind(INSTITUTION, one.institution_id, one.business, one.region_code) for one in register.institutions()
    ]  # fmt: skip
    codes = {one.subject_id for one in facts if one.subject_type == COMPANY}
    firms = {one.company_id: one.region_code for one in register.companies(company_ids=codes, limit=None)}
    return found + [SubjectKind(COMPANY, code, "", firms.get(code, "")) for code in sorted(codes)]


def _of_hits(month: str, on: date) -> Iterator[KnownFact]:
    """Yield for each firm with a hit its forbidden and its feature words, and whether an officer has it on the watch list."""
    block: Counter[str] = Counter()
    feature: Counter[str] = Counter()
    for hit in register.graded_hits(grades=("block", "watch")):
        if not hit.negated and not hit.licensed:
            (block if hit.grade == "block" else feature)[hit.company_id] += 1
    firms = sorted({*block, *feature})
    watched = watch.watched_among(company_ids=firms, today=on)
    for firm in firms:
        yield KnownFact(COMPANY, firm, month, "block_hits_count", block[firm])
        yield KnownFact(COMPANY, firm, month, "feature_hits_count", feature[firm])
        yield KnownFact(COMPANY, firm, month, "key_watch_flag", float(firm in watched))


def _of_money(months: list[str]) -> Iterator[KnownFact]:
    """Yield how grave each rule's finding of each month is, and 0 where the rule was asked and found nothing."""
    run = money.current_run()
    if run is None:
        return
    worst: dict[tuple[str, str, str], int] = {}
    for one in money.findings(subject_type=INSTITUTION):
        key = (one.rule, one.subject_id, one.month)
        worst[key] = max(worst.get(key, 0), one.severity.rank)
    covered = [month for month in months if month <= run.as_of.strftime("%Y-%m")]
    institutions = register.institutions()
    used = {field for indicator in all_indicators().values() for field in indicator.fields}
    for rule, not_for in money.rules_asked().items():
        field = _FOUND.format(rule=rule)
        if field in used:
            asked = [one.institution_id for one in institutions if one.business not in not_for]
            for institution_id in asked:
                for month in covered:
                    yield KnownFact(INSTITUTION, institution_id, month, field, worst.get((rule, institution_id, month), 0))


def _of_guarantees(month: str) -> Iterator[KnownFact]:
    """Yield the size of the largest ring and the length of the longest chain of guarantees that each firm stands in."""
    largest: dict[tuple[str, str], int] = {}
    fields = {"ring": "guarantee_ring_firms_count", "chain": "guarantee_chain_length_count"}
    for one in GraphRisk.objects.filter(stands=True, kind__in=fields).prefetch_related("firms"):
        for party in one.firms.all():
            key = (party.company_id, fields[one.kind])
            largest[key] = max(largest.get(key, 0), one.size)
    for (firm, field), size in sorted(largest.items()):
        yield KnownFact(COMPANY, firm, month, field, size)


def _of_incidents(months: list[str]) -> Iterator[KnownFact]:
    """Yield how many bursts of complaints, withdrawals or visits officers accepted for each subject."""
    for month in months[:6]:
        for (subject_type, subject_id), count in incidents.weighing(month=month).items():
            yield KnownFact(subject_type, subject_id, month, "incidents_accepted_count", count)
