"""Leads of the sample area that are no cases yet: fresh, waiting for the second person, joined, kept apart, closed."""

from __future__ import annotations

from collections.abc import Sequence

from lookthrough.cases import lead_decisions, lead_operations
from lookthrough.risk.queries import AlertRow
from lookthrough.sample.casework.desk import CITY, HEAD, Desk, lead_about, officer


def leads(desk: Desk, rows: Sequence[AlertRow]) -> None:
    """Open leads about some firms and leave each where one stands in the course of work."""
    fresh, asked, moved, same, done, refused = rows[:6]
    lead_about(desk, fresh, ago=1, title=f"{fresh.name}资金异常", text="预警显示集中进出，尚未核实。")
    waiting = lead_about(desk, asked, ago=6, title=f"{asked.name}承诺高息", text="店员口头承诺年化15%。", source="finding", reference="")
    reason = "有宣传单和录音，建议立案。"
    lead_operations.propose(number=waiting, kind="case", case_type="illegal_fundraising", reason=reason, **desk.by(officer(asked), 4))
    lead_about(
        desk, moved, ago=8, title=f"{moved.name}涉嫌以养老名义揽储", text="民政部门检查中发现。", source="transfer", reference="",
        from_body="民政局", their_number="演示民移〔2026〕5号",
    )  # fmt: skip
    first = lead_about(desk, same, ago=12, title=f"{same.name}门店关闭", text="多名群众反映联系不上。", source="finding", reference="")
    second = lead_about(desk, same, ago=9, title=f"{same.name}人去楼空", text="街道走访所见。", source="finding", reference="")
    lead_operations.join(number=second, into=first, reason="同一主体、同一事由", **desk.by(officer(same), 8))
    lead_about(desk, same, ago=2, title=f"{same.name}仍在线上收款", text="网页固定件见附件。", source="finding", reference="")
    lead_operations.assign_lead(number=first, to_officer_id=desk.people[CITY], **desk.by(CITY, 7))
    _closed(desk, done)
    turned = lead_about(
        desk, refused, ago=15, title=f"{refused.name}名称含“财富”", text="名称命中，业务不明。", source="finding", reference=""
    )
    lead_operations.propose(number=turned, kind="close", reason="名称所致，建议了结。", **desk.by(officer(refused), 13))
    lead_decisions.decide(number=turned, agreed=False, reason="请先核对流水。", **desk.by(HEAD, 12))


def _closed(desk: Desk, row: AlertRow) -> None:
    """Close a lead without a case, on another's word."""
    number = lead_about(desk, row, ago=40, title=f"{row.name}宣传单", text="宣传单为他人冒用。", source="finding", reference="")
    lead_operations.propose(number=number, kind="close", reason="经核实系冒名，不予立案。", **desk.by(officer(row), 36))
    lead_decisions.decide(number=number, agreed=True, reason="同意。", **desk.by(HEAD, 35))
