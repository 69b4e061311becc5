"""What is asked of returns: duties, receipts, what counts, facts; each answer bounded by who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from lookthrough.intake import duties as owed
from lookthrough.intake import owing
from lookthrough.intake.checking import check_file
from lookthrough.intake.comparing import difference as compared
from lookthrough.intake.duties import Duty
from lookthrough.intake.facts import Fact, Said, put_together
from lookthrough.intake.keeping import kept
from lookthrough.intake.marking import write_marked
from lookthrough.intake.models import InForce, Reminder, ReportedRow, Sender, Submission
from lookthrough.intake.quality import Quality, quality_of
from lookthrough.intake.receipts import Receipt
from lookthrough.intake.storing import in_force_of, local_day, rows_of
from lookthrough.intake.template import template
from lookthrough.intake.who import Who, senders_seen
from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A return as pages and programs see it, with its receipt; ``difference`` is what a correction changed."""

    submission_id: str
    sender_id: str
    sender: str
    region_code: str
    template: str
    title: Text
    period: str
    state: str
    sent_at: datetime
    sent_by: str
    account_id: int | None
    officer_id: int | None
    file_name: str
    sha256: str
    is_nil: bool
    rows: int
    subjects: int
    doubts: int
    receipt: Receipt
    corrects: str | None
    difference: dict[str, Any] | None
    reason: str
    decided_at: datetime | None
    decided_by: str
    decision_reason: str
    chosen_period: str = ""  # what the sender chose, also where the file could not be read


@dataclass(frozen=True, slots=True)
class RowView:
    """One stored row of a return; money in fen, days counted from 1970-01-01."""

    row: int
    subject_type: str
    subject_id: str
    name: str
    month: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReminderView:
    """That a sender was reminded of a duty; ``kind`` is soon or late."""

    sender_id: str
    sender: str
    template: str
    title: Text
    period: str
    kind: str
    due_on: date
    made_at: datetime


def view_of(one: Submission) -> SubmissionView:
    """Return a return as others see it."""
    return SubmissionView(
        submission_id=one.submission_id, sender_id=one.sender_id, sender=one.sender.name, region_code=one.sender.region_code,
        template=one.template, title=template(one.template).title, period=one.period, state=one.state, sent_at=one.sent_at,
        sent_by=one.sent_by, account_id=one.account_id, officer_id=one.officer_id, file_name=one.file_name, sha256=one.sha256,
        is_nil=one.is_nil, rows=one.rows, subjects=one.subjects, doubts=one.doubts, receipt=Receipt.from_dict(one.receipt),
        corrects=one.corrects_id, difference=one.difference, reason=one.reason, decided_at=one.decided_at,
        decided_by=one.decided_by, decision_reason=one.decision_reason, chosen_period=one.chosen_period,
    )  # fmt: skip


def duties_of(*, by: Who, today: date, sender_id: str | None = None, periods: int | None = None) -> list[Duty]:
    """Return what senders owe, the most urgent first: the asker's own, or those of an officer's district."""
    return owed.duties(senders=_senders(by, sender_id), today=today, periods=periods)


def late(*, by: Who, today: date) -> list[Duty]:
    """Return the returns that are overdue, the oldest first."""
    return [duty for duty in duties_of(by=by, today=today) if duty.state == "late"]


def reminders(*, by: Who, sender_id: str | None = None, count: int = 50) -> list[ReminderView]:
    """Return what senders were reminded of, the newest first."""
    found = Reminder.objects.select_related("sender").filter(sender__in=_senders(by, sender_id)).order_by("-made_at", "-pk")[:count]
    return [
        ReminderView(
            one.sender_id, one.sender.name, one.template, template(one.template).title, one.period, one.kind, one.due_on, one.made_at
        )
        for one in found
    ]


def submissions(
    *, by: Who, sender_id: str | None = None, template_slug: str | None = None, period: str | None = None,
    states: Iterable[str] | None = None, first: int = 0, count: int = 50,
) -> list[SubmissionView]:  # fmt: skip
    """Return returns with their receipts, the newest first; a page of ``count`` from ``first`` on."""
    found = _seen(by)
    wanted = {"sender_id": sender_id, "template": template_slug, "period": period}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if states is not None:
        found = found.filter(state__in=list(states))
    return [view_of(one) for one in found.order_by("-sent_at", "-submission_id")[first : first + count]]


def receipts(*, by: Who, sender_id: str | None = None, first: int = 0, count: int = 50) -> list[SubmissionView]:
    """Return everything a sender was answered, the newest first."""
    return submissions(by=by, sender_id=sender_id, first=first, count=count)


def submission(*, submission_id: str, by: Who) -> SubmissionView | None:
    """Return one return, or nothing when there is none that the asker may see."""
    found = _seen(by).filter(pk=submission_id).first()
    return view_of(found) if found else None


