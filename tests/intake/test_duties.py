"""When returns are due, who is late, who is reminded, and how good a sender's data are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake.sending import AT, POWER, power_company, power_rows, send, write_xlsx
from lookthrough.intake import operations, queries, sender_operations
from lookthrough.intake.duties import due_day
from lookthrough.intake.template import template
from lookthrough.kernel.calendar import is_working_day

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "period", "day"),
    [
        (POWER, "2026-10", date(2026, 11, 9)),  # the 8th is a Sunday
        (POWER, "2026-06", date(2026, 7, 8)),
        (POWER, "2026-09", date(2026, 10, 8)),  # the first working day after the National Day holidays
        ("lending_platform", "2026-10", date(2026, 11, 6)),
        ("lending_platform", "2025-09", date(2025, 10, 14)),  # 1 to 8 October are holidays, the 11th is worked
        ("custodian_daily", "2026-10-30", date(2026, 11, 2)),
        ("microlender_quarter", "2026-06", date(2026, 7, 21)),
    ],
)
def test_a_last_day_is_counted_in_working_days(slug: str, period: str, day: date) -> None:
    assert due_day(template(slug), period) == day
    assert is_working_day(day)


def test_a_sender_sees_what_is_due_with_the_days_left_and_what_is_late(tmp_path: Path) -> None:
    maker, checker = power_company()
    today = date(2026, 11, 5)
    duties = {duty.period: duty for duty in queries.duties_of(by=maker, today=today)}
    assert {period: duty.state for period, duty in duties.items()} == {
        "2026-07": "late", "2026-08": "late", "2026-09": "late", "2026-10": "open", "2026-11": "to_come",
    }  # fmt: skip
    assert (duties["2026-10"].working_days_left, duties["2026-09"].working_days_left) == (
        2,
        -21,
    )  # the 10th of October is a worked Saturday
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows(month="2026-09")))
    assert {duty.state for duty in queries.duties_of(by=maker, today=today) if duty.period == "2026-09"} == {"waiting"}
    operations.confirm(submission_id=sent.submission_id, by=checker, at=AT)
    assert {duty.state for duty in queries.duties_of(by=maker, today=today) if duty.period == "2026-09"} == {"done_late"}
    assert [duty.period for duty in queries.late(by=maker, today=today)] == ["2026-07", "2026-08"]


def test_a_refused_return_leaves_the_duty_open(tmp_path: Path) -> None:
    maker, _ = power_company()
    rows = power_rows()
    rows[0]["uscc"] = "不详"
    send(maker, write_xlsx(tmp_path / "a.xlsx", rows), period="2026-10")
    found = next(duty for duty in queries.duties_of(by=maker, today=date(2026, 11, 5)) if duty.period == "2026-10")
    assert (found.state, found.refused) == ("open", 1)


def test_who_is_late_is_reminded_once_and_who_is_nearly_late_once() -> None:
    power_company()
    first = operations.remind(at=AT)
    assert [(duty.period, duty.state) for duty in first] == [
        ("2026-07", "late"), ("2026-08", "late"), ("2026-09", "late"), ("2026-10", "open"),
    ]  # fmt: skip
    assert operations.remind(at=AT + timedelta(hours=3)) == []
    later = operations.remind(at=datetime(2026, 11, 10, 2, tzinfo=UTC))
    assert [(duty.period, duty.state) for duty in later] == [("2026-10", "late")]


def test_a_score_says_how_it_was_counted(tmp_path: Path) -> None:
    maker, checker = power_company()
    today = date(2026, 11, 5)
    fresh = queries.quality(sender_id="power-wenzhou", by=maker, today=today)
    assert fresh is not None
    assert fresh.score == 0.0  # three periods fell due and nothing came
    in_time = datetime(2026, 8, 5, 2, tzinfo=UTC)
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows(month="2026-07")), at=in_time)
    operations.confirm(submission_id=sent.submission_id, by=checker, at=in_time)
    late = send(maker, write_xlsx(tmp_path / "b.xlsx", power_rows(month="2026-08")))
    operations.confirm(submission_id=late.submission_id, by=checker, at=AT)
    wrong = power_rows(month="2026-09")
    wrong[0]["power_arrears_fen"] = "约10"
    send(maker, write_xlsx(tmp_path / "c.xlsx", wrong), period="2026-09")
    found = queries.quality(sender_id="power-wenzhou", by=maker, today=today)
    assert found is not None
    parts = {part.slug: (part.good, part.of) for part in found.parts}
    assert parts == {"on_time": (1, 3), "sound": (2, 3), "uncorrected": (2, 2), "complete": (2.0, 2), "plausible": (2, 2)}
    assert found.score == round(100 * (30 / 3 + 20 * 2 / 3 + 15 + 20 + 15) / 100, 1)
    assert "12" in found.formula.zh


def test_a_daily_return_is_owed_on_working_days_alone() -> None:
    sender_operations.record_sender(
        sender_id="bank", kind="custodian_bank", name="存管银行", reports_from=date(2026, 10, 1), at=AT, actor="test"
    )
    sender_operations.open_account(sender_id="bank", username="bank-1", name="甲", at=AT, actor="test", password="long enough to hold")
    found = sender_operations.sign_in(username="bank-1", password="long enough to hold", at=AT)
    assert found is not None
    days = [duty.period for duty in queries.duties_of(by=found.who, today=date(2026, 11, 5)) if duty.template == "custodian_daily"]
    assert "2026-10-01" not in days
    assert "2026-10-31" not in days
    assert {"2026-10-09", "2026-11-04", "2026-11-05"} <= set(days)
