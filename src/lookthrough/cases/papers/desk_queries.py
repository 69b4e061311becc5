"""What documents put on an officer's desk: those that wait for approval, and one's own that were sent back."""

from __future__ import annotations

from datetime import datetime

from lookthrough.cases import desk_queries as cases
from lookthrough.cases.papers.kind import paper_kinds
from lookthrough.cases.papers.models import Paper
from lookthrough.kernel.asked import Asked, CameBack
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return the documents handed in that the officer may approve; whoever wrote a version may not."""
    if not by.may(Action.APPROVE_PAPERS):
        return []
    found = Paper.objects.filter(state="submitted", case_number__in=cases.numbers_to_decide(by=by))
    rows = [(one, frozenset(each.saved_by for each in one.versions.all())) for one in found.prefetch_related("versions")]
    return [
        Asked(
            f"paper:{one.pk}", one.case_number, _what("文书待审批：{}", "a document to approve: {}", one), _title(one), one.submitted_by,
            one.submitted_at or one.drafted_at, wrote | {one.drafted_by, one.submitted_by},
        )
        for one, wrote in rows
    ]  # fmt: skip


def came_back(*, by: Colleague, since: datetime) -> list[CameBack]:
    """Return the documents that the officer handed in and another sent back, while they are drafts again."""
    if not by.may(Action.SEE_PAPERS):
        return []
    mine = Paper.objects.filter(state="draft", submitted_by=by.username, decided_at__gte=since).exclude(decision="")
    found = mine.filter(case_number__in=cases.numbers_to_decide(by=by))
    return [
        CameBack(
            f"paper:{one.pk}:{one.decided_at:%Y%m%d%H%M%S}", one.case_number, _what("文书被退回：{}", "a document was sent back: {}", one),
            _title(one), one.decided_by, one.decided_at or since, one.decision,
        )
        for one in found
    ]  # fmt: skip


def _what(zh: str, en: str, one: Paper) -> Text:
    title = paper_kinds()[one.kind].title
    return Text(zh.format(title.zh), en.format(title.en))


def _title(one: Paper) -> str:
    return cases.titles(numbers=[one.case_number]).get(one.case_number, "")
