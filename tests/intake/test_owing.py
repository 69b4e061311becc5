"""A body's own silence is a fact about it; a department's is none about the firms it reports on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from intake.sending import AT, power_company, write_xlsx
from lookthrough.intake import operations, queries, sender_operations
from lookthrough.intake.template import template
from lookthrough.intake.who import Who

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def platform() -> tuple[Who, Who]:
    """Record a platform that reports on itself, with two people."""
    sender_operations.record_sender(
        sender_id="p2p", kind="lending_platform", name="某平台", reports_from=date(2026, 9, 1), subject_id="inst-7", at=AT, actor="test"
    )
    people = []
    for name in ("one", "two"):
        sender_operations.open_account(sender_id="p2p", username=name, name=name, at=AT, actor="test", password="long enough to hold")
        found = sender_operations.sign_in(username=name, password="long enough to hold", at=AT)
        assert found is not None
        people.append(found.who)
    return people[0], people[1]


def test_what_a_platform_owes_and_leaves_out_is_counted(tmp_path: Path) -> None:
    maker, checker = platform()
    power_company()
    shown = template("lending_platform")
    due = len(shown.facts)
    row = {column.name: 0.1 if column.kind in ("share", "rate") else 1 for column in shown.columns if column.required}
    row |= {"institution_id": "inst-7", "month": "2026-10"}
    path = write_xlsx(tmp_path / "p.xlsx", [row], shown=shown)
    sent = operations.submit(sender_id="p2p", template_slug=shown.slug, path=path, file_name="p.xlsx", by=maker, at=AT)
    operations.confirm(submission_id=sent.submission_id, by=checker, at=AT)
    facts = {(fact.month, fact.field): fact.value for fact in queries.owed_by_subjects(months=["2026-09", "2026-10"], today=TODAY)}
    optional = sum(not column.required for column in shown.facts)
    assert facts == {
        ("2026-09", "returns_missing_count"): 1, ("2026-09", "returns_late_count"): 1,
        ("2026-09", "disclosure_items_due_count"): due, ("2026-09", "disclosure_items_missing_count"): due,
        ("2026-10", "returns_missing_count"): 0, ("2026-10", "returns_late_count"): 0,
        ("2026-10", "disclosure_items_due_count"): due, ("2026-10", "disclosure_items_missing_count"): optional,
    }  # fmt: skip


def test_nothing_is_owed_before_its_day() -> None:
    platform()
    assert queries.owed_by_subjects(months=["2026-10", "2026-11"], today=date(2026, 11, 3)) == []
