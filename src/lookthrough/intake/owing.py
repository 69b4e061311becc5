"""What bodies owe of themselves and have not sent, as facts: a firm's own silence is a sign, a department's is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from lookthrough.intake.duties import Duty, duties
from lookthrough.intake.facts import Fact
from lookthrough.intake.models import ReportedRow, Sender
from lookthrough.intake.template import template

_DISCLOSURE = "lending_platform"
SOURCE = "duties"


def owed_by_subjects(*, months: Sequence[str], today: date) -> list[Fact]:
    """Return for each body that reports on itself, and each month whose last day is over or whose return is there: how many returns
    are missing, how many came late or not at all, and of a platform's disclosure how many items were due and left out.

    A body without duties has none of these facts. Returns that wait for a second person count as sent.
    """
    senders = Sender.objects.exclude(subject_id="")
    found: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    subject_of = {sender.sender_id: sender.subject_id for sender in senders}
    for duty in duties(senders=senders, today=today):
        if duty.owed_by_subject and duty.period[:7] in months and duty.state not in ("open", "to_come"):
            found[subject_of[duty.sender_id], duty.period[:7]].append(duty)
    facts = [fact for (subject, month), owed in found.items() for fact in _facts(subject, month, owed)]
    return sorted(facts)


def _facts(subject: str, month: str, owed: Sequence[Duty]) -> list[Fact]:
    missing = sum(duty.state == "late" for duty in owed)
    late = sum(duty.state in ("late", "done_late") for duty in owed)
    counts = {"returns_missing_count": missing, "returns_late_count": late}
    for duty in owed:
        if duty.template == _DISCLOSURE and duty.state != "waiting":
            due = len(template(_DISCLOSURE).facts)
            counts |= {"disclosure_items_due_count": due, "disclosure_items_missing_count": due - _given(duty, subject)}
    return [Fact("institution", subject, month, name, float(count), SOURCE, "") for name, count in counts.items()]


def _given(duty: Duty, subject: str) -> int:
    """Return how many items of a disclosure were filled in; none when it did not come."""
    if duty.state == "late":
        return 0
    row = ReportedRow.objects.filter(submission_id=duty.submission_id, subject_id=subject).order_by("pk").first()
    names = {column.name for column in template(duty.template).facts}
    return len(names & set(row.values)) if row else 0
