"""What was reported of one subject, with its month and its source: for officers whose district holds the subject, and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lookthrough.intake.models import ReportedRow
from lookthrough.intake.template import Column, template
from lookthrough.intake.who import Who, senders_seen
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry

COMPANY, INSTITUTION = "company", "institution"


@dataclass(frozen=True, slots=True)
class ReportedOf:
    """One row that counts: who said it, in which return, and the values by column; ``submission_id`` only where the asker may open it."""

    template: str
    title: Text
    month: str
    sender: str
    submission_id: str
    values: dict[str, Any]

    @property
    def columns(self) -> Sequence[Column]:
        """Return the columns whose values are facts, in the order of the template."""
        return template(self.template).facts


def reported_about(*, subject_type: str, subject_id: str, by: Who, months: Sequence[str] | None = None) -> list[ReportedOf]:
    """Return what counts of one firm or institution, by return and the newest month first; nothing outside the asker's district."""
    if not _reaches(subject_type, subject_id, by):
        return []
    found = ReportedRow.objects.filter(subject_type=subject_type, subject_id=subject_id, submission__state="accepted")
    if months is not None:
        found = found.filter(month__in=list(months))
    seen = set(senders_seen(by))
    rows = found.select_related("submission__sender").defer("submission__receipt", "submission__difference")
    return [
        ReportedOf(
            one.submission.template, template(one.submission.template).title, one.month, one.submission.sender.name,
            one.submission_id if one.submission.sender_id in seen else "", one.values,
        )
        for one in rows.order_by("submission__template", "-month", "submission_id", "row")
    ]  # fmt: skip


def _reaches(subject_type: str, subject_id: str, by: Who) -> bool:
    """Say whether an officer who sees returns has this subject in its district; senders see their own returns by other ways."""
    officer = offices.able(officer_id=by.officer_id, action=Action.SEE_RETURNS) if by.officer_id is not None else None
    if officer is None or officer.district is None:
        return False
    if subject_type == INSTITUTION:
        region = next((one.region_code for one in registry.institutions(institution_ids=[subject_id])), None)
    else:
        firm = registry.company_by_id(company_id=subject_id)
        region = firm.region_code if firm else None
    return region is not None and officer.district.reaches(region)
