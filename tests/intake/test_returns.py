"""A return's life: sent, confirmed by a second person, corrected, withdrawn, put back; what counts at any moment is known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from intake.sending import AT, MONTH, POWER, code, power_company, power_rows, send, write_xlsx
from lookthrough.intake import operations, queries
from lookthrough.intake.models import ReportedRow, Submission
from lookthrough.intake.refusal import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_sound_return_counts_once_a_second_person_has_confirmed_it(tmp_path: Path) -> None:
    maker, checker = power_company()
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    assert (sent.state, sent.period, sent.rows) == ("waiting", MONTH, 6)
    assert queries.facts() == []
    with pytest.raises(NotAllowed):
        operations.confirm(submission_id=sent.submission_id, by=maker, at=AT)
    operations.confirm(submission_id=sent.submission_id, by=checker, at=AT)
    facts = queries.facts(subject_ids=[code(1)])
    assert {fact.field: fact.value for fact in facts} == {
        "power_arrears_fen": 10_150.0, "power_bill_fen": 90_025.0, "power_cut_flag": 0.0, "power_unpaid_periods_count": 1.0,
        "power_use_kwh": 1001.0, "power_use_last_year_kwh": 1200.0,
    }  # fmt: skip
    assert {(fact.month, fact.source, fact.submission_id) for fact in facts} == {(MONTH, POWER, sent.submission_id)}


def test_a_refused_return_stores_its_receipt_alone(tmp_path: Path) -> None:
    maker, _ = power_company()
    rows = power_rows()
    rows[2]["power_arrears_fen"] = "约12万"
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", rows))
    assert sent.state == "refused"
    line = sent.receipt.lines[0]
    assert (line.code, line.sheet, line.row, line.cell, line.found) == ("a_range", "填报", 4, "G4", "约12万")
    assert not ReportedRow.objects.exists()
    marked = tmp_path / "marked.xlsx"
    assert queries.write_marked_copy(submission_id=sent.submission_id, by=maker, path=marked)
    assert marked.stat().st_size > 0


def test_the_same_file_again_gets_the_same_receipt(tmp_path: Path) -> None:
    maker, checker = power_company()
    path = write_xlsx(tmp_path / "a.xlsx", power_rows())
    first = send(maker, path)
    assert send(maker, path, at=AT + timedelta(hours=1)).submission_id == first.submission_id
    operations.confirm(submission_id=first.submission_id, by=checker, at=AT)
    assert send(checker, path).submission_id == first.submission_id
    assert Submission.objects.count() == 1


def test_a_replaced_file_sent_again_is_a_return_anew_so_that_one_can_correct_back(tmp_path: Path) -> None:
    maker, checker = power_company()
    one, other = write_xlsx(tmp_path / "a.xlsx", power_rows()), write_xlsx(tmp_path / "b.xlsx", power_rows()[:5])
    first = send(maker, one)
    operations.confirm(submission_id=first.submission_id, by=checker, at=AT)
    waits = send(maker, other, at=AT + timedelta(hours=1))
    back = send(maker, one, at=AT + timedelta(hours=2))
    states = dict(Submission.objects.values_list("submission_id", "state"))
    assert (states[first.submission_id], states[waits.submission_id], back.state) == ("accepted", "replaced", "waiting")
    operations.confirm(submission_id=back.submission_id, by=checker, at=AT + timedelta(hours=3))
    again = send(maker, other, at=AT + timedelta(hours=4))
    operations.confirm(submission_id=again.submission_id, by=checker, at=AT + timedelta(hours=5))
    once_more = send(maker, one, at=AT + timedelta(hours=6))
    operations.confirm(submission_id=once_more.submission_id, by=checker, at=AT + timedelta(hours=7))
    states = dict(Submission.objects.values_list("submission_id", "state"))
    assert [number for number, state in states.items() if state == "accepted"] == [once_more.submission_id]
    assert once_more.submission_id not in (first.submission_id, back.submission_id)
    assert send(maker, one, at=AT + timedelta(hours=8)).submission_id == once_more.submission_id


def test_a_correction_replaces_and_the_one_before_is_kept_with_the_difference(tmp_path: Path) -> None:
    maker, checker = power_company()
    first = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    operations.confirm(submission_id=first.submission_id, by=checker, at=AT)
    rows = power_rows()
    rows[0]["power_arrears_fen"] = 7
    second = operations.correct(
        submission_id=first.submission_id, path=write_xlsx(tmp_path / "b.xlsx", rows[:5]), file_name="b.xlsx", reason="录入错误",
        by=maker, at=AT + timedelta(days=1),
    )  # fmt: skip
    assert queries.difference(submission_id=second.submission_id, by=checker)["changed"] == 1
    operations.confirm(submission_id=second.submission_id, by=checker, at=AT + timedelta(days=2))
    kept = queries.submission(submission_id=first.submission_id, by=maker)
    now = queries.submission(submission_id=second.submission_id, by=maker)
    assert (kept.state, now.state, now.corrects, now.reason) == ("replaced", "accepted", first.submission_id, "录入错误")
    assert (now.difference["removed"], now.difference["changes"]) == (
        1,
        [{"subject_id": code(1), "month": MONTH, "field": "power_arrears_fen", "before": 10_150, "after": 700}],
    )
    arrears = {fact.subject_id: fact.value for fact in queries.facts() if fact.field == "power_arrears_fen"}
    before = {fact.subject_id: fact.value for fact in queries.facts(as_of=AT + timedelta(days=1)) if fact.field == "power_arrears_fen"}
    assert (arrears[code(1)], before[code(1)], len(arrears), len(before)) == (700.0, 10_150.0, 5, 6)


def test_a_withdrawn_return_can_be_put_back_until_a_newer_one_counts(tmp_path: Path) -> None:
    maker, checker = power_company()
    first = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    operations.confirm(submission_id=first.submission_id, by=checker, at=AT)
    operations.withdraw(submission_id=first.submission_id, reason="表拿错了", by=maker, at=AT + timedelta(hours=1))
    assert queries.facts() == []
    assert operations.put_back(submission_id=first.submission_id, by=maker, at=AT + timedelta(hours=2)).state == "waiting"
    operations.confirm(submission_id=first.submission_id, by=checker, at=AT + timedelta(hours=3))
    assert len(queries.facts()) == 36
    operations.withdraw(submission_id=first.submission_id, reason="再看", by=maker, at=AT + timedelta(hours=4))
    send(maker, write_xlsx(tmp_path / "b.xlsx", power_rows(3)), at=AT + timedelta(hours=5))
    with pytest.raises(NotAllowed):
        operations.put_back(submission_id=first.submission_id, by=maker, at=AT + timedelta(hours=6))


def test_nothing_to_report_is_a_return_too() -> None:
    maker, checker = power_company()
    sent = operations.submit_nil(sender_id="power-wenzhou", template_slug=POWER, period=MONTH, by=maker, at=AT)
    assert (sent.state, sent.is_nil, sent.rows) == ("waiting", True, 0)
    assert sent.receipt.sentence.zh == "已收到，待另一人确认后生效。企业用电与欠费月报 2026-10：零报告"
    assert operations.confirm(submission_id=sent.submission_id, by=checker, at=AT).state == "accepted"
    with pytest.raises(NotAllowed):
        operations.submit_nil(sender_id="power-wenzhou", template_slug=POWER, period="2027-01", by=maker, at=AT)


def test_a_return_that_is_sent_back_counts_for_nothing(tmp_path: Path) -> None:
    maker, checker = power_company()
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    declined = operations.decline(submission_id=sent.submission_id, reason="少了三家", by=checker, at=AT)
    assert (declined.state, declined.decision_reason) == ("declined", "少了三家")
    assert queries.facts() == []


def test_figures_of_another_size_than_last_month_are_doubted(tmp_path: Path) -> None:
    maker, checker = power_company()
    before = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows(month="2026-09")))
    operations.confirm(submission_id=before.submission_id, by=checker, at=AT)
    rows = [{**row, "power_arrears_fen": float(row["power_arrears_fen"]) * 10_000} for row in power_rows()]
    sent = send(maker, write_xlsx(tmp_path / "b.xlsx", rows))
    assert [line.code for line in sent.receipt.lines if line.level == "doubt"] == ["own_past"]
    assert sent.doubts == 1


def test_far_fewer_rows_than_last_month_are_doubted(tmp_path: Path) -> None:
    maker, checker = power_company()
    before = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows(40, month="2026-09")))
    operations.confirm(submission_id=before.submission_id, by=checker, at=AT)
    few = send(maker, write_xlsx(tmp_path / "b.xlsx", power_rows(7)))
    assert [line.code for line in few.receipt.lines if line.level == "doubt"] == ["far_fewer"]
    assert send(maker, write_xlsx(tmp_path / "c.xlsx", power_rows(8))).doubts == 0


def test_a_file_that_came_too_early_is_looked_at_again(tmp_path: Path) -> None:
    maker, _ = power_company()
    path = write_xlsx(tmp_path / "a.xlsx", power_rows(month="2026-12"))
    first = send(maker, path)
    assert (first.state, first.receipt.lines[0].code) == ("refused", "period_future")
    again = send(maker, path, at=AT + timedelta(days=60))
    assert (again.state, again.submission_id == first.submission_id) == ("waiting", False)


def test_a_failure_while_storing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maker, checker = power_company()
    first = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    operations.confirm(submission_id=first.submission_id, by=checker, at=AT)
    before = (Submission.objects.count(), ReportedRow.objects.count(), queries.facts())

    def fails(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("lookthrough.intake.storing.record", fails)
    with pytest.raises(OSError, match="full"):
        send(maker, write_xlsx(tmp_path / "b.xlsx", power_rows(3)))
    assert (Submission.objects.count(), ReportedRow.objects.count(), queries.facts()) == before
