"""How findings are written down: with the ids of their transfers, as a table, and with *critical* proposed where two meet."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa

from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.limits import Limits, LimitTable, read_limits

_TEXT, _NUMBER = pa.string(), pa.float64()
FINDINGS = pa.schema(
    [(name, _TEXT) for name in ("finding_id", "rule", "subject_type", "subject_id")]
    + [("from_date", pa.date32()), ("to_date", pa.date32()), ("measure", _TEXT), ("value", _NUMBER), ("limit", _NUMBER)]
    + [(name, _TEXT) for name in ("unit", "severity", "prohibition_basis", "threshold_basis")]
    + [(name, _NUMBER) for name in ("value_specific", "value_pro_rata", "value_fifo")]
    + [("explanation_zh", _TEXT), ("explanation_en", _TEXT), ("evidence", pa.list_(_TEXT))]
    + [("rule_version", _TEXT), ("limits_version", _TEXT), ("as_of", pa.date32()), ("details", _TEXT)]
)


def proposed_critical(findings: Sequence[Finding]) -> list[Finding]:
    """Propose *critical* for a subject and month with two high findings on disjoint transfers, or with harm above the limit.

    Harm is the largest sum that a high finding shows to have gone astray: its part, unless the rule says otherwise. Returns the findings
    sorted by subject, month and rule.
    """
    months: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        months[finding.subject_type, finding.subject_id, finding.month].append(finding)
    return [judged for key in sorted(months) for judged in _month(sorted(months[key], key=lambda finding: finding.rule))]


def _month(findings: list[Finding]) -> list[Finding]:
    high = [finding for finding in findings if finding.severity is Severity.HIGH]
    disjoint = any(not set(a.evidence) & set(b.evidence) for a in high for b in high if a.rule < b.rule)
    return [
        replace(finding, severity=Severity.CRITICAL_PROPOSED) if finding in high and (disjoint or _harm_is_grave(finding)) else finding
        for finding in findings
    ]


def _harm_is_grave(finding: Finding) -> bool:
    limits = critical_limits(finding)
    harm = finding.details.get("harm_fen", finding.details["part_fen"])
    return "harm_fen" in limits and harm >= limits.value("harm_fen")


def critical_limits(finding: Finding) -> Limits:
    """Return the limits for proposing *critical* in force at the end of the finding."""
    return _critical().on(finding.to_date)


@cache
def _critical() -> LimitTable:
    return read_limits(Path(str(resources.files("lookthrough.flows") / "limits" / "critical.yml")))


def findings_table(findings: Sequence[Finding]) -> pa.Table:
    """Return findings as a table with the contract's columns."""
    rows = [
        {name: getattr(finding, name) for name in FINDINGS.names}
        | {"severity": str(finding.severity), "details": json.dumps(finding.details, ensure_ascii=False, sort_keys=True)}
        for finding in findings
    ]
    return pa.Table.from_pylist(rows, schema=FINDINGS)


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values for the store; ``finding_from`` makes it a finding again."""
    days = {name: getattr(finding, name).isoformat() for name in _DAYS}
    return {item.name: getattr(finding, item.name) for item in fields(finding)} | days | {"evidence": list(finding.evidence)}


def finding_from(document: dict[str, Any]) -> Finding:
    """Return the finding of a stored document."""
    days = {name: date.fromisoformat(document[name]) for name in _DAYS}
    return Finding(**document | days | {"severity": Severity(document["severity"]), "evidence": tuple(document["evidence"])})


_DAYS = ("from_date", "to_date", "as_of")
