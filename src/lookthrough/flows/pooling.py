"""Back-tests of several ledgers taken together: what each rule found of all the guilty, and how early ends were seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lookthrough.flows.backtesting import BackTest, LeadTime, Rate, RuleResult, rate

EARLY_DAYS = 60


@dataclass(frozen=True, slots=True)
class Pooled:
    """Several back-tests as one; subjects carry the ledger's name, for two ledgers may call two of theirs the same."""

    ledgers: int
    institutions: int
    rules: list[RuleResult]
    lead_times: list[LeadTime]
    lead_at_least_60_days: Rate
    honest_with_grave_finding: Rate

    def document(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def pooled(tests: Sequence[BackTest], *, institutions: int) -> Pooled:
    """Add back-tests up; all must have run the same rules. ``institutions``: how many the ledgers hold together."""
    leads = [lead for test in tests for lead in test.lead_times]
    return Pooled(
        ledgers=len(tests),
        institutions=institutions,
        rules=[_together(name, tests) for name in sorted({one.rule for test in tests for one in test.rules})],
        lead_times=leads,
        lead_at_least_60_days=rate(sum((lead.days or 0) >= EARLY_DAYS for lead in leads), len(leads)),
        honest_with_grave_finding=rate(
            sum(test.honest_with_grave_finding.of for test in tests), sum(test.honest_with_grave_finding.cases for test in tests)
        ),
    )


def _together(name: str, tests: Sequence[BackTest]) -> RuleResult:
    of_rule = [(test.ledger, one) for test in tests for one in test.rules if one.rule == name]
    return RuleResult(
        rule=name,
        status=", ".join(sorted({one.status for _, one in of_rule})),
        guilty=sum(one.guilty for _, one in of_rule),
        innocent=sum(one.innocent for _, one in of_rule),
        recall=rate(sum(one.recall.of for _, one in of_rule), sum(one.recall.cases for _, one in of_rule)),
        precision=rate(sum(one.precision.of for _, one in of_rule), sum(one.precision.cases for _, one in of_rule)),
        missed=[f"{ledger}: {subject}" for ledger, one in of_rule for subject in one.missed],
        wrongly=[f"{ledger}: {subject}" for ledger, one in of_rule for subject in one.wrongly],
        days_from_onset=sorted(days for _, one in of_rule for days in one.days_from_onset),
    )
