"""Documents filled as officers fill them, for the stories of this room."""

from __future__ import annotations

from typing import Any

from lookthrough.cases.papers import operations, queries
from lookthrough.cases.papers.kind import paper_kinds
from registry.working import AT


def everything(kind: str) -> dict[str, Any]:
    """Return something for every field that an officer fills."""
    said: dict[str, Any] = {}
    for one in paper_kinds()[kind].fields:
        row = {column.name: f"{column.title}一" for column in one.rows}
        said[one.name] = [row, row] if one.rows else f"{one.title.zh}：如下。\n第二段。" if one.long else f"某{one.title.zh}"
    return said


def submitted(people: dict[str, int], case_number: str, kind: str = "rectification_notice", who: str = "east") -> int:
    """Draft, fill and hand in a document."""
    paper = operations.draft(case_number=case_number, kind=kind, officer_id=people[who], at=AT)
    found = queries.paper(paper_id=paper, officer_id=people[who])
    assert found is not None
    said = dict(found.values) | everything(kind)
    version = operations.save(paper_id=paper, values=said, version=found.row.version, officer_id=people[who], at=AT)
    operations.submit(paper_id=paper, version=version, officer_id=people[who], at=AT)
    return paper


def issued(people: dict[str, int], case_number: str, kind: str = "rectification_notice") -> int:
    """Have the head issue a document."""
    paper = submitted(people, case_number, kind)
    operations.decide(paper_id=paper, agreed=True, reason="", officer_id=people["head"], at=AT)
    return paper
