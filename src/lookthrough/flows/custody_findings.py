"""Breaks between custodian and books that stay open beyond the dated limit become findings: leads with figure, limit and both bases."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.beside_runs import keep_beside
from lookthrough.flows.custody_operations import OVERDUE, custody_folder
from lookthrough.flows.evidence import TRANSFERS
from lookthrough.flows.models import CustodyReconciliation
from lookthrough.flows.reconciliation import OF_TRANSFERS, TITLES, Break, BreakKind, read_breaks
from lookthrough.flows.shared_limits import shared_limits
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.money import fen_text
from lookthrough.kernel.texts import Text

RULE = "custody_reconciliation"
TITLE = Text("存管对账差异逾期", "Custody breaks overdue")
_BASIS = "银监办发〔2017〕21号 (资金存管业务指引)"
_EVIDENCE = 200


def hold_against_custodians(*, as_of: date) -> list[Finding]:
    """Return the overdue breaks that stood on a day, one finding an institution and month, and keep them with that day's newest run."""
    found = [(one, finding) for one in _standing(as_of) if (finding := _finding(one, as_of)) is not None]
    tables = [table for one, _ in found if (table := _transfers(one)) is not None]
    transfers = pa.concat_tables(tables) if tables else TRANSFERS.empty_table()
    return keep_beside(rule=RULE, findings=[finding for _, finding in found], transfers=transfers, as_of=as_of)


def _standing(as_of: date) -> list[CustodyReconciliation]:
    """Return the newest reconciliation of each institution and month, of those that tell of no later day."""
    found: dict[tuple[str, str], CustodyReconciliation] = {}
    for one in CustodyReconciliation.objects.filter(withdrawn_at=None, as_of__lte=as_of).order_by("id"):
        found[one.institution_id, f"{one.as_of:%Y-%m}"] = one
    return [found[key] for key in sorted(found)]


def _finding(one: CustodyReconciliation, as_of: date) -> Finding | None:
    overdue = [some for some in read_breaks(custody_folder(one.folder)) if some.overdue] if one.overdue else []
    if not overdue:
        return None
    limits, differing = shared_limits()["reconciliation"].on(one.as_of), _differing(overdue)
    limit, fen = limits["break_age_limit"], sum(abs(some.difference_fen) for some in differing)
    oldest = max(some.age_working_days or 0 for some in overdue)
    said, first = _explained(overdue, fen, oldest, int(limit.value), one.as_of), min(some.day for some in overdue)
    return Finding(
        rule=RULE, subject_type="institution", subject_id=one.institution_id, from_date=first, to_date=one.as_of, measure=TITLE.en,
        value=float(oldest), limit=limit.value, unit=limit.unit,
        severity=Severity.HIGH if fen >= limits.value("overdue_high_from") else Severity.MEDIUM, prohibition_basis=_BASIS,
        threshold_basis=limit.threshold_basis, explanation_zh=said.zh, explanation_en=said.en, rule_version=_version(),
        limits_version=shared_limits()["reconciliation"].version, as_of=as_of, evidence=_evidence(overdue),
        details={
            "part_fen": fen, "whole_fen": sum(max(some.custodian_fen, some.books_fen) for some in differing),
            "breaks": len(overdue), "reconciliation": one.pk,
        },
    )  # fmt: skip


def _differing(overdue: Sequence[Break]) -> list[Break]:
    """Return the breaks whose differences make a sum: transfers, or, where they all agree, balances."""
    return [some for some in overdue if some.kind in OF_TRANSFERS] or list(overdue)


def _evidence(overdue: Sequence[Break]) -> tuple[str, ...]:
    """Return the books' transfers of the breaks, the largest first."""
    largest = sorted((some for some in overdue if some.books_transfer_id), key=lambda some: (-some.books_fen, some.books_transfer_id or ""))
    return tuple(dict.fromkeys(some.books_transfer_id or "" for some in largest))[:_EVIDENCE]


def _explained(overdue: Sequence[Break], fen: int, oldest: int, limit: int, on: date) -> Text:
    counts = {kind: sum(some.kind is kind for some in overdue) for kind in BreakKind}
    zh = "、".join(f"{TITLES[kind].zh} {count}" for kind, count in counts.items() if count)
    en = ", ".join(f"{TITLES[kind].en} {count}" for kind, count in counts.items() if count)
    return Text(
        f"截至 {on}，存管行与机构账簿有 {len(overdue)} 处差异超过 {limit} 个工作日未平（最久 {oldest} 个工作日），"
        f"差额合计 {fen_text(fen)}：{zh}。",
        f"On {on} {len(overdue)} differences between custodian and books were open for more than {limit} working day(s) (the oldest "
        f"{oldest}), {fen_text(fen, 'en')} in all: {en}.",
    )


def _transfers(one: CustodyReconciliation) -> pa.Table | None:
    path = custody_folder(one.folder) / OVERDUE
    return pq.read_table(path, schema=TRANSFERS) if path.is_file() else None


@cache
def _version() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
