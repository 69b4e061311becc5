"""The monitoring cycle in order: screen, open triage, remind of returns, look through the money, score, alert, tell. Read this first."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lookthrough.desk import noticing, posting
from lookthrough.flows import custody_findings as custody
from lookthrough.flows import operations as flows
from lookthrough.flows import product_operations as products
from lookthrough.flows import queries as money
from lookthrough.flows.parties import UNNAMED
from lookthrough.flows.product_checking import RULE as OUTSIDE_THE_REGISTER
from lookthrough.intake import operations as returns
from lookthrough.kernel.findings import Finding
from lookthrough.kernel.periods import Month
from lookthrough.registry import operations as registry
from lookthrough.registry import people_queries as people
from lookthrough.registry import queries as register
from lookthrough.registry import triage_operations as triage
from lookthrough.risk import incident_operations as incidents
from lookthrough.risk import operations as risk
from lookthrough.risk import score_queries as scores
from lookthrough.risk.graph import operations as graph
from lookthrough.risk.known_facts import facts_known, subjects_known
from lookthrough.risk.ledger_months import facts_of_ledger
from lookthrough.risk.level_findings import level_findings
from lookthrough.risk.score_operations import score_month
from lookthrough.risk.scorecards_in_force import adopted_scorecards

PARTY = "party"
YEAR = 12  # months
_SHANGHAI = ZoneInfo("Asia/Shanghai")
OnStep = Callable[[str], None]


@dataclass(slots=True)
class Summary:
    """What a cycle saw and did, with the seconds of each step."""

    as_of: date
    companies: int = 0
    hits: int = 0
    hits_graded: int = 0
    triages_new: int = 0
    triages_again: int = 0
    reminders: int = 0
    transfers: int = 0
    findings: int = 0
    subjects_scored: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    alerts_new: int = 0
    alerts_updated: int = 0
    alerts_unchanged: int = 0
    notices_new: int = 0
    mails_sent: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def run_cycle(
    *, ledger: Path, authority_id: str | None, generated: bool, today: date, at: datetime, as_of: date | None = None,
    on_step: OnStep = lambda name: None,
) -> Summary:  # fmt: skip
    """Run the cycle once; run again on the same data it changes nothing.

    ``today`` decides whether the authority is in force, ``as_of`` which transfers count (default: all).
    """
    as_of = as_of or money.last_day(ledger=ledger)
    done = Summary(as_of)
    with _timed(done, "screen", on_step):
        screened = registry.screen_all(on=as_of)
        done.companies, done.hits, done.hits_graded = screened.companies, screened.hits, screened.graded
        opened = triage.open_triages(on=at.astimezone(_SHANGHAI).date(), at=at)  # its terms run from the day it is opened
        done.triages_new, done.triages_again = opened.opened, opened.renewed
    with _timed(done, "returns", on_step):
        done.reminders = len(returns.remind(at=at))
    with _timed(done, "flows", on_step):
        run = flows.look_through(ledger=ledger, authority_id=authority_id, generated=generated, today=today, at=at, as_of=as_of)
        beside = (OUTSIDE_THE_REGISTER, custody.RULE)  # register and statements may have changed since the run
        found = [one for one in run.findings if one.rule not in beside]
        found += products.hold_against_register(ledger=ledger, as_of=run.as_of)
        found += custody.hold_against_custodians(as_of=run.as_of)
        done.transfers, done.findings = run.transfers, len(found)
    with _timed(done, "graph", on_step):
        graph.update(ledger=ledger, as_of=as_of)
        incidents.take_withdrawals(ledger=ledger, as_of=as_of, at=at)
        incidents.bring_in_line(as_of=as_of, at=at)
    with _timed(done, "risk", on_step):
        _score(done, at, ledger)
        found += level_findings(month=Month.of(as_of), as_of=as_of)
    with _timed(done, "alerts", on_step):
        counts = risk.update_alerts(findings=found, hits=_hits(), as_of=as_of, subjects=subjects_of(found), at=at)
        done.alerts_new, done.alerts_updated, done.alerts_unchanged = counts.new, counts.updated, counts.unchanged
    with _timed(done, "notices", on_step):
        done.notices_new = noticing.tell_all(at=at, today=at.astimezone(_SHANGHAI).date())
        done.mails_sent = posting.post(at=at).sent
    return done


def _score(done: Summary, at: datetime, ledger: Path) -> None:
    """Score the month, and the ones of a year before that were never scored; what was reported stands before what the ledger shows."""
    month = Month.of(done.as_of)
    facts = [*facts_of_ledger(ledger=ledger, as_of=done.as_of), *facts_known(month=month, on=done.as_of)]
    subjects, adopted = subjects_known(facts), adopted_scorecards()
    for past in scores.months_never_scored(until=month.previous, months=YEAR - 1):
        score_month(month=past, facts=facts, subjects=subjects, at=at, adopted=adopted)
    scored = score_month(month=month, facts=facts, subjects=subjects, at=at, adopted=adopted)
    done.levels, done.subjects_scored = dict(scored.levels), sum(scored.levels.values())


def _hits() -> list[risk.HitForAlert]:
    """Hand the register's block-graded hits to risk."""
    return [
        risk.HitForAlert(hit.company_id, hit.field, hit.word, hit.list, hit.grade, hit.negated, hit.licensed, hit.basis)
        for hit in register.graded_hits(grades=("block",))
    ]


def subjects_of(found: Collection[Finding]) -> dict[tuple[str, str], risk.Subject]:
    """Name and place whoever an alert may be about: institutions, firms with a finding or a block-graded hit, parties with a finding."""
    subjects = {("institution", one.institution_id): risk.Subject(one.name, one.region_code) for one in register.institutions()}
    told = {one.subject_id for one in found if one.subject_type == "company"}
    told |= {hit.company_id for hit in register.graded_hits(grades=("block",))}
    firms = register.companies(company_ids=told, limit=None)
    subjects |= {("company", one.company_id): risk.Subject(one.name, one.region_code) for one in firms}
    return subjects | name_parties(found)


def name_parties(found: Iterable[Finding]) -> dict[tuple[str, str], risk.Subject]:
    """Name and place the firms and people outside institutions: firms as the register has them, else the ledger; people by a label."""
    parties = money.parties(party_ids={one.subject_id for one in found if one.subject_type == PARTY})
    codes = {one.identifier for one in parties.values() if one.identifier and not one.is_person}
    firms = {one.company_id: one for one in register.companies(company_ids=codes, limit=None)}
    return {
        (PARTY, party_id): risk.Subject(firms[one.identifier].name, firms[one.identifier].region_code or one.region_code)
        if one.identifier in firms
        else risk.Subject(one.name or _label(one), one.region_code)
        for party_id, one in parties.items()
    }


def _label(one: money.PartyFacts) -> str:
    return f"{UNNAMED[one.kind].zh} {people.label(identifier=one.identifier or one.party_id)}".strip()


class _timed:  # noqa: N801  reads as a word in a with statement
    """Announces a step and notes how long it took."""

    def __init__(self, done: Summary, name: str, on_step: OnStep) -> None:
        self.done, self.name, self.on_step = done, name, on_step

    def __enter__(self) -> None:
        self.on_step(self.name)
        self.begin = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.done.seconds[self.name] = round(time.perf_counter() - self.begin, 2)
