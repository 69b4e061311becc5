"""A checked return is stored whole or not at all; it comes into force once nobody needs to look any more, and replaces the one before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.intake.cells import Value
from lookthrough.intake.checking import Checked
from lookthrough.intake.comparing import Keyed, difference, keyed
from lookthrough.intake.models import InForce, ReportedRow, Sender, Submission
from lookthrough.intake.template import Template, template

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_BATCH = 2_000


def local_day(at: datetime) -> date:
    """Return the day of a moment where the office is."""
    return at.astimezone(_SHANGHAI).date()


def new_id(at: datetime) -> str:
    """Return a receipt number that can be read over the telephone: ``R20261105-7K3F9QAM``."""
    return f"R{local_day(at):%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"


def in_force_of(*, sender: Sender, template_slug: str, period: str) -> Submission | None:
    """Return the return that counts for a period."""
    return Submission.objects.filter(sender=sender, template=template_slug, period=period, state="accepted").first()


def rows_of(submission: Submission | None) -> Keyed:
    """Return a stored return's rows by their key."""
    if submission is None:
        return {}
    found = ReportedRow.objects.filter(submission=submission).order_by("row").values_list("subject_id", "month", "values")
    return keyed(found, template(submission.template))


def store(*, submission: Submission, checked: Checked | None, actor: str, at: datetime) -> None:
    """Write a submission with its rows; one that waits for nobody is in force at once."""
    with transaction.atomic():
        sender = Sender.objects.select_for_update().get(pk=submission.sender_id)  # returns of one sender queue up
        wanted, submission.state = submission.state, "stored"
        submission.save(force_insert=True)
        if wanted != "refused" and checked:
            ReportedRow.objects.bulk_create(_rows(submission, checked), batch_size=_BATCH)
        if wanted == "waiting":
            end_waiting(submission, sender)
        if wanted == "accepted":
            put_in_force(submission=submission, at=at)
        else:
            submission.state = wanted
            submission.save(update_fields=["state"])
        record(submission, "intake.sent", actor, at, {"result": wanted, "rows": submission.rows})


def _rows(submission: Submission, checked: Checked) -> Iterable[ReportedRow]:
    for row in checked.rows:
        yield ReportedRow(
            submission=submission, subject_type=checked.template.subject, subject_id=row.subject_id, name=row.name, month=row.month,
            row=row.row, values=_known(row.values),
        )  # fmt: skip


def _known(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def end_waiting(submission: Submission, sender: Sender) -> None:
    """A newer return takes the place of one that nobody has confirmed yet."""
    others = Submission.objects.filter(sender=sender, template=submission.template, period=submission.period, state="waiting")
    others.exclude(pk=submission.pk).update(state="replaced")


def put_in_force(*, submission: Submission, at: datetime) -> None:
    """Let a return count from now on; the one before stops counting and is kept, with the difference written down."""
    before = in_force_of(sender=submission.sender, template_slug=submission.template, period=submission.period)
    end_waiting(submission, submission.sender)
    if before and before.pk != submission.pk:
        end_force(before, at)
        before.state = "replaced"
        before.save(update_fields=["state"])
        submission.corrects = before
        submission.difference = difference(rows_of(before), rows_of(submission))
    submission.state = "accepted"
    submission.save(update_fields=["state", "corrects", "difference"])
    InForce.objects.create(submission=submission, from_at=at)


def end_force(submission: Submission, at: datetime) -> None:
    """Write down that a return stopped counting."""
    InForce.objects.filter(submission=submission, until_at=None).update(until_at=at)


def filled_share(checked: Checked, shown: Template) -> float:
    """Return the share of the cells of facts that hold something."""
    names = [column.name for column in shown.facts]
    cells = len(names) * len(checked.rows)
    return sum(row.values.get(name) is not None for row in checked.rows for name in names) / cells if cells else 0.0


def record(submission: Submission, action: str, actor: str, at: datetime, details: Mapping[str, Any]) -> None:
    """Write an act on a return into the trail."""
    said = {"sender": submission.sender_id, "template": submission.template, "period": submission.period, **details}
    audit.record(actor=actor, action=action, object_type="return", object_id=submission.submission_id, purpose="", at=at, details=said)
