"""Corrections (整改): ordered with a deadline in working days, extended by a second person, reported by the body, re-checked."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lookthrough.kernel.calendar import add_working_days, working_days_between
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.supervision.acting import check_of, keep, worker, written
from lookthrough.supervision.models import Check, Correction, Extension
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.stages import FIRM, Stage

_NO_CORRECTION = Text("没有此项整改，或已复查合格", "there is no such correction, or it is done already")
_NO_EXTENSION = Text("没有待批的延期", "no extension waits")
_OWN = Text("申请人本人不能批准延期", "whoever asked for an extension does not grant it")
_NOT_OWN = Text("只能撤回自己的申请", "only your own request can be withdrawn")
_ASKED = Text("已有一项延期待批", "an extension waits already")
_LATER = Text("延期日须晚于现在的期限", "the new day must be after the present one")
_STAGES = (Stage.ON_SITE, Stage.CORRECT)


@transaction.atomic
def order(*, number: str, what: str, basis: str, working_days: int, slug: str, officer_id: int, at: datetime) -> int:
    """Order a correction within so many working days from today; returns its id."""
    by, said = worker(officer_id), written(what)
    one = check_of(number, by, *_STAGES)
    longest = settings_on(at.date()).whole("correction_longest_days")
    if not 1 <= working_days <= longest:
        raise NotAllowed(Text(f"期限须为 1 至 {longest} 个工作日", f"the term must be 1 to {longest} working days"))
    due = add_working_days(at.date(), working_days)
    item = one.items.filter(slug=slug).first() if slug else None
    made = Correction.objects.create(
        check_of=one, item=item, what=said, basis=written(basis, needed=False), due_on=due, first_due_on=due,
        ordered_by=by.username, ordered_at=at,
    )  # fmt: skip
    keep(one, "correction_ordered", actor=by.username, at=at, note=said, details={"correction": made.pk, "due_on": due.isoformat()})
    return made.pk


@transaction.atomic
def report(*, correction_id: int, text: str, officer_id: int, at: datetime) -> None:
    """Record, for the body, that it says a correction is done."""
    by = worker(officer_id)
    one, found = _correction(correction_id, officer_id)
    _report(one, found, text, by.username, at)


@transaction.atomic
def report_as_firm(*, check_id: int, correction_id: int, text: str, at: datetime) -> None:
    """Record what the body itself reports; the door has checked its code."""
    one = Check.objects.select_for_update().filter(pk=check_id, stage__in=_STAGES).exclude(code_hash="").first()
    found = Correction.objects.filter(pk=correction_id, check_of=one).exclude(state="done").first() if one else None
    if one is None or found is None:
        raise NotAllowed(_NO_CORRECTION)
    _report(one, found, text, FIRM, at)


@transaction.atomic
def recheck(*, correction_id: int, done: bool, note: str, officer_id: int, at: datetime) -> None:
    """Say after a re-check whether the correction is done; what is not goes back to the body, its deadline stays."""
    by, said = worker(officer_id), written(note)
    one, found = _correction(correction_id, officer_id)
    found.state, found.rechecked_by, found.rechecked_at, found.recheck_note = "done" if done else "open", by.username, at, said
    found.save(update_fields=["state", "rechecked_by", "rechecked_at", "recheck_note"])
    keep(one, "correction_rechecked" if done else "correction_sent_back", actor=by.username, at=at, note=said)


@transaction.atomic
def ask_extension(*, correction_id: int, until: date, reason: str, officer_id: int, at: datetime) -> int:
    """Ask for a later deadline; nothing changes until another officer grants it."""
    by, said = worker(officer_id), written(reason)
    one, found = _correction(correction_id, officer_id)
    longest = settings_on(at.date()).whole("extension_longest_days")
    if until <= found.due_on:
        raise NotAllowed(_LATER)
    if working_days_between(found.due_on, until) > longest:
        raise NotAllowed(Text(f"一次最多延长 {longest} 个工作日", f"one extension gives at most {longest} working days"))
    if found.extensions.filter(state="asked").exists():
        raise NotAllowed(_ASKED)
    made = Extension.objects.create(correction=found, until=until, reason=said, asked_by=by.username, asked_at=at)
    keep(one, "extension_asked", actor=by.username, at=at, note=said, details={"until": until.isoformat()})
    return made.pk


@transaction.atomic
def decide_extension(*, extension_id: int, grant: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Grant or refuse what another officer asked for."""
    by = worker(officer_id, Action.DECIDE_SUPERVISION)
    found = _asked(extension_id)
    one, correction = _correction(found.correction_id, officer_id, Action.DECIDE_SUPERVISION)
    if found.asked_by == by.username:
        raise NotAllowed(_OWN)
    found.state, found.decided_by, found.decided_at = "granted" if grant else "refused", by.username, at
    found.decision = written(reason, needed=not grant)
    found.save()
    if grant:
        correction.due_on = found.until
        correction.save(update_fields=["due_on"])
    kind = "extension_granted" if grant else "extension_refused"
    keep(one, kind, actor=by.username, at=at, note=found.decision, details={"until": found.until.isoformat(), "asked_by": found.asked_by})


@transaction.atomic
def withdraw_extension(*, extension_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own request back while it waits."""
    by = worker(officer_id)
    found = _asked(extension_id)
    one, _correction_of_it = _correction(found.correction_id, officer_id)
    if found.asked_by != by.username:
        raise NotAllowed(_NOT_OWN)
    found.state, found.decided_by, found.decided_at = "withdrawn", by.username, at
    found.save()
    keep(one, "extension_withdrawn", actor=by.username, at=at)


def check_number(*, correction_id: int) -> str:
    """Return the number of the check that a correction belongs to, for the door's way back; empty if there is none."""
    return Correction.objects.filter(pk=correction_id).values_list("check_of__number", flat=True).first() or ""


def _report(one: Check, found: Correction, text: str, actor: str, at: datetime) -> None:
    found.state, found.report, found.reported_at = "reported", written(text), at
    found.save(update_fields=["state", "report", "reported_at"])
    keep(one, "correction_reported", actor=actor, at=at, note=found.report, details={"late": at.date() > found.due_on})


def _correction(correction_id: int, officer_id: int, action: Action = Action.WORK_SUPERVISION) -> tuple[Check, Correction]:
    by = worker(officer_id, action)
    found = Correction.objects.filter(pk=correction_id).exclude(state="done").select_related("check_of").first()
    if found is None:
        raise NotAllowed(_NO_CORRECTION)
    return check_of(found.check_of.number, by, *_STAGES), found


def _asked(extension_id: int) -> Extension:
    found = Extension.objects.select_for_update().filter(pk=extension_id, state="asked").first()
    if found is None:
        raise NotAllowed(_NO_EXTENSION)
    return found
