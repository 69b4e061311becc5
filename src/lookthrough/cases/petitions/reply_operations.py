"""What petitioners are told, in approved wording only: acceptance, progress, a longer period, the reply; each can be taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.petitions import terms, wordings
from lookthrough.cases.petitions.acting import keep, occasion_of, petitioner_of, worker, written
from lookthrough.cases.petitions.models import Extension, Occasion, Reply
from lookthrough.cases.petitions.operations import attest_reply, extend_case_clock, retract_reply, shorten_case_clock
from lookthrough.cases.petitions.wordings import WordingFacts
from lookthrough.cases.petitions.words import KINDS, STAGES
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

# what is told → from which stages, to which stage (none: it stays)
WAYS_ON: dict[str, tuple[tuple[str, ...], str]] = {
    "accepted": (("registered",), "accepted"),
    "not_accepted": (("registered",), "not_accepted"),
    "passed_on": (("registered", "accepted"), "passed_on"),
    "interim": (("registered", "accepted", "answered"), ""),
    "extended": (("accepted",), ""),
    "final": (("accepted",), "answered"),
}
TO_ONE = ("interim", "final")
_NO_WORDING = Text("没有这条口径，或还没有批准、已停用", "there is no such wording in force")
_NOT_TO_ONE = Text("这项告知面向全体，不能只对一人", "this is told to all, not to one person")
_NOT_ACCEPTED = Text("还没有受理，不能答复", "it is not accepted yet: there is no reply")
_STRUCK = Text("这位信访人已划去", "this petitioner was struck out")
_NO_REPLY = Text("没有这条告知，或已撤回", "there is no such reply, or it was taken back")
_LATER = Text("之后已有新的告知，请先撤回后面的", "something was told after it: take that back first")
_ASKED = Text("已申请过延期，只能延长一次", "a longer period was asked for already: it can be granted once")
_ONLY_ACCEPTED = Text("办理中的才能延期", "only what is accepted and in hand can take longer")
_NONE_WAITS = Text("没有等待决定的延期申请", "no request for a longer period waits")
_OWN = Text("申请的人不能自己批准", "whoever asks for it does not grant it")
_BLANK = {
    "reply_by": Text("还没有答复日期：请先告知受理", "there is no day of reply yet: tell the acceptance first"),
    "case": Text("口径里写有案件编号，请先关联案件", "the wording names a case: link one first"),
    "reason": Text("还没有批准的延期", "no longer period was granted"),
}


@transaction.atomic
def tell(*, number: str, wording: str, officer_id: int, at: datetime, serial: int | None = None, version: int | None = None) -> int:
    """Tell all petitioners of an occasion, or one of them, something in an approved wording; returns the reply's id."""
    by = worker(officer_id)
    one = occasion_of(number, by, version=version)
    said = _wording(wording, one, at)
    person = petitioner_of(one, serial) if serial else None
    if person is not None and (said.kind not in TO_ONE or person.struck_at):
        raise NotAllowed(_STRUCK if person.struck_at else _NOT_TO_ONE)
    before = one.stage
    _move(one, said.kind, at, alone=person is not None)
    text = said.filled(_values(one, said, by))
    told = Reply.objects.create(
        occasion=one, petitioner=person, kind=said.kind, wording=said.slug, title=said.title.zh, zh=text.zh, en=text.en,
        given_by=by.username, given_at=at, stage_before=before if one.stage != before else "",
    )  # fmt: skip
    one.save()
    if one.stage != before:
        attest_reply(one, by.username, at)
    note = f"{said.title.zh}" + (f"（{serial} 号）" if serial else "")
    keep(one, "replied", by=by.username, at=at, note=note, details={"kind": said.kind, "wording": said.slug, "petitioner": serial or 0})
    return told.pk