def rows(*, submission_id: str, by: Who, first: int = 0, count: int = 200) -> list[RowView]:
    """Return the stored rows of a return, a page of them; a refused one has none."""
    if not _seen(by).filter(pk=submission_id).exists():
        return []
    found = ReportedRow.objects.filter(submission_id=submission_id).order_by("row", "pk")[first : first + count]
    return [RowView(one.row, one.subject_type, one.subject_id, one.name, one.month, one.values) for one in found]


def difference(*, submission_id: str, by: Who) -> dict[str, Any] | None:
    """Return what a return changed, or would change once confirmed, against the one that counts; nothing when it is the first."""
    found = _seen(by).filter(pk=submission_id).first()
    if found is None or found.difference or found.state != "waiting":
        return found.difference if found else None
    before = in_force_of(sender=found.sender, template_slug=found.template, period=found.period)
    return compared(rows_of(before), rows_of(found)) if before else None


def original(*, submission_id: str, by: Who) -> bytes | None:
    """Return the file as it was sent; the door records who took it."""
    found = _seen(by).filter(pk=submission_id).first()
    return kept(found.sha256) if found and found.sha256 else None


def write_marked_copy(*, submission_id: str, by: Who, path: Path, language: str = "zh") -> bool:
    """Write a copy of what was sent with the bad cells marked; false when there is nothing to be had."""
    raw = original(submission_id=submission_id, by=by)
    if raw is None:
        return False
    found = Submission.objects.select_related("sender").get(pk=submission_id)
    shown, given = template(found.template), path.with_suffix(".sent")
    try:
        given.write_bytes(raw)
        own = found.sender.subject_id if shown.subject == "institution" and shown.owed_by_subject else ""
        today = local_day(found.sent_at)
        checked = check_file(given, shown, today=today, period=found.chosen_period, own_subject=own)
        write_marked(checked, path, today=today, language=language)
    finally:
        given.unlink(missing_ok=True)
    return True


def quality(*, sender_id: str, by: Who, today: date) -> Quality | None:
    """Return a sender's data quality with its formula, or nothing when the asker may not see the sender."""
    found = _senders(by, sender_id)
    return quality_of(found[0], today=today) if found else None


def facts(
    *, months: Sequence[str] | None = None, subject_type: str | None = None, subject_ids: Iterable[str] | None = None,
    templates: Iterable[str] | None = None, as_of: datetime | None = None,
) -> list[Fact]:  # fmt: skip
    """Return what counts as facts, sorted; of ``as_of`` what counted then. For rooms above, which bound by district themselves.

    Reports of several senders (or of several days) on one subject, month and field are put together as the template says.
    """
    found = ReportedRow.objects.filter(_in_force(as_of))
    if months is not None:
        found = found.filter(month__in=list(months))
    if subject_type is not None:
        found = found.filter(subject_type=subject_type)
    if subject_ids is not None:
        found = found.filter(subject_id__in=list(subject_ids))
    if templates is not None:
        found = found.filter(submission__template__in=list(templates))
    by_template: dict[str, list[Said]] = {}
    columns = ("submission__template", "subject_id", "month", "values", "submission_id", "submission__sent_at")
    for slug, subject, month, values, submission_id, sent_at in found.values_list(*columns).iterator(chunk_size=5_000):
        by_template.setdefault(slug, []).append((subject, month, values, submission_id, sent_at.isoformat()))
    return sorted(fact for slug, said in by_template.items() for fact in put_together(said, template(slug)))


def owed_by_subjects(*, months: Sequence[str], today: date) -> list[Fact]:
    """Return what bodies owe of themselves and have not sent, as facts (``returns_missing_count``, ``returns_late_count`` …)."""
    return owing.owed_by_subjects(months=months, today=today)


def in_force(*, template_slug: str, period: str, as_of: datetime | None = None) -> list[str]:
    """Return the ids of the returns that count (or counted at a moment) for a period."""
    spells = InForce.objects.filter(submission__template=template_slug, submission__period=period)
    spells = spells.filter(until_at=None) if as_of is None else spells.filter(_at(as_of))
    return sorted(spells.values_list("submission_id", flat=True))


def _in_force(as_of: datetime | None) -> Q:
    if as_of is None:
        return Q(submission__state="accepted")
    spells = InForce.objects.filter(_at(as_of)).values("submission_id")
    return Q(submission_id__in=spells)


def _at(moment: datetime) -> Q:
    return Q(from_at__lte=moment) & (Q(until_at=None) | Q(until_at__gt=moment))


def _seen(by: Who) -> QuerySet[Submission]:
    return Submission.objects.select_related("sender").filter(sender_id__in=senders_seen(by))


def _senders(by: Who, sender_id: str | None) -> list[Sender]:
    wanted = [one for one in senders_seen(by) if sender_id in (None, one)]
    return list(Sender.objects.filter(pk__in=wanted).order_by("region_code", "name"))
