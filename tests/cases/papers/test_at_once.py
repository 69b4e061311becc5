"""At the same instant documents are issued, evidence taken, a bundle made: no ring of waiting, no number doubled or lost (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from cases.filing import case
from cases.papers.writing import submitted
from cases.test_at_once import at_once
from lookthrough.audit import queries as trail
from lookthrough.cases.papers import exhibits, operations
from lookthrough.cases.papers.bundles import WHOLE, write_bundle
from lookthrough.cases.papers.models import Paper
from lookthrough.evidence import queries as evidence
from lookthrough.evidence.bundle import check_bundle
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint

pytestmark = pytest.mark.postgres


@pytest.fixture
def people(transactional_db: None) -> dict[str, int]:
    """Return those who work here, on a database that lets two write at once."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite lets one write at a time")
    return appoint()


def test_all_at_once(people: dict[str, int], tmp_path: Path) -> None:
    one, other = case(people), case(people, subject_id="91330302MA0000002X")
    papers = [submitted(people, number) for number in (one, other, one, other)]
    twice = papers[0]

    def issue(paper: int) -> Callable[[], object]:
        return lambda: operations.decide(paper_id=paper, agreed=True, reason="", officer_id=people["head"], at=AT)

    def take(number: str, content: bytes) -> Callable[[], object]:
        said = {"title": "流水", "source": "某银行", "origin": "collected", "original_name": "a.csv", "place": "", "holder": "", "note": ""}
        return lambda: exhibits.take(case_number=number, content=content, officer_id=people["east"], at=AT, **said)  # type: ignore[arg-type]

    first = take(one, b"first")()
    out = tmp_path / "case.zip"
    given = at_once(
        *(issue(paper) for paper in [*papers, twice]),
        *(take(number, content) for number in (one, other) for content in (b"same", b"else")),
        lambda: exhibits.view(case_number=one, number=str(first), purpose="看", officer_id=people["east"], at=AT),
        lambda: write_bundle(case_number=one, audience=WHOLE, out=out, officer_id=people["east"], at=AT, purpose="存档"),
    )
    assert sum(isinstance(each, NotAllowed) for each in given) == 1  # the same document twice: one was late
    assert None not in given
    assert sorted(Paper.objects.values_list("number", flat=True)) == [f"责改〔2026〕{place}号" for place in (1, 2, 3, 4)]
    taken = [row.number for number in (one, other) for row in evidence.items(case_number=number, officer_id=people["head"])]
    assert sorted(taken) == [f"证2026-{place:06d}" for place in range(1, 10)]
    assert check_bundle(out).troubles == []
    assert trail.verify().sound
    assert evidence.damage(case_number=one) == evidence.damage(case_number=other) == []
