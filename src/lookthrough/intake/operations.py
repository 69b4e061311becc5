"""What changes returns: sent, corrected, confirmed or declined by a second person, withdrawn and put back, reminded of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction

from lookthrough.intake.against_register import codes_by_name, held_against_register
from lookthrough.intake.cell_reading import CheckedRow
from lookthrough.intake.checking import Checked, check_file
from lookthrough.intake.comparing import fewer_rows, keyed, own_past
from lookthrough.intake.duties import Duty, to_remind
from lookthrough.intake.keeping import hash_of, keep
from lookthrough.intake.models import Reminder, Sender, Submission
from lookthrough.intake.office_settings import settings_on, settings_table
from lookthrough.intake.periods import period_before, sound_period, wrong_periods
from lookthrough.intake.queries import SubmissionView, view_of
from lookthrough.intake.receipts import receipt_of
from lookthrough.intake.refusal import NotAllowed, needed
from lookthrough.intake.storing import (
    end_force,
    filled_share,
    in_force_of,
    local_day,
    new_id,
    put_in_force,
    record,
    rows_of,
    store,
)  # fmt: skip
from lookthrough.intake.template import Template, template
from lookthrough.intake.who import Who, reaches
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action

_TOO_EARLY = {"period_future"}  # what time mends by itself
_CHECKS = "1"  # raised when checks change, so that a file refused before is looked at again
_OTHER_SENDER = Text("没有此报表，或不由本单位报送", "there is no such return for this sender to send")
_NOT_YOURS = Text("没有此报送记录", "there is no such return")
_SECOND = Text("须由报送人以外的另一人确认", "somebody other than who sent it must confirm it")
_STATE = Text("该报送已不在此状态，请刷新", "the return is no longer in that state: load the page again")
_NEWER = Text("该期已有新的报送，不能恢复", "a newer return counts for this period: this one cannot be put back")
_PERIOD = Text("报告期格式不对，如 2026-10", "a period looks like 2026-10")


def submit(
    *, sender_id: str, template_slug: str, path: Path, file_name: str, by: Who, at: datetime, period: str = "", reason: str = "",
) -> SubmissionView:  # fmt: skip
    """Take a file in: read, checked, answered with a receipt. Accepted or waiting it is stored whole; refused, its receipt alone.

    The same file sent again gets the same receipt, until another has replaced it. A return for a period that has one already is a
    correction and replaces it as soon as it is in force. Raises ``NotAllowed`` for what is not this sender's to send, never for what is
    wrong inside the file.
    """
    sender, shown = _sender(sender_id, by), template(template_slug)
    _may_send(sender, shown, period)
    sha256, method = hash_of(path), _method(shown)
    again = _the_same(sender, shown, sha256, method, period)
    if again:
        return view_of(again)
    today = local_day(at)
    checked = check_file(
        path, shown, today=today, period=period, own_subject=_own(sender, shown), limits=settings_on(today)
    )  # fmt: skip
    _hold_against_what_is_known(checked, sender, shown, settings_on(today))
    receipt = receipt_of(checked, file=file_name, sha256=sha256, confirm=shown.confirm)
    if path.stat().st_size <= settings_on(today).whole("largest_file_bytes"):
        keep(path, sha256)
    made = Submission(
        submission_id=new_id(at), sender=sender, template=shown.slug, period=checked.period[:10], chosen_period=period,
        state=receipt.result, sent_at=at, sent_by=by.actor, account_id=by.account_id, officer_id=by.officer_id, file_name=file_name[:200],
        sha256=sha256, method=method, rows=len(checked.rows), subjects=receipt.subjects, filled=filled_share(checked, shown),
        doubts=receipt.counts["doubt"], receipt=receipt.as_dict(), reason=reason.strip()[:2_000],
    )  # fmt: skip
    store(submission=made, checked=checked, actor=by.actor, at=at)
    return view_of(made)


def correct(*, submission_id: str, path: Path, file_name: str, reason: str, by: Who, at: datetime) -> SubmissionView:
    """Send a corrected file for the period of an earlier return, with the reason; the earlier one is kept."""
    before = _submission(submission_id, by)
    return submit(
        sender_id=before.sender_id, template_slug=before.template, path=path, file_name=file_name, by=by, at=at,
        period=before.period or before.chosen_period, reason=needed(reason),
    )  # fmt: skip


def submit_nil(*, sender_id: str, template_slug: str, period: str, by: Who, at: datetime, reason: str = "") -> SubmissionView:
    """Report that there is nothing to report for a period (零报告)."""
    sender, shown = _sender(sender_id, by), template(template_slug)
    _may_send(sender, shown, period, chosen=True)
    if wrong := wrong_periods(period, [CheckedRow(0, "", {})], shown, today=local_day(at)):
        raise NotAllowed(wrong[0].advice)
    again = Submission.objects.filter(sender=sender, template=shown.slug, period=period, is_nil=True, state__in=("accepted", "waiting"))
    if found := again.first():
        return view_of(found)
    checked = Checked(shown, period=period)
    receipt = receipt_of(checked, file="", sha256="", confirm=shown.confirm)
    made = Submission(
        submission_id=new_id(at), sender=sender, template=shown.slug, period=period, chosen_period=period, state=receipt.result,
        sent_at=at, sent_by=by.actor, account_id=by.account_id, officer_id=by.officer_id, method=_method(shown), is_nil=True, filled=1.0,
        receipt=receipt.as_dict(), reason=reason.strip()[:2_000],
    )  # fmt: skip
    store(submission=made, checked=None, actor=by.actor, at=at)
    return view_of(made)


def confirm(*, submission_id: str, by: Who, at: datetime, remark: str = "") -> SubmissionView:
    """Let a waiting return count: by another person of the sender than who sent it, or by an officer who may."""
    with transaction.atomic():
        found = _waiting(submission_id, by)
        _decided(found, by.actor, at, remark)
        put_in_force(submission=found, at=at)
        record(found, "intake.confirmed", by.actor, at, {})
    return view_of(found)


def decline(*, submission_id: str, reason: str, by: Who, at: datetime) -> SubmissionView:
    """Send a waiting return back, with the reason; what counted before goes on counting."""
    said = needed(reason)
    with transaction.atomic():
        found = _waiting(submission_id, by)
        _decided(found, by.actor, at, said)
        found.state = "declined"
        found.save(update_fields=["state"])
        record(found, "intake.declined", by.actor, at, {"reason": said})
    return view_of(found)


def withdraw(*, submission_id: str, reason: str, by: Who, at: datetime) -> SubmissionView:
    """Take a return back, with the reason; it is kept and can be put back while no newer one counts."""
    said = needed(reason)
    with transaction.atomic():
        found = _submission(submission_id, by, lock=True)
        if found.state not in ("accepted", "waiting"):
            raise NotAllowed(_STATE)
        was = found.state
        end_force(found, at)
        found.state = "withdrawn"
        _decided(found, by.actor, at, said)
        found.save(update_fields=["state"])
        record(found, "intake.withdrawn", by.actor, at, {"reason": said, "was": was})
    return view_of(found)


def put_back(*, submission_id: str, by: Who, at: datetime) -> SubmissionView:
    """Undo a withdrawal: the return waits again for a second person if its kind needs one, else it counts again."""
    with transaction.atomic():
        found = _submission(submission_id, by, lock=True)
        if found.state != "withdrawn":
            raise NotAllowed(_STATE)
        if Submission.objects.filter(
            sender=found.sender, template=found.template, period=found.period, state__in=("accepted", "waiting")
        ).exists():
            raise NotAllowed(_NEWER)
        if template(found.template).confirm or found.doubts:
            found.state = "waiting"
            found.save(update_fields=["state"])
        else:
            put_in_force(submission=found, at=at)
        record(found, "intake.put_back", by.actor, at, {"state": found.state})
    return view_of(found)


def remind(*, at: datetime, sender_ids: Sequence[str] | None = None) -> list[Duty]:
    """Write down who is to be reminded now: once before the last day, once when late. Run again on the same day it adds nothing."""
    today, made = local_day(at), list[Duty]()
    for duty, kind in to_remind(today=today, sender_ids=sender_ids):
        _, new = Reminder.objects.get_or_create(
            sender_id=duty.sender_id, template=duty.template, period=duty.period, kind=kind,
            defaults={"due_on": duty.due_on, "made_at": at},
        )  # fmt: skip
        made += [duty] if new else []
    return made


def _sender(sender_id: str, by: Who) -> Sender:
    """Return the sender somebody may act for: as its own, or as an officer whose district it lies in. Nobody else."""
    sender = Sender.objects.filter(pk=sender_id).first()
    if sender is None or not reaches(sender, by, Action.WORK_RETURNS):
        raise NotAllowed(_OTHER_SENDER)
    return sender


def _may_send(sender: Sender, shown: Template, period: str, *, chosen: bool = False) -> None:
    if shown.sender != sender.kind:
        raise NotAllowed(_OTHER_SENDER)
    if (period or chosen) and not sound_period(period, shown.period):
        raise NotAllowed(_PERIOD)


def _own(sender: Sender, shown: Template) -> str:
    return sender.subject_id if shown.subject == "institution" and shown.owed_by_subject else ""


def _method(shown: Template) -> str:
    """Return a hash of template and checks."""
    return hashlib.sha256(repr((_CHECKS, settings_table().version, asdict(shown))).encode()).hexdigest()[:16]


def _the_same(sender: Sender, shown: Template, sha256: str, method: str, period: str) -> Submission | None:
    """Return what was answered to the same file: while it counts or waits, or was refused under the same checks.

    A file that was replaced is a return anew: that is how a sender corrects back. So is one that counts while another waits to replace it.
    """
    found = Submission.objects.filter(sender=sender, template=shown.slug, sha256=sha256).order_by("-sent_at", "-pk")
    for one in found:
        if one.state in ("accepted", "waiting") and period in ("", one.period):
            return None if one.state == "accepted" and _to_be_replaced(one) else one
        if one.state == "refused" and one.method == method and one.chosen_period == period and not _TOO_EARLY & _codes(one):
            return one
    return None


def _to_be_replaced(one: Submission) -> bool:
    others = Submission.objects.filter(sender=one.sender, template=one.template, period=one.period, state="waiting")
    return others.exists()


def _codes(one: Submission) -> set[str]:
    return {line["code"] for line in one.receipt["lines"]}


def _hold_against_what_is_known(checked: Checked, sender: Sender, shown: Template, limits: Limits) -> None:
    """Hold a sound return against the register and against the period before."""
    if checked.is_wrong:
        checked.troubles += codes_by_name(checked.as_read, shown)
        return
    checked.troubles += held_against_register(checked.rows, shown, limits=limits)
    before = in_force_of(sender=sender, template_slug=shown.slug, period=period_before(checked.period, shown.period))
    if before:
        now = keyed(((row.subject_id, row.month, row.values) for row in checked.rows), shown)
        sheet = checked.grid.sheet if checked.grid else ""
        past = rows_of(before)
        checked.troubles += own_past(past, now, shown, period=before.period, sheet=sheet, limits=limits)
        checked.troubles += fewer_rows(past, now, period=before.period, sheet=sheet, limits=limits)


def _submission(submission_id: str, by: Who, *, lock: bool = False) -> Submission:
    found = Submission.objects.select_related("sender").filter(pk=submission_id)
    one = (found.select_for_update(of=("self",)) if lock else found).first()
    if one is None or not reaches(one.sender, by, Action.WORK_RETURNS):
        raise NotAllowed(_NOT_YOURS)
    return one


def _waiting(submission_id: str, by: Who) -> Submission:
    """Return a waiting return that this person may decide about: a person, and not the one who sent it."""
    found = _submission(submission_id, by, lock=True)
    if found.state != "waiting":
        raise NotAllowed(_STATE)
    same_account = by.account_id is not None and by.account_id == found.account_id
    same_officer = by.officer_id is not None and by.officer_id == found.officer_id
    if same_account or same_officer or by.token_id is not None:
        raise NotAllowed(_SECOND)
    return found


def _decided(found: Submission, actor: str, at: datetime, said: str) -> None:
    found.decided_at, found.decided_by, found.decision_reason = at, actor, said.strip()[:2_000]
    found.save(update_fields=["decided_at", "decided_by", "decision_reason"])
