"""Milestones that papers reach: the auditor's report has come in, the disposal report was filed with whom it is for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.papers import exhibits
from lookthrough.cases.papers.models import Paper
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

AUDITED, FILED = "audit_reported", "report_filed"
REPORT = "disposal_report"
_NO_REPORT = Text("没有已签发的处置报告", "there is no disposal report that was issued")
_NO_ITEM = Text("没有此项证据，或它没有电子文件", "there is no such item, or it has no file")
_RECEIPT = Text("请写明报送日期和回执", "please give the day and the receipt")


@transaction.atomic
def report_filed(*, paper_id: int, receipt: str, officer_id: int, at: datetime) -> None:
    """Record that an issued disposal report was filed, with the day and receipt of whom it is for."""
    paper = Paper.objects.select_for_update().filter(pk=paper_id, kind=REPORT, state="issued").first()
    if paper is None or case_queries.case(number=paper.case_number, officer_id=officer_id) is None:
        raise NotAllowed(_NO_REPORT)
    by = case_operations.may_act(number=paper.case_number, officer_id=officer_id, at=at, action=Action.WORK_PAPERS)
    if not receipt.strip():
        raise NotAllowed(_RECEIPT)
    case_operations.attest(number=paper.case_number, milestone=FILED, reference=paper.number, actor=by.username, at=at)
    said = Text(
        f"处置报告 {paper.number} 已报送：{receipt.strip()[:400]}", f"disposal report {paper.number} filed: {receipt.strip()[:400]}"
    )
    case_operations.note_event(number=paper.case_number, kind=FILED, text=said, reference=paper.number, actor=by.username, at=at)


@transaction.atomic
def audit_reported(*, case_number: str, number: str, officer_id: int, at: datetime) -> None:
    """Record that an item of the case is the auditor's report."""
    by = case_operations.may_act(number=case_number, officer_id=officer_id, at=at, action=Action.WORK_EVIDENCE)
    found = exhibits.item(case_number=case_number, number=number, officer_id=officer_id)
    if found is None or not found.row.facts.sha256 or found.row.redacted_from:
        raise NotAllowed(_NO_ITEM)
    case_operations.attest(number=case_number, milestone=AUDITED, reference=number, actor=by.username, at=at)


def take_back(*, paper: Paper, reason: str, actor: str, at: datetime) -> None:
    """Take the milestone back that an annulled report had reached. For the modules of this room."""
    reached = case_queries.milestones(number=paper.case_number).get(FILED)
    if reached and reached[0] == paper.number:
        case_operations.retract(number=paper.case_number, milestone=FILED, reference=paper.number, reason=reason, actor=actor, at=at)
