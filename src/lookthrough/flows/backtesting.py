"""How well the rules do on a ledger whose truth is known: found and missed, rightly and wrongly, how early, and how much work they make."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lookthrough.flows.run import run_ledger
from lookthrough.kernel.calendar import working_days_between
from lookthrough.kernel.files import FileRefused, look_at
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.texts import Text

COLLAPSE = "collapse"
REQUIRED = ("rule", "subject_type", "subject_id", "from_date", "kind")
GRAVE = (Severity.HIGH, Severity.CRITICAL_PROPOSED)
Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of the truth: guilty of a rule from a day on, to another or for good, or innocent of it."""

    rule: str
    subject: Subject
    from_date: date
    to_date: date | None
    guilty: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of some cases with its 95 % interval (Wilson); none where there are no cases."""

    of: int
    cases: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule did at medium and above. ``wrongly`` are subjects found that the truth does not call guilty of it."""

    rule: str
    status: str
    guilty: int
    innocent: int
    recall: Rate
    precision: Rate
    missed: list[str]
    wrongly: list[str]
    days_from_onset: list[int]  # from the day the conduct began to the first finding


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days from an institution's first grave finding to its end; none where it had none before."""

    subject: str
    ended_on: date
    first_grave: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class BackTest:
    """The whole result, as ``backtest.json`` holds it."""

    ledger: str
    as_of: date
    method: str
    rules: list[RuleResult]
    lead_times: list[LeadTime]
    lead_at_least_60_days: Rate
    honest_with_grave_finding: Rate
    alerts_by_month: dict[str, int]
    working_days: int
    officers: int
    alerts_an_officer_and_day: float
    limits: dict[str, dict[str, Any]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def backtest(*, ledger: Path, truth: Path, out: Path, officers: int = 1, method: str = "specific", as_of: date | None = None) -> BackTest:
    """Look through ``ledger`` into ``out/run`` and hold what is found against ``truth``.

    The look-through never looks ahead, so a finding's last day is the first on which it could be known (its month's worst day: an earlier
    alert the same month is not counted in its favour). Raises ``FileRefused`` for an unsound ledger or truth.
    """
    verdicts = read_truth(truth)
    report = run_ledger(ledger=ledger, out=out / "run", method=method, as_of=as_of)
    last = date.fromisoformat(report.document["as_of"])
    known = [verdict for verdict in verdicts if verdict.from_date <= last]
    since = min([finding.from_date for finding in report.findings] + [verdict.from_date for verdict in known], default=last)
    return judge(report.findings, known, report.document, since=since, officers=officers)


def read_truth(path: Path) -> list[Verdict]:
    """Return the verdicts of a truth file (contracts, «Truth»), Parquet or CSV."""
    sound = look_at(path, required=REQUIRED)
    if sound.format != "parquet":
        import pyarrow.csv as pcsv

        rows = pcsv.read_csv(path).to_pylist()
    else:
        rows = pq.read_table(path).to_pylist()
    return [_verdict(path, number, row) for number, row in enumerate(rows, 1)]


def _verdict(path: Path, number: int, row: Mapping[str, Any]) -> Verdict:
    if row["kind"] not in ("guilty", "innocent"):
        raise FileRefused(file=path.name, row=number, column="kind", reason=Text("应为 guilty 或 innocent", "expected guilty or innocent"))
    return Verdict(row["rule"], (row["subject_type"], row["subject_id"]), row["from_date"], row.get("to_date"), row["kind"] == "guilty")


def judge(findings: Sequence[Finding], verdicts: Sequence[Verdict], run: Mapping[str, Any], *, since: date, officers: int) -> BackTest:
    """Hold findings against verdicts. ``run`` is the run's document; ``since`` the first day of the period."""
    as_of = date.fromisoformat(run["as_of"])
    rules = [_rule(name, str(state["status"]), findings, verdicts) for name, state in run["rules"].items()]
    leads = [_lead(verdict, findings) for verdict in verdicts if verdict.rule == COLLAPSE]
    honest = {v.subject for v in verdicts} - {v.subject for v in verdicts if v.guilty}
    grave = {_subject(finding) for finding in findings if finding.severity in GRAVE}
    alerts = {(_subject(finding), finding.month) for finding in findings}
    days = max(1, working_days_between(since - timedelta(days=1), as_of))
    return BackTest(
        ledger=run["ledger"],
        as_of=as_of,
        method=run["method"],
        rules=rules,
        lead_times=leads,
        lead_at_least_60_days=rate(sum(1 for lead in leads if (lead.days or 0) >= 60), len(leads)),
        honest_with_grave_finding=rate(len(honest & grave), len(honest)),
        alerts_by_month=dict(sorted(Counter(month for _, month in alerts).items())),
        working_days=days,
        officers=officers,
        alerts_an_officer_and_day=round(len(alerts) / days / officers, 3),
        limits={finding.rule: {"rule_version": finding.rule_version, "limits_version": finding.limits_version} for finding in findings},
    )


def by_month(findings: Sequence[Finding], verdicts: Sequence[Verdict], run: Mapping[str, Any]) -> list[tuple[str, BackTest]]:
    """Return the back-test as of the end of each month: what was known by then against what was true by then.

    The look-through never looks ahead, so what a run of that day would have found are the findings up to it.
    """
    last = date.fromisoformat(run["as_of"])
    since = min([finding.from_date for finding in findings] + [verdict.from_date for verdict in verdicts], default=last)
    tests, day = [], _month_end(since)
    while True:
        end = min(day, last)
        known, true = [one for one in findings if one.to_date <= end], [one for one in verdicts if one.from_date <= end]
        tests.append((end.strftime("%Y-%m"), judge(known, true, {**run, "as_of": end.isoformat()}, since=since, officers=1)))
        if end >= last:
            return tests
        day = _month_end(day + timedelta(days=1))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _rule(name: str, status: str, findings: Sequence[Finding], verdicts: Sequence[Verdict]) -> RuleResult:
    of_rule = [verdict for verdict in verdicts if verdict.rule == name]
    guilty = {verdict.subject: verdict for verdict in of_rule if verdict.guilty}
    first: dict[Subject, date] = defaultdict(lambda: date.max)
    for finding in findings:
        if finding.rule == name and finding.severity.rank >= Severity.MEDIUM.rank and _within(finding, guilty.get(_subject(finding))):
            first[_subject(finding)] = min(first[_subject(finding)], finding.to_date)
    rightly, wrongly = first.keys() & guilty.keys(), first.keys() - guilty.keys()
    return RuleResult(
        rule=name,
        status=status,
        guilty=len(guilty),
        innocent=len({verdict.subject for verdict in of_rule} - guilty.keys()),
        recall=rate(len(rightly), len(guilty)),
        precision=rate(len(rightly), len(rightly) + len(wrongly)),
        missed=sorted(subject for _, subject in guilty.keys() - rightly),
        wrongly=sorted(subject for _, subject in wrongly),
        days_from_onset=sorted((first[subject] - guilty[subject].from_date).days for subject in rightly),
    )


def _within(finding: Finding, verdict: Verdict | None) -> bool:
    """Tell whether a finding speaks of the time of guilt; one about a subject that is not guilty counts in any case."""
    if verdict is None:
        return True
    return finding.to_date >= verdict.from_date and (verdict.to_date is None or finding.from_date <= verdict.to_date)


def _lead(collapse: Verdict, findings: Sequence[Finding]) -> LeadTime:
    grave = [f.to_date for f in findings if _subject(f) == collapse.subject and f.severity in GRAVE and f.to_date < collapse.from_date]
    first = min(grave, default=None)
    return LeadTime(collapse.subject[1], collapse.from_date, first, (collapse.from_date - first).days if first else None)


def _subject(finding: Finding) -> Subject:
    return finding.subject_type, finding.subject_id


def rate(of: int, cases: int) -> Rate:
    """Return a share with Wilson's 95 % interval."""
    if not cases:
        return Rate(of, cases, None, None, None)
    share, z = of / cases, 1.959964
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z / (1 + z * z / cases) * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    return Rate(of, cases, round(share, 4), round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4))


def lead_groups(leads: Sequence[LeadTime]) -> dict[str, int]:
    """Count lead times by the class that a plot shows."""
    edges = (0, 30, 60, 90, 120, 180, 10**6)
    groups = {"—": sum(1 for lead in leads if lead.days is None)}
    for low, high in pairwise(edges):
        name = f"{low}–{high - 1}" if high < edges[-1] else f"≥ {low}"
        groups[name] = sum(1 for lead in leads if lead.days is not None and low <= lead.days < high)
    return groups