@transaction.atomic
def take_back(*, number: str, reply_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take back what was told, the latest step first; it stays on record, and the portal no longer shows it."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by)
    found = one.replies.select_for_update().filter(pk=reply_id, taken_back_at=None).first()
    if found is None:
        raise NotAllowed(_NO_REPLY)
    if found.stage_before:
        if one.replies.filter(taken_back_at=None, pk__gt=found.pk).exclude(stage_before="").exists():
            raise NotAllowed(_LATER)
        retract_reply(one, why, by.username, at)
        _move_back(one, found, why, by.username, at)
    found.taken_back_at, found.taken_back_by, found.taken_back_because = at, by.username, why
    found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
    keep(one, "reply_taken_back", by=by.username, at=at, note=f"{found.title} {why}", details={"reply": found.pk, "kind": found.kind})


@transaction.atomic
def ask_longer(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Ask for a longer period to reply, with the reason that the petitioners will be told."""
    by, why = worker(officer_id), written(reason, longest=400)
    one = occasion_of(number, by)
    if one.stage != "accepted":
        raise NotAllowed(_ONLY_ACCEPTED)
    if one.extensions.filter(state__in=("waiting", "granted")).exists():
        raise NotAllowed(_ASKED)
    Extension.objects.create(occasion=one, reason=why, asked_by=by.username, asked_by_id=by.officer_id, asked_at=at)
    keep(one, "extension_asked", by=by.username, at=at, note=why)


@transaction.atomic
def decide_longer(*, number: str, agreed: bool, decision: str, officer_id: int, at: datetime) -> date | None:
    """Grant or refuse, as the second person, a longer period; returns the new last day."""
    by = worker(officer_id, Action.DECIDE_PETITIONS)
    one = occasion_of(number, by)
    asked = one.extensions.select_for_update().filter(state="waiting").first()
    if asked is None:
        raise NotAllowed(_NONE_WAITS)
    if asked.asked_by_id == by.officer_id:
        raise NotAllowed(_OWN)
    asked.decision = decision.strip()[:400] if agreed else written(decision, longest=400)
    asked.state, asked.decided_by, asked.decided_at = "granted" if agreed else "refused", by.username, at
    if agreed and one.reply_by:
        asked.reply_by = one.reply_by = terms.last_day("extension", one.reply_by)
        one.save(update_fields=["reply_by"])
    asked.save()
    extend_case_clock(one, asked, by.username, at)
    keep(one, "extension_granted" if agreed else "extension_refused", by=by.username, at=at, note=asked.decision or asked.reason)
    return asked.reply_by


def _wording(slug: str, one: Occasion, at: datetime) -> WordingFacts:
    found = next((each for each in wordings.in_force(on=localdate(at), region_code=one.region_code) if each.slug == slug), None)
    if found is None:
        raise NotAllowed(_NO_WORDING)
    return found


def _move(one: Occasion, kind: str, at: datetime, *, alone: bool) -> None:
    """Take the step that goes with what is told; what one person is told alone moves nothing."""
    stages, to = WAYS_ON[kind]
    if alone and kind == "final":
        stages, to = ("accepted", "answered"), ""
    if one.stage not in stages:
        here = STAGES[one.stage]
        raise NotAllowed(
            _NOT_ACCEPTED if one.stage == "registered" and kind == "final" else
            Text(f"“{here.zh}”时不能作{KINDS[kind].zh}", f"“{KINDS[kind].en}” does not fit where it stands: {here.en}")
        )  # fmt: skip
    today = localdate(at)
    if not to:
        return
    one.stage, one.told_on = to, one.told_on or today
    if to == "accepted":
        one.reply_by = terms.last_day("reply_within", today)
    else:
        one.replied_on = today


def _move_back(one: Occasion, found: Reply, why: str, actor: str, at: datetime) -> None:
    one.stage, one.replied_on = found.stage_before, None
    if found.stage_before == "registered":
        one.told_on = one.reply_by = None
        for granted in one.extensions.exclude(clock_of=""):
            shorten_case_clock(granted, why, actor, at)
        one.extensions.filter(state__in=("waiting", "granted")).update(state="ended")
    one.save(update_fields=["stage", "replied_on", "told_on", "reply_by"])


def _values(one: Occasion, said: WordingFacts, by: Colleague) -> dict[str, Text]:
    """Return what fills the blanks of a wording, or refuse with what is still missing."""
    granted = one.extensions.filter(state="granted").first()
    day = one.reply_by
    found = {
        "number": one.number, "office": by.office, "case": one.case_number, "reason": granted.reason if granted else "",
        "reply_by": f"{day.year}年{day.month}月{day.day}日" if day else "",
    }  # fmt: skip
    for name in said.blanks:
        if not found[name]:
            raise NotAllowed(_BLANK[name])
    texts = {name: Text(value, value) for name, value in found.items() if value}
    if day:
        texts["reply_by"] = Text(found["reply_by"], day.isoformat())
    return texts
