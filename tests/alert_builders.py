"""Builders for alerts: a finding, a hit, two offices with their officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lookthrough.kernel.findings import Finding, Severity
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.risk import operations as risk

AS_OF = date(2026, 3, 31)
NOW = datetime(2026, 4, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
EAST, WEST = "990102", "990103"
SUBJECTS = {
    ("institution", "I1"): risk.Subject("东区甲贷", EAST),
    ("institution", "I2"): risk.Subject("西区乙贷", WEST),
    ("company", "C1"): risk.Subject("东区丙公司", EAST),
}


def finding(subject_id: str = "I1", **changes: Any) -> Finding:
    """Return a grave finding of Ponzi payouts in March 2026, but for ``changes``."""
    usual: dict[str, Any] = {
        "rule": "ponzi_payout",
        "subject_type": "institution",
        "subject_id": subject_id,
        "from_date": date(2026, 3, 2),
        "to_date": AS_OF,
        "measure": "other clients' principal in payouts",
        "value": 0.45,
        "limit": 0.3,
        "unit": "share",
        "severity": Severity.HIGH,
        "prohibition_basis": "国务院令第737号 第二条",
        "threshold_basis": "本局设定 2026-01",
        "explanation_zh": "30 日兑付中 45% 来自其他客户本金，超过 30%。",
        "explanation_en": "45 % of 30 days' payouts are other clients' principal, above 30 %.",
        "rule_version": "1",
        "limits_version": "abc",
        "as_of": AS_OF,
        "evidence": ("T1", "T2"),
        "details": {"part_fen": 12_345_678},
    }
    return Finding(**{**usual, **changes})


def hit(company_id: str = "C1", **changes: Any) -> risk.HitForAlert:
    """Return a block-graded hit on a company's name, but for ``changes``."""
    usual: dict[str, Any] = {
        "company_id": company_id,
        "field": "name",
        "word": "资产管理",
        "list": "act-737-art-9",
        "grade": "block",
        "negated": False,
        "licensed": False,
        "basis": "国务院令第737号 第九条",
    }
    return risk.HitForAlert(**{**usual, **changes})


def update(*findings: Finding, hits: tuple[risk.HitForAlert, ...] = (), as_of: date = AS_OF) -> tuple[int, int, int]:
    """Run the update and return new, updated, unchanged."""
    done = risk.update_alerts(findings=findings, hits=hits, as_of=as_of, subjects=SUBJECTS)
    return done.new, done.updated, done.unchanged


@dataclass(frozen=True, slots=True)
class People:
    """The ids of those who work here."""

    head: int
    city: int
    east: int
    west: int
    analyst: int
    nobody: int


def appoint() -> People:
    """Open a city office above two districts and appoint their people."""
    offices.record_office(name="市", region_prefix="9901")
    offices.record_office(name="东区", region_prefix=EAST, parent="市", region_name="东区")
    offices.record_office(name="西区", region_prefix=WEST, parent="市", region_name="西区")
    people = {
        "head": ("市", Role.HEAD),
        "city": ("市", Role.CASE_OFFICER),
        "east": ("东区", Role.CASE_OFFICER),
        "west": ("西区", Role.CASE_OFFICER),
        "analyst": ("市", Role.ANALYST),
    }
    made = {
        name: Officer.objects.create(username=name, name=f"{name}某", role=role, office_id=_office(office))
        for name, (office, role) in people.items()
    }
    nobody = Officer.objects.create(username="nobody", name="无职")
    return People(**{name: one.pk for name, one in made.items()}, nobody=nobody.pk)


def _office(name: str) -> int:
    from lookthrough.offices.models import Office

    return Office.objects.get(name=name).pk
